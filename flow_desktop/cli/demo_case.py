"""What a demo's scenario is about, found out: seen by the person where they get in, else or beyond that by an admin."""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.adapters.clock import SystemClock
from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.local_service import LocalCase, LocalPerson
from flow_desktop.adapters.pilot_browser import PilotBrowser
from flow_desktop.cli.check import Ask, Talk, check
from flow_desktop.cli.common import Call
from flow_desktop.compose import Choices, Desk, Hands, build_desk
from flow_desktop.core.answers import Answer, read_answer
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.diagnosis import Bottom
from flow_desktop.core.exits import Exit
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.signin import SignedIn
from flow_desktop.core.symptoms import Symptom
from flow_desktop.flows.sign_in import SignInRequest
from flow_desktop.flows.troubleshoot import Inquiry


@dataclass(frozen=True, slots=True)
class CaseCheck:
    """Checks the person of a scenario with its symptom and its answers."""

    call: Call
    case: LocalCase
    admin: LocalPerson | None

    async def run(self, desk: Desk) -> Exit:
        """Say why, seen by whoever sees enough; the exit code of ``check``.

        ``desk``: where the person is signed in, or where they could not be.
        """
        talk = Talk(self.call.out, load_explainer(self.call.out.words))
        inquiry = self._inquiry(talk.explainer)
        if desk.session.identity is not None:
            found = await desk.troubleshooter.check(inquiry)
            if found.overall is Bottom.PROBLEM or self.admin is None or self.admin.email == self.case.person:
                return await check(desk, Ask(inquiry), talk)
        if self.admin is None:
            return await check(desk, Ask(inquiry), talk)
        return await self._as_admin(desk.deployment, inquiry, talk)

    def _inquiry(self, explainer: Explainer) -> Inquiry:
        now = SystemClock().now()
        told = [read_answer(explainer.questions, key, value=value, now=now) for key, value in self.case.answers]
        symptom = self.case.symptom if self.case.symptom in list(Symptom) else None
        return Inquiry(
            email=self.case.person,
            symptom=Symptom(symptom) if symptom else None,
            answers=tuple(one for one in told if isinstance(one, Answer)),
        )

    async def _as_admin(self, deployment: Deployment, inquiry: Inquiry, talk: Talk) -> Exit:
        assert self.admin is not None
        self.call.out.talk(self.call.out.words("cli.demo_as_admin", email=self.admin.email))
        browser = PilotBrowser(self.admin.email, self.admin.password)
        desk = await build_desk(deployment, self.call.around, Choices(keep_session=False))
        flow = desk.new_sign_in(SignInRequest(deployment.issuer), Hands(browser, _NoClipboard()), lambda _: None)
        try:
            end = await flow.run()
            if not isinstance(end, SignedIn):
                return Exit.NOT_SIGNED_IN
            return await check(desk, Ask(inquiry), talk)
        finally:
            await flow.close()
            await desk.close()
            await browser.close()


class _NoClipboard:
    """Nobody asks for a link here."""

    def put(self, text: str) -> None:
        """Nowhere to put it."""
