"""Pilot: from a list of people to who is ready, who is not, why, and what to do about it, once for each cause."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.problems import Problem
from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Kit, Page, announce
from flow_desktop.ui.narrow import Narrow
from flow_desktop.ui.pilot_history import PilotHistory
from flow_desktop.ui.pilot_paste import PilotPaste
from flow_desktop.ui.pilot_pick import PilotPick
from flow_desktop.ui.pilot_preview import PilotPreview
from flow_desktop.ui.pilot_progress import RunBox
from flow_desktop.ui.pilot_resume import ResumeBox, name_of
from flow_desktop.ui.pilot_start import PilotStart
from flow_desktop.ui.problem_panel import ProblemPanel
from flow_desktop.ui.skeleton import Skeleton
from flow_desktop.ui.tab_order import follow_the_eye

if TYPE_CHECKING:
    from flow_desktop.ui.desk import Desk
    from flow_desktop.ui.pilot_answer import PilotAnswer
    from flow_desktop.ui.pilot_person import PilotPerson


class PilotPage(Page):
    """One part at a time: start, paste, pick, preview, history, answer or person. Its answer is handed in later."""

    sign_in_asked = Signal()
    copy_asked = Signal(str)
    other_asked = Signal()

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, width="full")
        self._desk = desk
        self._part: QWidget | None = None
        self.answer: PilotAnswer | None = None
        self.person: PilotPerson | None = None
        self._turns = Turns(self)
        self._lines = Narrow(kit)
        self.box.addWidget(self._lines)
        self._make_head()

    def pieces(self) -> list[Callable[[], object]]:
        """Making the parts, each short enough for one turn."""
        return [self._make_start, self._make_lists, self._make_run, self._make_history, self._end_making]

    # --- parts

    def _make_head(self) -> None:
        kit = self.kit
        self._title = kit.label(kit.words("ui.nav.pilot").replace("&", ""), "title")
        self._about = kit.label(role="muted")
        self._about.setMinimumHeight(kit.theme.size("target"))
        self._about.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.other = kit.button("pilot.page.other", "quiet", then=self.other_asked.emit)
        self._head = kit.row(self._about, self.other)
        self.sign_in = kit.button("ui.sign_in", "primary", then=self.sign_in_asked.emit)
        self.problem = ProblemPanel(kit, actions=(self.sign_in,))
        self.problem.copy_asked.connect(self.copy_asked)
        head = QWidget()
        lines = kit.column(head, gap=1)
        for part in (self._title, self._head):
            lines.addWidget(part)
        for part in (head, self.problem):
            self._lines.box.addWidget(part)

    def _make_start(self) -> None:
        self.start, self.skeleton = PilotStart(self.kit), Skeleton(self.kit)
        deployment = self._desk.deployment
        self.start.tell_groups(there=not isinstance(deployment, Deployment) or deployment.source is not SourceKind.FLOW)
        for part in (self.start, self.skeleton):
            part.hide()
            self._lines.box.addWidget(part)

    def _make_lists(self) -> None:
        self.paste, self.pick, self.preview = PilotPaste(self.kit), PilotPick(self.kit), PilotPreview(self.kit)
        for part in (self.paste, self.pick, self.preview):
            part.hide()
            self._lines.box.addWidget(part)

    def _make_run(self) -> None:
        self.run, self.stopped = RunBox(self.kit, self._desk), ResumeBox(self.kit)
        for part in (self.run, self.stopped):
            self._lines.box.addWidget(part)

    def _make_history(self) -> None:
        self.history = PilotHistory(self.kit)
        self.history.hide()
        self._lines.box.addWidget(self.history)

    def _end_making(self) -> None:
        self.show_start()
        self.put_in_order()

    def take_answer(self, answer: PilotAnswer) -> None:
        """The part that draws a run."""
        self.answer = answer
        table = answer.sheet.table
        answer.table_asked.connect(self.bring_to_top)
        answer.opened.connect(lambda part: QTimer.singleShot(0, part, lambda: self.ensureWidgetVisible(part)))
        table.reached.connect(lambda: self.bring_to_top(answer.sheet))
        table.stepped.connect(lambda: self._keep_in_sight(table, table.marked_rect))
        answer.filled.connect(self.put_in_order)
        answer.hide()
        self.box.addWidget(answer)

    def take_person(self, person: PilotPerson) -> None:
        """The part that draws one person."""
        self.person = person
        person.in_sight_asked.connect(self.bring_to_top)
        person.hide()
        narrow = Narrow(self.kit)
        narrow.box.addWidget(person)
        self.box.addWidget(narrow)

    def put_in_order(self) -> None:
        """Tab goes as the eye goes, through everything that was made by now."""
        follow_the_eye(self)

    # --- which part is shown

    @property
    def part(self) -> QWidget | None:
        """What is shown."""
        return self._part

    @property
    def answer_has_something(self) -> bool:
        """Whether the answer shows anybody."""
        rows = self.answer.sheet.rows if self.answer is not None else None
        return rows is not None and bool(rows.counts())

    def show_start(self) -> None:
        """Nothing was chosen yet."""
        self._show(self.start)
        self.verticalScrollBar().setValue(0)
        self.first = self.start.open

    def show_paste(self) -> None:
        """A place to paste."""
        self._show(self.paste)
        self.first = self.paste.field
        self.focus_first()

    def show_pick(self) -> None:
        """Groups to choose from."""
        self._show(self.pick)
        self.first = self.pick.cancel

    def show_reading(self) -> None:
        """A list is being read, or something is looked up."""
        self._show(self.skeleton)
        self.skeleton.begin()

    def show_preview(self) -> None:
        """The list has been told to the preview."""
        self._show(self.preview)
        self.first = self.preview.go
        self.verticalScrollBar().setValue(0)
        self.focus_first()
        announce(self.preview, self.preview.name.text())

    def show_history(self) -> None:
        """Earlier runs."""
        self._show(self.history)
        self.first = self.history.back
        self.focus_first()

    def show_answer(self, list_name: str | None) -> None:
        """A run, under way or over. None: its list is not known yet."""
        if self.answer is not None:
            self._about.setText("" if list_name is None else name_of(self.kit.words, list_name))
            self._show(self.answer)
            self.first = self.answer.banner

    def end_run(self) -> None:
        """Nothing goes on any more; the keyboard goes from the buttons of the run to what it found."""
        answer = self.answer
        was_here = self.run.isAncestorOf(self.window().focusWidget())
        self.run.end()
        if was_here and answer is not None and self._part is answer:
            (answer.banner if answer.banner.isVisible() else answer.sheet.table).setFocus()

    def show_person(self) -> None:
        """One person of the run."""
        if self.person is not None:
            self._show(self.person)
            self.verticalScrollBar().setValue(0)
            self.first = self.person.back
            self.focus_first()

    def bring_to_top(self, part: QWidget) -> None:
        """Scroll so that a part begins at the top of the window, once the layout has settled."""
        QTimer.singleShot(0, part, lambda: self._scroll_to(part))

    def _keep_in_sight(self, part: QWidget, rect: QRect) -> None:
        """The table scrolls by itself, but may stand half below the window."""
        inner = self.widget()
        assert inner is not None
        at = part.mapTo(inner, rect.center())
        self.ensureVisible(at.x(), at.y(), 0, rect.height())

    def _scroll_to(self, part: QWidget) -> None:
        inner = self.widget()
        assert inner is not None
        self.verticalScrollBar().setValue(part.mapTo(inner, QPoint(0, 0)).y() - self.kit.theme.space(4))

    def show_problem(self, found: Problem, *, ended: bool) -> None:
        """Something failed; what was there before stays. ``ended``: only a sign-in helps."""
        self.problem.tell(found)
        self.sign_in.setVisible(ended)
        self.problem.show()
        announce(self.problem, self.problem.text)
        self.ensureWidgetVisible(self.problem)

    def _show(self, part: QWidget) -> None:
        self.problem.hide()
        self._part = part
        parts = (self.start, self.skeleton, self.paste, self.pick, self.preview, self.history, self.answer, self.person)
        for one in parts:
            if one is not None:
                one.setVisible(one is part)
        if part is not self.skeleton:
            self.skeleton.stop()
        of_run = part in (self.answer, self.person)
        self._head.setVisible(of_run and part is not self.person)
        self.run.setVisible(of_run and self.run.is_active)
        if not of_run:
            self.stopped.hide()
