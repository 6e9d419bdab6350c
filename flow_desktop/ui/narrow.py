"""Narrow: parts that stay as wide as a column of text on a page that is wider."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from flow_desktop.ui.column import Column
from flow_desktop.ui.kit import Kit


class Narrow(QWidget):
    """A column in ``box``, at most as wide as a page's usual column."""

    def __init__(self, kit: Kit, *, gap: int = 4) -> None:
        super().__init__()
        limit = round(kit.theme.size("column") * max(1.0, kit.theme.scale))
        self.setMaximumWidth(limit)
        self.box = _LimitedColumn(self, limit)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(kit.theme.space(gap))


class _LimitedColumn(Column):
    """Qt asks how high this is at a width it will not get: the answer is for the width it will."""

    def __init__(self, parent: QWidget, limit: int) -> None:
        super().__init__(parent)
        self._limit = limit

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(min(width, self._limit))
