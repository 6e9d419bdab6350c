"""A run in numbers: how many of each status, and groups of people who share a cause and therefore a remedy (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Completeness
from flow_desktop.core.pilot.explain import Circumstances
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.providers import Provider


@dataclass(frozen=True, slots=True)
class Group:
    """People who share a cause or, without one, what is different. ``kind``: text id ``pilot.kind.<kind>`` where there
    is no cause. ``outcome``: how sure the cause is. ``positions``: where they stand in the results.
    """

    status: Status
    kind: str
    cause: Cause | None
    outcome: Outcome | None
    variant: str
    positions: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many people."""
        return len(self.positions)


@dataclass(frozen=True, slots=True)
class Summary:
    """``total``: rows of the list; ``counts``: every status, in its order, zeros included; without UNEXPECTED they add
    up to the total. ``groups``: those with something to do first, the largest first among equals. ``everybody``:
    causes that hold for the whole enterprise. ``read_at``: when the last answer came.
    """

    total: int
    counts: tuple[tuple[Status, int], ...]
    groups: tuple[Group, ...]
    everybody: tuple[Finding, ...]
    directory: Completeness | None
    flow: Completeness | None
    provider: Provider
    read_at: datetime

    @property
    def ready(self) -> int:
        """How many have nothing left to do."""
        return sum(n for status, n in self.counts if status.is_ready)

    def count(self, status: Status) -> int:
        """How many have a status."""
        return dict(self.counts)[status]


def summarize(results: tuple[Result, ...], listed: PilotList, book: Book, circumstances: Circumstances) -> Summary:
    """Count and group. Raises AssertionError where the counts do not add up to the list: that would be our mistake."""
    raise NotImplementedError


def counts_of(results: Iterable[Result]) -> tuple[tuple[Status, int], ...]:
    """How many of each status, zeros included, in the order of `Status`."""
    raise NotImplementedError
