"""A large run in the window: choosing and sorting happen on the loop's thread, and everything comes back whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flow_desktop.core.pilot.results import Status
from flow_desktop.ui.pilot_intake import AT_A_TURN, Intake
from flow_desktop.ui.pilot_rows import Column
from flow_desktop.ui.pilot_sheet import LARGE
from tests.ui.pilot_world import Pilot, crowd
from tests.ui.world import World

Make = Callable[..., World]
MANY = LARGE + 1_000


@pytest.mark.timeout(180)
def test_a_large_run_is_filtered_and_sorted_beside_the_window(world: Make) -> None:
    """Above 20,000 rows the window's thread only shows what another one has chosen; the answers are the same."""
    listed, people = crowd(MANY)
    there = world()
    pilot = Pilot(there, *people, page_size=500)
    pilot.people.filters = False
    page = pilot.preview(listed)
    there.press(page.preview.go)
    answer, control = page.answer, there.stage.pilot.control
    assert answer is not None
    there.qtbot.waitUntil(lambda: answer.outcome is not None and answer.is_filled, timeout=120_000)
    cells, sheet = answer.sheet.table.cells, answer.sheet
    there.until(lambda: cells.rowCount() == MANY, "everybody")
    sheet.search.setText("person1999")
    sheet.search.ask()
    assert "sift" in control._asks
    there.until(lambda: 0 < cells.rowCount() < MANY, "the filter")
    assert cells.rowCount() == 11
    sheet.table.sort_asked.emit(Column.NAME)
    there.until(lambda: "sift" not in control._asks, "the order")
    names = [cells.index(line, Column.NAME).data() for line in range(cells.rowCount())]
    assert names == sorted(names, key=str.lower)
    sheet.search.empty()
    answer.chips.chips[Status.NOT_PROVISIONED].click()
    there.until(lambda: cells.rowCount() == MANY // 10, "the status")
    there.press(sheet.everybody)
    there.until(lambda: cells.rowCount() == MANY, "everybody again")


def test_results_are_taken_a_few_at_a_turn(world: Make) -> None:
    """A thousand results at once: the first are shown at once, no turn takes more than a few hundred."""
    there = world()
    taken: list[int] = []
    counted: list[int] = []
    intake = Intake(there.window, lambda part: taken.append(len(part)), lambda: counted.append(sum(taken)))
    intake.put([None] * 1000)  # type: ignore[list-item]
    assert taken == [AT_A_TURN]
    there.until(lambda: sum(taken) == 1000, "all of them")
    assert max(taken) == AT_A_TURN
    assert counted[-1] == 1000
    intake.put([None] * 1000)  # type: ignore[list-item]
    intake.forget()
    assert sum(taken) == 1000 + AT_A_TURN
