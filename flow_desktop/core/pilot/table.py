"""A table of cells becomes a pilot list: which row has the headers, then row by row; nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import TypeAlias

from flow_desktop.core.pilot.addresses import MOST_LETTERS, PLAIN, SHOWN, bare, entries_of, fault_of, is_address
from flow_desktop.core.pilot.columns import (
    ColumnChoice,
    Columns,
    UnknownColumn,
    Vocabulary,
    find_columns,
    kind_of,
    letters,
)
from flow_desktop.core.pilot.rows import ListKind, PilotRow, RejectedRow, RowFault

Record: TypeAlias = tuple[int, Sequence[str]]
"""A row of a table: its line, and the cells."""

_Extras: TypeAlias = Callable[[Sequence[str]], tuple[str, ...]]

SAMPLE = 200
"""Records that are looked at before the columns are decided."""

SLICE = 2_000
"""Rows after which whoever reads may do something else: about 5 ms."""

_BLANK = " \t\r\n\ufeff,;|"
"""What an empty row is made of where there is one column: separators without values."""

_MOST_ABOVE = 10
_LEARNED = 2_000
_REPEATED_LETTERS = 64


@dataclass(frozen=True, slots=True)
class Layout:
    """How the records of a table are read. ``first``: index of the first record with a person."""

    columns: Columns
    first: int
    header_line: int
    kind: ListKind


@dataclass(slots=True)
class Draft:
    """A list that grows: what was read so far."""

    rows: list[PilotRow] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    by_login: int = 0

    @property
    def total(self) -> int:
        """Everybody and everything so far."""
        return len(self.rows) + len(self.rejected)


def find_layout(sample: Sequence[Record], vocabulary: Vocabulary, choice: ColumnChoice | None = None) -> Layout | None:
    """The columns, from the first records; None where no column has e-mail addresses. Raises UnknownColumn."""
    found = find_header(sample, vocabulary, choice)
    if found is None:
        return _by_content(sample, vocabulary, choice)
    at, columns = found
    return Layout(columns, at + 1, sample[at][0], kind_of(columns.headers, vocabulary))


def find_header(
    sample: Sequence[Record], vocabulary: Vocabulary, choice: ColumnChoice | None = None
) -> tuple[int, Columns] | None:
    """The first row with a header that is known (or chosen), and its columns: above it there may be a title.

    A row with an address in it is nobody's header, and nothing below it is.
    """
    for at, (_, cells) in enumerate(sample[:_MOST_ABOVE]):
        if any(is_address(bare(cell)) for cell in cells):
            return None
        try:
            columns = find_columns(_headers(cells, sample), vocabulary, choice)
        except UnknownColumn:
            continue
        if columns is not None:
            return at, columns
    return None


def _by_content(sample: Sequence[Record], vocabulary: Vocabulary, choice: ColumnChoice | None) -> Layout | None:
    """No header is known: the column that has the addresses, and a header row only where the first row has none."""
    if not sample:
        return None
    width = len(_headers((), sample))
    marks = [sum(holds_address(cells[at]) for _, cells in sample if at < len(cells)) for at in range(width)]
    most = max(marks, default=0)
    line, first = sample[0]
    has_header = not any("@" in cell for cell in first) and any(cell.strip() for cell in first) and len(sample) > 1
    headers = _headers(first if has_header else (), sample)
    wanted = choice or ColumnChoice()
    if not most and not wanted.email:
        return None
    email = wanted.email or headers[marks.index(most)]
    chosen = ColumnChoice(email, wanted.login, wanted.given, wanted.family, wanted.full)
    columns = find_columns(headers, vocabulary, chosen)
    if columns is None:
        return None
    kind = ListKind.ADDRESSES if len(headers) == 1 else ListKind.TABLE
    return Layout(columns, int(has_header), line if has_header else 0, kind)


def holds_address(cell: str) -> bool:
    """Whether a cell is an address, alone or as mail programs write it."""
    return is_address(bare(cell)) or ("<" in cell and [one.fault for one in islice(entries_of(cell), 2)] == [None])


def _headers(cells: Sequence[str], sample: Sequence[Record]) -> tuple[str, ...]:
    """The headers, a letter where there is none. A column beyond them is one if half of the rows have a value there.

    One row with more values than the others has a separator too many, and none of its values can be trusted.
    """
    named = _width(cells)
    used = sorted(_width(row) for _, row in sample)
    width = max(named, used[len(used) // 2]) if used else named
    padded = [*cells[:width], *[""] * (width - len(cells))]
    return tuple(cell.strip("\ufeff \t\r\n") or letters(at) for at, cell in enumerate(padded))


def _width(cells: Sequence[str]) -> int:
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)


def read_rows(records: Iterable[Record | RejectedRow], layout: Layout, draft: Draft) -> Generator[int, None, None]:
    """Fill the draft; yields how many rows there are after each slice, so that others get their turn."""
    take = _taker(layout.columns, draft)
    until = SLICE
    for record in records:
        if isinstance(record, RejectedRow):
            draft.rejected.append(record)
        else:
            take(*record)
        until -= 1
        if not until:
            until = SLICE
            yield draft.total


def _taker(columns: Columns, draft: Draft) -> Callable[[int, Sequence[str]], None]:
    """Takes one record into the draft. The usual row is done here, anything else in `_Slow`: there may be a million."""
    slow = _Slow(columns, draft)
    width, email, given, family, full = len(columns.headers), *columns.names
    extras_of = _extras(columns.extras)
    keep, fits, make = draft.rows.append, PLAIN.fullmatch, tuple.__new__

    def take(line: int, cells: Sequence[str]) -> None:
        if len(cells) == width:
            address = cells[email]
            if fits(address) and len(address) <= MOST_LETTERS and address.isprintable():
                first = cells[given] if given >= 0 else None
                last = cells[family] if family >= 0 else None
                whole = cells[full] if full >= 0 else None
                keep(make(PilotRow, (line, address, first, last, whole, extras_of(cells) if extras_of else ())))
                return
        slow.take(line, cells, extras_of)

    return take


class _Slow:
    """Rows that are not plain: too few or too many values, an e-mail that has to be looked at twice, or none."""

    def __init__(self, columns: Columns, draft: Draft) -> None:
        self._columns = columns
        self._draft = draft

    def take(self, line: int, cells: Sequence[str], extras_of: _Extras | None) -> None:
        """Take the row, or reject it with the reason; an empty one is no row."""
        columns, width = self._columns, len(self._columns.headers)
        if not any(cell.strip() if width > 1 else cell.strip(_BLANK) for cell in cells):
            return
        fitted = [*cells[:width], *[""] * (width - len(cells))]
        extras = extras_of(fitted) if extras_of else ()
        if any(map(str.strip, cells[width:])):
            self._reject((line, cells), RowFault.TOO_MANY_VALUES, extras)
            return
        email, name = self._address(fitted)
        fault = fault_of(email)
        if fault is not None:
            self._reject((line, cells), fault, extras)
            return
        given, family, full = (fitted[at] if at >= 0 else None for at in (columns.given, columns.family, columns.full))
        if given is None and family is None and full is None:
            full = name
        self._draft.rows.append(PilotRow(line, email, given, family, full, extras))

    def _address(self, cells: Sequence[str]) -> tuple[str, str | None]:
        """The e-mail of a row, and a name that stood in the same cell; the login where there is no e-mail at all."""
        text, login = cells[self._columns.email], self._columns.login
        email = bare(text)
        if not email and login >= 0 and is_address(bare(cells[login])):
            self._draft.by_login += 1
            return bare(cells[login]), None
        if "<" in text and not is_address(email):
            entries = list(entries_of(text))
            if len(entries) == 1 and entries[0].fault is None:
                return entries[0].email, entries[0].full
        return email, None

    def _reject(self, record: Record, fault: RowFault, extras: tuple[str, ...]) -> None:
        line, cells = record
        shown = ", ".join(cell[:SHOWN] for cell in cells[:SHOWN])[:SHOWN]
        self._draft.rejected.append(RejectedRow(line, fault, shown, extras))


def _extras(positions: tuple[int, ...]) -> _Extras | None:
    """The other values of a record. Those that come again and again (department, country) are kept once."""
    if not positions:
        return None
    seen: dict[str, str] = {}
    left = _LEARNED
    pick = itemgetter(*positions) if len(positions) > 1 else _single(positions[0])

    def extras(cells: Sequence[str]) -> tuple[str, ...]:
        nonlocal left
        values: tuple[str, ...] = pick(cells)
        if left:
            left -= 1
            seen.update((value, value) for value in values if len(value) <= _REPEATED_LETTERS and value not in seen)
        return tuple(map(seen.get, values, values))

    return extras


def _single(position: int) -> _Extras:
    return lambda cells: (cells[position],)
