"""The local service as it is: whoever stands beside the Flow API, the same causes are found and none is added."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.evidence.build import build_sources
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.diagnosis import diagnose
from flow_desktop.core.evidence import Asked, Evidence, Look
from flow_desktop.core.findings import Outcome
from flow_desktop.core.looks import merged
from flow_desktop.core.secret import Secret
from flow_desktop.mock.resources import resource
from tests.fakes.time import FakeClock
from tests.mock.driver import Running, running_service

ADMIN, ADA = "barbara", "ada.byron@pilot.example"
SHARP = (
    "create.email_not_mapped",
    "create.webhook_missed",
    "member.removed",
    "remove.webhook_missed",
    "sync.deleted",
    "update.email_is_fixed",
    "update.webhook_missed",
)
"""Scenarios where what the direct source says, or does not say, could mislead."""


@dataclass(frozen=True)
class World:
    """A scenario that is served, and its admin's access token."""

    running: Running
    token: str

    def look(self, second: SourceKind) -> Look:
        """Ada as the Flow API and a second source show her."""
        return asyncio.run(self._look(second))

    async def _look(self, second: SourceKind) -> Look:
        ready = self.running.ready
        deployment = Deployment(
            issuer=self.running.issuer,
            client_id="flow-desktop",
            source=SourceKind.FLOW,
            directory_url=ready["flow_api"],
            second_source=second,
            second_url={SourceKind.WORKOS: ready["workos_api"], SourceKind.SCIM: ready["scim"]}.get(second),
        )
        key = fixed(Secret(ready["workos_api_key" if second is SourceKind.WORKOS else "scim_token"]))
        http = Http(proxy_for=lambda url: None)
        try:
            sources = build_sources(deployment, http, clock=FakeClock(), credential=key)
            looks = await asyncio.gather(*(source.gather(ADA, Secret(self.token)) for source in sources))
            return merged(tuple(looks), asked=ADA)
        finally:
            await http.close()


def causes(look: Look) -> set[tuple[str, str]]:
    """What is proven and what is possible."""
    found = diagnose(Evidence(Asked(ADA), FakeClock().now(), look)).findings
    weighs = (Outcome.PROBLEM, Outcome.POSSIBLE)
    return {(one.outcome.value, str(one.cause)) for one in found if one.outcome in weighs}


@pytest.mark.parametrize("code", SHARP)
def test_a_second_source_finds_the_same(code: str) -> None:
    """The scenario's own cause, over the Flow API alone, with WorkOS beside it, and with a SCIM server."""
    with running_service(resource("mock", "scenarios", f"{code}.toml")) as running:
        with running.visitor() as visitor:
            world = World(running, visitor.tokens(running.email(ADMIN))["access_token"])
        alone = causes(world.look(SourceKind.NONE))
        assert (Outcome.PROBLEM.value, code) in alone
        assert causes(world.look(SourceKind.WORKOS)) == alone
        assert causes(world.look(SourceKind.SCIM)) == alone
