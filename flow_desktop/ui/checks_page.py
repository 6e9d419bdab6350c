"""Checks: start from a person or from what is the matter; the answer takes the place of the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from flow_desktop.core.problems import Problem
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.kit import Kit, Page, announce
from flow_desktop.ui.narrow import Narrow
from flow_desktop.ui.problem_panel import ProblemPanel
from flow_desktop.ui.skeleton import Skeleton
from flow_desktop.ui.start_box import StartBox

if TYPE_CHECKING:
    from flow_desktop.ui.checks_answer import ChecksAnswer


class ChecksPage(Page):
    """``other_asked``: back to the start. The answer's parts are loaded with the first answer and handed in then."""

    cancel_asked = Signal()
    other_asked = Signal()
    sign_in_asked = Signal()
    copy_asked = Signal(str)

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, width="wide")
        self._desk = desk
        self.answer: ChecksAnswer | None = None
        self._intro = kit.label(kit.words("ui.checks.intro"), "muted")
        self._about = kit.label(role="muted")
        self._about.setMinimumHeight(kit.theme.size("target"))
        self._about.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.other = kit.button("ui.checks.other", "quiet", then=self.other_asked.emit)
        self.cancel = kit.button("ui.checks.cancel", "quiet", then=self.cancel_asked.emit)
        self.head = kit.row(self._about, self.other, self.cancel)
        self.start = StartBox(kit)
        self.sign_in = kit.button("ui.sign_in", "primary", then=self.sign_in_asked.emit)
        self.problem = ProblemPanel(kit, actions=(self.sign_in,))
        self.problem.copy_asked.connect(self.copy_asked)
        self.skeleton = Skeleton(kit)
        lines = QWidget()
        top = kit.column(lines, gap=1)
        top.addWidget(kit.label(kit.words("ui.nav.checks").replace("&", ""), "title"))
        top.addWidget(self._intro)
        top.addWidget(self.head)
        narrow = Narrow(kit)
        for part in (lines, self.problem, self.start, self.skeleton):
            narrow.box.addWidget(part)
        self.box.addWidget(narrow)
        self.show_start()

    def take_answer(self, answer: ChecksAnswer) -> None:
        """The part that draws answers."""
        self.answer = answer
        answer.card_sought.connect(self._on_sought)
        answer.hide()
        self.box.addWidget(answer)

    def show_start(self) -> None:
        """Nothing was asked yet, or something else is to be asked."""
        self.problem.hide()
        self._show(self.start)
        self.first = self.start.go

    def show_about(self, who: str, symptom: str) -> None:
        """Whom it is about, and what they came with."""
        text_id = "ui.checks.about_symptom" if symptom else "ui.checks.about"
        self._about.setText(self.kit.words(text_id, who=who, symptom=symptom))

    def hide_answer(self) -> None:
        """A new question: what was found about another one is not its answer."""
        if self.answer is not None:
            self.answer.hide()

    def show_answer(self) -> None:
        """The answer has been told what to show."""
        self.problem.hide()
        if self.answer is not None:
            self._show(self.answer)
            self.first = self.answer.banner

    def show_problem(self, found: Problem, *, ended: bool) -> None:
        """The check failed; what was found before stays, with its age. ``ended``: only a sign-in helps."""
        self.problem.tell(found)
        self.sign_in.setVisible(ended)
        self.problem.show()
        if self.skeleton.isVisibleTo(self):
            self._show(self.start)
        announce(self.problem, self.problem.text)
        self.ensureWidgetVisible(self.problem)

    def set_busy(self, *, busy: bool) -> None:
        """A look is under way: the last answer stays, or the skeleton holds its place."""
        answered = self.answer is not None and self.answer.isVisibleTo(self)
        if busy:
            self.problem.hide()
            if not answered:
                self._show(self.skeleton)
                self.skeleton.begin()
        else:
            self.skeleton.stop()
        if answered and self.answer is not None:
            self.answer.set_busy(busy=busy)
        self.cancel.setVisible(busy)
        self.other.setVisible(not busy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.start.fit(self.height())

    def _on_sought(self, card: QWidget) -> None:
        """The head of the card comes to the top: what is on it is read from there on."""
        below = card.mapTo(self, QPoint(0, 0)).y() - self.kit.theme.space(5)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + below)

    def _show(self, part: QWidget) -> None:
        """One of start, skeleton and answer at a time."""
        for one in (self.start, self.skeleton, self.answer):
            if one is not None:
                one.setVisible(one is part)
        self.head.setVisible(part is not self.start)
        self._intro.setVisible(part is self.start)
