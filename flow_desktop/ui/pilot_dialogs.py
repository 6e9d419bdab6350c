"""The system's own dialogs: which file to read, and where to write one."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QWidget

from flow_desktop.core.words import Words


class Dialogs(Protocol):
    """Asks a person for a file; None where they changed their mind."""

    def open_list(self) -> Path | None:
        """A list to read."""
        ...

    def save_report(self, name: str, ending: str) -> Path | None:
        """Where a report goes. ``name``: what to offer, without its ending."""
        ...


class SystemDialogs:
    """Dialogs over a window."""

    def __init__(self, parent: QWidget, words: Words) -> None:
        self._parent, self._words = parent, words

    def open_list(self) -> Path | None:
        """A list to read."""
        words = self._words
        lists, everything = words("pilot.page.dialog.lists"), words("pilot.page.dialog.all")
        kinds = f"{lists} (*.csv *.tsv *.txt *.xlsx *.xls *.ods);;{everything} (*)"
        found, _ = QFileDialog.getOpenFileName(self._parent, words("pilot.page.dialog.open"), "", kinds)
        return Path(found) if found else None

    def save_report(self, name: str, ending: str) -> Path | None:
        """Where a report goes."""
        words = self._words
        kinds = f"{ending.upper()} (*.{ending})"
        found, _ = QFileDialog.getSaveFileName(self._parent, words("pilot.page.dialog.save"), f"{name}.{ending}", kinds)
        if not found:
            return None
        return Path(found) if found.endswith(f".{ending}") else Path(f"{found}.{ending}")
