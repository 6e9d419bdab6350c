"""Countdown: how long this attempt is still good, in minutes and seconds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel

from flow_desktop.ui.kit import Kit, set_mark

SHORT_SECONDS = 60
"""From here on the time left is coloured, and its words say so too."""


class Countdown(QLabel):
    """Counts to a deadline of the given monotonic clock (seconds). ``warns``: the last minute is coloured."""

    def __init__(
        self, kit: Kit, monotonic: Callable[[], float], *, text_id: str = "ui.waiting.time_left", warns: bool = True
    ) -> None:
        super().__init__()
        self._kit, self._monotonic, self._deadline = kit, monotonic, 0.0
        self._text_id, self._short = text_id, SHORT_SECONDS if warns else -1
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "clock")
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._draw)

    def start(self, deadline: float) -> None:
        """Count down to a deadline."""
        self._deadline = deadline
        self._timer.start()
        self._draw()

    def stop(self) -> None:
        """Stand still."""
        self._timer.stop()

    def _draw(self) -> None:
        left = max(0, round(self._deadline - self._monotonic()))
        shown = f"{left // 60}:{left % 60:02d}"
        text = self._kit.words(self._text_id, time=shown)
        if text == self.text():
            return
        self.setText(text)
        self.setAccessibleName(text)
        mark = "differs" if left <= self._short else ""
        if mark != (self.property("mark") or ""):
            set_mark(self, mark)
