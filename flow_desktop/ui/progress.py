"""Progress: how far one is in a row of steps, as a sentence and a bar of as many pieces."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from flow_desktop.ui.kit import Kit


class Progress(QWidget):
    """A screen reader gets the sentence."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._at, self._of = 0, 0
        self._label = kit.label(role="section")
        box = kit.column(self, gap=2)
        box.addWidget(self._label)
        box.addSpacing(kit.theme.space(2))
        kit.theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    def tell(self, at: int, of: int) -> None:
        """Step ``at`` of ``of``, counted from 1."""
        self._at, self._of = at, of
        self._label.setText(self._kit.words("ui.trail.step", n=at, of=of))
        self.setAccessibleName(self.text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._kit.theme
        gap, high = theme.space(1), theme.space(1)
        piece = (self.width() - gap * (self._of - 1)) / max(1, self._of)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(self._of):
            left = number * (piece + gap)
            x = self.width() - left - piece if self.isRightToLeft() else left
            painter.setBrush(theme.color("accent" if number < self._at else "line"))
            painter.drawRoundedRect(QRectF(x, self.height() - high, piece, high), high / 2, high / 2)
