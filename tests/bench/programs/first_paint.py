"""The product's own start, as `python -m flow_desktop` goes. Prints when the window was painted, and what was loaded.

The place where the product asks for its deployment is the one where a QApplication is there and no window yet.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from flow_desktop import app

if TYPE_CHECKING:
    from flow_desktop.adapters.places import Places
    from flow_desktop.core.deployment import Deployment, Refusal


def watched(places: Places) -> Deployment | Refusal | None:
    """Wait for the first paint; then give the product what it asked for."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QLabel

    running = QApplication.instance()
    assert running is not None
    seen_by: QObject = running

    class FirstPaint(QObject):
        """The moment the first label is painted: the window's words are on screen, not just its frame."""

        def eventFilter(self, seen: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint and isinstance(seen, QLabel):
                seen_by.removeEventFilter(self)
                QTimer.singleShot(0, self, self.note)
            return False

        def note(self) -> None:
            """The paint is over."""
            print(json.dumps({"painted": time.monotonic(), "modules": sorted(sys.modules)}), flush=True)
            QApplication.quit()

    seen_by.installEventFilter(FirstPaint(seen_by))
    return app.own_deployment(None)(places)


sys.exit(app.show_window(app.Start(watched)))
