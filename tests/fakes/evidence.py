"""Evidence sources and noted sign-ins that a test sets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from flow_desktop.core.evidence import UNSEEN, Look, Observation, Pilots, SignInAttempt
from flow_desktop.core.secret import Secret


class FakeEvidence:
    """core.ports.EvidenceSource. ``look`` may be replaced at any time; ``asked`` holds who was asked for."""

    def __init__(self, look: Look | None = None, *, needs_session: bool = True) -> None:
        self.look = look or Look()
        self.people: Observation[Pilots] = UNSEEN
        self.asked: list[str] = []
        self.tokens: list[str | None] = []
        self.before: Callable[[], None] = lambda: None
        self.gate: asyncio.Event | None = None
        self._needs_session = needs_session

    @property
    def needs_session(self) -> bool:
        """As it was made."""
        return self._needs_session

    async def gather(self, email: str, access: Secret | None) -> Look:
        """What was set, once the ``gate`` is open; ``before`` may change it or raise."""
        self.asked.append(email)
        self.tokens.append(access.reveal() if access else None)
        self.before()
        if self.gate is not None:
            await self.gate.wait()
        return self.look

    async def pilots(self, access: Secret | None) -> Observation[Pilots]:
        """What was set."""
        return self.people


class FakeAttempts:
    """core.ports.Attempts in memory."""

    def __init__(self, attempt: SignInAttempt | None = None) -> None:
        self.attempt = attempt

    def last(self) -> SignInAttempt | None:
        """The one that was noted."""
        return self.attempt

    def note(self, attempt: SignInAttempt) -> None:
        """Replaces the one before."""
        self.attempt = attempt

    def clear(self) -> None:
        """Nobody signed in here."""
        self.attempt = None
