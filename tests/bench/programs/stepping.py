"""A hand that goes on after the sign-in, one step each time the window has nothing left to do."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from tests.bench.programs.hand import LATE_SECONDS, Hand


class SteppingHand(Hand):
    """What it does is `go`: each ``yield`` lets the window live for a moment."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.steps: Iterator[bool] | None = None
        self.worked = time.thread_time()
        self.turns: list[tuple[float, float]] = []

    def go(self) -> Iterator[bool]:
        """Everything, from the profile on; here nothing."""
        return iter(())

    def begin(self, name: str) -> list[tuple[str, float]]:
        """From here on it is watched; the first mark."""
        self.beats.clear()
        self.turns.clear()
        return [(name, time.monotonic())]

    @property
    def long_turns(self) -> list[tuple[float, float]]:
        """When the thread worked for long at a stretch, and how long."""
        return [turn for turn in self.turns if turn[1] > LATE_SECONDS]

    def beat(self) -> None:
        """How much the thread worked since the last beat: what other programs do on this machine does not count."""
        worked = time.thread_time()
        self.turns.append((time.monotonic(), worked - self.worked))
        self.worked = worked
        super().beat()

    def on_painted(self) -> None:
        """The profile is on screen."""
        self.steps = self.go()
        QTimer.singleShot(500, self, self.step)

    def step(self) -> None:
        """The next thing to do, as soon as it can be done."""
        assert self.steps is not None
        if next(self.steps, None) is None:
            QApplication.quit()
        else:
            QTimer.singleShot(20, self, self.step)
