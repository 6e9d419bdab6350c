"""The Pilot page walked through as an IT admin does: where the keyboard is, what is in sight, what it is called."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Outcome
from flow_desktop.core.pilot.columns import Role
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.flows.verify import Control, Happened, Judged, Listed, Order, Verifier
from flow_desktop.ui.pilot_model import Part, Width
from flow_desktop.ui.pilot_page import PilotPage
from flow_desktop.ui.pilot_rows import Column
from tests.ui.pilot_states import STATES
from tests.ui.pilot_world import Pilot, pilots, usual
from tests.ui.test_screens import settled
from tests.ui.world import World

Make = Callable[..., World]


def _stop_early(there: World, pilot: Pilot) -> None:
    """A run, stopped after its first page."""
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    pilot.let_pages(1)
    there.until(lambda: len(pilot.texts()) > 0, "the first page's people")
    page.run.cancel.setFocus()
    there.press(page.run.cancel)


# --- a run that was stopped


def test_a_run_that_takes_long_to_stop_is_offered_once_it_has(world: Make) -> None:
    """What was read is still being written when the run is stopped: the offer to go on comes as soon as it is."""
    there = world()
    pilot = usual(there)
    pilot.runs.slow = asyncio.Event()
    _stop_early(there, pilot)
    control = there.stage.pilot.control
    there.until(lambda: "history" not in control._asks, "the first look")
    assert not pilot.page.stopped.isVisible()
    there.runner.call(pilot.runs.slow.set)
    there.until(pilot.page.stopped.isVisible, "the offer")


# --- names


def test_everybody_has_a_name_in_the_history(world: Make) -> None:
    """A run of everybody is called so above its answer and among the earlier runs."""
    there = world()
    pilot = usual(there)
    page = pilot.show()
    there.press(page.start.everybody)
    there.until(lambda: page.part is page.preview, "the preview")
    there.press(page.preview.go)
    pilot.until_answered()
    assert page._about.text() == "Everybody in Directory Sync"
    there.press(page.other)
    there.until(page.start.history.isVisible, "the history's button")
    there.press(page.start.history)
    there.until(lambda: page.part is page.history and page.history.is_filled, "the history")
    assert page.history.rows[0].accessibleName().startswith("Everybody in Directory Sync, 20")


# --- where the keyboard is


def test_the_keyboard_stays_in_what_is_shown(world: Make) -> None:
    """A button that goes away hands the keyboard on to what took its place, never to the sidebar."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    answer = page.answer
    assert answer is not None
    answer.sheet.search.setText("nguyen")
    answer.sheet.search.ask()
    answer.sheet.everybody.setFocus()
    there.press(answer.sheet.everybody)
    assert there.window.focusWidget() is answer.sheet.table
    answer.recheck.setFocus(Qt.FocusReason.TabFocusReason)
    there.press(answer.recheck)
    assert there.window.focusWidget() is page.run.pause
    there.until(lambda: not there.stage.pilot.control.running, "the end")
    assert there.window.focusWidget() is answer.banner
    there.press(page.other)
    there.until(page.start.history.isVisible, "the history's button")
    there.press(page.start.history)
    there.until(lambda: page.part is page.history and page.history.is_filled, "the history")
    there.press(page.history.rows[0].open)
    there.until(lambda: page.part is answer, "the run")
    assert there.window.focusWidget() is answer.banner


def test_a_stopped_run_leaves_the_keyboard_in_the_table(world: Make) -> None:
    """There is no verdict yet: the people that were found are what is left."""
    there = world()
    pilot = usual(there)
    _stop_early(there, pilot)
    assert pilot.page.answer is not None
    assert there.window.focusWidget() is pilot.page.answer.sheet.table


# --- the table


def test_a_filter_that_nobody_matches_says_so(world: Make) -> None:
    """The empty table is not blank; while rows are there it says nothing."""
    there = world()
    page = usual(there).run(pilots())
    assert page.answer is not None
    sheet = page.answer.sheet
    assert sheet.table.nothing == ""
    sheet.search.setText("zzzz")
    sheet.search.ask()
    assert sheet.table.nothing == "Nobody matches what is typed or chosen."
    there.press(sheet.everybody)
    assert sheet.table.nothing == ""


def test_a_long_reason_takes_the_second_line(world: Make) -> None:
    """Where rows are two lines high, why somebody is not ready is broken between words rather than cut."""
    there = world()
    page = usual(there).run(pilots())
    assert page.answer is not None
    table = page.answer.sheet.table
    assert table.cells.width is Width.THREE
    cell = replace(table.cells.index(0, Column.WHY).data(Part.CELL), text="First name: missing; last name: differs")
    assert cell.wraps
    two = table._delegate.in_two_lines(cell, table._delegate.width_of("First name: missing; last"))
    assert (two.text, two.small) == ("First name: missing; last", "name: differs")
    assert table._delegate.in_two_lines(cell, 2000) is cell
    assert table._delegate.in_two_lines(cell, 20) is cell


# --- the preview


def test_the_button_that_begins_is_in_sight(world: Make) -> None:
    """With columns to choose, rows and bad rows: the plan and Verify are seen without scrolling."""
    there = world()
    STATES["preview"](there)
    preview = there.page.preview
    assert preview._columns.isVisible()
    assert there.page.verticalScrollBar().value() == 0
    below = preview.go.mapTo(there.page.viewport(), preview.go.rect().bottomLeft())
    assert below.y() < there.page.viewport().height()
    assert preview.plan.isVisible()


def test_options_stay_when_columns_are_changed_and_go_with_the_list(world: Make) -> None:
    """What was chosen for a list is kept while its columns are corrected; the next list begins without."""
    there = world()
    STATES["preview"](there)
    page = there.page
    there.press(page.preview.options.head)
    page.preview.unexpected.setChecked(True)
    page.preview.assigned.field.setText("3h ago")
    box = page.preview.columns[Role.FULL]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    there.until(lambda: "list" not in there.stage.pilot.control._asks, "the list, read again")
    assert page.preview.options.is_open
    assert page.preview.unexpected.isChecked()
    assert page.preview.assigned.field.text() == "3h ago"
    there.press(page.preview.other)
    there.press(page.start.sample)
    there.until(lambda: page.part is page.preview, "the next list")
    assert not page.preview.options.is_open
    assert not page.preview.unexpected.isChecked()
    assert page.preview.assigned.field.text() == ""


# --- while the causes are found


class Explains:
    """A verifier whose run has found one cause and looks for the next one until it is stopped."""

    def __init__(self, real: Verifier) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def run(self, order: Order, _control: Control) -> AsyncGenerator[Happened, None]:
        assert order.listed is not None
        yield Listed("r", order.listed)
        people = (Result(at, row.email, Status.DIFFERS) for at, row in enumerate(order.listed.rows))
        open_one, ready = next(people), next(people)._replace(status=Status.READY)
        yield Judged((open_one, ready))
        cause = open_one._replace(causes=(Cause.UPDATE_EDITED_IN_FLOW,), outcome=Outcome.PROBLEM)
        yield Judged((cause, ready), final=True)
        await asyncio.Event().wait()


def test_a_cause_is_shown_as_soon_as_it_is_found(world: Make) -> None:
    """While others are still explained, the table says why for those whose cause is known."""
    there = world()
    pilot = usual(there)
    page = pilot.preview(pilots())
    assert pilot._verifier is not None
    pilot._verifier = Explains(pilot._verifier)  # type: ignore[assignment]
    there.press(page.preview.go)
    there.until(lambda: "The name was edited in Flow" in pilot.texts(Column.WHY), "the cause")
    assert pilot.texts(Column.STATUS) == ["Differs", "Ready"]
    assert page.answer is not None
    assert page.answer.outcome is None
    there.press(page.run.cancel)


# --- the keyboard brings what it reaches into sight


def _in_sight(page: PilotPage, part: QWidget, rect: QRect) -> bool:
    top = part.mapTo(page.viewport(), rect.topLeft()).y()
    return top >= 0 and top + rect.height() <= page.viewport().height()


@pytest.mark.parametrize("size", [(1000, 680), (720, 520)])
def test_the_row_that_the_keyboard_is_on_is_in_sight(world: Make, size: tuple[int, int]) -> None:
    """The page scrolls with the keyboard: by Tab into the table, down its rows, and to the filter with Ctrl+F."""
    there = world(size=size)
    page = usual(there).run(pilots())
    assert page.answer is not None
    assert settled(there) == []
    sheet, table, search = page.answer.sheet, page.answer.sheet.table, page.answer.sheet.search
    page.verticalScrollBar().setValue(0)
    there.qtbot.keyClick(there.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    there.until(lambda: _in_sight(page, search, search.rect()), "the filter")
    page.verticalScrollBar().setValue(0)
    sheet.down.setFocus()
    there.qtbot.keyClick(sheet.down, Qt.Key.Key_Tab)
    assert there.window.focusWidget() is table
    there.until(lambda: _in_sight(page, table, table.marked_rect), "the first row")
    page.verticalScrollBar().setValue(0)
    for _ in range(5):
        there.qtbot.keyClick(table, Qt.Key.Key_Down)
        assert _in_sight(page, table, table.marked_rect)


# --- answers


def test_an_answer_asks_only_about_those_who_are_not_ready(world: Make) -> None:
    """The directory is not read again for it: who is ready stays so, the others are looked up with what was told."""
    there = world()
    pilot = usual(there)
    pilot.people.filters = True
    page = pilot.run(pilots())
    answer = page.answer
    assert answer is not None
    card = next(one for one in answer.causes.shown if one.group is not None and one.group.questions)
    card.open.click()
    there.until(lambda: card._question is not None and card._question.isVisible(), "the question")
    assert card._question is not None
    before, read = answer.outcome, pilot.people.read
    there.press(card._question.choices["no"])
    there.until(lambda: answer.outcome is not before and answer.is_filled, "the second answer")
    assert pilot.people.read == read
    assert set(pilot.people.asked) == {
        f"{name}@pilot.example" for name in ("linh.nguyen", "grace.hopper", "emmy.noether")
    }
    assert answer.banner.accessibleName().startswith("5 of 9 ready.")
    assert answer.given.isVisible()
    assert "1 person: The app is not assigned" in " ".join(one.accessibleName() for one in answer.causes.shown)


def test_a_run_that_goes_on_has_its_name_at_once(world: Make) -> None:
    """Before the places have answered it is told which list goes on."""
    there = world()
    pilot = usual(there)
    _stop_early(there, pilot)
    there.until(pilot.page.stopped.isVisible, "the offer")
    there.press(pilot.page.stopped.go_on)
    assert pilot.page._about.text() == "pilot.csv"


def test_saving_a_report_comes_into_sight(world: Make) -> None:
    """In the smallest window too the button that saves is seen once its panel is opened."""
    there = world(size=(720, 520))
    page = usual(there).run(pilots())
    assert page.answer is not None
    assert settled(there) == []
    export = page.answer.export
    there.press(page.answer.save)
    there.until(lambda: _in_sight(page, export.save, export.save.rect()), "Save as")
