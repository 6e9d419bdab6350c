"""Account: is it the same everywhere? The verdict first, the evidence below, then who can fix it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.comparison import Overall, ProfileComparison
from flow_desktop.core.directory import Role
from flow_desktop.core.presenting import Speaker
from flow_desktop.core.problems import Problem
from flow_desktop.ui.banner import VerdictBanner
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.field_model import clock_time
from flow_desktop.ui.field_table import FieldTable
from flow_desktop.ui.fix_list import FixList
from flow_desktop.ui.kit import Kit, Page, announce
from flow_desktop.ui.problem_panel import ProblemPanel
from flow_desktop.ui.role_notice import RoleNotice
from flow_desktop.ui.session_box import SessionBox
from flow_desktop.ui.session_control import SessionFacts
from flow_desktop.ui.skeleton import Skeleton

UNCLEAR = (Overall.DIFFERS, Overall.NOT_THERE, Overall.INACTIVE, Overall.CANNOT_TELL)
"""Answers that leave the question why."""


class AccountPage(Page):
    """Draws what a check found; clicks come out as signals. ``copied`` says what went to the clipboard.

    ``why_asked`` carries the Overall that has to be explained.
    """

    check_asked = Signal()
    sign_out_asked = Signal()
    sign_in_asked = Signal()
    why_asked = Signal(object)
    copied = Signal(str)

    def __init__(self, kit: Kit, *, desk: Desk, speaker: Speaker) -> None:
        super().__init__(kit)
        self._desk, self._speaker = desk, speaker
        self._found: ProfileComparison | None = None
        self._who = kit.label(role="muted")
        self.role_notice = RoleNotice(kit, desk)
        self.role_notice.sign_out_asked.connect(self.sign_out_asked)
        self.sign_in = kit.button("ui.sign_in", "primary", then=self.sign_in_asked.emit)
        self.problem = ProblemPanel(kit, actions=(self.sign_in,))
        self.problem.copy_asked.connect(desk.clipboard.put)
        self.problem.hide()
        self.skeleton = Skeleton(kit)
        self.answer = self._make_answer()
        self.check = kit.button("ui.profile.check", icon="refresh", then=self.check_asked.emit)
        self.check.setToolTip(kit.words("ui.profile.check_keys"))
        self.copy = kit.button("ui.profile.copy", icon="copy", then=self._on_copy)
        self.copy.hide()
        self.why = kit.button("ui.profile.why", icon="checks", then=self._on_why)
        self.why.hide()
        self.first = self.check
        actions = kit.row(self.why, self.check, self.copy)
        self.session = SessionBox(kit)
        self.session.sign_out.clicked.connect(lambda _checked: self.sign_out_asked.emit())
        head = QWidget()
        lines = kit.column(head, gap=1)
        lines.addWidget(kit.label(kit.words("ui.nav.account").replace("&", ""), "title"))
        lines.addWidget(self._who)
        for part in (head, self.role_notice, self.problem, self.skeleton, self.answer, actions, self.session):
            self.box.addWidget(part)

    def _make_answer(self) -> QWidget:
        kit = self.kit
        self.banner = VerdictBanner(kit)
        self.table = FieldTable(kit, self._desk.clipboard.put)
        self.table.copied.connect(self.copied)
        self.origin = kit.label(" ", "caption")
        self.table.origin_changed.connect(lambda text: self.origin.setText(text or " "))
        self.banner.copy_asked.connect(self._on_copy_text)
        evidence = QWidget()
        lines = kit.column(evidence, gap=1)
        lines.addWidget(self.table)
        lines.addWidget(self.origin)
        self.fixes = FixList(kit)
        answer = QWidget()
        box = kit.column(answer, gap=4)
        for part in (self.banner, evidence, self.fixes):
            box.addWidget(part)
        answer.hide()
        return answer

    @property
    def found(self) -> ProfileComparison | None:
        """What is shown."""
        return self._found

    def reset(self) -> None:
        """Nobody's values stay on screen."""
        self._found = None
        self.answer.hide()
        self.copy.hide()
        self.why.hide()
        self.problem.hide()
        self.role_notice.hide()
        self._who.setText("")

    def show_facts(self, facts: SessionFacts) -> None:
        """Who is signed in, and whether that is kept."""
        self.tell_who(facts.identity.label)
        self.session.tell(facts)

    def show_found(self, found: ProfileComparison) -> None:
        """A fresh answer."""
        self._found = found
        told = self._speaker.verdict(found)
        times = [cell.at for row in found.fields for cell in (row.in_directory, row.in_flow) if cell.at is not None]
        looked = self.kit.words("ui.profile.looked_at", time=clock_time(max(times))) if times else ""
        self.banner.tell(told, looked)
        self.table.tell(self._speaker, found)
        self.fixes.tell(self._speaker.fixes(found))
        self.role_notice.tell(found if found.role is Role.IT_ADMIN else None)
        self.tell_who(found.identity.label)
        self.problem.hide()
        self.answer.show()
        self.copy.show()
        self.why.setVisible(found.overall in UNCLEAR)
        announce(self.banner, told.text)

    def show_problem(self, problem: Problem, *, ended: bool) -> None:
        """The check failed; what was found before stays visible, with its time. ``ended``: only a sign-in helps."""
        self.problem.tell(problem)
        self.sign_in.setVisible(ended)
        self.problem.show()
        self.skeleton.hide()
        announce(self.problem, self.problem.text)

    def set_busy(self, busy: bool) -> None:
        """A look is under way: the last answer stays, or the skeleton holds its place."""
        words = self.kit.words
        empty = self._found is None
        self.check.say(words("ui.profile.checking" if busy else "ui.profile.check"))
        self.skeleton.setVisible(busy and empty)
        if busy and empty:
            self.skeleton.begin()
        else:
            self.skeleton.stop()

    def tell_who(self, label: str) -> None:
        """Name the person, and their role where it is known."""
        line = self._speaker.enterprise(self._found) if self._found is not None else ""
        text_id = "ui.profile.signed_in_role" if line else "ui.profile.signed_in"
        self._who.setText(self._speaker.phrasing.compose(text_id, who=self._speaker.phrasing.value(label), role=line))

    def _on_why(self) -> None:
        if self._found is not None:
            self.why_asked.emit(self._found.overall)

    def _on_copy_text(self, text: str) -> None:
        self._desk.clipboard.put(text)
        self.copied.emit(text)

    def _on_copy(self) -> None:
        if self._found is not None:
            self._desk.clipboard.put(self._desk.report(self._found))
            self.copied.emit("")
