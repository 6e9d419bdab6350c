"""Time and randomness in a test's hands."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class FakeClock:
    """core.ports.Clock that moves only when told to."""

    def __init__(self, at: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        self._at = at
        self._seconds = 1000.0

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._seconds

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self._seconds += seconds
        self._at += timedelta(seconds=seconds)


class FakePauses:
    """A pause that ends when the test says so; ``waits`` holds the seconds of each. Lives on the flow's loop."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._over = 0
        self._go = asyncio.Semaphore(0)

    @property
    def waiting(self) -> bool:
        """Whether somebody pauses."""
        return len(self.waits) > self._over

    async def __call__(self, seconds: float) -> None:
        """Pause."""
        self.waits.append(seconds)
        try:
            await self._go.acquire()
        finally:
            self._over += 1

    def end(self) -> None:
        """The pause is over."""
        self._go.release()


class FakeEntropy:
    """core.ports.Entropy that counts: every token is new, of the right length, and the same in every run."""

    def __init__(self) -> None:
        self._count = 0

    def token(self, size: int) -> str:
        self._count += 1
        length = (size * 8 + 5) // 6
        return f"{'t' * length}{self._count}"[-length:]

    def phrase(self) -> str:
        self._count += 1
        return f"one two three four{self._count}"
