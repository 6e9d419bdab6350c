"""The directory events of one person beside what Flow made of them, newest first (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flow_desktop.core.evidence import Evidence, NotSeen


class Heard(StrEnum):
    """What Flow knows of an event of Directory Sync. UNKNOWN: Flow's audit, or the event list, could not be seen."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NO_EVENT = "no_event"


@dataclass(frozen=True, slots=True)
class Happening:
    """One row. ``event``: e.g. ``dsync.user.created``, or Flow's own, ``sign_in_attempted``. ``reasons``: Flow's.

    ``NO_EVENT``: it happened in Flow without a directory event, a sign-in or an edited name.
    """

    at: datetime
    event: str
    reasons: tuple[str, ...]
    heard: Heard
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """``gaps``: the pieces that could not be seen and would have told more (audit, events)."""

    happenings: tuple[Happening, ...]
    gaps: tuple[tuple[str, NotSeen], ...] = ()
    back_to: datetime | None = None


def tell_timeline(evidence: Evidence) -> Timeline:
    """What happened to the person, as far as audit and event list tell."""
    raise NotImplementedError
