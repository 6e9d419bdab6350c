"""A sign-in over fakes of every port, and a loop to play a scene on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from flow_desktop.core import signin as machine
from flow_desktop.core.identity import Identity
from flow_desktop.core.ports import Tokens
from flow_desktop.core.problems import Problem
from flow_desktop.flows.sign_in import SignIn, SignInPorts, SignInRequest
from tests.fakes.browser import FakeBrowser, FakeClipboard
from tests.fakes.provider import ISSUER, FakeProvider
from tests.fakes.receiver import FakeReceiver
from tests.fakes.time import FakeClock, FakeEntropy

SOON = 5.0


@dataclass
class Desk:
    """A sign-in and everything around it. ``kept``: sessions that were accepted."""

    provider: FakeProvider = field(default_factory=FakeProvider)
    receiver: FakeReceiver = field(default_factory=FakeReceiver)
    browser: FakeBrowser = field(default_factory=FakeBrowser)
    clipboard: FakeClipboard = field(default_factory=FakeClipboard)
    clock: FakeClock = field(default_factory=FakeClock)
    kept: list[tuple[Identity, Tokens]] = field(default_factory=list)
    states: list[machine.SignInState] = field(default_factory=list)
    remember_fails: Exception | None = None

    def start(self, hint: str = "", *, seconds: float = 300.0, browser_required: bool = False) -> SignIn:
        """A sign-in that runs when its `run` is awaited."""
        self._changed = asyncio.Event()
        ports = SignInPorts(
            provider=self.provider,
            receiver=self.receiver,
            browser=self.browser,
            clipboard=self.clipboard,
            clock=self.clock,
            entropy=FakeEntropy(),
            remember=self._remember,
        )
        return SignIn(ports, SignInRequest(ISSUER, hint, seconds, browser_required), self._observe)

    async def until(self, kind: type[machine.SignInState]) -> machine.SignInState:
        """Wait until the machine is in a state of this kind."""
        async with asyncio.timeout(SOON):
            while not (self.states and isinstance(self.states[-1], kind)):
                self._changed.clear()
                await self._changed.wait()
        return self.states[-1]

    async def until_notice(self) -> Problem:
        """Wait until something is told while the browser is awaited."""
        async with asyncio.timeout(SOON):
            while True:
                state = await self.until(machine.AwaitingBrowser)
                if isinstance(state, machine.AwaitingBrowser) and state.notice:
                    return state.notice
                self._changed.clear()
                await self._changed.wait()

    def path(self) -> list[str]:
        """The names of the states it went through."""
        return [type(state).__name__ for state in self.states]

    def _observe(self, state: machine.SignInState) -> None:
        self.states.append(state)
        self._changed.set()

    async def _remember(self, identity: Identity, tokens: Tokens) -> None:
        if self.remember_fails is not None:
            raise self.remember_fails
        self.kept.append((identity, tokens))


def play(scene: Callable[[Desk], Awaitable[None]], desk: Desk | None = None) -> Desk:
    """Run a scene on a loop of its own; afterwards not one task may be left."""
    played = desk or Desk()

    async def whole() -> None:
        async with asyncio.timeout(SOON * 2):
            await scene(played)
        assert asyncio.all_tasks() == {asyncio.current_task()}, "a task was left behind"

    asyncio.run(whole())
    return played


def failure(end: machine.SignInState) -> Problem:
    """The problem of a failed end."""
    assert isinstance(end, machine.Failed)
    return end.problem
