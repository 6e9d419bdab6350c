"""Intake: results come faster than they can be shown; a few hundred are taken at a turn, so that the window answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from time import monotonic

from PySide6.QtCore import QObject, QTimer

from flow_desktop.core.pilot.results import Result

AT_A_TURN = 250
COUNTS_EVERY = 0.2
"""Seconds between two times that counts are told: they move what stands below them."""


class Intake(QObject):
    """``take`` gets results; ``count`` is called now and then, and when nothing is left."""

    def __init__(self, owner: QObject, take: Callable[[Sequence[Result]], object], count: Callable[[], object]) -> None:
        super().__init__(owner)
        self._take, self._count = take, count
        self._waiting: deque[Result] = deque()
        self._counted = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def put(self, results: Sequence[Result]) -> None:
        """These have come; the first ones are shown at once."""
        fresh = not self._timer.isActive()
        self._waiting.extend(results)
        self._timer.start()
        if fresh:
            self._next()

    def forget(self) -> None:
        """Nothing of it is wanted any more."""
        self._waiting.clear()
        self._timer.stop()

    def _next(self) -> None:
        part = list(islice(self._waiting, AT_A_TURN))
        for _ in part:
            self._waiting.popleft()
        self._take(part)
        if not self._waiting:
            self._timer.stop()
        now = monotonic()
        if not self._waiting or now - self._counted > COUNTS_EVERY:
            self._counted = now
            self._count()
