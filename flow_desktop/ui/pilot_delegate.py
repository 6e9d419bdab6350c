"""How a cell of the pilot table is drawn: one line or two, dots where it is too long, the status with its icon."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from flow_desktop.ui.pilot_model import Part, RowCell
from flow_desktop.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class PilotDelegate(QStyledItemDelegate):
    """Fonts and pictures are kept between cells: a screen of a hundred cells is drawn at each step of a scroll."""

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(table)
        self._theme, self._table = theme, table
        self.lines = 1
        self._pixmaps: dict[tuple[str, str], QPixmap] = {}
        self._measure()
        theme.changed.connect(self._measure)

    @property
    def row_height(self) -> int:
        """How high every row is, in pixels."""
        line = self._big.height() + (self._little.height() if self.lines > 1 else 0)
        return max(line + 2 * self._theme.space(2), self._theme.size("target"))

    def width_of(self, text: str, *, with_icon: bool = False) -> int:
        """What a strong text takes on one line of a cell, in pixels."""
        icon = self._theme.icon_size().width() + self._theme.space(2) if with_icon else 0
        return QFontMetrics(self._strong).horizontalAdvance(text) + 2 * self._theme.space(3) + icon + 2

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._table.columnWidth(index.column()), self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        cell = index.data(Part.CELL)
        if not isinstance(cell, RowCell):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("accent_fill" if self._table.hasFocus() else "sunken"))
        painter.setPen(self._theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._draw_text(painter, rect, cell)
        if state & QStyle.StateFlag.State_Selected and self._table.hasFocus():
            self._draw_focus(painter, rect, index.column())
        painter.restore()

    def _draw_text(self, painter: QPainter, rect: QRect, cell: RowCell) -> None:
        theme, edge = self._theme, self._theme.space(3)
        inner = rect.adjusted(edge, 0, -edge, 0)
        if cell.mark is not None:
            pixmap = self._pixmap(cell.icon, f"{cell.mark}_text")
            side = theme.icon_size().width()
            left = inner.right() - side if self._is_mirrored else inner.left()
            painter.drawPixmap(QPoint(left, self._top(rect, cell) + (self._big.height() - side) // 2), pixmap)
            room = side + theme.space(2)
            inner.adjust(0 if self._is_mirrored else room, 0, -room if self._is_mirrored else 0, 0)
        if cell.wraps:
            cell = self.in_two_lines(cell, inner.width())
        top = self._top(rect, cell)
        self._draw_line(painter, QRect(inner.left(), top, inner.width(), self._big.height()), cell)
        if cell.small:
            painter.setFont(self._small)
            painter.setPen(theme.color("muted"))
            below = QRect(inner.left(), top + self._big.height(), inner.width(), self._little.height())
            text = self._little.elidedText(cell.small, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(below, self._flags, text)

    def in_two_lines(self, cell: RowCell, width: int) -> RowCell:
        """A text that is too long for a line of so many pixels, broken between two words and a little smaller."""
        if self._big.horizontalAdvance(cell.text) <= width:
            return cell
        first, rest = "", cell.text
        while (at := rest.find(" ", len(first) + 1)) > 0 and self._big.horizontalAdvance(rest[:at]) <= width:
            first = rest[:at]
        return replace(cell, text=first, small=rest[len(first) + 1 :]) if first else cell

    def _draw_line(self, painter: QPainter, rect: QRect, cell: RowCell) -> None:
        font, metrics = (self._strong, self._bold) if cell.strong else (self._font, self._big)
        painter.setFont(font)
        painter.setPen(self._theme.color(f"{cell.mark}_text" if cell.mark is not None else "text"))
        painter.drawText(rect, self._flags, metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, rect.width()))

    def _draw_focus(self, painter: QPainter, rect: QRect, column: int) -> None:
        """A line along the row, closed at its ends."""
        shown = [at for at in range(self._table.model().columnCount()) if not self._table.isColumnHidden(at)]
        painter.setPen(QPen(self._theme.color("focus"), self._theme.size("focus")))
        box = rect.adjusted(0, 1, 0, -1)
        painter.drawLine(box.topLeft(), box.topRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if column == shown[0]:
            painter.drawLine(box.left() + 1, box.top(), box.left() + 1, box.bottom())
        if column == shown[-1]:
            painter.drawLine(box.right(), box.top(), box.right(), box.bottom())

    def _top(self, rect: QRect, cell: RowCell) -> int:
        text = self._big.height() + (self._little.height() if cell.small else 0)
        return rect.top() + (rect.height() - text) // 2

    def _pixmap(self, name: str, role: str) -> QPixmap:
        known = self._pixmaps.get((name, role))
        if known is None:
            known = self._pixmaps[name, role] = self._theme.pixmap(name, role, ratio=self._table.devicePixelRatioF())
        return known

    def _measure(self) -> None:
        self._pixmaps.clear()
        self._font, self._strong, self._small = self._theme.font(), self._theme.font(), self._theme.font("caption")
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._big, self._bold, self._little = map(QFontMetrics, (self._font, self._strong, self._small))
        self._flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine

    @property
    def _is_mirrored(self) -> bool:
        return self._table.isRightToLeft()
