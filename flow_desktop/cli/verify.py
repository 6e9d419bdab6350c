"""``flow-desktop verify``: a pilot list, a group or everybody; who is ready, who is not, why, and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from flow_desktop.adapters.clock import SystemClock
from flow_desktop.adapters.exports import check_target
from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_pilot_words
from flow_desktop.cli.common import Call, run_with_desk, say_still_stored
from flow_desktop.cli.output import Output
from flow_desktop.cli.verify_past import PAST, previewed
from flow_desktop.cli.verify_progress import ProgressLine
from flow_desktop.cli.verify_request import Ask, ask_of, check_arguments, list_of
from flow_desktop.cli.verify_talk import Seen, Talk
from flow_desktop.compose import Desk
from flow_desktop.compose_runs import pilot_speech
from flow_desktop.core.exits import Exit
from flow_desktop.core.pilot.results import Status
from flow_desktop.core.problems import Code, FlowError, Problem, problem
from flow_desktop.flows.collector import held
from flow_desktop.flows.verify import Done, Happened, Judged, Listed, Progress, RunOutcome, Verifier


def command(call: Call) -> Exit:
    """One run, a look at the history, or what a list looks like; ``--preview`` needs no deployment."""
    with held():
        return _command(call)


def _command(call: Call) -> Exit:
    words = load_pilot_words(call.out.words)
    out = Output(words, json=call.out.json)
    explainer = load_explainer(words)
    talk, parsed = Talk(out), call.parsed
    try:
        check_arguments(parsed, explainer)
        if parsed.preview:
            return previewed(list_of(parsed, explainer), out)
        past = next((done for name, done in PAST.items() if getattr(parsed, name)), None)
        ask = ask_of(parsed, explainer, now=SystemClock().now())
        for path in ask.out:
            check_target(path)
    except FlowError as error:
        return talk.failed(error.problem)

    async def work(desk: Desk) -> Exit:
        verifier = desk.runs.verifier
        if (past is None or parsed.list_groups) and not await is_let_in(desk, verifier, parsed.account):
            code = talk.failed(problem(Code.SIGN_IN_AGAIN_NO_SESSION))
            await say_still_stored(desk, out)
            return code
        if past is not None:
            return await past(verifier, parsed, out)
        return await verify(verifier, ask, Talk(out, pilot_speech(explainer, desk.deployment)))

    return run_with_desk(call, work, fail=talk.failed)


async def is_let_in(desk: Desk, verifier: Verifier, account: str | None) -> bool:
    """Whether nobody has to sign in first; signs in silently where a place is asked in somebody's name."""
    if not verifier.needs_session or desk.session.identity is not None:
        return True
    return await desk.session.restore(account) is not None


async def verify(verifier: Verifier, ask: Ask, talk: Talk) -> Exit:
    """One run to its end, and the watch behind it where it was asked for."""
    hearing, failed = _Hearing(talk, ask), None
    try:
        outcome = await hearing.follow(await _begun(verifier, ask, talk))
        if ask.watches:
            talk.look(outcome)
            outcome, failed = await _watched(verifier, outcome, hearing)
            hearing.line.clear()
            if failed is None:
                talk.watch_ended(outcome)
    except asyncio.CancelledError:
        hearing.stopped()
        raise
    finally:
        hearing.line.clear()
    return talk.told(outcome, ask, failed)


async def _watched(verifier: Verifier, outcome: RunOutcome, hearing: _Hearing) -> tuple[RunOutcome, Problem | None]:
    """The last look, and why there was no other one where that is a problem: what is known is told all the same."""
    try:
        return await hearing.follow(verifier.watch(outcome.facts.id), before=outcome), None
    except FlowError as error:
        return hearing.done or outcome, error.problem


async def _begun(verifier: Verifier, ask: Ask, talk: Talk) -> AsyncGenerator[Happened, None]:
    if ask.order is not None:
        return verifier.run(ask.order)
    if ask.recheck is not None:
        return verifier.recheck(ask.recheck, answers=ask.answers)
    return verifier.resume(ask.resume or await _newest_open(verifier, talk))


async def _newest_open(verifier: Verifier, talk: Talk) -> str:
    """Raises FlowError where every run came to its end."""
    found = next((run.facts.id for run in await verifier.history() if run.resumable), None)
    if found is None:
        reason = talk.out.words("pilot.cli.nothing_to_resume")
        raise FlowError(problem(Code.CONFIGURATION_VERIFY, reason=reason))
    return found


class _Hearing:
    """Hears what a run tells, so that what is known can be said whenever it is stopped."""

    def __init__(self, talk: Talk, ask: Ask) -> None:
        self.line = ProgressLine(talk.out.words)
        self._ask = ask
        self._talk = talk
        self._run = ""
        self._total = 0
        self._known: dict[int, Status] = {}
        self._notices: tuple[Problem, ...] = ()
        self.done: RunOutcome | None = None

    async def follow(self, events: AsyncGenerator[Happened, None], before: RunOutcome | None = None) -> RunOutcome:
        """The last outcome that was told; ``before``: the one that a watch began with."""
        last = before
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Done):
                    last = self.done = event.outcome
                    if before is not None:
                        self.line.clear()
                        self._talk.look(last)
                else:
                    self._hear(event)
        assert last is not None, "a run ends with its outcome"
        return last

    def _hear(self, event: Progress | Listed | Judged) -> None:
        match event:
            case Progress():
                self._run = event.run
                self._tell_notices(event.notices)
                self.line.show(event)
            case Listed():
                self._total, self._known = event.listed.total, {}
            case Judged():
                self._known.update((one.row, one.status) for one in event.results)

    def _tell_notices(self, notices: tuple[Problem, ...]) -> None:
        for notice in notices[len(self._notices) :]:
            self.line.clear()
            self._talk.out.problem(notice)
        self._notices = notices

    def stopped(self) -> None:
        """Told by hand to end: what is known, and how to go on. A watch has a whole run to tell."""
        self.line.clear()
        if self.done is not None:
            self._talk.stopped_watching(self.done, self._ask)
        else:
            self._talk.stopped(Seen(self._run, self._total, self._known), kept=not self._notices)
