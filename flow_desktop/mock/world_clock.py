"""The time of the made-up world. Sign-in and tokens keep the machine's time; only provisioning lives in this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flow_desktop.mock.store import Store

Clock = Callable[[], float]

_OFFSET = "clock_offset_seconds"


class WorldClock:
    """The machine's clock plus an offset that a scenario or the console moves; kept in the store."""

    def __init__(self, clock: Clock, store: Store) -> None:
        self._clock, self._store = clock, store

    def now(self) -> float:
        """Unix seconds in the world."""
        return self._clock() + self.offset()

    def stamp(self) -> str:
        """The same as WorkOS writes times: ISO 8601, milliseconds, Z."""
        return stamp(self.now())

    def offset(self) -> float:
        """Seconds the world is ahead of the machine; below zero while a scenario plays what happened before now."""
        row = self._store.one("SELECT value FROM world_settings WHERE name = ?", _OFFSET)
        return float(row["value"]) if row else 0.0

    def advance(self, seconds: float) -> None:
        """Let time pass in the world."""
        self.set_offset(self.offset() + seconds)

    def set_offset(self, seconds: float) -> None:
        """Put the world so many seconds ahead of the machine."""
        self._store.run("INSERT OR REPLACE INTO world_settings (name, value) VALUES (?, ?)", _OFFSET, repr(seconds))


def stamp(seconds: float) -> str:
    """Unix seconds as ISO 8601 with milliseconds and Z."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
