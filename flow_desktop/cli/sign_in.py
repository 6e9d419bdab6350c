"""``flow-desktop sign-in``: the sign-in flow in a terminal or a pipeline."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass, field

from flow_desktop import __version__
from flow_desktop.adapters.browser import CommandBrowser, NoBrowser, SystemBrowser
from flow_desktop.cli.common import Call, run_with_desk
from flow_desktop.cli.output import Output
from flow_desktop.compose import Desk, Hands, keep_deployment
from flow_desktop.core import signin as machine
from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.exit_rules import exit_of_comparison
from flow_desktop.core.exits import Exit
from flow_desktop.core.ports import Browser
from flow_desktop.core.problems import Code, FlowError, Problem, StorageFailed, problem
from flow_desktop.core.report import comparison_json, identity_json
from flow_desktop.core.text_report import comparison_text, verdict_sentence
from flow_desktop.flows.sign_in import SignIn, SignInRequest


def command(call: Call) -> Exit:
    """Run the command; with ``--json`` exactly one result event ends the output, whatever happens."""
    talk = Talk(call.out)
    try:
        options = _options(call.parsed)
    except FlowError as error:
        return talk.failed(error.problem)

    async def work(desk: Desk) -> Exit:
        return await sign_in(desk, options, talk)

    return run_with_desk(call, work, fail=talk.failed)


@dataclass(frozen=True, slots=True)
class Options:
    """What the arguments ask for."""

    browser: Browser
    request: SignInRequest
    accept_other: bool = False


def _options(parsed: argparse.Namespace) -> Options:
    """Raises FlowError for a browser command that is none."""
    return Options(
        browser=_browser(parsed),
        request=SignInRequest(
            issuer="",
            login_hint=parsed.login_hint,
            seconds=parsed.timeout,
            browser_required=bool(parsed.browser),
        ),
        accept_other=parsed.accept_other_account,
    )


async def sign_in(desk: Desk, options: Options, talk: Talk) -> Exit:
    """Sign in, keep the session, compare, and say the result once."""
    request = SignInRequest(
        desk.deployment.issuer, options.request.login_hint, options.request.seconds, options.request.browser_required
    )
    watch = _Watch(talk, options.accept_other)
    flow = desk.new_sign_in(request, Hands(options.browser, talk), watch.observe)
    watch.flow = flow
    try:
        end = await flow.run()
    except asyncio.CancelledError:
        talk.result(outcome="cancelled")
        raise
    try:
        return await _after(end, desk, talk)
    finally:
        await flow.close()


async def _after(end: machine.End, desk: Desk, talk: Talk) -> Exit:
    match end:
        case machine.SignedIn():
            return await _signed_in(desk, talk)
        case machine.Failed(found):
            return talk.failed(found)
        case machine.TimedOut():
            return talk.ended("timed_out", problem(Code.TIMEOUT_ATTEMPT))
        case machine.Cancelled():
            return talk.ended("cancelled", None)


async def _signed_in(desk: Desk, talk: Talk) -> Exit:
    await desk.session.settled()
    if desk.session.notice:
        talk.notice(desk.session.notice)
    if found := desk.session.clock_notice:
        talk.notice(found)
    try:
        keep_deployment(desk)
    except StorageFailed as failed:
        talk.notice(failed.problem)
    comparison = await desk.session.profile()
    return talk.signed_in(desk, comparison)


def _browser(parsed: argparse.Namespace) -> Browser:
    if parsed.no_browser:
        return NoBrowser()
    return CommandBrowser(parsed.browser) if parsed.browser else SystemBrowser()


@dataclass(slots=True)
class _Watch:
    """Follows the machine and answers what nobody in a terminal can be asked."""

    talk: Talk
    accept_other: bool
    flow: SignIn | None = field(default=None)

    def observe(self, state: machine.SignInState) -> None:
        """Called on every new state."""
        match state:
            case machine.AwaitingBrowser(attempt, url, _, None):
                self.talk.link(url, attempt.phrase)
            case machine.AwaitingBrowser(notice=found) if found is not None:
                self.talk.notice(found)
            case machine.AskingAccount() if self.flow is not None:
                (self.flow.keep_account if self.accept_other else self.flow.refuse_account)()


@dataclass(frozen=True, slots=True)
class Talk:
    """What sign-in says, in both forms. ``tells_link``: somebody is there to open the link."""

    out: Output
    tells_link: bool = True

    def put(self, text: str) -> None:
        """A terminal has no clipboard: a link asked for is printed."""
        self.out.talk(text)

    def link(self, url: str, phrase: str) -> None:
        """The link, as soon as the listener is up."""
        self.out.record(event="authorization_url", url=url)
        if self.tells_link and not self.out.json:
            self.out.talk(self.out.words("cli.open_link", url=url, phrase=phrase))

    def notice(self, found: Problem) -> None:
        """Something to know that ends nothing."""
        self.out.record(event="notice", problem=self.out.problem_value(found))
        self.out.problem(found)

    def failed(self, found: Problem) -> Exit:
        """The end of a failed sign-in."""
        return self.ended("failed", found)

    def ended(self, outcome: str, found: Problem | None) -> Exit:
        """Any end but success."""
        self.result(outcome=outcome, found=found)
        if found is None:
            self.out.talk(self.out.words("cli.cancelled"))
            return Exit.NOT_SIGNED_IN
        told = self.out.problem(found)
        return Exit.NOT_SIGNED_IN if outcome == "timed_out" else told

    def signed_in(self, desk: Desk, comparison: ProfileComparison) -> Exit:
        """Success: identity, comparison, and whether the session is kept."""
        sentence = verdict_sentence(comparison, desk.deployment, self.out.words)
        self.out.record(
            event="result",
            outcome="signed_in",
            problem=None,
            identity=identity_json(comparison.identity),
            comparison=comparison_json(comparison, sentence),
            session_kept=desk.session.keeps,
        )
        self.out.data(comparison_text(comparison, desk.deployment, self.out.words, version=__version__))
        return exit_of_comparison(comparison.overall)

    def result(self, *, outcome: str, found: Problem | None = None) -> None:
        """The one result event of an attempt without success."""
        self.out.record(
            event="result",
            outcome=outcome,
            problem=self.out.problem_value(found),
            identity=None,
            comparison=None,
            session_kept=False,
        )
