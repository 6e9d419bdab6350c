"""Column: a vertical layout that remembers how high it is at each width.

Qt's own layouts remember one width only, and every level of a page asks its children for several: without this the
labels of a long page are measured tens of thousands of times for one change.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Column(QVBoxLayout):
    """What is remembered is forgotten when Qt says that something inside has changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._heights: dict[int, int] = {}

    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:
            known = self._heights[width] = super().heightForWidth(width)
        return known

    def invalidate(self) -> None:
        """Something inside has changed."""
        self._heights.clear()
        super().invalidate()
