"""PilotTable: everybody of a run. Arrow keys walk, Enter opens a person, copying takes the row, letters filter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from flow_desktop.ui.kit import Kit
from flow_desktop.ui.pilot_delegate import PilotDelegate
from flow_desktop.ui.pilot_model import PilotModel, Width
from flow_desktop.ui.pilot_rows import Column, PilotRows

SHARES = {
    Width.FIVE: {Column.EMAIL: 27, Column.NAME: 17, Column.STATUS: 17, Column.WHY: 26, Column.MATCHED: 13},
    Width.THREE: {Column.EMAIL: 38, Column.STATUS: 26, Column.WHY: 36},
    Width.TWO: {Column.EMAIL: 50, Column.STATUS: 50},
}
"""How the width is shared, in parts of a hundred."""

LEAST = {Width.FIVE: 70, Width.THREE: 44}
"""From this many times the size of the text on there is room for so many columns."""

LEAST_ROWS = 3
SHARE_OF_WINDOW = 0.62
"""The table is no higher than this much of the window: what stands above it is a short way off."""


class PilotTable(QTableView):
    """``opened`` carries the slot of a person, ``sort_asked`` a Column, ``typed`` letters meant for the filter,
    ``copied`` a row's text. ``reached``: the keyboard came here; ``stepped``: it is on another row.
    """

    opened = Signal(int)
    sort_asked = Signal(object)
    typed = Signal(str)
    copied = Signal(str)
    reached = Signal()
    stepped = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._nothing = ""
        self.cells = PilotModel(kit.words)
        self.setModel(self.cells)
        self._delegate = PilotDelegate(kit.theme, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(kit.words("pilot.page.table"))
        self.setAccessibleDescription(kit.words("pilot.page.table_keys"))
        self._be_calm()
        self._head()
        self.doubleClicked.connect(lambda index: self.opened.emit(self.cells.slot(index.row())))
        kit.theme.changed.connect(self._fit)

    def show_rows(self, rows: PilotRows | None, slots: Sequence[int]) -> None:
        """Other rows, or the same ones chosen or sorted anew; who was marked stays marked if still there."""
        marked = self.marked
        self.cells.show_rows(rows, slots)
        line = self.cells.line_of(marked) if marked >= 0 else -1
        self._mark(max(line, 0))
        self._tell_height()

    def add(self, slots: list[int]) -> None:
        """More rows at the end."""
        first = not self.cells.rowCount()
        self.cells.add(slots)
        if first:
            self._mark(0)
        self._tell_height()

    def redraw(self) -> None:
        """Rows that are shown were judged anew."""
        self.viewport().update()

    @property
    def marked(self) -> int:
        """The slot the keyboard is on, -1 for none."""
        index = self.currentIndex()
        return self.cells.slot(index.row()) if index.isValid() and index.row() < self.cells.rowCount() else -1

    def mark_slot(self, slot: int) -> None:
        """Put the keyboard's mark on somebody, where they are shown."""
        line = self.cells.line_of(slot) if slot >= 0 else -1
        if line >= 0:
            self._mark(line)

    def step(self, by: int) -> int:
        """Mark the next person up or down; their slot, -1 where there is none."""
        line = self.currentIndex().row() + by
        if not 0 <= line < self.cells.rowCount():
            return -1
        self._mark(line)
        return self.marked

    def tell_sorting(self, column: Column | None, *, descending: bool) -> None:
        """Show by which column it is sorted."""
        self.cells.sorted_by = None if column is None else (column, descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        across = self.horizontalHeader()
        across.setSortIndicatorShown(column is not None)
        if column is not None:
            across.setSortIndicator(column, order)

    def _mark(self, line: int) -> None:
        if line < self.cells.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            index = self.cells.index(line, Column.EMAIL)
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    @property
    def nothing(self) -> str:
        """What stands in the place of rows; empty while there are some, or while they are waited for."""
        return "" if self.cells.rows is None or self.cells.rowCount() else self._nothing

    def tell_nothing(self, text: str) -> None:
        """What it says when nobody is shown."""
        if text != self._nothing:
            self._nothing = text
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.nothing:
            painter = QPainter(self.viewport())
            painter.setPen(self._kit.theme.color("muted"))
            edge = self._kit.theme.space(3)
            inside = self.viewport().rect().adjusted(edge, edge, -edge, -edge)
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.nothing)

    # --- shape

    def _be_calm(self) -> None:
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        down = self.verticalHeader()
        down.hide()
        down.setMinimumSectionSize(8)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _head(self) -> None:
        across = self.horizontalHeader()
        across.setMinimumSectionSize(8)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setSectionsClickable(True)
        across.sectionClicked.connect(lambda section: self.sort_asked.emit(Column(section)))

    def _fit(self) -> None:
        """Columns from the room there is; rows as high as their lines."""
        room, size = self.viewport().width(), self._kit.theme.text_px("body")
        wide = next((one for one, least in LEAST.items() if room >= least * size), Width.TWO)
        self.cells.width = wide
        self._delegate.lines = 1 if wide is Width.FIVE else 2
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height)
        shares = SHARES[wide]
        left = room
        for column in Column:
            self.setColumnHidden(column, column not in shares)
        for column, share in shares.items():
            width = left if column == max(shares) else room * share // 100
            self.setColumnWidth(column, width)
            left -= width
        self._tell_height()

    def _tell_height(self) -> None:
        """As high as its rows, up to a screen's worth; from there on it scrolls by itself."""
        high = self._delegate.row_height
        most = int(self.window().height() * SHARE_OF_WINDOW) // high
        rows = max(min(self.cells.rowCount(), most), LEAST_ROWS)
        wanted = self.horizontalHeader().sizeHint().height() + rows * high + 4
        if wanted != self.height() or self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    # --- keys

    def keyboardSearch(self, search: str) -> None:
        """Qt would ask every row for its text; what is typed filters instead."""
        if search.strip():
            self.typed.emit(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            if self.marked >= 0:
                self.copied.emit(self.cells.copied(self.currentIndex().row()))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.marked >= 0:
                self.opened.emit(self.marked)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)
            self.stepped.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.reached.emit()

    @property
    def marked_rect(self) -> QRect:
        """Where the row is that the keyboard is on, in the table's own coordinates."""
        row = self.visualRect(self.currentIndex())
        return row.translated(self.viewport().pos())

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Left and right stay in the row; Home and End go to the first and the last one."""
        to = super().moveCursor(action, modifiers)
        ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: -1}
        line = to.row() if action not in ends else ends[action] % max(self.cells.rowCount(), 1)
        return self.cells.index(line, Column.EMAIL)
