"""From the table to one person and back, up and down the rows that are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.ui.pilot_control import PilotControl
from flow_desktop.ui.pilot_finished import Finished

if TYPE_CHECKING:
    from flow_desktop.ui.pilot_answer import PilotAnswer
    from flow_desktop.ui.pilot_page import PilotPage
    from flow_desktop.ui.pilot_person import PilotPerson


class PilotPeople(QObject):
    """``check_asked`` carries an e-mail, ``help_asked`` a Heading, ``copy_asked`` text for the clipboard."""

    check_asked = Signal(str)
    help_asked = Signal(object)
    copy_asked = Signal(str)

    def __init__(self, page: PilotPage, control: PilotControl) -> None:
        super().__init__(page)
        assert page.answer is not None
        assert page.person is not None
        self._page, self._control = page, control
        self._answer: PilotAnswer = page.answer
        self._person: PilotPerson = page.person
        self._scrolled = 0
        self._answer.sheet.opened.connect(self.open)
        self._person.close_asked.connect(self.close)
        self._person.step_asked.connect(self._on_step)
        self._person.check_asked.connect(self.check_asked)
        self._person.help_asked.connect(self.help_asked)
        self._person.copy_asked.connect(self.copy_asked)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), page).activated.connect(self._on_find)

    def open(self, slot: int) -> None:
        """Show somebody."""
        if self._page.part is self._answer:
            self._scrolled = self._page.verticalScrollBar().value()
            self._answer.sheet.table.mark_slot(slot)
        self._tell(slot)
        self._page.show_person()

    def close(self) -> None:
        """Back to the table, with the keyboard where it was."""
        name = self._answer.outcome.listed.name if self._answer.outcome is not None else self._listed_name()
        self._page.show_answer(name)
        self._page.verticalScrollBar().setValue(self._scrolled)
        self._answer.sheet.table.setFocus()

    def tell(self, found: Finished) -> None:
        """A run ended while somebody is shown: they are shown anew, out of all that was read."""
        shown = self._person.result
        if self._page.part is not self._person or shown is None:
            return
        slot = slot_of(shown, found.outcome.results)
        if slot < 0:
            self.close()
        else:
            self._tell(slot, found)

    def marked_in(self, found: Finished) -> int:
        """Where the person whom the keyboard is on stands in a run that has just ended."""
        rows, table = self._answer.sheet.rows, self._answer.sheet.table
        in_use = table.hasFocus() or self._page.part is self._person
        if rows is None or table.marked < 0 or not in_use:
            return -1
        return slot_of(rows.result(table.marked), found.outcome.results)

    def _tell(self, slot: int, found: Finished | None = None) -> None:
        rows = found.rows if found is not None else self._answer.sheet.rows
        outcome = found.outcome if found is not None else self._answer.outcome
        if rows is None:
            return
        result = rows.result(slot)
        if self._person.tell(result, rows.speech, outcome) and outcome is not None:
            self._control.explain(outcome, result, self._person.explain)

    def _on_step(self, by: int) -> None:
        slot = self._answer.sheet.table.step(by)
        if slot >= 0:
            self._tell(slot)

    def _on_find(self) -> None:
        if self._page.part is self._answer:
            self._answer.sheet.search.setFocus()
            self._answer.sheet.search.selectAll()
            self._page.bring_to_top(self._answer.sheet)

    def _listed_name(self) -> str:
        rows = self._answer.sheet.rows
        return rows.listed.name if rows is not None else ""


def slot_of(wanted: Result, results: tuple[Result, ...]) -> int:
    """Where the same row, or the same person outside the list, stands in other results; -1 for nowhere."""
    outside = wanted.status is Status.UNEXPECTED
    for at, one in enumerate(results):
        if (one.status is Status.UNEXPECTED) is outside and (one.key if outside else one.row) == (
            wanted.key if outside else wanted.row
        ):
            return at
    return -1
