"""What is in memory of a signed-in person."""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.core.identity import Identity
from flow_desktop.core.ports import StoredSession
from flow_desktop.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Held:
    """One signed-in account. ``stale_at``, ``ends_at``: monotonic seconds, of the access token."""

    identity: Identity
    access: Secret
    stale_at: float
    ends_at: float
    stored: StoredSession | None
