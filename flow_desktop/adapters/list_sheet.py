"""Sheets (XLSX) as records. What a small file could blow up to is weighed before it is opened.

A sheet is held as a full rectangle: two cells in opposite corners of a file of 5 KB would take 550 GB and end the
program. So the corners are looked for first, in the unpacked parts, with a limit on what is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from flow_desktop.core.pilot.rows import RejectedRow, RowFault
from flow_desktop.core.pilot.table import Record
from flow_desktop.core.problems import Code, FlowError

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

SHEET_BYTES = 60_000_000
SHEET_CELLS = 10_000_000
MOST_LETTERS_IN_A_CELL = 10_000
UNPACKED_BYTES = 600_000_000
_PARTS = 2_000
_PIECE = 1 << 18
_OVERLAP = 256
_MOST_SHEETS = 20
_CELL = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]{0,4})\$?([0-9]{1,10})["']""")
_CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s/>]")

Fail: TypeAlias = Callable[[Code], FlowError]
"""Makes the error of a list from its code."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file. ``records``: its rows with the numbers they have in a spreadsheet program."""

    name: str
    records: Iterator[Record | RejectedRow]


def read_sheets(data: bytes, fail: Fail) -> Iterator[Sheet]:
    """The visible sheets that are not empty, in their order. Raises what ``fail`` makes."""
    if len(data) > SHEET_BYTES:
        raise fail(Code.CONFIGURATION_LIST_TOO_LARGE)
    _weigh(data, fail)
    book = _open(data, fail)
    with book:
        for name in _names(book)[:_MOST_SHEETS]:
            records = _records(book, name, fail)
            if records is not None:
                yield Sheet(name, records)


def _open(data: bytes, fail: Fail) -> CalamineWorkbook:
    from python_calamine import CalamineError, PasswordError, load_workbook  # noqa: PLC0415 - only who has a sheet pays

    try:
        return load_workbook(io.BytesIO(data))
    except PasswordError:
        raise fail(Code.CONFIGURATION_LIST_LOCKED) from None
    except (CalamineError, OSError, ValueError):
        raise fail(Code.CONFIGURATION_LIST_DAMAGED) from None


def _names(book: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    shown = SheetVisibleEnum.Visible
    return [one.name for one in book.sheets_metadata if one.visible == shown and one.typ == SheetTypeEnum.WorkSheet]


def _records(book: CalamineWorkbook, name: str, fail: Fail) -> Iterator[Record | RejectedRow] | None:
    from python_calamine import CalamineError  # noqa: PLC0415

    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError):
        raise fail(Code.CONFIGURATION_LIST_DAMAGED) from None
    if not sheet.height:
        return None
    return (_record(line, row) for line, row in enumerate(sheet.iter_rows(), 1) if row.count("") < len(row))


def _record(line: int, row: Sequence[object]) -> Record | RejectedRow:
    cells = [cell if type(cell) is str else _text(cell) for cell in row]
    if max(map(len, cells)) > MOST_LETTERS_IN_A_CELL:
        return RejectedRow(line, RowFault.TOO_LONG, ", ".join(cell[:200] for cell in cells)[:200])
    return line, cells


def _text(cell: object) -> str:
    """A value as a spreadsheet program shows it: 7 and not 7.0, a date without a time of day."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat().removesuffix("T00:00:00")
    return str(cell) if isinstance(cell, (str, int, float, timedelta)) else ""


# ------------------------------------------------------------------ weighing


def _weigh(data: bytes, fail: Fail) -> None:
    """Unpack every part of a zip file once, piece by piece, and refuse what would not fit into memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
                raise fail(Code.CONFIGURATION_LIST_TOO_LARGE)
            for part in parts:
                _weigh_part(archive, part, fail)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError):
        raise fail(Code.CONFIGURATION_LIST_DAMAGED) from None


def _weigh_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, fail: Fail) -> None:
    """A part that says less than it has breaks its check sum here, before anything else unpacks it to the end."""
    name = part.filename.lower()
    corners = _Corners() if name.endswith((".xml", ".rels")) else None
    with archive.open(part) as file:
        tail = b""
        while piece := file.read(_PIECE):
            if corners is not None:
                corners.look(tail + piece)
                tail = piece[-_OVERLAP:]
    if corners is not None and corners.cells > SHEET_CELLS:
        raise fail(Code.CONFIGURATION_LIST_TOO_LARGE)


class _Corners:
    """How large the rectangle around the cells of a part is. Cells without a place of their own stand side by side."""

    def __init__(self) -> None:
        self._columns: set[bytes] = set()
        self._row = 0
        self._rows_seen = 0
        self._width = 0
        self._in_row = 0

    def look(self, text: bytes) -> None:
        """Look at a piece; it may overlap with the last one."""
        places = _CELL.findall(text)
        for column, row in set(places):
            self._columns.add(column.upper())
            self._row = max(self._row, int(row))
        self._rows_seen += len(_ROW_TAG.findall(text))
        if len(_CELL_TAG.findall(text)) > sum(1 for column, _ in places if column):
            self._look_without_places(text)

    def _look_without_places(self, text: bytes) -> None:
        first, *others = _ROW_TAG.split(text)
        counts = [self._in_row + len(_CELL_TAG.findall(first)), *(len(_CELL_TAG.findall(one)) for one in others)]
        self._width = max(self._width, *counts)
        self._in_row = counts[-1]

    @property
    def cells(self) -> int:
        """Cells of the rectangle, at most."""
        columns = max(self._width, max(map(_position, self._columns), default=0))
        return max(self._row, self._rows_seen) * columns


def _position(column: bytes) -> int:
    place = 0
    for letter in column:
        place = place * 26 + letter - ord("A") + 1
    return place
