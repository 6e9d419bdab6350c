"""What opens a large list on the Pilot page of the real window, verifies it, and watches whether the window answers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.programs.hand import say
from tests.bench.programs.stepping import SteppingHand

LIST = "BENCH_LIST"
"""Environment variable with the path of the list."""


class PilotingHand(SteppingHand):
    """Goes on where the sign-in has ended: one step each time the window has nothing left to do."""

    def go(self) -> Iterator[bool]:
        """Open the page and the list, verify, type into the filter, sort, look at somebody."""
        assert self.window is not None
        assert self.window.stage is not None
        pilot = self.window.stage.pilot
        marks = self.begin("open")
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
        outcome = answer.outcome
        assert outcome is not None
        say(
            late=self.beats,
            turns=self.long_turns,
            marks=marks,
            total=outcome.listed.total,
            complete=outcome.facts.directory.complete,
        )
