"""FactList: what something stands on, as label, value, and where and when it was seen; each value can be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from flow_desktop.core.explaining import Told
from flow_desktop.core.phrasing import Phrasing
from flow_desktop.ui.kit import Kit, clear

NARROW = 34
"""Under this many times the size of the text, label and value stand below each other."""


class FactList(QWidget):
    """One stop of the Tab key: the arrow keys walk the facts. ``copy_asked`` carries the value that has the focus."""

    copy_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setAccessibleName(kit.words("ui.facts.name"))
        self._box = kit.column(self, gap=1)
        self.rows: tuple[FactRow, ...] = ()

    @property
    def indent(self) -> int:
        """How far the facts stand inside, in pixels: room for the focus ring."""
        return self._kit.theme.space(2) + self._kit.theme.size("focus")

    def tell(self, facts: tuple[Told, ...], received: tuple[str, ...] = ()) -> None:
        """Show facts. ``received``: the same values as they came, for the clipboard."""
        clear(self._box)
        copies = received or tuple(fact.value for fact in facts)
        self.rows = tuple(FactRow(self._kit, fact, copied=copy) for fact, copy in zip(facts, copies, strict=True))
        for number, row in enumerate(self.rows):
            row.copy_asked.connect(self.copy_asked)
            row.walk_asked.connect(lambda by, at=number: self._on_walk(at + by))
            row.entered.connect(lambda at=number: self._be_stop(at))
            row.stack(narrow=self._is_narrow())
            self._box.addWidget(row)
        self._be_stop(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self.rows:
            row.stack(narrow=self._is_narrow())

    def _is_narrow(self) -> bool:
        return self.width() < NARROW * self._kit.theme.text_px("body")

    def _on_walk(self, to: int) -> None:
        if 0 <= to < len(self.rows):
            self.rows[to].setFocus(Qt.FocusReason.TabFocusReason)

    def _be_stop(self, at: int) -> None:
        """Tab comes back to the row one has left."""
        for number, row in enumerate(self.rows):
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == at else Qt.FocusPolicy.ClickFocus)


class FactRow(QFrame):
    """One fact; it has the keyboard as a whole."""

    copy_asked = Signal(str)
    walk_asked = Signal(int)
    entered = Signal()

    def __init__(self, kit: Kit, fact: Told, *, copied: str) -> None:
        super().__init__()
        self._copied = copied
        self.setObjectName("fact")
        value = fact.value or kit.words("ui.facts.nothing")
        self._label, self._side = kit.label(fact.label, "muted"), QWidget()
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        side = kit.column(self._side, gap=1)
        side.addWidget(kit.label(value, "" if fact.value else "muted"))
        if fact.origin:
            side.addWidget(kit.label(fact.origin, "caption"))
        edge = kit.theme.space(2)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(edge, edge // 2, edge, edge // 2)
        self._box.setSpacing(kit.theme.space(1))
        self._box.addWidget(self._label, 2)
        self._box.addWidget(self._side, 5)
        said = Phrasing(kit.words, None).compose("ui.facts.said", label=fact.label, value=value, origin=fact.origin)
        self.setAccessibleName(said.strip())

    def stack(self, *, narrow: bool) -> None:
        """Below each other where there is no room beside each other."""
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit(self._copied)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walk_asked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)
