"""Moments as a person reads them: how long ago, and exactly when."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from flow_desktop.core.words import Words

_UNITS = (
    ("minutes", timedelta(minutes=1), timedelta(hours=1)),
    ("hours", timedelta(hours=1), timedelta(days=2)),
    ("days", timedelta(days=1), timedelta(days=60)),
    ("months", timedelta(days=30), timedelta(days=730)),
    ("years", timedelta(days=365), timedelta.max),
)
"""Name, length, and how far back it is counted in; each counts whole ones."""


def ago(words: Words, at: datetime, now: datetime) -> str:
    """How long ago; empty for a moment to come."""
    passed = now - at
    if passed < timedelta(0):
        return ""
    if passed < timedelta(minutes=1):
        return words("ui.ago.now")
    unit, length = next((name, length) for name, length, end in _UNITS if passed < end)
    return words(f"ui.ago.{unit}", n=passed // length)


def exact(at: datetime, zone: tzinfo | None) -> str:
    """To the minute, in a time zone; None is this computer's."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
