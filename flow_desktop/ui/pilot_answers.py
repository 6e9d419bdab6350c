"""PilotAnswers: what only a person can tell about everybody in the list; each answer leads to a new look with it.

Only those who are not ready are looked at again. Where an answer is taken back, it is asked for as at first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flow_desktop.core.answers import Answer, BadAnswer, read_answer
from flow_desktop.ui.pilot_control import PilotControl

if TYPE_CHECKING:
    from flow_desktop.flows.verify import Order, RunOutcome
    from flow_desktop.ui.pilot_page import PilotPage


class PilotAnswers(QObject):
    """``begun``: the list is verified anew, with what was told."""

    begun = Signal()

    def __init__(self, page: PilotPage, control: PilotControl) -> None:
        super().__init__(page)
        assert page.answer is not None
        self._page, self._control, self._answer = page, control, page.answer
        self._answer.answered.connect(self._on_answered)
        self._answer.given.taken_back.connect(self._on_taken_back)

    def _on_answered(self, key: str, value: str) -> None:
        outcome, made = self._answer.outcome, self._control.made
        if outcome is None or made is None or self._control.running:
            return
        found = read_answer(made.explainer.questions, key, value=value, now=outcome.summary.read_at)
        if isinstance(found, BadAnswer):
            told = dict(found.args, key=made.explainer.question(key))
            self._answer.causes.refuse(key, self._page.kit.words(found.text_id, **told))
        elif outcome.book is not None and not outcome.notices:
            self._control.recheck(outcome.facts.id, (found,))  # nobody who is ready is read again for it
            self.begun.emit()
        else:
            self._run(outcome, (*self._without(outcome, key), found))  # the history cannot tell of this run

    def _on_taken_back(self, key: str) -> None:
        outcome = self._answer.outcome
        if outcome is not None and not self._control.running:
            self._run(outcome, self._without(outcome, key))

    def _run(self, outcome: RunOutcome, answers: tuple[Answer, ...]) -> None:
        self._control.run(replace(order_of(outcome), answers=answers))
        self.begun.emit()

    def _without(self, outcome: RunOutcome, key: str) -> tuple[Answer, ...]:
        return tuple(one for one in outcome.options.answers if one.key != key)


def order_of(outcome: RunOutcome) -> Order:
    """What a run was asked for."""
    from flow_desktop.flows.verify import Order  # noqa: PLC0415 - the loop's thread has loaded it

    options = outcome.options
    if options.everybody:
        return Order(everybody=True)
    if options.group is not None:
        return Order(group=options.group, unexpected=options.unexpected)
    return Order(outcome.listed, unexpected=options.unexpected)
