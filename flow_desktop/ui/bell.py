"""Rung on any thread, heard in the GUI thread: how a second start brings the window forward."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    """Connect ``rang`` to a method of a widget; it is called in the widget's thread."""

    rang = Signal()

    def ring(self) -> None:
        """Callable on any thread."""
        self.rang.emit()
