"""``flow-desktop check``: why an account is not in sync, with evidence, and who must do what."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from flow_desktop import __version__
from flow_desktop.adapters.clock import SystemClock
from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.machine import describe_machine
from flow_desktop.cli.check_list import list_json, list_text
from flow_desktop.cli.check_request import inquiry_of
from flow_desktop.cli.common import Call, run_with_desk, say_still_stored
from flow_desktop.cli.output import Output
from flow_desktop.compose import Desk
from flow_desktop.core.check_json import diagnosis_json, nothing_json
from flow_desktop.core.check_report import diagnosis_text
from flow_desktop.core.diagnosis import Bottom, Diagnosis
from flow_desktop.core.exits import Exit
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.problems import Code, FlowError, Problem, problem
from flow_desktop.flows.troubleshoot import Inquiry

_EXITS = {
    Bottom.FINE: Exit.OK,
    Bottom.PROBLEM: Exit.DIFFERS,
    Bottom.POSSIBLE: Exit.DIFFERS,
    Bottom.CANNOT_TELL: Exit.CANNOT_TELL,
}
"""Decisions, "Command line", 16."""


def command(call: Call) -> Exit:
    """Check one person, once or until it is fixed; ``--list`` only names what can be asked, and needs no deployment."""
    explainer = load_explainer(call.out.words)
    talk = Talk(call.out, explainer)
    if call.parsed.list:
        return talk.listed()
    try:
        inquiry = inquiry_of(call.parsed, explainer, now=SystemClock().now())
    except FlowError as error:
        return talk.failed(error.problem)

    async def work(desk: Desk) -> Exit:
        return await check(desk, Ask(inquiry, call.parsed.account, watches=call.parsed.watch), talk)

    return run_with_desk(call, work, fail=talk.failed)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be found out. ``account``: label of the stored sign-in to use, None for the current one."""

    inquiry: Inquiry
    account: str | None = None
    watches: bool = False


async def check(desk: Desk, ask: Ask, talk: Talk) -> Exit:
    """Sign in silently where a source or the question needs it, look, and say the result once."""
    if not await _is_let_in(desk, ask, talk):
        code = talk.failed(problem(Code.SIGN_IN_AGAIN_NO_SESSION))
        await say_still_stored(desk, talk.out)
        return code
    found = await (_watched if ask.watches else _once)(desk, ask.inquiry, talk)
    if notice := desk.session.clock_notice:
        talk.out.problem(notice)
    return talk.found(found)


async def _is_let_in(desk: Desk, ask: Ask, talk: Talk) -> bool:
    """Whether nobody has to sign in first. Renewing a session may take long: stopped meanwhile, that is said too."""
    needs_session = desk.troubleshooter.needs_session or ask.inquiry.email is None
    if not needs_session or desk.session.identity is not None:
        return True
    try:
        return await desk.session.restore(ask.account) is not None
    except asyncio.CancelledError:
        talk.found(None)
        raise


async def _once(desk: Desk, inquiry: Inquiry, talk: Talk) -> Diagnosis:
    try:
        return await desk.troubleshooter.check(inquiry)
    except asyncio.CancelledError:
        talk.found(None)
        raise


async def _watched(desk: Desk, inquiry: Inquiry, talk: Talk) -> Diagnosis | None:
    """Until it is fixed or the time is over; stopped by hand, the last look is still told."""
    last: Diagnosis | None = None
    try:
        async with aclosing(desk.troubleshooter.watch(inquiry)) as looks:
            async for last in looks:
                talk.look(last)
    except asyncio.CancelledError:
        talk.found(last)
        raise
    return last


@dataclass(frozen=True, slots=True)
class Talk:
    """What a check says, in both forms."""

    out: Output
    explainer: Explainer

    def look(self, found: Diagnosis) -> None:
        """One look of a watch, in one line."""
        time = f"{found.evidence.now.astimezone():%H:%M:%S}"
        self.out.talk(self.out.words("cli.check.look", time=time, sentence=self.explainer.headline(found)))

    def found(self, found: Diagnosis | None) -> Exit:
        """The result; None where it was stopped before there was any."""
        if found is None:
            self.out.record(**nothing_json(), problem=None)
            return Exit.INTERRUPTED
        if self.out.json:
            self.out.record(**diagnosis_json(found, self.explainer), problem=None)
        else:
            self.out.data(diagnosis_text(found, self.explainer, version=__version__, platform=describe_machine()))
        return _EXITS[found.overall]

    def failed(self, found: Problem) -> Exit:
        """Nothing could be found out, and why."""
        self.out.record(**nothing_json(), problem=self.out.problem_value(found))
        return self.out.problem(found)

    def listed(self) -> Exit:
        """Everything that can be asked for."""
        self.out.record(**list_json(self.explainer), problem=None)
        self.out.data(list_text(self.explainer))
        return Exit.OK
