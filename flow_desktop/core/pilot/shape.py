"""What kind of text a list is: a table with which separator, or addresses one after the other."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flow_desktop.core.pilot.addresses import bare, is_address
from flow_desktop.core.pilot.columns import ColumnChoice, Vocabulary
from flow_desktop.core.pilot.table import Record, find_header, find_layout, holds_address

DELIMITERS = (",", ";", "\t", "|")
_USUAL = 10_000
_NOTHING = (0, 0, 0)
_STEADY = 0.8
"""Share of the lines that must have the same number of values before a separator is believed without a header."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text is to be cut. ``delimiter`` "": it has one column. ``loose``: quotes come after a blank."""

    is_table: bool
    delimiter: str = ""
    loose: bool = False


ADDRESSES = Shape(is_table=False)


def shape_of(lines: Sequence[str], vocabulary: Vocabulary, choice: ColumnChoice | None = None) -> Shape:
    """How the first lines of a text say that it is to be read; a separator named in ``sep=`` is not asked here.

    A known header decides; else steady numbers of values with one column of addresses; else it is a list of addresses.
    """
    cut = {delimiter: _records(lines, delimiter) for delimiter in DELIMITERS}
    known = [(_weight(records, vocabulary, choice), -place) for place, records in enumerate(cut.values())]
    best, place = max(known)
    if best > _NOTHING:
        return _table(lines, DELIMITERS[-place], cut[DELIMITERS[-place]])
    angles = _has_angles(lines)
    for delimiter, records in cut.items():
        if _is_steady(records) and _is_table(records, vocabulary, angles=angles):
            return _table(lines, delimiter, records)
    if angles or (any("@" in line for line in lines) and not _is_one_column(lines, cut[","])):
        return ADDRESSES
    return _widest(lines, cut)


def _records(lines: Sequence[str], delimiter: str) -> list[Record]:
    """The records of the lines, as far as they can be cut; a line beyond all measure is left out here."""
    found: list[Record] = []
    usual = [line for line in lines if len(line) <= _USUAL]
    try:
        for cells in csv.reader(usual, delimiter=delimiter, skipinitialspace=_is_loose(lines, delimiter)):
            if any(map(str.strip, cells)):
                found.append((len(found) + 1, cells))
    except csv.Error:
        return found
    return found


def _weight(records: list[Record], vocabulary: Vocabulary, choice: ColumnChoice | None) -> tuple[int, int, int]:
    """Columns that are understood from their headers, addresses in the one that has them, and headers in all."""
    found = find_header(records, vocabulary, choice)
    if found is None:
        return _NOTHING
    at, columns = found
    below = [cells[columns.email] for _, cells in records[at + 1 :] if columns.email < len(cells)]
    return len(columns.named()), sum(map(holds_address, below)), _width(records[at][1])


def _has_angles(lines: Sequence[str]) -> bool:
    """Whether most lines with an address have it in angle brackets, as mail programs write it."""
    signs = [line for line in lines if "@" in line]
    angled = sum("<" in line and ">" in line[line.find("<") :] for line in signs)
    return bool(signs) and angled * 2 >= len(signs)


def _is_steady(records: list[Record]) -> bool:
    """Most records have the same number of values, and more than one."""
    widths = Counter(_width(cells) for _, cells in records)
    width, often = widths.most_common(1)[0] if widths else (0, 0)
    return width > 1 and often >= _STEADY * len(records)


def _is_table(records: list[Record], vocabulary: Vocabulary, *, angles: bool) -> bool:
    """One column has addresses and another has not. ``Byron, Ada <a@x>`` is cut by a comma too: a header decides."""
    if find_layout(records, vocabulary) is None or (angles and any("@" in cell for cell in records[0][1])):
        return False
    return any(cell.strip() and not is_address(bare(cell)) for _, cells in records for cell in cells)


def _is_one_column(lines: Sequence[str], records: list[Record]) -> bool:
    """One word in each line; several words are addresses with names beside them."""
    words = max((len(line.split()) for line in lines), default=0)
    return words <= 1 and all(_width(cells) <= 1 for _, cells in records) and not any(";" in line for line in lines)


def _widest(lines: Sequence[str], cut: Mapping[str, list[Record]]) -> Shape:
    """A table all the same: one column, or one without an address that can be found. The reading says so."""
    steady = {delimiter: records for delimiter, records in cut.items() if _is_steady(records)}
    delimiter = max(steady, key=lambda one: _width(steady[one][0][1]), default=DELIMITERS[0])
    return _table(lines, delimiter, cut[delimiter])


def _width(cells: Sequence[str]) -> int:
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _table(lines: Sequence[str], delimiter: str, records: list[Record]) -> Shape:
    if all(_width(cells) <= 1 for _, cells in records):
        return Shape(is_table=True)
    return Shape(is_table=True, delimiter=delimiter, loose=_is_loose(lines, delimiter))


def _is_loose(lines: Sequence[str], delimiter: str) -> bool:
    return any(f'{delimiter} "' in line for line in lines)
