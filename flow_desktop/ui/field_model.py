"""The table's data: three fields at three places, as one wide table or stacked for a narrow window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from flow_desktop.core.comparison import Cell, FieldComparison, Place, ProfileComparison
from flow_desktop.core.difference import Span, differing
from flow_desktop.core.observed import Present, text_of
from flow_desktop.core.presenting import CellKind, Mark, Speaker
from flow_desktop.core.text import for_display

Index = QModelIndex | QPersistentModelIndex


class Part(IntEnum):
    """What the delegate asks for beside Qt's own roles."""

    CELL = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell as drawn: the text, a small second line, stretches that differ, and a mark with its word."""

    text: str
    small: str = ""
    spans: tuple[Span, ...] = ()
    kind: CellKind = CellKind.VALUE
    mark: Mark | None = None
    heading: bool = False
    said: str = ""
    origin: str = ""
    copied: str = ""


class FieldModel(QAbstractTableModel):
    """A dumb grid of CellViews with headings."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[CellView, ...], ...] = ()
        self._across: tuple[str, ...] = ()

    def show_rows(self, across: tuple[str, ...], rows: tuple[tuple[CellView, ...], ...]) -> None:
        """Replace everything at once."""
        self.beginResetModel()
        self._across, self._rows = across, rows
        self.endResetModel()

    def view(self, index: Index) -> CellView | None:
        """The cell at an index."""
        if not index.isValid():
            return None
        return self._rows[index.row()][index.column()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._across)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What is shown, said and told about a cell."""
        cell = self.view(index)
        if cell is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{cell.text}\n{cell.small}".strip()
            case Qt.ItemDataRole.AccessibleTextRole:
                return cell.said or cell.text
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return cell.origin
            case Part.CELL:
                return cell
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._across[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be reached, none can be changed."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(frozen=True, slots=True)
class Grid:
    """Makes the cells of a comparison."""

    speaker: Speaker
    comparison: ProfileComparison

    def wide(self) -> tuple[tuple[str, ...], tuple[tuple[CellView, ...], ...]]:
        """Headings, and for each field: its label, the three places, the mark."""
        say = self.speaker
        heads = (say.words("ui.table.field"), *map(say.phrasing.column, Place), say.words("ui.table.result"))
        rows = tuple(
            (self._label(row), *(self._cell(row, place) for place in Place), self._result(row))
            for row in self.comparison.fields
        )
        return heads, rows

    def stacked(self) -> tuple[tuple[str, ...], tuple[tuple[CellView, ...], ...]]:
        """Two columns: for each field a line with label and mark, then one line for each place."""
        say = self.speaker
        rows: list[tuple[CellView, ...]] = []
        for row in self.comparison.fields:
            rows.append((self._label(row), self._result(row)))
            for place in Place:
                named = say.phrasing.column(place)
                rows.append((CellView(named, kind=CellKind.EMPTY, said=named), self._cell(row, place)))
        return (say.words("ui.table.field"), say.words("ui.table.result")), tuple(rows)

    def _label(self, row: FieldComparison) -> CellView:
        text = self.speaker.phrasing.label(row.field)
        return CellView(text, heading=True, said=text, copied=text)

    def _result(self, row: FieldComparison) -> CellView:
        told = self.speaker.row(row)
        return CellView(told.word, mark=told.mark, said=f"{told.label}: {told.word}. {told.text}", copied=told.text)

    def _cell(self, row: FieldComparison, place: Place) -> CellView:
        cell = row.cell(place)
        told = self.speaker.cell(cell)
        spans = _spans(row, place)
        why = told.why if told.text != told.why else ""
        label, named = self.speaker.phrasing.label(row.field), self.speaker.phrasing.column(place)
        said = self.speaker.words("ui.table.said", field=label, place=named)
        marked = self.speaker.words("ui.table.marked") if spans else ""
        return CellView(
            told.text, why, spans, told.kind,
            said=" ".join(filter(None, (f"{said} {told.text}.", why, marked))),
            origin=self._origin(cell, told.source, named),
            copied=text_of(cell.observed) or told.text,
        )  # fmt: skip

    def _origin(self, cell: Cell, source: str, place: str) -> str:
        words = self.speaker.words
        if cell.at is None:
            return words("ui.table.no_origin", place=place)
        if not source:
            return words("ui.table.origin_time", place=place, time=clock_time(cell.at))
        return words("ui.table.origin", place=place, source=source, time=clock_time(cell.at))


def clock_time(at: datetime) -> str:
    """A time of this computer's day, to the second."""
    return at.astimezone().strftime("%H:%M:%S")


def _spans(row: FieldComparison, place: Place) -> tuple[Span, ...]:
    """What to mark in the value as shown: only in rows that do not match code point for code point."""
    mine = row.cell(place).observed
    if not isinstance(mine, Present) or row.verdict is None or not row.verdict:
        return ()
    others = (text_of(row.cell(other).observed) for other in Place if other is not place)
    return differing(for_display(mine.text), tuple(for_display(other) for other in others if other))
