"""Age: when the answer was looked at, and how long ago that is once it is more than a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from flow_desktop.ui.desk import Desk
from flow_desktop.ui.field_model import clock_time
from flow_desktop.ui.kit import Kit

EVERY_MS = 20_000


class Age(QObject):
    """``on_change`` is called when the text has changed by itself."""

    def __init__(self, kit: Kit, desk: Desk, on_change: Callable[[], None]) -> None:
        super().__init__()
        self._words, self._monotonic, self._on_change = kit.words, desk.clock.monotonic, on_change
        self._at: datetime | None = None
        self._since = 0.0
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(on_change)

    def begin(self, at: datetime) -> None:
        """A fresh answer, of this moment (UTC)."""
        self._at, self._since = at, self._monotonic()
        self._timer.start()

    def set_busy(self, *, busy: bool) -> None:
        """Whether it is being looked again."""
        self._busy = busy
        self._on_change()

    @property
    def seconds(self) -> float:
        """How old the answer is."""
        return self._monotonic() - self._since

    @property
    def text(self) -> str:
        """ "Looked at 09:00:12, 3 minutes ago. Looking again."."""
        if self._at is None:
            return ""
        words, minutes = self._words, int(self.seconds // 60)
        time = clock_time(self._at)
        told = words("ui.checks.aged", time=time, n=minutes) if minutes else words("ui.checks.looked_at", time=time)
        return f"{told} {words('ui.checks.looking_again')}" if self._busy else told
