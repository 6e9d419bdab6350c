"""One shipped scenario checked for real: the local service, the Flow API adapter and a token of somebody's sign-in."""

from __future__ import annotations

import asyncio
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.evidence.build import build_sources
from flow_desktop.adapters.evidence.flow import FlowEvidence
from flow_desktop.adapters.http import Http
from flow_desktop.core.answers import Answer, questions_of, read_answer
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.evidence import SignInAttempt
from flow_desktop.core.identity import Claim, ClaimSource, Identity
from flow_desktop.core.observed import received
from flow_desktop.core.ports import EvidenceSource, Tokens
from flow_desktop.core.secret import Secret
from flow_desktop.core.symptoms import Symptom
from flow_desktop.flows.troubleshoot import Inquiry, Troubleshooter, TroubleshootPorts
from tests.fakes.evidence import FakeAttempts
from tests.fakes.time import FakeClock
from tests.mock.driver import Running
from tests.support.session_house import House

RESOURCES = Path(__file__).parents[2] / "resources"
SCENARIOS = RESOURCES / "mock" / "scenarios"
QUESTIONS = questions_of(tomllib.loads((RESOURCES / "answers.toml").read_text("utf-8")))


Way: TypeAlias = tuple[Deployment, CredentialSource]
"""A deployment with other sources, and what hands over their credential."""


@dataclass
class SignedIn:
    """Somebody who signed in, with what the issuer says of them."""

    access: str
    claims: dict[str, Any]


class ScenarioCheck:
    """What a person, or the admin, is told about the person of a running scenario."""

    def __init__(self, running: Running) -> None:
        self.about: dict[str, Any] = running.ready["scenario"]
        self.now = datetime.fromtimestamp(running.clock.now, UTC)
        self.attempt: SignInAttempt | None = None
        self._running = running

    @property
    def admin(self) -> str:
        """The e-mail of the admin of every scenario."""
        return self._running.email("barbara")

    def sign_in(self, email: str) -> SignedIn | None:
        """Sign in through the issuer's pages; None where the person is refused."""
        with self._running.visitor() as visitor:
            page = visitor.to_consent(email)
            if not page.url.path.endswith("/consent"):
                return None
            code = visitor.send(page, answer="allow").headers["location"].partition("code=")[2].partition("&")[0]
            access = visitor.redeem(code).json()["access_token"]
            return SignedIn(access, visitor.get("/oauth/userinfo", access).json())

    def answers(self) -> tuple[Answer, ...]:
        """The scenario's own answers, as the window or the command line would read them."""
        told = [read_answer(QUESTIONS, key, value=value, now=self.now) for key, value in self.about["answers"].items()]
        assert all(isinstance(one, Answer) for one in told), told
        return tuple(one for one in told if isinstance(one, Answer))

    def diagnose(self, viewer: SignedIn, *, answered: bool = False, way: Way | None = None) -> Diagnosis:
        """Gather and judge for real; only the clock, the keychain and the noted sign-in are fakes.

        ``way``: other sources than Flow alone.
        """
        symptom = self.about["symptom"]
        inquiry = Inquiry(
            email=self.about["person"],
            symptom=Symptom(symptom) if symptom else None,
            answers=self.answers() if answered else (),
        )
        return asyncio.run(self._check(viewer, inquiry, way))

    async def _check(self, viewer: SignedIn, inquiry: Inquiry, way: Way | None) -> Diagnosis:
        house = House(clock=FakeClock(self.now))
        session = house.session()
        http = Http(proxy_for=lambda _: None)
        try:
            await session.take_over(identity_of(viewer, self.now), Tokens(Secret(viewer.access), None, None, 3600.0))
            await session.settled()
            sources: tuple[EvidenceSource, ...] = (
                (FlowEvidence(self._running.ready["flow_api"], http=http, clock=house.clock),)
                if way is None
                else build_sources(way[0], http, clock=house.clock, credential=way[1])
            )
            ports = TroubleshootPorts(session, sources, FakeAttempts(self.attempt), house.clock)
            return await Troubleshooter(ports).check(inquiry)
        finally:
            await http.close()


def identity_of(who: SignedIn, now: datetime) -> Identity:
    names = ("email", "given_name", "family_name", "name", "preferred_username")
    found: dict[str, Any] = {name: Claim(received(who.claims.get(name)), ClaimSource.USER_INFO) for name in names}
    return Identity("https://issuer.example", who.claims["sub"], now, **found)
