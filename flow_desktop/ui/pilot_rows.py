"""Everybody of a run as the table needs them: one slot for each row of the list, ready to be searched and sorted.

Nothing here knows Qt. Everything long is a generator that pauses every few thousand rows: the window's thread runs
small lists at once, the loop's thread walks through large ones with a pause at each step.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from flow_desktop.core.pilot.results import Result, Status

if TYPE_CHECKING:
    from flow_desktop.core.pilot.rows import PilotList
    from flow_desktop.ui.pilot_speech import RowSpeech

SLICE = 2_000
"""Rows between two pauses: a millisecond or two."""

_EMPTY = -1
_RANKS = {status: rank for rank, status in enumerate(Status)}
_MERGED_AT_ONCE = 500
"""Merging costs some microseconds a row: fewer of them make up one step."""


class Column(IntEnum):
    """What a row shows, from left to right."""

    EMAIL = 0
    NAME = 1
    STATUS = 2
    WHY = 3
    MATCHED = 4


class Shade(NamedTuple):
    """What many rows have in common; a run has some dozens of these, whatever its size."""

    status: Status
    why: str
    matched: str


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which rows are shown and in which order. Empty parts let everything through.

    ``terms``: folded words, all of which have to be somewhere in the row. ``only``: these slots. ``column`` None: the
    order of the list.
    """

    terms: tuple[str, ...] = ()
    statuses: frozenset[Status] = frozenset()
    only: frozenset[int] | None = None
    column: Column | None = None
    descending: bool = False

    @property
    def lets_all_through(self) -> bool:
        """Whether every row is shown."""
        return not self.terms and not self.statuses and self.only is None


def folded(text: str) -> str:
    """What is compared when somebody searches: case and accents do not matter."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(ch for ch in plain if not unicodedata.combining(ch)).casefold()


def terms_of(typed: str) -> tuple[str, ...]:
    """The words of a search."""
    return tuple(folded(typed).split())


class PilotRows:
    """One slot for each row: rows of the list, then its rejected rows, then who is in the directory only.

    While a run goes on a slot is empty until its row is judged, and may be judged again (`put`). Of a finished run the
    slots are the positions of the results (`fill`). ``speech`` says what a result means.
    """

    def __init__(self, listed: PilotList, speech: RowSpeech) -> None:
        self.listed, self.speech = listed, speech
        self._first_rejected = len(listed.rows)
        self._results: list[Result | None] = [None] * listed.total
        self._text = [""] * listed.total
        self._shade_of = array("h", [_EMPTY]) * listed.total
        self.shades: list[Shade] = []
        self._shaded: list[int] = []
        self._known: dict[tuple[object, ...], int] = {}
        self._orders: dict[Column | None, Sequence[int]] = {}

    def __len__(self) -> int:
        """How many slots there are."""
        return len(self._results)

    def put(self, results: Iterable[Result]) -> list[int]:
        """Fill slots; those that were empty before, in the order they came."""
        self._orders.clear()
        fresh = []
        for one in results:
            at = self._slot(one)
            if self._shade_of[at] == _EMPTY:
                fresh.append(at)
            self._keep(at, one)
        return fresh

    def fill(self, start: int, results: Sequence[Result]) -> None:
        """Put results into the slots from ``start`` on."""
        missing = start + len(results) - len(self._results)
        for _ in range(missing):
            self._add_slot()
        for at, one in enumerate(results, start):
            self._keep(at, one)

    def result(self, at: int) -> Result:
        """What is in a slot that was filled."""
        found = self._results[at]
        assert found is not None
        return found

    def shade(self, at: int) -> Shade:
        """What a filled slot has in common with others."""
        return self.shades[self._shade_of[at]]

    def text(self, at: int, column: Column) -> str:
        """One cell."""
        result, shade = self.result(at), self.shade(at)
        match column:
            case Column.EMAIL:
                return self.speech.person(result)[0]
            case Column.NAME:
                return self.speech.person(result)[1]
            case Column.STATUS:
                return self.speech.status(shade.status)
            case Column.WHY:
                return self.speech.why(result)
            case Column.MATCHED:
                return shade.matched

    def counts(self) -> dict[Status, int]:
        """How many filled slots have each status."""
        found: dict[Status, int] = {}
        for shade, n in zip(self.shades, self._shaded, strict=True):
            if n:
                found[shade.status] = found.get(shade.status, 0) + n
        return found

    # --- choosing

    def chosen(self, sieve: Sieve, among: Sequence[int] | None = None) -> Generator[list[int], None, None]:
        """The slots a sieve lets through, a list at each step. ``among``: these only, in their order."""
        if among is None:
            yield from self._in_order(sieve)
            return
        needs = self._needs(sieve)
        for start in range(0, len(among), SLICE):
            yield self._pass(among[start : start + SLICE], needs, sieve.only)

    def _in_order(self, sieve: Sieve) -> Generator[list[int], None, None]:
        order = yield from self._order(sieve.column)
        needs, count = self._needs(sieve), len(order)
        for start in range(0, count, SLICE):
            part = range(start, min(start + SLICE, count))
            slots = [order[count - 1 - at] for at in part] if sieve.descending else order[part.start : part.stop]
            yield self._pass(slots, needs, sieve.only)

    def _pass(
        self, slots: Sequence[int], needs: list[tuple[str, ...] | None], only: frozenset[int] | None
    ) -> list[int]:
        """``needs``: for each shade the words a row's own text still has to have; the last one is for empty slots."""
        shades, text = self._shade_of, self._text
        return [
            at
            for at in slots
            if (only is None or at in only)
            and (need := needs[shades[at]]) is not None
            and (not need or all(term in text[at] for term in need))
        ]

    def _needs(self, sieve: Sieve) -> list[tuple[str, ...] | None]:
        needs: list[tuple[str, ...] | None] = []
        for shade in self.shades:
            fits = not sieve.statuses or shade.status in sieve.statuses
            said = folded(f"{self.speech.status(shade.status)}\n{shade.why}\n{shade.matched}")
            needs.append(tuple(term for term in sieve.terms if term not in said) if fits else None)
        return [*needs, None]

    # --- sorting

    def _order(self, column: Column | None) -> Generator[list[int], None, Sequence[int]]:
        """Every slot in the order of a column, remembered until something is put; pauses with empty lists."""
        known = self._orders.get(column)
        if known is not None:
            return known
        made: Sequence[int]
        if column is None:
            made = range(len(self))
        elif column in (Column.EMAIL, Column.NAME):
            made = yield from self._by_text(self._key_of(column))
        else:
            made = yield from self._by_shade(column)
        self._orders[column] = made
        return made

    def _by_text(self, key: Callable[[int], str]) -> Generator[list[int], None, Sequence[int]]:
        runs = []
        for start in range(0, len(self), SLICE):
            runs.append(sorted(range(start, min(start + SLICE, len(self))), key=key))
            yield []
        if len(runs) < 2:
            return runs[0] if runs else []
        merged, made = merge(*runs, key=key), array("l")
        while part := list(islice(merged, _MERGED_AT_ONCE)):
            made.extend(part)
            yield []
        return made

    def _by_shade(self, column: Column) -> Generator[list[int], None, Sequence[int]]:
        ranks = self._ranks(column)
        buckets: list[array[int]] = [array("l") for _ in range(max(ranks) + 1)]
        for start in range(0, len(self), SLICE):
            for at in range(start, min(start + SLICE, len(self))):
                buckets[ranks[self._shade_of[at]]].append(at)
            yield []
        made = array("l")
        for bucket in buckets:
            made.extend(bucket)
        return made

    def _ranks(self, column: Column) -> list[int]:
        """For each shade where it stands; the last one is for empty slots."""
        keys = [self._shade_key(shade, column) for shade in self.shades]
        places = {key: rank for rank, key in enumerate(sorted(set(keys)))}
        return [*(places[key] for key in keys), len(places)]

    def _shade_key(self, shade: Shade, column: Column) -> tuple[int, str]:
        if column is Column.STATUS:
            return _RANKS[shade.status], ""
        text = shade.why if column is Column.WHY else shade.matched
        return not text, folded(text)

    def _key_of(self, column: Column) -> Callable[[int], str]:
        text = self._text
        if column is Column.EMAIL:
            return text.__getitem__
        return lambda at: text[at].partition("\n")[2] or "\U0010ffff"

    # --- slots

    def _keep(self, at: int, one: Result) -> None:
        self._results[at] = one
        email, name = self.speech.person(one)
        self._text[at] = f"{folded(email)}\n{folded(name)}"
        before, now = self._shade_of[at], self._shade(one)
        if before != _EMPTY:
            self._shaded[before] -= 1
        self._shaded[now] += 1
        self._shade_of[at] = now

    def _slot(self, one: Result) -> int:
        if one.status is Status.UNEXPECTED:
            return self._add_slot()
        return one.row if one.row >= 0 else self._first_rejected - 1 - one.row

    def _add_slot(self) -> int:
        self._results.append(None)
        self._text.append("")
        self._shade_of.append(_EMPTY)
        return len(self._results) - 1

    def _shade(self, one: Result) -> int:
        """The texts are made for the first row of its kind only."""
        kind = (one.status, one.matched_by, one.grades, one.causes, one.outcome, one.variant, one.note)
        known = self._known.get(kind)
        if known is None:
            why, matched = self.speech.why_in_common(one), self.speech.matched(one)
            known = self._known[kind] = len(self.shades)
            self._shaded.append(0)
            self.shades.append(Shade(one.status, why, matched))
        return known


def rows_of(listed: PilotList, results: Sequence[Result], speech: RowSpeech) -> Generator[None, None, PilotRows]:
    """The rows of a finished run, with a pause every few hundred of them."""
    made = PilotRows(listed, speech)
    for start in range(0, len(results), _MERGED_AT_ONCE):
        made.fill(start, results[start : start + _MERGED_AT_ONCE])
        yield
    return made
