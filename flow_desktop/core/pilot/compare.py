"""Two runs beside each other: who became ready, who broke, whose cause changed, who came and who is gone (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from flow_desktop.core.pilot.results import ListNote, Result, Status


class Change(StrEnum):
    """What became of one person; texts ``pilot.change.<change>``, in the order in which they are told."""

    NEWLY_BROKEN = "newly_broken"
    NEWLY_READY = "newly_ready"
    CHANGED_CAUSE = "changed_cause"
    NEWLY_UNKNOWN = "newly_unknown"
    ADDED = "added"
    GONE = "gone"


class Changed(NamedTuple):
    """One person whose result differs. ``before`` None: not in the older run; ``after`` None: not in the newer one."""

    key: str
    change: Change
    before: Result | None
    after: Result | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``changed``: in the order of `Change`, then of the newer list. ``unchanged``: how many are as they were."""

    changed: tuple[Changed, ...]
    unchanged: int

    def of(self, change: Change) -> tuple[Changed, ...]:
        """Those with one kind of change."""
        return tuple(one for one in self.changed if one.change is change)


def compare(older: Iterable[Result], newer: Iterable[Result]) -> Comparison:
    """Compare two runs by the folded address. Rows that repeat another, and rows without an address, are left out."""
    before, after = _by_key(older), _by_key(newer)
    found: dict[Change, list[Changed]] = {change: [] for change in Change}
    for key, now in after.items():
        one = _changed(key, before.get(key), now)
        if one is not None:
            found[one.change].append(one)
    unchanged = len(after) - sum(map(len, found.values()))
    found[Change.GONE] = [Changed(key, Change.GONE, was, None) for key, was in before.items() if key not in after]
    return Comparison(tuple(chain.from_iterable(found.values())), unchanged)


def _by_key(results: Iterable[Result]) -> dict[str, Result]:
    kept: dict[str, Result] = {}
    for one in results:
        if one.key and one.note is not ListNote.DUPLICATE_OF:
            kept.setdefault(one.key, one)
    return kept


def _changed(key: str, was: Result | None, now: Result) -> Changed | None:
    change = Change.ADDED if was is None else _change(was, now)
    return None if change is None else Changed(key, change, was, now)


def _change(was: Result, now: Result) -> Change | None:
    """Nothing is said of a note that came or went: both are ready."""
    if was.status.is_ready and now.status.is_ready:
        return None
    if now.status.is_ready:
        return Change.NEWLY_READY
    if now.status is Status.UNKNOWN:
        return None if was.status is Status.UNKNOWN else Change.NEWLY_UNKNOWN
    if was.status.is_ready:
        return Change.NEWLY_BROKEN
    same = (was.status, was.causes, was.outcome) == (now.status, now.causes, now.outcome)
    return None if same else Change.CHANGED_CAUSE
