"""Verify a pilot list: read the places as cheaply as possible, judge everybody, say why, and keep it.

The types of what is asked and told are here too; the window, the command line and the exports use these names only.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

from flow_desktop.core.pilot.compare import Comparison
from flow_desktop.core.pilot.entries import Group
from flow_desktop.core.pilot.ports import PastRun
from flow_desktop.core.pilot.results import Cost
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
        """True where a place is asked with the signed-in person's own access token."""
        raise NotImplementedError

    async def plan(self, order: Order) -> Cost:
        """What the cost rule would choose, and why. A handful of requests."""
        raise NotImplementedError

    async def groups(self) -> tuple[Group, ...]:
        """Groups that can be a list; empty where the source has none. Raises FlowError where it cannot be asked."""
        raise NotImplementedError

    def run(self, order: Order, control: Control | None = None) -> AsyncGenerator[Happened, None]:
        """One run: `Listed`, then `Progress` and `Judged` as they come, last `Done`."""
        raise NotImplementedError

    def resume(self, run: str, control: Control | None = None) -> AsyncGenerator[Happened, None]:
        """Go on with a run that stopped half-way; the same events. Raises FlowError where it cannot go on."""
        raise NotImplementedError

    def recheck(self, run: str, control: Control | None = None) -> AsyncGenerator[Happened, None]:
        """Look again at those of a finished run who are not ready: a new run, with the others taken over from it."""
        raise NotImplementedError

    def watch(self, run: str, control: Control | None = None) -> AsyncGenerator[Happened, None]:
        """Recheck again and again, 15 s apart at first and 5 min at last, with a `Done` each time; ends when all are
        ready, or when the provider's cycle and twenty minutes more have passed. `Progress.next_look` counts down.
        """
        raise NotImplementedError

    async def history(self) -> tuple[PastRun, ...]:
        """All runs with this deployment, newest first."""
        raise NotImplementedError

    async def open(self, run: str) -> RunOutcome:
        """A finished run as it was. Raises FlowError ``configuration.run`` where there is none of that name."""
        raise NotImplementedError

    async def compare(self, older: str, newer: str) -> Comparison:
        """What changed between two finished runs. Raises FlowError ``configuration.run``."""
        raise NotImplementedError

    async def forget(self, run: str) -> None:
        """Take a run out of the history, with everything that was kept of it."""
        raise NotImplementedError
