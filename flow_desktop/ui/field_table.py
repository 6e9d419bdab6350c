"""FieldTable: first name, last name, e-mail at the three places; the letters that differ are marked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QHeaderView, QSizePolicy, QTableView

from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.presenting import Speaker
from flow_desktop.ui.field_delegate import FieldDelegate
from flow_desktop.ui.field_model import CellView, FieldModel, Grid
from flow_desktop.ui.kit import Kit

LEAST_PLACE = 7
"""A place gets at least this many times the size of the text as width; else the table is stacked, a line for each."""


class FieldTable(QTableView):
    """Arrow keys walk the cells, copying takes the focused one; hover and focus tell source and time."""

    origin_changed = Signal(str)
    copied = Signal(str)

    def __init__(self, kit: Kit, copy: Callable[[str], None]) -> None:
        super().__init__()
        self._kit, self._copy = kit, copy
        self._grid: Grid | None = None
        self._stacked = False
        self._cells = FieldModel()
        self.setModel(self._cells)
        self._delegate = FieldDelegate(kit.theme, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(kit.words("ui.table.name"))
        self._be_calm()
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        kit.theme.changed.connect(self.viewport().update)

    def _be_calm(self) -> None:
        """No scrolling of its own, no editing, no selection apart from the focused cell."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setMinimumSectionSize(8)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(8)

    def tell(self, speaker: Speaker, comparison: ProfileComparison) -> None:
        """Show a comparison; the focused cell stays focused."""
        current = self.currentIndex()
        where = (current.row(), current.column()) if current.isValid() else (0, 1)
        self._grid = Grid(speaker, comparison)
        self._stacked = self._is_too_narrow()
        self._fill()
        self.setCurrentIndex(self._cells.index(*where))

    def _fill(self) -> None:
        if self._grid is None:
            return
        heads, rows = self._grid.stacked() if self._stacked else self._grid.wide()
        self._cells.show_rows(heads, rows)
        self.horizontalHeader().setVisible(not self._stacked)
        self._fit()

    def _fit(self) -> None:
        """Widths from the room there is, heights from the text, and no more height than that."""
        room, columns = self.viewport().width(), self._cells.columnCount()
        for column, width in enumerate(self._widths(room, columns)):
            self.setColumnWidth(column, width)
        for row in range(self._cells.rowCount()):
            self.setRowHeight(
                row, max(self.sizeHintForIndex(self._cells.index(row, at)).height() for at in range(columns))
            )
        rows = sum(self.rowHeight(row) for row in range(self._cells.rowCount()))
        head = 0 if self._stacked else self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(rows + head + 2)

    def _widths(self, room: int, columns: int) -> tuple[int, ...]:
        """Label and result as wide as they need, within limits; the places share the rest evenly."""
        if columns == 2 or self._grid is None:
            return (int(room * 0.4), room - int(room * 0.4))
        label, result = self._edge_widths(self._grid.wide()[1], room)
        place = (room - label - result) // (columns - 2)
        return (label, *[place] * (columns - 3), room - label - result - place * (columns - 3), result)

    def _edge_widths(self, rows: tuple[tuple[CellView, ...], ...], room: int) -> tuple[int, int]:
        """Of first and last column: on one line where that is no more than a sixth, else no word is broken."""
        sides = []
        for column in (0, -1):
            whole = max(self._delegate.width_of(row[column], row[column].text) for row in rows)
            words = max(self._delegate.width_of(row[column], word) for row in rows for word in row[column].text.split())
            sides.append(min(whole, max(room // 6, words)))
        return sides[0], sides[1]

    def _is_too_narrow(self) -> bool:
        """True where a heading or a place would not get the width it needs beside the others."""
        if self._grid is None:
            return self._stacked
        room, theme = self.width(), self._kit.theme
        heads, rows = self._grid.wide()
        font = theme.font("caption")
        font.setWeight(QFont.Weight.DemiBold)
        wanted = max(QFontMetricsF(font).horizontalAdvance(head) for head in heads[1:-1]) + 3 * theme.space(3)
        place = max(wanted, LEAST_PLACE * theme.text_px("body"))
        return sum(self._edge_widths(rows, room)) + (len(heads) - 2) * place > room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self._is_too_narrow()
        if stacked != self._stacked:
            self._stacked = stacked
            self._fill()
        elif event.size().width() != event.oldSize().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy_current()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._tell_origin(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._tell_origin(self.currentIndex())

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        self._tell_origin(current)

    def _tell_origin(self, index: QModelIndex) -> None:
        cell = self._cells.view(index)
        self.origin_changed.emit(cell.origin if cell is not None else "")

    def _copy_current(self) -> None:
        """The value as received, not as drawn."""
        cell = self._cells.view(self.currentIndex())
        if cell is not None and (cell.copied or cell.text):
            self._copy(cell.copied or cell.text)
            self.copied.emit(cell.copied or cell.text)
