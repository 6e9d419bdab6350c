"""The client's side of a sign-in, driven by hand: attempt, browser, code, tokens."""

from __future__ import annotations

import http.client
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flow_desktop.adapters.http import Http
from flow_desktop.adapters.oidc import OidcProvider
from flow_desktop.core.attempt import Attempt
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.identity import Identity
from flow_desktop.core.ports import Tokens
from flow_desktop.core.problems import FlowError
from flow_desktop.core.secret import Secret
from tests.support.hostile_idp import CANARY, CLIENT_ID, HostileIdp

REDIRECT_URI = "http://127.0.0.1:49152/callback"


@dataclass
class ShiftedClock:
    """The real time, some seconds off; ``ticks`` stand still until a test moves them."""

    shift: float = 0.0
    ticks: float = 1000.0

    def now(self) -> datetime:
        """UTC, aware."""
        return datetime.now(UTC) + timedelta(seconds=self.shift)

    def monotonic(self) -> float:
        """Seconds a test has let pass."""
        return self.ticks


def attempt_for(idp: HostileIdp, **changes: Any) -> Attempt:
    """A fresh attempt."""
    made: dict[str, Any] = {
        "id": "attempt-1",
        "issuer": idp.issuer,
        "redirect_uri": REDIRECT_URI,
        "state": Secret(CANARY + "state-0123456789"),
        "nonce": Secret(CANARY + "nonce-0123456789"),
        "code_verifier": Secret(CANARY + "verifier-0123456789012345678901234567890123456789"),
        "phrase": "four words of peace",
        "deadline": 2000.0,
    }
    return Attempt(**{**made, **changes})


@dataclass
class Party:
    """A provider under test with what it was built from."""

    idp: HostileIdp
    provider: OidcProvider
    http: Http
    clock: ShiftedClock
    attempt: Attempt = field(init=False)

    def __post_init__(self) -> None:
        self.attempt = attempt_for(self.idp)

    async def tokens(self) -> Tokens:
        """Through the browser to tokens."""
        return await self.provider.exchange(self.attempt, await self.code())

    async def code(self) -> Secret:
        """Through the browser to a code. The address, which is secret, stays in this frame."""
        url = await self.provider.authorization_url(self.attempt)
        return Secret(browse(url)["code"][0])

    async def sign_in(self) -> Identity:
        """The whole way."""
        return await self.provider.verify(self.attempt, await self.tokens())

    async def fails(self) -> str:
        """The code of the problem a sign-in ends in, or "good"."""
        try:
            await self.sign_in()
        except FlowError as error:
            return error.problem.code.value
        return "good"


@asynccontextmanager
async def party(idp: HostileIdp, *, shift: float = 0.0, seconds: float = 5.0, **changes: Any) -> AsyncIterator[Party]:
    """A client of ``idp``. ``changes`` go to the deployment, ``shift`` to its clock, ``seconds`` to its patience."""
    clock = ShiftedClock(shift)
    http = Http(proxy_for=lambda url: None, read_seconds=seconds, total_seconds=2 * seconds, now=clock.now)
    deployment = Deployment(**{"issuer": idp.issuer, "client_id": CLIENT_ID, **changes})
    try:
        yield Party(idp, OidcProvider(deployment, http, clock), http, clock)
    finally:
        await http.close()


def browse(url: str) -> dict[str, list[str]]:
    """Open an address as a browser would and return the parameters of the address it is sent on to."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        assert response.status == 302, response.status
        return parse_qs(urlsplit(response.headers["Location"]).query)
    finally:
        connection.close()
