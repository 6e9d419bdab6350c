"""Lists of people as they are given to IT: a file, what came through a pipe, or pasted text.

CSV, TSV, text and sheets are told apart by what is inside, never by the name. Everything here blocks and belongs in a
worker thread; whoever wants turns in between takes `reading`, which yields after every slice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from flow_desktop.adapters.list_bytes import Sort, look_inside
from flow_desktop.adapters.list_sheet import SHEET_BYTES, SHEET_CELLS, read_sheets
from flow_desktop.adapters.list_text import Text, records_of, text_of, text_of_pasted
from flow_desktop.adapters.places import find_resources
from flow_desktop.core.pilot.columns import ColumnChoice, UnknownColumn, Vocabulary, parse_vocabulary
from flow_desktop.core.pilot.pasted import is_crowded, read_entries
from flow_desktop.core.pilot.rows import ListKind, PilotList, ReadAs, RejectedRow
from flow_desktop.core.pilot.shape import Shape, shape_of
from flow_desktop.core.pilot.table import SAMPLE, Draft, Layout, Record, find_layout, read_rows
from flow_desktop.core.problems import Code, FlowError, Problem, problem

MOST_BYTES = 300_000_000
MOST_ROWS = 2_000_000
_PIECE = 1_000_000
_SEEN_HEADERS = 20
_HEADER_LETTERS = 60

Reading = Generator[int, None, PilotList]
"""Yields how many rows there are so far; its value is the list. Closing it stops the reading."""


def load_vocabulary(resources: Path | None = None) -> Vocabulary:
    """The headers that are known. Raises OSError, tomllib.TOMLDecodeError or KeyError in a damaged installation."""
    path = (resources or find_resources()) / "pilot" / "columns.toml"
    return parse_vocabulary(tomllib.loads(path.read_text(encoding="utf-8")))


def sample_list(resources: Path | None = None) -> Path:
    """The list of the demo's people, to try it out with."""
    return (resources or find_resources()) / "pilot" / "sample.csv"


def read_list(path: Path, choice: ColumnChoice | None = None) -> PilotList:
    """A list from a file. Raises FlowError ``configuration.list_*`` where it cannot be used at all."""
    return read_bytes(bytes_of(path), path.name, choice)


def read_bytes(data: bytes, name: str, choice: ColumnChoice | None = None) -> PilotList:
    """A list from the bytes of a file. Raises FlowError as `read_list`."""
    return _finish(reading(data, name, choice))


def read_pasted(text: str, name: str = "", choice: ColumnChoice | None = None) -> PilotList:
    """A list from pasted text: addresses, or cells copied from a sheet. Raises FlowError as `read_list`."""
    return _finish(reading_pasted(text, name, choice))


def bytes_of(path: Path) -> bytes:
    """Everything in a file or a pipe. Raises FlowError ``configuration.list_unreadable`` or ``list_too_large``."""
    pieces, size = [], 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > MOST_BYTES:
                    raise FlowError(_too_large(path.name))
                pieces.append(piece)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FlowError(problem(Code.CONFIGURATION_LIST_UNREADABLE, name=path.name, reason=why)) from None
    return b"".join(pieces)


def reading(data: bytes, name: str, choice: ColumnChoice | None = None, *, most_rows: int = MOST_ROWS) -> Reading:
    """Read the bytes of a file in slices; raises FlowError as `read_list`, some of it at the first step only."""
    if len(data) > MOST_BYTES:
        raise FlowError(_too_large(name))
    inside = look_inside(data)
    if inside.sort is Sort.LOCKED:
        raise FlowError(problem(Code.CONFIGURATION_LIST_LOCKED, name=name))
    if inside.sort is Sort.FOREIGN:
        raise FlowError(problem(Code.CONFIGURATION_LIST_NOT_A_LIST, name=name, what=inside.told))
    run = _Run(name, choice, load_vocabulary(), most_rows)
    return (yield from (run.text(text_of(data, inside.letters)) if inside.letters else run.sheet(data)))


def reading_pasted(text: str, name: str = "", choice: ColumnChoice | None = None) -> Reading:
    """Read pasted text in slices. Raises FlowError as `read_list`."""
    if len(text) > MOST_BYTES:
        raise FlowError(_too_large(name))
    return (yield from _Run(name, choice, load_vocabulary()).text(text_of_pasted(text)))


@dataclass(frozen=True, slots=True)
class _Run:
    """One list that is being read."""

    name: str
    choice: ColumnChoice | None
    vocabulary: Vocabulary
    most_rows: int = MOST_ROWS

    def text(self, text: Text) -> Reading:
        """A text: its shape is decided on the first lines."""
        first = list(islice(text.lines, SAMPLE))
        lines = chain(first, text.lines)
        shape = Shape(True, text.told) if text.told else self._shape(first)
        read_as = ReadAs(ListKind.TABLE, text.encoding, shape.delimiter)
        if shape.is_table:
            return (yield from self._table(records_of(lines, shape, text), read_as))
        if self.choice and self.choice.email:
            raise FlowError(self._no_such(self.choice.email, ("-",)))
        by_entry = text.is_pasted or is_crowded(first)
        return (yield from self._addresses(lines, replace(read_as, kind=ListKind.ADDRESSES, by_entry=by_entry)))

    def _shape(self, first: list[str]) -> Shape:
        """How it is cut; a chosen column that is nowhere must not turn a table into something else."""
        chosen = shape_of(first, self.vocabulary, self.choice)
        return chosen if chosen.is_table or self.choice is None else shape_of(first, self.vocabulary)

    def sheet(self, data: bytes) -> Reading:
        """A sheet: the first one that has a column of addresses."""
        first: FlowError | None = None
        for sheet in read_sheets(data, self._sheet_problem):
            try:
                return (yield from self._table(sheet.records, ReadAs(ListKind.TABLE, sheet=sheet.name)))
            except FlowError as error:
                if error.problem.code is Code.CONFIGURATION_LIST_TOO_LARGE:
                    raise
                first = first or error
        raise first or FlowError(problem(Code.CONFIGURATION_LIST_EMPTY, name=self.name))

    def _table(self, records: Iterator[Record | RejectedRow], read_as: ReadAs) -> Reading:
        first = list(islice(records, SAMPLE))
        sample = [one for one in first if not isinstance(one, RejectedRow) and any(map(str.strip, one[1]))]
        if not sample and any(isinstance(one, RejectedRow) for one in first):
            raise FlowError(problem(Code.CONFIGURATION_LIST_BROKEN, name=self.name))
        layout = self._layout(sample)
        people = (one for one in first if _line_of(one) > layout.header_line)
        draft = Draft()
        yield from self._within_limit(read_rows(chain(people, records), layout, draft), draft)
        read_as = replace(
            read_as,
            kind=layout.kind,
            columns=layout.columns.named(),
            header_line=layout.header_line,
            by_login=draft.by_login,
        )
        headers = layout.columns.headers
        return self._list(draft, tuple(headers[at] for at in layout.columns.extras), read_as)

    def _addresses(self, lines: Iterable[str], read_as: ReadAs) -> Reading:
        draft = Draft()
        yield from self._within_limit(read_entries(lines, draft, by_entry=read_as.by_entry), draft)
        named = any(row.full is not None for row in draft.rows)
        return self._list(draft, (), replace(read_as, columns=(("full", ""),) if named else ()))

    def _layout(self, sample: list[Record]) -> Layout:
        """The columns of a table. Raises FlowError where it cannot be used."""
        if not sample:
            raise FlowError(problem(Code.CONFIGURATION_LIST_EMPTY, name=self.name))
        try:
            layout = find_layout(sample, self.vocabulary, self.choice)
        except UnknownColumn as error:
            raise FlowError(self._no_such(error.wanted, sample[0][1])) from None
        if layout is None:
            known = ", ".join(self.vocabulary.shown)
            raise FlowError(
                problem(Code.CONFIGURATION_LIST_NO_EMAIL, name=self.name, seen=_seen(sample[0][1]), known=known)
            )
        return layout

    def _within_limit(self, slices: Iterator[int], draft: Draft) -> Generator[int, None, None]:
        for total in slices:
            if total > self.most_rows:
                break
            yield total
        if draft.total > self.most_rows:
            raise FlowError(_too_large(self.name))

    def _list(self, draft: Draft, extra_columns: tuple[str, ...], read_as: ReadAs) -> PilotList:
        if not draft.total:
            raise FlowError(problem(Code.CONFIGURATION_LIST_EMPTY, name=self.name))
        return PilotList(self.name, tuple(draft.rows), tuple(draft.rejected), extra_columns, read_as)

    def _no_such(self, wanted: str, headers: Iterable[str]) -> Problem:
        return problem(Code.CONFIGURATION_LIST_COLUMN, name=self.name, wanted=wanted, seen=_seen(headers))

    def _sheet_problem(self, code: Code) -> FlowError:
        return FlowError(
            _too_large(self.name) if code is Code.CONFIGURATION_LIST_TOO_LARGE else problem(code, name=self.name)
        )


def _too_large(name: str) -> Problem:
    return problem(
        Code.CONFIGURATION_LIST_TOO_LARGE,
        name=name,
        megabytes=str(MOST_BYTES // 1_000_000),
        rows=f"{MOST_ROWS:,}",
        sheet_megabytes=str(SHEET_BYTES // 1_000_000),
        cells=f"{SHEET_CELLS:,}",
    )


def _line_of(record: Record | RejectedRow) -> int:
    return record.line if isinstance(record, RejectedRow) else record[0]


def _seen(headers: Iterable[str]) -> str:
    """The headers as one line, as many as a person wants to read."""
    told = [header.strip()[:_HEADER_LETTERS] for header in headers if header.strip()]
    return ", ".join(told[:_SEEN_HEADERS]) + (", ..." if len(told) > _SEEN_HEADERS else "")


def _finish(reading: Reading) -> PilotList:
    """Read to the end in one go."""
    while True:
        try:
            next(reading)
        except StopIteration as end:
            found: PilotList = end.value
            return found
