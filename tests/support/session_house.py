"""A machine with sessions on it, over fakes of every port, and a loop to play a scene on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from flow_desktop.core.attempt import Attempt
from flow_desktop.core.identity import Identity, key_of
from flow_desktop.core.ports import Tokens
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.secret import Secret
from flow_desktop.flows.session import STALE_SECONDS, Session, SessionPorts
from tests.fakes.accounts import FakeAccounts
from tests.fakes.directory import FakeDirectory
from tests.fakes.evidence import FakeAttempts
from tests.fakes.provider import ISSUER, FakeProvider, person
from tests.fakes.time import FakeClock
from tests.fakes.vault import FakeVault

SOON = 10.0
ANA, BEN = person(), person("ben@example.com", subject="u2")
KEY = key_of(ANA)
OFFLINE = FlowError(problem(Code.NETWORK_UNREACHABLE))


@dataclass
class House:
    """One machine: everything that sessions of the same person share."""

    provider: FakeProvider = field(default_factory=FakeProvider)
    vault: FakeVault = field(default_factory=FakeVault)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    clock: FakeClock = field(default_factory=FakeClock)
    attempts: FakeAttempts = field(default_factory=FakeAttempts)

    def session(self) -> Session:
        """Another process on this machine."""
        ports = SessionPorts(self.provider, self.vault, self.accounts, self.directory, self.clock, self.attempts)
        return Session(ports, scope="openid email offline_access")

    async def signed_in(self, who: Identity = ANA) -> Session:
        """A session right after a sign-in."""
        session = self.session()
        await session.take_over(who, await self.tokens())
        await session.settled()
        return session

    async def tokens(self) -> Tokens:
        """What the provider gives for a new sign-in."""
        number = len(self.provider.attempts)
        attempt = Attempt(
            *(str(number), ISSUER, "http://127.0.0.1:1/callback", Secret("s"), Secret("n"), Secret("v"), "w", 0.0)
        )
        await self.provider.authorization_url(attempt)
        return await self.provider.exchange(attempt, Secret(f"code-{number}"))

    def stale(self) -> None:
        """Let the access token become one to renew; it still works for a while."""
        self.clock.move(self.provider.expires_in - STALE_SECONDS + 1)

    def ended(self) -> None:
        """Let the access token run out."""
        self.clock.move(self.provider.expires_in + 1)

    def stored(self) -> str | None:
        """The refresh token in the keychain."""
        kept = self.vault.stored.get(KEY)
        return kept.refresh.reveal() if kept else None


def play(scene: Callable[[House], Awaitable[None]], house: House | None = None) -> House:
    """Run a scene on a loop of its own; afterwards not one task may be left."""
    played = house or House()

    async def whole() -> None:
        async with asyncio.timeout(SOON):
            await scene(played)
        assert asyncio.all_tasks() == {asyncio.current_task()}, "a task was left behind"

    asyncio.run(whole())
    return played
