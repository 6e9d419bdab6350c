"""``flow-desktop setup``: how far provisioning is set up, step by step, as an admin sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.cli.common import Call, run_with_desk, say_still_stored
from flow_desktop.cli.output import Output
from flow_desktop.compose import Desk
from flow_desktop.core.evidence import Evidence, Observation, Pilots
from flow_desktop.core.exits import Exit
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.problems import Code, Problem, problem
from flow_desktop.core.providers import provider_of
from flow_desktop.core.readiness import readiness
from flow_desktop.core.setup_report import exit_of_setup, no_setup_json, setup_json, setup_text
from flow_desktop.core.setup_speech import SetupSpeech


def command(call: Call) -> Exit:
    """Look once. Exits: 0 nothing is wrong, 1 a step needs attention, 4 something could not be seen, 5 no admin."""
    talk = Talk(call.out, load_explainer(call.out.words))

    async def work(desk: Desk) -> Exit:
        return await look(desk, call.parsed.account, talk)

    return run_with_desk(call, work, fail=talk.failed)


async def look(desk: Desk, account: str | None, talk: Talk) -> Exit:
    """Sign in silently where nobody is signed in yet, look, and say it."""
    if desk.session.identity is None and await desk.session.restore(account) is None:
        code = talk.failed(problem(Code.SIGN_IN_AGAIN_NO_SESSION))
        await say_still_stored(desk, talk.out)
        return code
    evidence, pilots = await desk.troubleshooter.look_at_setup()
    if notice := desk.session.clock_notice:
        talk.out.problem(notice)
    return talk.found(evidence, pilots, configured=desk.deployment.identity_provider_name)


@dataclass(frozen=True, slots=True)
class Talk:
    """What the command says, in both forms."""

    out: Output
    explainer: Explainer

    def found(self, evidence: Evidence, pilots: Observation[Pilots], *, configured: str | None) -> Exit:
        """The guide, and what it means for a script."""
        found = readiness(evidence, pilots)
        speech = SetupSpeech(replace(self.explainer, zone=UTC), found, provider_of(evidence, configured))
        self.out.record(**setup_json(found, speech, evidence.now), problem=None)
        self.out.data(setup_text(speech))
        return exit_of_setup(found)

    def failed(self, found: Problem) -> Exit:
        """Nothing could be found out, and why."""
        self.out.record(**no_setup_json(), problem=self.out.problem_value(found))
        return self.out.problem(found)
