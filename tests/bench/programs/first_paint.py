"""The product's own start, as `python -m flow_desktop` goes. Prints when the window was painted first, what was loaded
by then, and when its words were on screen.

The product loads the next of its modules right after its frame was painted, and asks for its deployment later: looks
from there change nothing.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from flow_desktop import app

if TYPE_CHECKING:
    from flow_desktop.adapters.places import Places
    from flow_desktop.core.deployment import Deployment, Refusal


FRAME = "flow_desktop.ui.frame"
first: dict[str, Any] = {}


def on_audit(event: str, arguments: tuple[Any, ...]) -> None:
    """The interpreter reports every import as it begins."""
    if event == "import" and not first and FRAME in sys.modules and arguments[0].startswith("flow_desktop."):
        now = time.monotonic()
        frames = sys.modules["PySide6.QtWidgets"].QApplication.topLevelWidgets()
        if any(getattr(one, "_painted", False) and one.isVisible() for one in frames):
            first.update(painted=now, modules=sorted(sys.modules))


def watched(places: Places) -> Deployment | Refusal | None:
    """Wait for the words, then end."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel

    class Words(QObject):
        """The moment a label is painted. Only one is watched: a filter that saw every event would cost 60 ms."""

        def attach(self) -> None:
            """The content is shown and will be painted."""
            label = next(one for one in QApplication.allWidgets() if isinstance(one, QLabel) and one.isVisible())
            label.installEventFilter(self)
            label.update()

        def eventFilter(self, seen: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                words = time.monotonic()
                seen.removeEventFilter(self)
                print(json.dumps({**first, "words": words}), flush=True)
                QTimer.singleShot(0, self, QApplication.quit)
            return False

    watch = Words(QApplication.instance())
    QTimer.singleShot(0, watch, watch.attach)
    return app.own_deployment(None)(places)


sys.addaudithook(on_audit)
sys.exit(app.show_window(app.Start(watched)))
