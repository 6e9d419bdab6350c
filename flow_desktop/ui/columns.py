"""Columns: two parts beside each other where there is room for both, else the second below the first."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from flow_desktop.ui.kit import Kit


class Columns(QWidget):
    """``main`` takes up to a column's width, ``side`` the rest."""

    def __init__(self, kit: Kit, main: QWidget, side: QWidget) -> None:
        super().__init__()
        self._kit = kit
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(kit.theme.space(5))
        self._main, self._side = main, side
        self._row.addWidget(main)
        self._row.addWidget(side)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def beside(self) -> bool:
        """Whether the two stand beside each other now."""
        return self._row.direction() == QBoxLayout.Direction.LeftToRight

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = self._kit.theme
        needed = (theme.size("column") + theme.size("aside")) * max(1.0, theme.scale) + theme.space(5)
        beside = self.width() >= needed
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._row.setStretch(0, theme.size("column") if beside else 0)
        self._row.setStretch(1, theme.size("aside") if beside else 0)
