"""What opens a large list on the Pilot page of the real window, verifies it, and watches whether the window answers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from tests.bench.programs.hand import LATE_SECONDS, Hand, say

LIST = "BENCH_LIST"
"""Environment variable with the path of the list."""


class PilotingHand(Hand):
    """Goes on where the sign-in has ended: one step each time the window has nothing left to do."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.steps: Iterator[bool] | None = None
        self.worked = time.thread_time()
        self.turns: list[tuple[float, float]] = []

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

    def go(self) -> Iterator[bool]:
        """Open the page and the list, verify, type into the filter, sort, look at somebody."""
        assert self.window is not None
        assert self.window.stage is not None
        pilot = self.window.stage.pilot
        self.beats.clear()
        self.turns.clear()
        marks = [("open", time.monotonic())]
        self.window.sidebar.chosen.emit("pilot")
        while pilot.page is None or pilot.lists is None or not pilot.is_shown:
            yield True
        page = pilot.page
        marks.append(("read", time.monotonic()))
        pilot.lists.open(Path(os.environ[LIST]))
        while page.part is not page.preview or not page.preview.go.isEnabled():
            yield True
        marks.append(("run", time.monotonic()))
        page.preview.go.click()
        while page.answer is None or page.answer.outcome is None or not page.answer.is_filled:
            yield True
        answer = page.answer
        marks.append(("filter", time.monotonic()))
        answer.sheet.search.setText("person00999")
        answer.sheet.search.ask()
        while not 0 < answer.sheet.table.cells.rowCount() < 1000:
            yield True
        marks.append(("end", time.monotonic()))
        turns = [turn for turn in self.turns if turn[1] > LATE_SECONDS]
        outcome = answer.outcome
        assert outcome is not None
        say(
            late=self.beats,
            turns=turns,
            marks=marks,
            total=outcome.listed.total,
            complete=outcome.facts.directory.complete,
        )
