"""A text file as lines, and lines as records: quotes, line ends, and rows that cannot be read."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from flow_desktop.adapters.list_bytes import Letters
from flow_desktop.core.pilot.pasted import as_shown, is_readable
from flow_desktop.core.pilot.rows import RejectedRow, RowFault
from flow_desktop.core.pilot.shape import Shape
from flow_desktop.core.pilot.table import Record

MOST_LETTERS_IN_A_VALUE = 10_000
_SEPARATOR = re.compile(r'"?sep=(?P<told>[,;|\t])"?\s*', re.IGNORECASE)
_TYPE_LINE = "#TYPE "
_BROKEN_TAIL = "\udc80"


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a text with their ends. ``start``: number of the first one. ``told``: the separator it names.

    ``suspect``: some bytes are no letters; the rows they are in cannot be read.
    """

    lines: Iterator[str]
    encoding: str
    start: int = 1
    told: str = ""
    suspect: bool = False
    is_pasted: bool = False


def text_of(data: bytes, letters: Letters) -> Text:
    """The lines of a file: ``sep=;`` (Excel) and ``#TYPE`` (PowerShell) are no rows of it."""
    half = letters.encoding.startswith("utf-16") and len(data) % 2
    source = io.BytesIO(data[:-1] if half else data)
    source.seek(letters.skip)
    lines: Iterator[str] = io.TextIOWrapper(source, letters.encoding, letters.errors, newline="")
    return _without_heading(_spoilt(lines) if half else lines, letters.name, suspect=letters.suspect)


def _spoilt(lines: Iterator[str]) -> Iterator[str]:
    """The same lines, the last one marked: a file that ends inside a letter was cut, perhaps inside a name."""
    last = next(lines, "")
    for line in lines:
        yield last
        last = line
    yield last + _BROKEN_TAIL


def text_of_pasted(text: str) -> Text:
    """The lines of a text that is there already."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    found = _without_heading(lines, "", suspect=not text.isascii())
    return Text(found.lines, "", found.start, found.told, found.suspect, is_pasted=True)


def records_of(lines: Iterable[str], shape: Shape, text: Text) -> Iterator[Record | RejectedRow]:
    """The records of a table, each with the line it begins in. One that is broken costs its own first line only."""
    feed = _Feed(iter(lines), text.start)
    while True:
        source = iter(feed.lines())
        rows = csv.reader(source, delimiter=shape.delimiter or "\t", skipinitialspace=shape.loose, strict=True)
        try:
            for cells in rows:
                fault = _fault(feed.pending, cells, suspect=text.suspect)
                yield (feed.line, cells) if fault is None else feed.rejected(fault)
                feed.settle()
        except csv.Error:
            yield feed.drop_first()
        else:
            return


class _Feed:
    """Hands lines to the reader and remembers those of the record under way, to read them again one by one."""

    def __init__(self, source: Iterator[str], line: int) -> None:
        self._source = source
        self._again: deque[str] = deque()
        self.pending: list[str] = []
        self.line = line

    def lines(self) -> Iterator[str]:
        """Lines to read again first, then new ones."""
        again, pending = self._again, self.pending
        while again:
            pending.append(again.popleft())
            yield pending[-1]
        for line in self._source:
            pending.append(line)
            yield line

    def settle(self) -> None:
        """The record is done: the next one begins after its lines."""
        self.line += len(self.pending)
        self.pending.clear()

    def rejected(self, fault: RowFault) -> RejectedRow:
        """The record under way, as one that cannot be used."""
        return RejectedRow(self.line, fault, as_shown(self.pending[0]))

    def drop_first(self) -> RejectedRow:
        """Give up the first line of the record under way; the others are read again as if they stood alone."""
        first, *others = self.pending
        fault = RowFault.TOO_LONG if len(first) > MOST_LETTERS_IN_A_VALUE else RowFault.UNREADABLE
        found = self.rejected(fault)
        self._again.extendleft(reversed(others))
        self.pending.clear()
        self.line += 1
        return found


def _fault(pending: list[str], cells: list[str], *, suspect: bool) -> RowFault | None:
    """Whether a record has a value that cannot be used, whatever it is for. The usual one is told by its length."""
    if suspect and not all(map(is_readable, pending)):
        return RowFault.UNREADABLE
    if len(pending) == 1 and len(pending[0]) <= MOST_LETTERS_IN_A_VALUE:
        return None
    return RowFault.TOO_LONG if any(len(cell) > MOST_LETTERS_IN_A_VALUE for cell in cells) else None


def _without_heading(lines: Iterator[str], encoding: str, *, suspect: bool) -> Text:
    first = next(lines, None)
    if first is None:
        return Text(lines, encoding, suspect=suspect)
    told = _SEPARATOR.fullmatch(first)
    if told:
        return Text(lines, encoding, 2, told["told"], suspect)
    if first.startswith(_TYPE_LINE):
        return Text(lines, encoding, 2, suspect=suspect)
    return Text(chain([first], lines), encoding, suspect=suspect)
