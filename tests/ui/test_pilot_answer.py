"""What a run found, by typing and clicking: verdict, chips, causes, table, one person, again, history, reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Completeness, Fault
from flow_desktop.core.pilot.results import Status
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.ui.pilot_rows import Column
from tests.ui.pilot_world import NAMES, Pilot, address, pilots, somebody, usual
from tests.ui.setup_states import said
from tests.ui.world import World

Make = Callable[..., World]


# --- the answer


def test_the_answer_is_the_verdict_then_counts_then_causes(world: Make) -> None:
    """Verdict, chart and chips add up to the list; every group says how many and what to do."""
    there = world()
    page = usual(there).run(pilots())
    answer = page.answer
    assert answer is not None
    assert answer.banner.accessibleName().startswith("5 of 9 ready.")
    chips = answer.chips.accessibleName()
    assert chips == "1 Not provisioned, 1 Deactivated, 1 Differs, 1 Wrong in the list, 5 Ready"
    assert answer.chart.accessibleName().startswith("Statuses of 9 people: Not provisioned 1, 11 %")
    titles = [card.accessibleName() for card in answer.causes.shown]
    assert all(title.startswith("1 person: ") for title in titles)
    assert len(titles) == 4


def test_a_chip_shows_these_only(world: Make) -> None:
    """A click on a chip filters, a second one shows everybody again; the count says so."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    answer = page.answer
    assert answer is not None
    answer.chips.chips[Status.DIFFERS].click()
    assert pilot.texts() == [address("Linh", "Nguyễn")]
    assert "1 of 9 people" in said(answer.sheet)
    answer.chips.chips[Status.INACTIVE].click()
    assert len(pilot.texts()) == 2
    there.press(answer.sheet.everybody)
    assert len(pilot.texts()) == 9
    assert not answer.chips.statuses


def test_a_cause_shows_its_people_and_its_ticket(world: Make) -> None:
    """Show these people filters; the ticket names who and what was tried; What to do opens the one remedy."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    answer = page.answer
    assert answer is not None
    card = next(one for one in answer.causes.shown if one.group is not None and one.group.status is Status.DIFFERS)
    there.press(card.show_people)
    assert pilot.texts() == [address("Linh", "Nguyễn")]
    there.press(card.ticket)
    assert address("Linh", "Nguyễn") in there.links.texts[-1]
    assert "1.2.3" in there.links.texts[-1]
    first = answer.causes.shown[0]
    first.open.click()
    there.until(lambda: said(first.steps) != "", "what to do")
    there.press(answer.copy)
    assert there.links.texts[-1].startswith("5 of 9 ready")


def test_typing_filters_and_accents_do_not_matter(world: Make) -> None:
    """Filter by any word of name, address, status or cause; letters typed in the table go to the filter."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    assert page.answer is not None
    sheet = page.answer.sheet
    for typed, found in (("nguyen", 1), ("ready", 5), ("zoe osh", 1), ("deactivated", 1), ("nobody", 0), ("", 9)):
        sheet.search.setText(typed)
        sheet.search.ask()
        assert len(pilot.texts()) == found, typed
    sheet.table.setFocus()
    QTest.keyClicks(sheet.table, "kim")
    there.until(lambda: pilot.texts() == [address("Kim", "Lee")], "the filter")
    assert sheet.search.hasFocus()
    QTest.keyClick(sheet.search, Qt.Key.Key_Escape)
    there.until(lambda: len(pilot.texts()) == 9, "no filter")


@pytest.mark.parametrize("column", list(Column))
def test_every_column_sorts_both_ways(world: Make, column: Column) -> None:
    """A click on a heading sorts, a second one turns it round, and the list's own order can be chosen again."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    assert page.answer is not None
    sheet = page.answer.sheet
    before = pilot.texts()
    sheet.table.sort_asked.emit(column)
    upwards = pilot.texts()
    sheet.table.sort_asked.emit(column)
    assert sorted(pilot.texts()) == sorted(upwards) == sorted(before)
    if column is Column.EMAIL:
        assert upwards == sorted(before)
        assert pilot.texts() == sorted(before, reverse=True)
    sheet._sorting.setCurrentIndex(0)
    sheet._sorting.activated.emit(0)
    sheet.down.setChecked(False)
    sheet._on_sorting()
    assert pilot.texts() == before


def test_the_table_by_keyboard(world: Make) -> None:
    """Arrows walk, Ctrl+C copies the row, Enter opens the person, Escape closes, Ctrl+F goes to the filter."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    answer, person = page.answer, page.person
    assert answer is not None
    assert person is not None
    table = answer.sheet.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert there.links.texts[-1].split("\t")[:3] == [address("Linh", "Nguyễn"), "Linh Nguyễn", "Differs"]
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.marked == 8
    QTest.keyClick(table, Qt.Key.Key_Home)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert page.part is person
    there.until(lambda: person.is_filled, "the whole person")
    there.stage.escape()
    there.until(lambda: page.part is answer, "the table again")
    there.until(table.hasFocus, "the keyboard back in the table")
    assert table.marked == 1
    QTest.keyClick(there.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    there.until(answer.sheet.search.hasFocus, "the filter")


def test_the_table_speaks(world: Make) -> None:
    """A screen reader gets each row as a sentence, each cell with its heading, and by what it is sorted."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    assert page.answer is not None
    table = page.answer.sheet.table
    spoken = Qt.ItemDataRole.AccessibleTextRole
    row = table.cells.index(1, Column.EMAIL).data(spoken)
    assert row == f"{address('Linh', 'Nguyễn')}, Linh Nguyễn. Differs. {pilot.texts(Column.WHY)[1]}"
    assert table.cells.index(1, Column.STATUS).data(spoken) == "Status: Differs"
    assert table.cells.index(0, Column.WHY).data(spoken) == "Why: nothing"
    table.sort_asked.emit(Column.NAME)
    across = Qt.Orientation.Horizontal
    assert table.cells.headerData(Column.NAME, across, spoken) == "Name, sorted upwards"
    assert table.accessibleName() == "People"


def test_a_person_has_fields_letters_trail_and_causes(world: Make) -> None:
    """The panel: list and Directory Sync side by side, the letters down to code points, the way, the next person."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    person = pilot.open(1)
    there.until(lambda: person.is_filled and person.trail.isVisible(), "the whole person")
    shown = said(person)
    assert "Linh Nguyễn" in shown
    assert "Line 3 of the list." in shown
    person.fields.letters.open()
    assert "Nguyễn (ễ U+1EC5)" in said(person.fields)
    assert "Nguyen (e U+0065)" in said(person.fields)
    there.press(person.below)
    there.until(lambda: "Grace Hopper" in said(person) and person.is_filled, "the next person")
    there.press(person.check)
    there.until(lambda: there.evidence.asked[-1:] == [address("Grace", "Hopper")], "the check")
    assert there.page is there.stage.checks.page
    assert page.part is person


def test_a_row_that_cannot_be_used_says_so(world: Make) -> None:
    """The panel of a bad row shows what stands there and what to do; nobody is asked about it."""
    there = world()
    pilot = usual(there)
    pilot.run(pilots())
    person = pilot.open(8)
    assert "margaret.hamilton" in said(person)
    assert "Correct the row in the list" in said(person)
    assert not person.check.isVisible()


def test_an_incomplete_listing_is_never_missing(world: Make) -> None:
    """Where the listing is not proven whole, who was not found could not be seen, and the verdict says so."""
    there = world()
    pilot = usual(there)
    pilot.people.complete = Completeness(False, 0, 0, WithheldReason.LISTING_INCOMPLETE, Fault.SHORT_OF_TOTAL)
    page = pilot.run(pilots())
    assert page.answer is not None
    assert "Not provisioned" not in page.answer.chips.accessibleName()
    assert "2 Could not be seen" in page.answer.chips.accessibleName()


# --- again


def test_only_who_is_not_ready_is_looked_at_again(world: Make) -> None:
    """Check the others again: they are looked up, the answer follows, the marked row stays marked."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    answer = page.answer
    assert answer is not None
    pilot.people.filters = True
    pilot.people.entries = (*pilot.people.entries, somebody("Emmy", "Noether"))
    assert answer.recheck.accessibleName() == "Check the 3 not ready again"
    there.stage.check()
    there.until(lambda: answer.banner.accessibleName().startswith("6 of 9 ready."), "the second answer")


def test_a_watch_ends_when_all_are_ready(world: Make) -> None:
    """Watch: it says when it looks next, tells each look, and that everybody is ready, once."""
    there = world()
    pilot = Pilot(there, *(somebody(*name) for name in NAMES[1:]))
    page = pilot.run(replace(pilots(), rejected=()))
    answer = page.answer
    assert answer is not None
    pilot.people.entries = tuple(somebody(*name) for name in NAMES)
    there.press(answer.watch)
    there.until(lambda: page.run.isVisible() and page.run.countdown.isVisible(), "the next look")
    assert "Next look in 0:15" in page.run.countdown.text()
    assert page.run.cancel.accessibleName() == "Stop watching"
    there.look_again()
    there.until(lambda: answer.banner.accessibleName().startswith("All 8"), "all ready")
    there.until(lambda: not page.run.isVisible(), "the end of the watch")
    toast = there.window._toast
    assert toast is not None
    assert toast.text == "Everybody is ready."
    assert not answer.watch.isVisible()


# --- history and reports


def test_two_runs_are_compared(world: Make) -> None:
    """Earlier runs: opened again as they were, two of them side by side, one forgotten."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    there.clock.move(60)
    pilot.people.entries = (*pilot.people.entries, somebody("Emmy", "Noether"))
    there.stage.check()
    answer = page.answer
    assert answer is not None
    there.until(lambda: answer.banner.accessibleName().startswith("6 of 9 ready."), "the second answer")
    there.until(lambda: not there.stage.pilot.control.running, "the end")
    there.press(page.other)
    there.until(page.start.history.isVisible, "the history's button")
    there.press(page.start.history)
    there.until(lambda: page.part is page.history and page.history.is_filled, "the history")
    assert len(page.history.rows) == 2
    for row in page.history.rows:
        row.pick.click()
    there.press(page.history.compare)
    there.until(page.history.changes.isVisible, "the changes")
    assert page.history.changes.text.startswith("One person has changed.")
    page.history.changes.folds[0].open()
    assert f"{address('Emmy', 'Noether')}: Not provisioned → Ready" in said(page.history.changes)
    there.press(page.history.rows[1].open)
    there.until(lambda: page.part is answer and answer.banner.accessibleName().startswith("5 of 9"), "the older run")


def test_a_report_is_saved_as_chosen(world: Make, tmp_path: Path) -> None:
    """Form, byte order mark and redaction go with it; changing one's mind saves nothing; a failure is said."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    answer = page.answer
    assert answer is not None
    there.press(answer.save)
    answer.export.bom.click()
    there.press(answer.export.save)
    assert pilot.saved == []
    assert pilot.files.offered == ["pilot.csv"]
    pilot.files.to_save = tmp_path / "out.csv"
    there.press(answer.export.save)
    there.until(lambda: len(pilot.saved) == 1, "the report")
    assert (pilot.saved[0].path, pilot.saved[0].bom, pilot.saved[0].redacted) == (tmp_path / "out.csv", True, False)
    there.press(answer.save)
    answer.export.forms["pdf"].click()
    answer.export.redacted.click()
    assert not answer.export.bom.isVisible()
    there.press(answer.export.save)
    there.until(lambda: len(pilot.saved) == 2, "the report")
    assert (pilot.saved[1].bom, pilot.saved[1].redacted) == (False, True)
    pilot.fails_to_save = FlowError(problem(Code.CONFIGURATION_EXPORT_FILE, name="out.pdf", reason="The disk is full"))
    there.press(answer.save)
    there.press(answer.export.save)
    there.until(page.problem.isVisible, "the problem")
    assert page.part is answer


def test_signing_out_leaves_nobody(world: Make) -> None:
    """After a sign-out no name of the run is anywhere in the window."""
    there = world()
    pilot = usual(there)
    page = pilot.run(pilots())
    there.stage._go_account()
    there.press(there.stage.account.session.sign_out)
    there.until_page(there.window.signed_out)
    assert page.answer is not None
    assert page.answer.sheet.table.cells.rowCount() == 0
    assert page.part is page.start


def test_what_only_a_person_can_tell_decides(world: Make) -> None:
    """A possible cause asks the question that decides; the answer leads to a new run, and can be taken back."""
    there = world()
    page = usual(there).run(pilots())
    answer = page.answer
    assert answer is not None
    card = next(one for one in answer.causes.shown if one.group is not None and one.group.questions)
    card.open.click()
    there.until(lambda: card._question is not None and card._question.isVisible(), "the question")
    assert card._question is not None
    before = answer.outcome
    there.press(card._question.choices["no"])
    there.until(lambda: answer.outcome is not before and answer.is_filled, "the second answer")
    assert answer.outcome is not None
    assert [(one.key, one.value) for one in answer.outcome.options.answers] == [("idp.assigned", "no")]
    assert answer.given.isVisible()
    assert "1 person: The app is not assigned" in " ".join(one.accessibleName() for one in answer.causes.shown)
    there.until(lambda: not there.stage.pilot.control.running, "the end")
    answer.given.taken_back.emit("idp.assigned")
    there.until(lambda: answer.outcome is not None and answer.outcome.options.answers == (), "the first again")
    there.until(lambda: not there.stage.pilot.control.running, "the end")
