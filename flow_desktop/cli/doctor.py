"""``flow-desktop doctor``: is this computer ready? Works without any deployment, and says so."""

from __future__ import annotations

import asyncio

from flow_desktop import __version__
from flow_desktop.adapters.machine import describe_machine
from flow_desktop.cli.common import Call, given_values, read_stdin, run_loop
from flow_desktop.compose import Choices, build_doctor, read_deployment
from flow_desktop.core.deployment import Deployment, Refusal, is_unnamed
from flow_desktop.core.doctor import Examination
from flow_desktop.core.doctor_report import examination_json, examination_text
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Problem


def command(call: Call) -> Exit:
    """Look at everything once; only a mistake of our own ends it without a report."""
    out = call.out

    def fail(found: Problem) -> Exit:
        out.record(**_about(None, call), problem=out.problem_value(found))
        return out.problem(found)

    return run_loop(_examine(call), fail=fail)


async def _examine(call: Call) -> Exit:
    parsed = call.parsed
    found = _deployment(call)
    named = found.directory_token_file if isinstance(found, Deployment) else None
    doctor = build_doctor(found, call.around, Choices(parsed.vault == "os", named, read_stdin))
    try:
        report = await doctor.examine()
    except asyncio.CancelledError:
        call.out.record(**_about(None, call), problem=None)
        raise
    call.out.record(**_about(report, call), problem=None)
    call.out.data(examination_text(report, call.out.words))
    return report.exit


def _deployment(call: Call) -> Deployment | Refusal | None:
    """None where nobody ever named one: that is a finding, no failure."""
    found = read_deployment(given=given_values(call.parsed), file=call.parsed.deployment, places=call.around.places)
    return None if is_unnamed(found) else found


def _about(report: Examination | None, call: Call) -> dict[str, object]:
    told = examination_json(report, call.out.words) if report else {"sentence": None, "overall": None, "lines": []}
    return {**told, "version": __version__, "platform": describe_machine()}
