"""Verify a pilot list: read the places as cheaply as possible, judge everybody, say why, and keep it.

The types of what is asked and told are here too; the window, the command line and the exports use these names only.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from flow_desktop.core.answers import Answer
from flow_desktop.core.pilot.compare import Comparison, compare
from flow_desktop.core.pilot.entries import Group
from flow_desktop.core.pilot.ports import PastRun, PeopleSource, RunOptions, Waiting
from flow_desktop.core.pilot.results import Cost
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.problems import FlowError, Refused
from flow_desktop.core.secret import Secret
from flow_desktop.flows.verify_again import start_again, start_of_kept, watched
from flow_desktop.flows.verify_feed import Feed
from flow_desktop.flows.verify_past import find_finished, forget, reopen
from flow_desktop.flows.verify_plan import BLIND, list_of, raise_for, refused_group, weigh
from flow_desktop.flows.verify_run import Run, Start
from flow_desktop.flows.verify_types import (
    BATCH_ROWS,
    BATCH_SECONDS,
    Control,
    Done,
    Happened,
    Judged,
    Listed,
    Order,
    Phase,
    Progress,
    RunOutcome,
    Sources,
    VerifyPorts,
)

__all__ = [
    "BATCH_ROWS",
    "BATCH_SECONDS",
    "Control",
    "Done",
    "Happened",
    "Judged",
    "Listed",
    "Order",
    "PastRun",
    "Phase",
    "Progress",
    "RunOutcome",
    "Sources",
    "Verifier",
    "VerifyPorts",
]


class Verifier:
    """Runs on the flow's own loop; one object per window or command. One run at a time.

    Generators are cancelled by cancelling the task that reads them, or closed (`contextlib.aclosing`): what was read
    is kept, and the run can be resumed. Every method may raise SignInAgain, FlowError ``policy.not_admin`` (decisions,
    6) and StorageFailed where the history is what was asked for; a run itself goes on without a history.
    """

    def __init__(self, ports: VerifyPorts) -> None:
        self._ports = ports

    @property
    def needs_session(self) -> bool:
        """True where a place is asked with the signed-in person's own access token. Raises FlowError where no place
        is set that could list people.
        """
        places = self._ports.connect(_unheard)
        return places.people.needs_session or places.flow is not None

    async def plan(self, order: Order) -> Cost:
        """What the cost rule would choose, and why. A handful of requests. A place that cannot be asked promises
        nothing: its cost has no numbers.
        """
        people = self._ports.connect(_unheard).people
        access = await self._access(people)
        try:
            abilities = await people.discover(access)
            return weigh(order, await list_of(order, people, access), abilities)
        except Refused as refused:
            raise_for(refused.reason, people)
            return weigh(order, order.listed or PilotList("", ()), BLIND)

    async def groups(self) -> tuple[Group, ...]:
        """Groups that can be a list; empty where the source has none. Raises FlowError where it cannot be asked."""
        people = self._ports.connect(_unheard).people
        access = await self._access(people)
        try:
            return await people.groups(access)
        except Refused as refused:
            raise_for(refused.reason, people)
            raise FlowError(refused_group("", refused.reason)) from None

    async def run(self, order: Order, control: Control | None = None) -> AsyncGenerator[Happened, None]:
        """One run: `Listed`, then `Progress` and `Judged` as they come, last `Done`."""
        options = RunOptions(order.answers, order.unexpected, order.group, order.everybody)
        async with aclosing(self._driven(Start(order, options), self._new_id(), control)) as events:
            async for event in events:
                yield event

    async def resume(self, run: str, control: Control | None = None) -> AsyncGenerator[Happened, None]:
        """Go on with a run that stopped half-way; the same events. Raises FlowError ``configuration.run``,
        ``configuration.run_not_kept`` and ``configuration.run_busy`` where it cannot go on.
        """
        start, name = await start_of_kept(self._ports, run)
        async with aclosing(self._driven(start, name, control)) as events:
            async for event in events:
                yield event

    async def recheck(
        self, run: str, control: Control | None = None, *, answers: tuple[Answer, ...] = ()
    ) -> AsyncGenerator[Happened, None]:
        """Look again at those of a finished run who are not ready: a new run, with the others taken over from it.

        ``answers``: what was found out since; they count beside those of the run, and before them. Where
        nobody is left to look at, the run itself is told as `Done`. Raises FlowError ``configuration.run`` and
        ``configuration.run_not_kept``.
        """
        start = await start_again(self._ports, run, answers)
        if start is None:
            yield Done(await self.open(run))
            return
        async with aclosing(self._driven(start, self._new_id(), control)) as events:
            async for event in events:
                yield event

    async def watch(self, run: str, control: Control | None = None) -> AsyncGenerator[Happened, None]:
        """Recheck again and again, 15 s apart at first and 5 min at last, with a `Done` each time; ends when all are
        ready, or when the provider's cycle and twenty minutes more have passed. `Progress.next_look` counts down.

        The history keeps the first run and the last look. Raises as `recheck`.
        """
        watching = watched(self._ports, run, control=control or Control(), recheck=self.recheck)
        async with aclosing(watching) as events:
            async for event in events:
                yield event

    async def history(self) -> tuple[PastRun, ...]:
        """All runs with this deployment, newest first."""
        return await self._ports.runs.runs()

    async def open(self, run: str) -> RunOutcome:
        """A finished run as it was. ``last`` and the beginning of a name will do.

        Raises FlowError ``configuration.run`` where there is none of that name.
        """
        return await reopen(self._ports, run)

    async def compare(self, older: str, newer: str) -> Comparison:
        """What changed between two finished runs. Raises FlowError ``configuration.run``."""
        found = [(await find_finished(self._ports.runs, name)).facts.id for name in (older, newer)]
        before, after = [await self._ports.runs.results(run) for run in found]
        return compare(before, after)

    async def forget(self, run: str) -> str:
        """Take a run out of the history, with everything that was kept of it; returns its whole name.

        Raises FlowError ``configuration.run``, and ``configuration.run_busy`` where another window is at it.
        """
        return await forget(self._ports.runs, run)

    async def close(self) -> None:
        """Finish what is written to the history, and close it. Nothing is asked afterwards."""
        await self._ports.runs.close()

    async def _access(self, people: PeopleSource) -> Secret | None:
        return await self._ports.session.access() if people.needs_session else None

    def _new_id(self) -> str:
        """Sorted by time, and easy to type: no sign of the four last ones is a hyphen or an underscore."""
        last = self._ports.entropy.token(3).lower().replace("-", "x").replace("_", "y")
        return f"{self._ports.clock.now():%Y%m%d-%H%M%S}-{last}"

    def _driven(self, start: Start, run: str, control: Control | None) -> AsyncGenerator[Happened, None]:
        feed = Feed()
        work = Run(self._ports, start, control=control or Control(), feed=feed, run=run)
        return feed.follow(work.go())


def _unheard(_waiting: Waiting) -> None:
    """Nobody shows how long a single question waits."""
