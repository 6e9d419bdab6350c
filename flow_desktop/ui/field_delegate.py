"""How a cell of the FieldTable is drawn: wrapped text, a small line, marked letters, a mark with its word."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from flow_desktop.core.difference import Span
from flow_desktop.core.presenting import CellKind
from flow_desktop.ui.field_model import CellView, Part
from flow_desktop.ui.theme import Theme
from flow_desktop.ui.wrapping import before_at, format_range, height_of, lay_out

Index = QModelIndex | QPersistentModelIndex


class FieldDelegate(QStyledItemDelegate):
    """Draws CellViews; the sheet does not reach in here, so colours come from the theme."""

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(table)
        self._theme, self._table = theme, table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cell = index.data(Part.CELL)
        width = self._table.columnWidth(index.column())
        if not isinstance(cell, CellView):
            return QSize(width, self._theme.size("target"))
        text, small = self._layouts(cell, width)
        height = height_of(text) + (height_of(small) if small else 0) + 2 * self._theme.space(3)
        return QSize(width, max(height, self._theme.size("target")))

    def width_of(self, cell: CellView, text: str) -> int:
        """What a text takes on one line of a cell, in pixels."""
        text_width = QFontMetricsF(self._font(cell)).horizontalAdvance(text)
        return int(text_width) + self._indent(cell) + self._theme.space(3) + 2

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        cell = index.data(Part.CELL)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if not isinstance(cell, CellView):
            return
        painter.save()
        self._draw_line(painter, rect, index)
        text, small = self._layouts(cell, rect.width())
        at = QPointF(rect.left() + self._indent(cell), rect.top() + self._theme.space(3))
        painter.setPen(self._pen(cell))
        text.draw(painter, at)
        if cell.mark is not None:
            pixmap = self._theme.pixmap(cell.mark, f"{cell.mark}_text", ratio=painter.device().devicePixelRatio())
            painter.drawPixmap(QPointF(rect.left() + self._theme.space(3), at.y()), pixmap)
        if small is not None:
            painter.setPen(self._theme.color("muted"))
            small.draw(painter, QPointF(at.x(), at.y() + height_of(text)))
        if state & QStyle.StateFlag.State_HasFocus:
            self._draw_focus(painter, rect)
        painter.restore()

    def _layouts(self, cell: CellView, width: int) -> tuple[QTextLayout, QTextLayout | None]:
        room = width - self._indent(cell) - self._theme.space(3)
        formats = [format_range(span.start, span.end - span.start, self._marker()) for span in _shifted(cell)]
        text = lay_out(before_at(cell.text), self._font(cell), width=room, formats=formats)
        small = lay_out(cell.small, self._theme.font("caption"), width=room) if cell.small else None
        return text, small

    def _indent(self, cell: CellView) -> int:
        edge = self._theme.space(3)
        return edge + (self._theme.icon_size().width() + self._theme.space(2) if cell.mark is not None else 0)

    def _font(self, cell: CellView) -> QFont:
        font = self._theme.font()
        font.setWeight(QFont.Weight.DemiBold if cell.heading or cell.mark is not None else QFont.Weight.Normal)
        font.setItalic(cell.kind is not CellKind.VALUE and cell.mark is None and not cell.heading and bool(cell.origin))
        return font

    def _marker(self) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setBackground(self._theme.color("differs_mark"))
        style.setForeground(self._theme.color("text"))
        style.setFontWeight(QFont.Weight.DemiBold)
        style.setFontUnderline(True)
        return style

    def _pen(self, cell: CellView) -> QColor:
        if cell.mark is not None:
            return self._theme.color(f"{cell.mark}_text")
        return self._theme.color("text" if cell.kind is CellKind.VALUE else "muted")

    def _draw_line(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """A line between rows, none under the last."""
        if index.row() + 1 < index.model().rowCount():
            painter.setPen(self._theme.color("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _draw_focus(self, painter: QPainter, rect: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("focus"), self._theme.size("focus")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corner = self._theme.radius("control")
        painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -2), corner, corner)


def _shifted(cell: CellView) -> tuple[Span, ...]:
    """The marks of a cell once its @ has a break opportunity in front."""
    at = cell.text.find("@")
    if at < 0:
        return cell.spans
    return tuple(Span(span.start + (span.start >= at), span.end + (span.end > at)) for span in cell.spans)
