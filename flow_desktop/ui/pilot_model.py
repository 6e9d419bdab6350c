"""The table's model: a dumb list of slots, drawn from `PilotRows` when a cell is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from flow_desktop.core.presenting import Mark
from flow_desktop.core.words import Words
from flow_desktop.ui.pilot_looks import LOOKS
from flow_desktop.ui.pilot_rows import Column, PilotRows
from flow_desktop.ui.pilot_speech import shown

Index = QModelIndex | QPersistentModelIndex


class Part(IntEnum):
    """What the delegate asks for beside Qt's own roles."""

    CELL = Qt.ItemDataRole.UserRole + 1


class Width(IntEnum):
    """How many columns there is room for; what has none stands as a second line in another."""

    TWO = 2
    THREE = 3
    FIVE = 5


@dataclass(frozen=True, slots=True)
class RowCell:
    """One cell as drawn: a line, a smaller second one, and for the status its mark and icon.

    ``wraps``: what is too long for the line goes on in a second one.
    """

    text: str
    small: str = ""
    mark: Mark | None = None
    icon: str = ""
    strong: bool = False
    wraps: bool = False


class PilotModel(QAbstractTableModel):
    """Shows ``slots`` of ``rows`` in their order. Told by the table how wide it is."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._rows: PilotRows | None = None
        self._slots: Sequence[int] = ()
        self.width = Width.FIVE
        self.sorted_by: tuple[Column, bool] | None = None

    @property
    def rows(self) -> PilotRows | None:
        """Where the cells come from."""
        return self._rows

    def show_rows(self, rows: PilotRows | None, slots: Sequence[int]) -> None:
        """Replace everything at once."""
        self.beginResetModel()
        self._rows, self._slots = rows, slots
        self.endResetModel()

    def add(self, slots: list[int]) -> None:
        """More of the same rows, behind the others. What was shown so far has to be a list."""
        assert isinstance(self._slots, list)
        count = len(self._slots)
        self.beginInsertRows(QModelIndex(), count, count + len(slots) - 1)
        self._slots += slots
        self.endInsertRows()

    def slot(self, row: int) -> int:
        """The slot in a line of the table."""
        return self._slots[row]

    def line_of(self, slot: int) -> int:
        """Where a slot is shown, -1 where it is not."""
        try:
            return self._slots.index(slot)
        except ValueError:
            return -1

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._slots)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What is shown and said of a cell."""
        if not index.isValid() or self._rows is None:
            return None
        column = Column(index.column())
        match role:
            case Part.CELL:
                return self._cell(self._rows, self._slots[index.row()], column)
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return shown(self._rows.text(self._slots[index.row()], column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.said(index.row()) if column is Column.EMAIL else self._said_cell(index.row(), column)
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        heading = self._words(f"pilot.page.column.{Column(section).name.lower()}")
        if role == Qt.ItemDataRole.DisplayRole:
            return heading
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._said_heading(Column(section), heading)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every row can be reached, none can be changed."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def said(self, row: int) -> str:
        """A whole row as a sentence, for a screen reader that stands on its first cell."""
        rows = self._rows
        if rows is None:
            return ""
        texts = {column: shown(rows.text(self._slots[row], column)) for column in Column}
        who = ", ".join(filter(None, (texts[Column.EMAIL], texts[Column.NAME])))
        return ". ".join(filter(None, (who, texts[Column.STATUS], texts[Column.WHY])))

    def copied(self, row: int) -> str:
        """A whole row for the clipboard, values as received, a tab between them."""
        rows = self._rows
        return "" if rows is None else "\t".join(rows.text(self._slots[row], column) for column in Column)

    def _said_cell(self, row: int, column: Column) -> str:
        assert self._rows is not None
        text = shown(self._rows.text(self._slots[row], column)) or self._words("pilot.page.nothing")
        return f"{self._words(f'pilot.page.column.{column.name.lower()}')}: {text}"

    def _said_heading(self, column: Column, heading: str) -> str:
        if self.sorted_by is None or self.sorted_by[0] is not column:
            return heading
        return self._words("pilot.page.sorted_down" if self.sorted_by[1] else "pilot.page.sorted_up", column=heading)

    def _cell(self, rows: PilotRows, slot: int, column: Column) -> RowCell:
        text = shown(rows.text(slot, column))
        small = ""
        if column is Column.EMAIL and self.width is not Width.FIVE:
            small = shown(rows.text(slot, Column.NAME))
        if column is not Column.STATUS:
            wraps = column is Column.WHY and self.width is not Width.FIVE
            return RowCell(text, small, strong=column is Column.EMAIL, wraps=wraps)
        result = rows.result(slot)
        if self.width is Width.TWO:
            small = shown(rows.text(slot, Column.WHY))
        elif self.width is Width.THREE and result.matched_by.is_close:
            small = rows.text(slot, Column.MATCHED)
        mark, icon = LOOKS[result.status]
        return RowCell(text, small, mark, icon, strong=True)
