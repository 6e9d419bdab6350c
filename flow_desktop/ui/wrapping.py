"""Text that wraps at words, and inside a word only where it would not fit: names from outside have any length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCharFormat

LEAST_LETTERS = 6
"""A label may be squeezed to this many letters of width, no further."""


def lay_out(text: str, font: QFont, *, width: float, formats: Sequence[QTextLayout.FormatRange] = ()) -> QTextLayout:
    """Lines of a text in a width (pixels), ready to draw at (0, 0)."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    layout.setFormats(list(formats))
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1.0))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout


def height_of(layout: QTextLayout) -> int:
    """Pixels from the top of the first line to the bottom of the last."""
    return int(layout.boundingRect().height() + 0.999)


def format_range(start: int, length: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
    """A stretch of a text drawn in its own way."""
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, style
    return found


def before_at(text: str) -> str:
    """An address may break in front of its @ (an invisible break opportunity, one code point longer)."""
    return text.replace("@", "\u200b@", 1)


class WrapLabel(QLabel):
    """A label that never asks for more width than there is, and never cuts its text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._measured = ("", self.font())
        self._heights: dict[int, int] = {}

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        return self._height(width - margins.left() - margins.right()) + margins.top() + margins.bottom()

    def _height(self, inner: int) -> int:
        """Layouts ask for the same few widths again and again: hundreds of times on a page with many labels."""
        measured = (self.text(), self.font())
        if measured != self._measured:
            self._measured = measured
            self._heights.clear()
        known = self._heights.get(inner)
        if known is None:
            known = self._heights[inner] = height_of(lay_out(*measured, width=inner))
        return known

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = self.fontMetrics()
        natural = max((metrics.horizontalAdvance(line) for line in self.text().split("\n")), default=0) + 2
        width = min(natural, metrics.averageCharWidth() * 100)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = self.fontMetrics()
        natural = metrics.horizontalAdvance(self.text()) + 2
        return QSize(min(natural, metrics.averageCharWidth() * LEAST_LETTERS), metrics.lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        box = self.contentsRect()
        layout = lay_out(self.text(), self.font(), width=box.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        spare = max(0, box.height() - height_of(layout))
        middle = bool(self.alignment() & Qt.AlignmentFlag.AlignVCenter)
        layout.draw(painter, QPointF(box.x(), box.y() + (spare / 2 if middle else 0)))
