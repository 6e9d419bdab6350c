"""ChoiceList: things to choose from, each with a line of text; one stop of the Tab key, the arrow keys walk."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QStyleOption, QWidget

from flow_desktop.ui.kit import Kit, set_mark


@dataclass(frozen=True, slots=True)
class Choice:
    """``icon`` and its colour ``role`` may be empty, and so may ``mark``, the state that colours the text.

    ``name`` is what a screen reader says, else title and text.
    """

    title: str
    text: str = ""
    icon: str = ""
    role: str = "muted"
    mark: str = ""
    name: str = ""


class ChoiceList(QWidget):
    """``chosen`` carries the number of a choice, from 0. Its rows are used again: telling anew is quick."""

    chosen = Signal(int)

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self._kit = kit
        self.setAccessibleName(name)
        self._box = kit.column(self, gap=1)
        self._rows: list[ChoiceRow] = []
        self._count = 0
        self._current = -1

    @property
    def rows(self) -> tuple[ChoiceRow, ...]:
        """The rows that are shown."""
        return tuple(self._rows[: self._count])

    @property
    def current(self) -> int:
        """The number of the marked choice, -1 for none."""
        return self._current

    def tell(self, choices: tuple[Choice, ...]) -> None:
        """Show choices; none is marked."""
        self._count = len(choices)
        while len(self._rows) < self._count:
            self._add_row(len(self._rows))
        for row, choice in zip(self._rows, choices, strict=False):
            row.tell(choice)
            row.show()
        for row in self._rows[self._count :]:
            row.hide()
        self.mark(-1)
        self.setVisible(bool(choices))

    def prepare(self, count: int) -> None:
        """Make rows ahead, one at a turn, so that the first results do not hold the window up."""
        if len(self._rows) < count:
            self._add_row(len(self._rows))
            self._rows[-1].hide()
            QTimer.singleShot(0, self, lambda: self.prepare(count))

    def mark(self, number: int) -> None:
        """Mark a choice, or none with -1. The keyboard stays where it is; Tab will come to the marked one."""
        self._current = number
        for at, row in enumerate(self._rows):
            row.set_current(current=at == number)
            row.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if at == max(number, 0) else Qt.FocusPolicy.ClickFocus,
            )

    def step(self, by: int) -> ChoiceRow | None:
        """Mark the next choice up or down; the row that is marked now."""
        if not self._count:
            return None
        start = self._current if self._current >= 0 or by < 0 else -1
        self.mark(min(max(start + by, 0), self._count - 1))
        return self._rows[self._current]

    def choose(self) -> None:
        """Take the marked choice, else the first."""
        if self._count:
            self.chosen.emit(max(self._current, 0))

    def _add_row(self, at: int) -> None:
        row = ChoiceRow(self._kit)
        row.clicked.connect(lambda _checked: self.chosen.emit(at))
        row.entered.connect(lambda: self.mark(at))
        row.walk_asked.connect(lambda by: self._on_walk(at, by))
        self._rows.append(row)
        self._box.addWidget(row)

    def _on_walk(self, at: int, by: int) -> None:
        self.mark(at)
        row = self.step(by)
        if row is not None:
            row.setFocus(Qt.FocusReason.TabFocusReason)


class ChoiceRow(QAbstractButton):
    """One choice; the whole row is the button. ``on_one_line``: the text stands behind the title where it fits."""

    entered = Signal()
    walk_asked = Signal(int)

    def __init__(self, kit: Kit, *, on_one_line: bool = False) -> None:
        super().__init__()
        self.setObjectName("choice")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._icon = kit.icon("info", "muted")
        self._title, self._text = kit.label(role="section"), kit.label(role="muted")
        side = kit.row(self._title, self._text) if on_one_line else QWidget()
        if not on_one_line:
            lines = kit.column(side, gap=1)
            lines.addWidget(self._title)
            lines.addWidget(self._text)
        for part in (self._icon, self._title, self._text, side):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        kit.column(self, margin=2).addLayout(kit.beside(self._icon, side, gap=3))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def tell(self, choice: Choice) -> None:
        """Show a choice."""
        self._title.setText(choice.title)
        self._title.setProperty("role", "section" if choice.text else "")
        set_mark(self._title, "")
        self._text.setText(choice.text)
        self._text.setVisible(bool(choice.text))
        self._text.setProperty("role", "state" if choice.mark else "muted")
        set_mark(self._text, choice.mark)
        self._icon.setVisible(bool(choice.icon))
        if choice.icon:
            self._icon.show_icon(choice.icon, choice.role)
        self.setAccessibleName(choice.name or f"{choice.title}. {choice.text}".strip(". "))

    def set_current(self, *, current: bool) -> None:
        """Show that Enter takes this one."""
        if self.property("current") != current:
            self.setProperty("current", current)
            self.style().unpolish(self)
            self.style().polish(self)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.walk_asked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case _:
                super().keyPressEvent(event)
