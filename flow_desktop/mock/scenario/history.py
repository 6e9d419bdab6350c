"""When things happened before the steps begin: a history that ends at the world's present."""

from __future__ import annotations

from flow_desktop.mock.ids import seeded_id
from flow_desktop.mock.world_clock import stamp

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_ACTIVATED = 8 * _DAY
_PEOPLE = 7 * _DAY  # one a minute from then on
_CHANGED = 2 * _DAY
_CROWD = 120 * _DAY  # longer ago than WorkOS keeps events, which is 90 days
_CROWD_STEP = 10
BEGINNING_MS = 1_775_034_000_000  # 2026-04-01 09:00 UTC; fixed, so that identifiers are the same at every start


class History:
    """Turns "the fifth person" into a time. `now` in Unix seconds; `crowded` puts the activation before the crowd."""

    def __init__(self, now: float, *, crowded: bool) -> None:
        self._now = float(int(now))
        self._activated = self._now - (_CROWD + _HOUR if crowded else _ACTIVATED)

    def before(self) -> str:
        """Before the directory was activated: accounts made by hand."""
        return stamp(self._activated - 30 * _DAY)

    def activated(self) -> float:
        """When the directory was activated, in Unix seconds."""
        return self._activated

    def person(self, position: int) -> float:
        """When the identity provider sent this person."""
        return self._now - _PEOPLE + position * _MINUTE

    def changed(self, position: int) -> float:
        """When something about this person changed afterwards."""
        return self._now - _CHANGED + position * _MINUTE

    def group(self, position: int) -> float:
        """When this group was sent: after the people, as they are now."""
        return self._now - _DAY + position * _MINUTE

    def crowd(self, position: int) -> str:
        """When somebody of the crowd was sent."""
        return stamp(self._now - _CROWD + position * _CROWD_STEP)

    def days_ago(self, days: int) -> float:
        """So many days before the steps begin, in Unix seconds."""
        return self._now - days * _DAY

    def kept(self, moment: float) -> bool:
        """Whether WorkOS still has an event of this time."""
        return self._now - moment < 90 * _DAY


def fixed_id(prefix: str, key: str, *, minute: int = 0) -> str:
    """An identifier that is the same at every start."""
    return seeded_id(prefix, key, created_ms=BEGINNING_MS + minute * _MINUTE * 1000)


def timed_id(prefix: str, key: str, *, at: float) -> str:
    """An identifier whose time is when the thing happened, as events need it; its random part is fixed."""
    return seeded_id(prefix, key, created_ms=int(at * 1000))
