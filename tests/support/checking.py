"""A signed-in person at the command line's desk: the real sign-in against the real service, then ``check``.

No keychain is at hand in tests, so a session does not outlive the desk: sign-in and check share one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.pilot_browser import PilotBrowser
from flow_desktop.adapters.places import Places
from flow_desktop.adapters.proxies import EnvironmentProxies
from flow_desktop.adapters.texts import load_words
from flow_desktop.cli.check import Ask, Talk, check
from flow_desktop.cli.output import Output
from flow_desktop.compose import Choices, Desk, Hands, Surroundings, build_desk
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.secret import Secret
from flow_desktop.core.signin import AskingAccount, End, SignInState
from flow_desktop.flows.sign_in import SignIn, SignInRequest
from flow_desktop.flows.troubleshoot import Inquiry
from tests.fakes.browser import FakeClipboard
from tests.support.local_service import Person, Service
from tests.support.terminal import check_schema

WORDS = load_words()


@dataclass
class Office:
    """One computer with a deployment of the running service."""

    service: Service
    home: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, scene: Callable[[Desk], Awaitable[int]]) -> int:
        """Play a scene at a fresh desk; the connections are closed afterwards."""

        async def whole() -> int:
            around = Surroundings(Places(self.home), WORDS, EnvironmentProxies({}))
            desk = await build_desk(self.deployment, around, Choices(keep_session=False))
            try:
                async with asyncio.timeout(30):
                    return await scene(desk)
            finally:
                await desk.close()

        return asyncio.run(whole())

    def checked(self, who: Person, inquiry: Inquiry) -> tuple[int, dict[str, Any]]:
        """Sign in as somebody and check: exit code and JSON, which fits the published schema."""

        async def scene(desk: Desk) -> int:
            await signed_in(desk, who)
            return await check(desk, Ask(inquiry), talk(json=True))

        code = self.run(scene)
        return code, self.record()

    def record(self) -> dict[str, Any]:
        """The one JSON line that was printed."""
        (line,) = self.capsys.readouterr().out.splitlines()
        found: dict[str, Any] = json.loads(line)
        check_schema("check", found)
        return found

    @property
    def deployment(self) -> Deployment:
        """The service's own."""
        ready = self.service.ready
        return Deployment(
            issuer=ready["issuer"],
            client_id=ready["client_id"],
            source=SourceKind.FLOW,
            directory_url=ready["flow_api"],
            identity_provider_name="Okta",
        )


def talk(*, json: bool) -> Talk:
    """How the command speaks."""
    return Talk(Output(WORDS, json=json), load_explainer(WORDS))


async def signed_in(desk: Desk, who: Person, *, typed: str = "", keep_other: bool = False) -> End:
    """The real sign-in, with a browser that types for this person. ``keep_other``: whoever comes back is kept."""
    browser, flows = PilotBrowser(who.email, Secret(who.password)), list[SignIn]()

    def observe(state: SignInState) -> None:
        if isinstance(state, AskingAccount):
            (flows[0].keep_account if keep_other else flows[0].refuse_account)()

    hands = Hands(browser, FakeClipboard())
    flows.append(desk.new_sign_in(SignInRequest(desk.deployment.issuer, typed), hands, observe))
    try:
        return await flows[0].run()
    finally:
        await flows[0].close()
        await browser.close()
