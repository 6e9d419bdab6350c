"""``flow-desktop profile`` and ``sign-out``: what can be done with a stored sign-in."""

from __future__ import annotations

from flow_desktop import __version__
from flow_desktop.cli.common import Call, run_with_desk, say_still_stored
from flow_desktop.cli.output import Output
from flow_desktop.compose import Desk
from flow_desktop.core.exit_rules import exit_of_comparison
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Code, Problem, problem
from flow_desktop.core.report import comparison_json, identity_json
from flow_desktop.core.text_report import comparison_text, verdict_sentence
from flow_desktop.flows.session import SignedOutReport


def profile_command(call: Call) -> Exit:
    """Sign in silently from the keychain, look again, compare."""
    parsed, out = call.parsed, call.out

    async def work(desk: Desk) -> Exit:
        if await desk.session.restore(parsed.account) is None:
            code = fail(problem(Code.SIGN_IN_AGAIN_NO_SESSION))
            await say_still_stored(desk, out)
            return code
        if found := desk.session.clock_notice:
            out.problem(found)
        comparison = await desk.session.profile()
        sentence = verdict_sentence(comparison, desk.deployment, out.words)
        out.record(
            problem=None,
            identity=identity_json(comparison.identity),
            comparison=comparison_json(comparison, sentence),
        )
        out.data(comparison_text(comparison, desk.deployment, out.words, version=__version__))
        return exit_of_comparison(comparison.overall)

    def fail(found: Problem) -> Exit:
        out.record(problem=out.problem_value(found), identity=None, comparison=None)
        return out.problem(found)

    return run_with_desk(call, work, fail=fail)


def sign_out_command(call: Call) -> Exit:
    """Forget the stored sign-in, then tell the provider if it can be reached."""
    parsed, out = call.parsed, call.out

    async def work(desk: Desk) -> Exit:
        report = await desk.session.sign_out(parsed.account)
        code = _say_signed_out(report, out)
        if report is None:
            await say_still_stored(desk, out)
        return code

    def fail(found: Problem) -> Exit:
        _record(out, None, found)
        return out.problem(found)

    return run_with_desk(call, work, fail=fail)


def _say_signed_out(report: SignedOutReport | None, out: Output) -> Exit:
    is_left = report is not None and not report.keychain_cleared
    _record(out, report, problem(Code.STORAGE_NOT_REMOVED) if is_left else None)
    if report is None:
        out.data(out.words("cli.nobody_signed_in"))
        return Exit.OK
    if not report.keychain_cleared:
        return out.problem(problem(Code.STORAGE_NOT_REMOVED))
    out.data(out.words("cli.signed_out", label=report.label))
    out.data(out.words("cli.revoked" if report.revoked else "cli.not_revoked"))
    if report.end_session_url:
        out.data(out.words("cli.end_session", url=report.end_session_url))
    return Exit.OK


def _record(out: Output, report: SignedOutReport | None, found: Problem | None) -> None:
    out.record(
        signed_out=report.label if report else None,
        keychain_cleared=bool(report and report.keychain_cleared),
        revoked=bool(report and report.revoked),
        end_session_url=report.end_session_url if report else None,
        problem=out.problem_value(found),
    )
