"""One status for each row of a list, from what was read (decisions, "Truth of a verdict", 4; pure).

Nobody is said to be missing unless the listing (or the look-up) that proves it is whole; what could not be seen is
UNKNOWN. The counts always add up to the list, and, where they were asked for, those who are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from flow_desktop.core.pilot import keys
from flow_desktop.core.pilot.accounts import KeptAccount
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Entry
from flow_desktop.core.pilot.grading import ALL_SAME, Grades, compare_places, places_of, shows
from flow_desktop.core.pilot.index import ACTIVE, EMAIL, FAMILY, FLAWS, GIVEN, USER_NAME, Kept, Matched
from flow_desktop.core.pilot.results import ListNote, MatchedBy, Result, Status
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.text import email_key

SLICE = 250
"""Rows judged in one go: about a millisecond."""

_LIKELY_ONLY = frozenset({MatchedBy.PLUS_TAG, MatchedBy.MAIL_ALIAS, MatchedBy.FOLDED, MatchedBy.EXTERNAL_ID})
"""Somebody inactive who is found that way says nothing about the person."""

_SURE_ENOUGH = frozenset({Status.READY, Status.READY_WITH_NOTE, Status.DIFFERS})


@dataclass(frozen=True, slots=True)
class Options:
    """``unexpected``: also tell who is active in Directory Sync and not in the list."""

    unexpected: bool = False


_USUAL = Options()


def judge(
    listed: PilotList | Roll, book: Book, options: Options = _USUAL, *, told: Mapping[int, Result] | None = None
) -> Iterator[tuple[Result, ...]]:
    """Everybody, in slices: rows in the order of the list, then rejected ones, then those who are not in the list.

    ``told``: `provisional` results of the same book and list, by row; those that still hold are not worked out twice.
    """
    roll = listed if isinstance(listed, Roll) else Roll(listed)
    judging = _Judging(roll, book, told)
    problems = {one.row: one for one in roll.problems()}
    found = set[str]() if options.unexpected else None
    for start in range(0, len(roll.keys), SLICE):
        positions = range(start, min(start + SLICE, len(roll.keys)))
        results = tuple(problems.pop(at) if at in problems else judging.final(at) for at in positions)
        if found is not None:
            found |= {one for at in positions for one in judging.ids(at)}
        yield results
    yield from _slices(problems.values())
    if found is not None:
        yield from _slices(_unexpected(roll, book, found))


def judge_rows(roll: Roll, book: Book, positions: Iterable[int]) -> tuple[Result, ...]:
    """Some rows of the list by their positions, for a new look at the unresolved ones."""
    judging = _Judging(roll, book)
    return tuple(judging.row(at) for at in positions)


def provisional(roll: Roll, book: Book, entries: Iterable[Entry]) -> tuple[Result, ...]:
    """What is sure enough to be shown while pages come: rows whose people are on a page that was just added.

    Nobody is missing yet, and nobody is ambiguous because of a page to come: the last pass decides. Where Flow is a
    source, only people are told of whom Flow has told as well: read its members first, or beside.
    """
    judging, row_of = _Judging(roll, book), roll.positions.get
    is_told = book.accounts.has_email if book.sources.has_flow else None
    found: list[int] = []
    for entry in entries:
        email, named = entry.email, entry.user_name
        for address in (email,) if named == email else (email, named):
            key = email_key(address) if address else ""
            at = row_of(key)
            if at is not None and (is_told is None or is_told(key)):
                found.append(at)
    judged = map(judging.row, dict.fromkeys(found))
    return tuple([one for one in judged if one.status in _SURE_ENOUGH])


class _Judging:
    """What is looked up for every row, at hand."""

    def __init__(self, roll: Roll, book: Book, told: Mapping[int, Result] | None = None) -> None:
        self._rows = roll.listed.rows
        self._roll = roll
        self._book = book
        self._sole = book.people.sole
        self._account = book.accounts.by_email
        self._has_flow = book.sources.has_flow
        self._told = told if told is not None and not self._has_flow else {}

    def final(self, position: int) -> Result:
        """The same as `row`. Where Flow is no source, a result stands as long as nobody else came with the address."""
        told = self._told.get(position)
        if told is not None:
            kept = self._sole(told.key)
            if kept is not None and kept[0] and kept[0] == told.entry_id:
                return told
        return self.row(position)

    def row(self, position: int) -> Result:
        """The status of one row that is no problem of the list."""
        key = self._roll.keys[position]
        if not key:
            line = self._rows[position].line
            return Result(position, "", Status.LIST_PROBLEM, note=ListNote.REJECTED, other=line)
        kept = self._sole(key)
        if kept is not None and self._is_plain(key, self._rows[position], kept):
            return Result(position, key, Status.READY, MatchedBy.EMAIL, kept[0], 1, ALL_SAME)
        matched = self._book.match(key)
        chosen = front(matched)
        if not chosen:
            return self._absent(position, key)
        if len(chosen) == 1 and chosen[0][ACTIVE] is not False and not matched.by.is_close:
            return self._compared(position, key, chosen[0], by=matched.by)
        return self._unclear(position, key, chosen, by=matched.by)

    def _is_plain(self, key: str, row: PilotRow, kept: Kept) -> bool:
        """Whether everything is the same everywhere, letter for letter: what is true of nearly everybody."""
        _, email, given, family = row[:4]
        if not (given and family and kept[GIVEN] == given and kept[FAMILY] == family and kept[EMAIL] == email):
            return False
        if kept[FLAWS] or not key.isascii() or not (shows(given) and shows(family)):
            return False
        if not self._has_flow:
            return True
        return self._book.accounts.is_same(key, (email, given, family))

    def ids(self, position: int) -> Iterator[str]:
        """Directory ids of everybody who may be meant by a row."""
        return (kept[0] for kept in self._book.match(self._roll.keys[position]).entries)

    def _absent(self, position: int, key: str) -> Result:
        """Nobody answers: missing where that is proven. Flow may tie an account to somebody under another address."""
        doubt = self._book.doubt(key)
        if doubt is None and self._has_flow:
            doubt = self._book.flow_doubt(key) if self._account(key) is None else self._book.tie_doubt(key)
        like = self._book.people.looks_like(key)
        status = Status.NOT_PROVISIONED if doubt is None else Status.UNKNOWN
        note, other = self._note(position, key)
        return Result(
            position, key, status, entry_id=like[0] if like else "", variant=doubt.value if doubt else "",
            note=ListNote.LOOK_ALIKE if like else note, other=0 if like else other,
        )  # fmt: skip

    def _unclear(self, position: int, key: str, chosen: tuple[Kept, ...], *, by: MatchedBy) -> Result:
        """Several, somebody inactive, or a close match: on a page nobody read there may be a better one."""
        doubt, one = self._book.doubt(key), chosen[0]
        entry_id, n = one[0] if len(chosen) == 1 else "", len(chosen)
        is_inactive = one[ACTIVE] is False
        is_same_again = not all(
            kept[0] for kept in chosen
        )  # perhaps one person, read twice: without ids nobody can tell
        if doubt is not None and (is_inactive or by.is_close or is_same_again):
            return Result(position, key, Status.UNKNOWN, by, entry_id, n, variant=doubt.value)
        if is_inactive:
            return Result(position, key, Status.INACTIVE, by, entry_id, n)
        if n > 1:
            return Result(position, key, Status.AMBIGUOUS, by, "", n)
        return self._compared(position, key, one, by=by)

    def _compared(self, position: int, key: str, kept: Kept, *, by: MatchedBy) -> Result:
        account = self._book.account_for(key, kept) if self._has_flow else None
        row = self._rows[position]
        grades = compare_places(places_of(row, kept, account))
        status, reason = self._standing(key, grades, account, is_close=by.is_close)
        note, other = self._note(position, key)
        if note is ListNote.NONE and status is Status.DIFFERS and _looks_alike(row.given, row.family, kept):
            note = ListNote.LOOK_ALIKE
        if note is not ListNote.NONE and status is Status.READY:
            status = Status.READY_WITH_NOTE
        return Result(position, key, status, by, kept[0], 1, grades, (), None, reason, note, other)

    def _standing(self, key: str, grades: Grades, account: KeptAccount | None, *, is_close: bool) -> tuple[Status, str]:
        """Not in Flow where that is proven, else what the values say, else "unknown" while Flow was not seen."""
        doubt = self._book.flow_doubt(key) if self._has_flow and account is None else None
        if self._has_flow and doubt is None and not _came_by_sync(account):
            return Status.NOT_PROVISIONED, ""
        worst = max(one for one in grades if one is not None)
        if worst.is_finding or is_close:
            return Status.DIFFERS, ""
        if doubt is not None:
            return Status.UNKNOWN, doubt.value
        return (Status.READY_WITH_NOTE if worst.is_note else Status.READY), ""

    def _note(self, position: int, key: str) -> tuple[ListNote, int]:
        """Letters of another alphabet in the address; the line of the list that it looks like, if there is one."""
        if key.isascii():
            return ListNote.NONE, 0
        twin = self._roll.positions.get(keys.skeleton(key), position)
        if twin != position:
            return ListNote.LOOK_ALIKE, self._rows[twin].line
        return (ListNote.LOOK_ALIKE if keys.is_mixed(key) else ListNote.NONE), 0


def front(matched: Matched) -> tuple[Kept, ...]:
    """Who counts: inactive ones are tombstones and step back behind an active one."""
    entries = matched.entries
    if len(entries) == 1 and entries[0][ACTIVE] is not False:
        return entries
    active = tuple(one for one in entries if one[ACTIVE] is not False)
    return active or (() if matched.by in _LIKELY_ONLY else entries)


def _came_by_sync(account: KeptAccount | None) -> bool:
    """A member who is tied to a directory user. One who is not was added by hand: Directory Sync did not bring them."""
    return account is not None and account.role is not None and account.linked_to is not None


def _looks_alike(given: str | None, family: str | None, kept: Kept) -> bool:
    """Whether a name differs by letters of another alphabet only."""
    pairs = ((given, kept[GIVEN]), (family, kept[FAMILY]))
    return any(one and other and keys.look_alike(one, other) for one, other in pairs)


def _unexpected(roll: Roll, book: Book, found: set[str]) -> Iterator[Result]:
    """Who is active in Directory Sync, and nobody in the list is meant by them."""
    row = roll.listed.total
    for kept in book.people.everybody():
        if kept[ACTIVE] is False or kept[0] in found:
            continue
        key = email_key(kept[EMAIL] or kept[USER_NAME] or "")
        yield Result(row, key, Status.UNEXPECTED, MatchedBy.NONE, kept[0], 1)
        row += 1


def _slices(results: Iterable[Result]) -> Iterator[tuple[Result, ...]]:
    rest = iter(results)
    while part := tuple(islice(rest, SLICE)):
        yield part
