"""Picker: one of several, with the same arrow as everything else that opens."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from flow_desktop.ui.kit import Kit

LEAST_LETTERS = 12
"""It may be squeezed to this many letters of width; the list that opens has all of them."""


class Picker(QComboBox):
    """The wheel scrolls the page, it does not choose."""

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self._theme = kit.theme
        self.setAccessibleName(name)
        self.setMinimumHeight(kit.theme.size("target"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        kit.theme.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().averageCharWidth() * LEAST_LETTERS), hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._theme
        drawn = theme.pixmap("down", "muted", ratio=self.devicePixelRatioF())
        side, edge = theme.icon_size().width(), theme.space(2)
        left = edge if self.isRightToLeft() else self.width() - side - edge
        QPainter(self).drawPixmap(QPoint(left, (self.height() - side) // 2), drawn)
