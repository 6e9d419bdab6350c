"""A run in numbers: how many of each status, and groups of people who share a cause and therefore a remedy (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.evidence import Evidence
from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Completeness
from flow_desktop.core.pilot.explain import diagnosis_of, explained_by, holding_for_all
from flow_desktop.core.pilot.gathered import Circumstances, without_people
from flow_desktop.core.pilot.kinds import kind_of
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.providers import Provider, provider_of

MOST_EXAMPLES = 40
"""Groups that get an example, the first ones: each costs a diagnosis."""


@dataclass(frozen=True, slots=True)
class Group:
    """People who share causes or, without one, what is different about them.

    ``kind``: what they have in common in a word (`core.pilot.kinds`). ``cause``: the one that is proven, or the only
    possible one; None where there is none, or several are possible: ``causes`` has them all. ``outcome``: how sure.
    ``variant``: which remedy of the cause fits. ``positions``: where they stand in the results. ``example``: the whole
    answer for the first of them, where it agrees with the run's; with it come the questions that would decide.
    """

    status: Status
    kind: str
    cause: Cause | None
    outcome: Outcome | None
    variant: str
    positions: tuple[int, ...]
    causes: tuple[Cause, ...] = ()
    example: Diagnosis | None = None

    @property
    def n(self) -> int:
        """How many people."""
        return len(self.positions)

    @property
    def questions(self) -> tuple[str, ...]:
        """Keys of the questions nobody answered yet that would decide, the easiest first."""
        return self.example.open_questions if self.example is not None else ()


@dataclass(frozen=True, slots=True)
class Summary:
    """``total``: rows of the list; ``counts``: every status, in its order, zeros included; without UNEXPECTED they add
    up to the total. ``groups``: in the order of `Status`, the largest first among equals; who is ready without a note
    is in none. ``everybody``: proven causes of the connection, which stop everybody. ``read_at``: when the last answer
    came. ``one_by_one``: people were looked up by address.
    """

    total: int
    counts: tuple[tuple[Status, int], ...]
    groups: tuple[Group, ...]
    everybody: tuple[Finding, ...]
    directory: Completeness | None
    flow: Completeness | None
    provider: Provider
    read_at: datetime
    one_by_one: bool = False
    has_flow: bool = False

    @property
    def ready(self) -> int:
        """How many have nothing left to do."""
        return sum(n for status, n in self.counts if status.is_ready)

    def count(self, status: Status) -> int:
        """How many have a status."""
        return dict(self.counts)[status]


def summarize(results: tuple[Result, ...], listed: PilotList, book: Book, *, circumstances: Circumstances) -> Summary:
    """Count and group. Raises AssertionError where the counts do not add up to the list: that would be our mistake."""
    counts = counts_of(results)
    summed = sum(n for status, n in counts if status is not Status.UNEXPECTED)
    assert summed == listed.total, f"{summed} results for {listed.total} rows"
    groups = _groups(results)
    examples = tuple(
        _with_example(group, diagnosis_of(first, listed, book, circumstances=circumstances), first=first)
        if (first := results[group.positions[0]]).causes
        else group
        for group in groups[:MOST_EXAMPLES]
    )
    return Summary(
        total=listed.total,
        counts=counts,
        groups=(*examples, *groups[MOST_EXAMPLES:]),
        everybody=holding_for_all(book, circumstances),
        directory=book.directory,
        flow=book.flow,
        provider=_provider(without_people(book, circumstances), circumstances),
        read_at=book.at,
        one_by_one=book.sources.one_by_one,
        has_flow=book.sources.has_flow,
    )


def counts_of(results: Iterable[Result]) -> tuple[tuple[Status, int], ...]:
    """How many of each status, zeros included, in the order of `Status`."""
    counted = dict.fromkeys(Status, 0)
    for result in results:
        counted[result.status] += 1
    return tuple(counted.items())


def group_of(result: Result) -> Group:
    """The group that one result would make alone: for what is said of a single row. It has no positions."""
    return _group(_key(result), [], kind_of(result))


_Key = tuple[Status, str, tuple[Cause, ...], "Outcome | None", str]
_ORDER = {status: number for number, status in enumerate(Status)}


def _groups(results: tuple[Result, ...]) -> tuple[Group, ...]:
    found: dict[_Key, list[int]] = {}
    for position, result in enumerate(results):
        if result.status is not Status.READY:
            found.setdefault(_key(result), []).append(position)
    ordered = sorted(found.items(), key=lambda one: (_ORDER[one[0][0]], -len(one[1])))
    return tuple(_group(key, positions, kind_of(results[positions[0]])) for key, positions in ordered)


def _key(result: Result) -> _Key:
    """Who shares the most blocking proven cause shares the remedy; possible causes count all together."""
    if not result.causes:
        return result.status, kind_of(result), (), None, ""
    is_proven = result.outcome is Outcome.PROBLEM
    causes = result.causes[:1] if is_proven else result.causes
    return result.status, "" if is_proven else kind_of(result), causes, result.outcome, result.variant


def _group(key: _Key, positions: list[int], kind: str) -> Group:
    status, _, causes, outcome, variant = key
    cause = causes[0] if len(causes) == 1 else None
    return Group(status, kind, cause, outcome, variant if cause else "", tuple(positions), causes)


def _with_example(group: Group, found: Diagnosis, *, first: Result) -> Group:
    """The group with the whole answer for its first person, where what was read still says the same."""
    agrees = explained_by(first, found.findings).causes == first.causes
    return replace(group, example=found) if agrees else group


def _provider(evidence: Evidence, circumstances: Circumstances) -> Provider:
    return provider_of(evidence, circumstances.provider_name)
