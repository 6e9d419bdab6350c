"""Loads modules of this room one at a turn of the event loop, so that the window answers meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer


def load_in_turns(owner: QObject, names: tuple[str, ...], then: Callable[[], None]) -> None:
    """Import ``names``, then call ``then``; nothing more happens once ``owner`` is gone."""
    if not names:
        then()
        return
    import_module(f"flow_desktop.ui.{names[0]}")
    QTimer.singleShot(0, owner, lambda: load_in_turns(owner, names[1:], then))
