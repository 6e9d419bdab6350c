"""Fold: a line that opens and closes what belongs to it; what is inside is made when it is opened first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.ui.kit import Kit
from flow_desktop.ui.tab_order import follow_the_eye


class Fold(QWidget):
    """``make`` builds the inside; it is called once, or again after `renew`. ``toggled`` says whether it is open."""

    toggled = Signal(bool)

    def __init__(self, kit: Kit, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make = make
        self._inside: QWidget | None = None
        self.head = kit.button("ui.checks.fold", "quiet", icon="down", then=self._on_click)
        self.head.setCheckable(True)
        self._box = kit.column(self, gap=2)
        self._box.addWidget(kit.row(self.head))

    def say(self, text: str, name: str = "") -> None:
        """The text of the line, and what a screen reader says where that is not enough."""
        self.head.say(text)
        if name:
            self.head.setAccessibleName(name)

    @property
    def is_open(self) -> bool:
        """Whether the inside is shown."""
        return self.head.isChecked()

    @property
    def inside(self) -> QWidget | None:
        """What was made, if it was opened yet."""
        return self._inside

    def open(self, *, opened: bool = True) -> None:
        """Show or hide the inside."""
        if opened != self.is_open:
            self.head.setChecked(opened)
            self._on_click()

    def renew(self) -> None:
        """What is inside has changed: made anew at once where it is shown, else when it is opened."""
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None
        if self.is_open:
            self._show()

    def _on_click(self) -> None:
        self.head.use_icon("up" if self.is_open else "down")
        if self.is_open:
            self._show()
        elif self._inside is not None:
            self._inside.hide()
        self.toggled.emit(self.is_open)

    def _show(self) -> None:
        if self._inside is None:
            self._inside = self._make()
            self._box.addWidget(self._inside)
            follow_the_eye(self)
        self._inside.show()
