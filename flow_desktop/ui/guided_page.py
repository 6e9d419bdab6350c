"""GuidedPage: the answer one step at a time, for support on the phone; everything can be done from the keyboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.guided import GuidedStep, QuestionStep, SummaryStep, guide, next_place
from flow_desktop.core.ticket import Ticket, TicketFacts
from flow_desktop.ui.guided_card import AnswerCard, ReadingCard
from flow_desktop.ui.guided_story import GuidedStory
from flow_desktop.ui.kit import Card, Kit, Page, announce, clear
from flow_desktop.ui.progress import Progress
from flow_desktop.ui.tab_order import follow_the_eye

MOST_ANSWERS = 9
"""Numbers on the keyboard that choose an answer."""


class GuidedPage(Page):
    """``answered`` carries the key of a question and its answer; the page waits until `tell` brings the next look.

    ``again_asked``: look again; ``left``: back to the whole answer; ``copy_asked`` carries text for the clipboard.
    """

    answered = Signal(str, str)
    again_asked = Signal()
    left = Signal()
    copy_asked = Signal(str)

    def __init__(self, kit: Kit, explainer: Explainer, facts: TicketFacts) -> None:
        super().__init__(kit)
        self._explainer, self._facts = explainer, facts
        self._found: Diagnosis | None = None
        self._steps: tuple[GuidedStep, ...] = ()
        self._at = 0
        self._unknown: frozenset[str] = frozenset()
        self.reading: ReadingCard | None = None
        self.answers: AnswerCard | None = None
        self.leave = kit.button("ui.guided.leave", "quiet", icon="left", then=self.left.emit)
        self.progress = Progress(kit)
        self._room = QWidget()
        self._body = kit.column(self._room, gap=4)
        self._busy = kit.label(kit.words("ui.guided.busy"), "muted")
        self._busy.hide()
        self.box.addWidget(kit.row(self.leave))
        self.box.addWidget(self.progress)
        self.box.addWidget(self._room)
        self.box.addWidget(self._make_ways())
        self.box.addWidget(self._busy)
        self._below = QVBoxLayout()
        self.box.addLayout(self._below)
        self._add_keys()

    @property
    def step(self) -> GuidedStep | None:
        """The step that is shown."""
        return self._steps[self._at] if self._steps else None

    def start(self, found: Diagnosis) -> None:
        """Begin at the verdict; nothing is remembered of another conversation."""
        self._unknown, self._at, self._steps = frozenset(), 0, ()
        self.tell(found)

    def tell(self, found: Diagnosis) -> None:
        """Another look at the same person: the step stays, or goes on behind the question that was just answered."""
        before, self._found = self._steps, found
        self._steps = guide(found)
        if before:
            answered = _is_answered(before[self._at], self._steps)
            self._at = next_place(before, self._steps, at=self._at, answered=answered)
        self.set_busy(False)
        self._show()

    def set_busy(self, busy: bool) -> None:
        """A look is under way: nothing can be chosen meanwhile. A look that failed leaves the question as it was."""
        self._busy.setVisible(busy)
        for part in (
            self.back,
            self.on,
            self.skip,
            self.over,
            self.again,
            *(self.answers.buttons if self.answers else ()),
        ):
            part.setEnabled(not busy)
        if not busy:
            self._allow()

    def ticket(self) -> str:
        """Everything a ticket needs (article, "Still need help?")."""
        return self._ticket().text()

    # --- the parts that stay

    def _make_ways(self) -> QWidget:
        kit = self.kit
        self.back = kit.button("ui.guided.back", icon="left", then=lambda: self._go(-1))
        self.on = kit.button("ui.guided.next", "primary", icon="right", then=lambda: self._go(1))
        self.skip = kit.button("ui.guided.skip", icon="right", then=lambda: self._go(1))
        self.copy = kit.button("ui.guided.copy", "primary", icon="copy", then=self._on_copy)
        self.again = kit.button("ui.guided.again", icon="refresh", then=self.again_asked.emit)
        self.over = kit.button("ui.guided.over", "quiet", then=self._on_over)
        return kit.row(self.back, self.on, self.skip, self.copy, self.again, self.over)

    def _add_keys(self) -> None:
        """Left and right turn the steps, a number chooses; a field that is typed into keeps its own keys."""
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        keys = {Qt.Key.Key_Left: lambda: self._go(-1), Qt.Key.Key_Right: lambda: self._go(1)}
        for key, then in keys.items():
            QShortcut(QKeySequence(key), self, context=context).activated.connect(then)
        for number in range(1, MOST_ANSWERS + 1):
            choose = partial(self._on_number, number)
            QShortcut(QKeySequence(str(number)), self, context=context).activated.connect(choose)

    # --- the step that is shown

    def _show(self) -> None:
        found, step = self._found, self.step
        if found is None or step is None:
            return
        clear(self._body)
        clear(self._below)
        view = GuidedStory(self._explainer, found).view(step)
        self.reading = ReadingCard(self.kit, view)
        self.reading.copy_asked.connect(self.copy_asked)
        self._body.addWidget(self.reading, 1)
        last = isinstance(step, SummaryStep)
        self._room.setMinimumHeight(0 if last else self.kit.theme.size("reading"))
        self.answers = None
        if isinstance(step, QuestionStep):
            self.answers = self._make_answers(step, found)
            self._body.addWidget(self.answers)
        elif last:
            self._below.addWidget(self._make_ticket())
        self.progress.tell(self._at + 1, len(self._steps))
        self._allow()
        follow_the_eye(self)
        self.verticalScrollBar().setValue(0)
        announce(self, f"{self.progress.text} {view.text}")
        self._move_keyboard()

    def _make_answers(self, step: QuestionStep, found: Diagnosis) -> AnswerCard:
        question = self._explainer.questions[step.key]
        made = AnswerCard(self.kit, self._explainer, question=question, now=found.evidence.now)
        made.answered.connect(lambda value: self._on_answered(step.key, value))
        made.passed.connect(lambda: self._on_passed(step.key))
        if step.told is not None or step.key in self._unknown:
            made.mark(step.told.value if step.told is not None else None)
        return made

    def _make_ticket(self) -> QWidget:
        """Everything that is copied, in sight, below the button that copies it."""
        kit, ticket = self.kit, self._ticket()
        card = Card(kit, gap=2, margin=5)
        for line in ticket.who():
            card.box.addWidget(kit.label(line, "muted"))
        for line in ticket.outcomes():
            card.box.addWidget(kit.label(line))
        return card

    def _ticket(self) -> Ticket:
        if self._found is None:
            raise ValueError("told nothing yet")
        return Ticket(self._found, self._explainer, self._facts, unknown=self._unknown)

    def _allow(self) -> None:
        """What can be done from here; one primary action at a time."""
        last, asks = self._at >= len(self._steps) - 1, self.answers is not None
        self.back.setEnabled(self._at > 0)
        self.on.setVisible(not last and not asks)
        self.skip.setVisible(asks)
        for part in (self.copy, self.again):
            part.setVisible(last)
        self.over.setVisible(self._at > 0)

    def _move_keyboard(self) -> None:
        self.first = self.answers.first if self.answers else self.on if not self.on.isHidden() else self.copy
        if self.isVisible():
            QTimer.singleShot(0, self, self.focus_first)

    # --- what a person does

    def _go(self, by: int) -> None:
        to = self._at + by
        if 0 <= to < len(self._steps) and not self._busy.isVisibleTo(self):
            self._at = to
            self._show()

    def _on_over(self) -> None:
        self._at = 0
        self._show()

    def _on_number(self, number: int) -> None:
        if self.answers is not None and not self._busy.isVisibleTo(self):
            self.answers.choose(number)

    def _on_answered(self, key: str, value: str) -> None:
        self._unknown -= {key}
        self.set_busy(True)
        self.answered.emit(key, value)

    def _on_passed(self, key: str) -> None:
        self._unknown |= {key}
        self._go(1)

    def _on_copy(self) -> None:
        self.copy_asked.emit(self.ticket())


def _is_answered(before: GuidedStep, after: tuple[GuidedStep, ...]) -> bool:
    """Whether the question that was shown has another answer now; a look for another reason leaves it in sight."""
    if not isinstance(before, QuestionStep):
        return False
    same = next((one for one in after if isinstance(one, QuestionStep) and one.key == before.key), None)
    return same is not None and same.told is not None and same.told != before.told
