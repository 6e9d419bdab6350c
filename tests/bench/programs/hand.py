"""What clicks in the real window and watches it. Loaded when Qt is there, as late as the product itself loads it."""

from __future__ import annotations

import json
import time
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from flow_desktop.ui.window import Window

BEAT_MS = 5
LATE_SECONDS = 0.02
PROPERTIES = ("text", "placeholderText", "toolTip", "windowTitle", "accessibleName", "plainText")


def say(**values: object) -> None:
    """One line."""
    print(json.dumps(values), flush=True)


class Hand(QObject):
    """Clicks once the window can be clicked, and watches."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.window: Window | None = None
        self.clicked = 0.0
        self.beats: list[tuple[float, float]] = []
        self.last = time.monotonic()
        self.pulse = QTimer(self)
        self.pulse.setTimerType(Qt.TimerType.PreciseTimer)
        self.pulse.timeout.connect(self.beat)
        self.pulse.start(BEAT_MS)
        by_name: Any = "on_link"  # the stub wants bytes, the call takes text only
        QDesktopServices.setUrlHandler("http", self, by_name)

    @Slot(QUrl)
    def on_link(self, url: QUrl) -> None:
        """Instead of the system's browser."""
        say(link=url.toString(QUrl.ComponentFormattingOption.FullyEncoded))

    def beat(self) -> None:
        """Every 5 ms, where the thread is free."""
        now = time.monotonic()
        if now - self.last > LATE_SECONDS:
            self.beats.append((self.last, now))
        self.last = now
        if self.window is None:
            self.click()

    def click(self) -> None:
        """As soon as a person could."""
        for window in QApplication.allWidgets():
            if isinstance(window, Window) and window.stage is not None and window.signed_out.sign_in.isEnabled():
                self.window, self.clicked = window, time.monotonic()
                window.stage.session.checked.connect(self.on_checked)
                window.signed_out.sign_in.click()

    def on_checked(self, _found: object) -> None:
        """The product's own slot has filled the page; its paint is the next update of the window."""
        assert self.window is not None
        self.window.window().installEventFilter(self)

    def eventFilter(self, seen: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.UpdateRequest:
            seen.removeEventFilter(self)
            QTimer.singleShot(0, self, self.on_painted)
        return False

    def on_painted(self) -> None:
        """The profile is on screen."""
        say(painted=time.monotonic(), clicked=self.clicked, late=self.beats)


def texts() -> list[str]:
    """All that can be read in the window or pasted from the clipboard."""
    told = [QApplication.clipboard().text()]
    for part in QApplication.allWidgets():
        told += [str(part.property(name) or "") for name in PROPERTIES]
        told += [part.accessibleDescription(), *cells(part)]
    return [text for text in told if text]


def cells(part: QWidget) -> list[str]:
    """What a table shows, and tells a screen reader."""
    if not isinstance(part, QAbstractItemView):
        return []
    model = part.model()
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    where = [model.index(row, col) for row in range(model.rowCount()) for col in range(model.columnCount())]
    return [str(model.data(index, role) or "") for index in where for role in roles]
