"""SearchField: a line to type in whose arrow keys and Enter belong to the results below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

AFTER_MS = 120
"""Results follow when somebody stops typing for this long."""

LONGEST = 200


class SearchField(QLineEdit):
    """``asked``: typing has paused. ``stepped``: up (-1) or down (1) in the results. ``taken``: Enter."""

    asked = Signal(str)
    stepped = Signal(int)
    taken = Signal()

    def __init__(self, name: str, example: str) -> None:
        super().__init__()
        self.setMaxLength(LONGEST)
        self.setAccessibleName(name)
        self.setPlaceholderText(example)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.ask)
        self.textChanged.connect(lambda _: self._timer.start())

    def ask(self) -> None:
        """Do not wait any longer."""
        self._timer.stop()
        self.asked.emit(self.text())

    def empty(self) -> None:
        """Take what is typed away; the results follow at once."""
        self.clear()
        self.ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self._timer.isActive():
                    self.ask()
                self.taken.emit()
            case _:
                super().keyPressEvent(event)
