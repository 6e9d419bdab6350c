"""Set-up: how far provisioning is set up, what the next step is, and what switching it on switches off."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.presenting import Mark
from flow_desktop.core.problems import Problem
from flow_desktop.core.setup_report import setup_text
from flow_desktop.core.setup_speech import ManualText
from flow_desktop.ui.age import Age
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Kit, Page, announce
from flow_desktop.ui.manual_box import ManualBox
from flow_desktop.ui.pilot_list import PilotList
from flow_desktop.ui.problem_panel import ProblemPanel
from flow_desktop.ui.setup_control import SetupFound
from flow_desktop.ui.setup_head import SetupHead
from flow_desktop.ui.setup_steps import SetupSteps
from flow_desktop.ui.skeleton import Skeleton
from flow_desktop.ui.tab_order import follow_the_eye


class SetupPage(Page):
    """``help_asked`` carries a Heading, ``check_asked`` an e-mail, ``copy_asked`` text for the clipboard."""

    refresh_asked = Signal()
    sign_in_asked = Signal()
    help_asked = Signal(object)
    check_asked = Signal(str)
    copy_asked = Signal(str)

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit)
        self._desk = desk
        self._found: SetupFound | None = None
        self._turns = Turns(self)
        self._age = Age(kit, desk, self._tell_age)
        self.refresh = kit.button("ui.setup.refresh", icon="refresh", then=self.refresh_asked.emit)
        self.refresh.setToolTip(kit.words("ui.profile.check_keys"))
        self.copy = kit.button("ui.setup.copy", icon="copy", then=self._on_copy)
        self.sign_in = kit.button("ui.sign_in", "primary", then=self.sign_in_asked.emit)
        self.problem = ProblemPanel(kit, actions=(self.sign_in,))
        self.problem.copy_asked.connect(self.copy_asked)
        self.skeleton = Skeleton(kit)
        self.answer = self._make_answer()
        title = kit.label(kit.words("ui.nav.setup").replace("&", ""), "title")
        for part in (title, kit.row(self.refresh, self.copy), self.problem, self.skeleton, self.answer):
            self.box.addWidget(part)
        self.steps.prepare()
        self.reset()

    def _make_answer(self) -> QWidget:
        kit = self.kit
        self.banner, self.manual = SetupHead(kit), ManualBox(kit)
        self.steps, self.pilots = SetupSteps(kit), PilotList(kit)
        self._not_opened = kit.label(kit.words("ui.link_not_opened"), "wrong")
        answer = QWidget()
        self._parts = box = kit.column(answer, gap=4)
        heading = kit.label(kit.words("setup.steps"), "strong")
        for part in (self.banner, self.manual, heading, self._not_opened, self.steps, self.pilots):
            box.addWidget(part)
        self.banner.copy_asked.connect(self.copy_asked)
        self.banner.next_asked.connect(self._on_next)
        self.steps.portal_asked.connect(self._on_portal)
        self.steps.help_asked.connect(self.help_asked)
        self.steps.copy_asked.connect(self.copy_asked)
        self.steps.opened.connect(self._on_opened)
        self.pilots.check_asked.connect(self.check_asked)
        return answer

    @property
    def found(self) -> SetupFound | None:
        """What is shown."""
        return self._found

    @property
    def age_seconds(self) -> float:
        """How old what is shown is."""
        return self._age.seconds

    def reset(self) -> None:
        """Nobody's values stay on screen."""
        self._turns.run(())
        self._found = None
        for part in (self.answer, self.copy, self.problem, self.skeleton):
            part.hide()
        self.first = self.refresh

    def show_found(self, found: SetupFound) -> None:
        """A fresh answer, a part at a turn: the window answers between them."""
        speech = found.speech
        self._turns.run(
            (
                lambda: self._begin_answer(found),
                lambda: self._place_manual(speech.manual),
                lambda: self.steps.tell(speech.steps, has_portal=bool(found.portal)),
                lambda: self.pilots.tell(speech.found.pilots),
                lambda: self._end_answer(found),
            )
        )

    def _begin_answer(self, found: SetupFound) -> None:
        self.problem.hide()
        self._not_opened.hide()
        self._age.begin(found.at)
        self.banner.tell(found.speech, self._age.text)

    def _end_answer(self, found: SetupFound) -> None:
        self._found = found
        self.skeleton.hide()
        self.answer.show()
        self.copy.show()
        follow_the_eye(self)
        self.first = self.banner
        announce(self.banner, found.speech.headline)

    def show_problem(self, found: Problem, *, ended: bool) -> None:
        """The look failed; what was found before stays, with its age. ``ended``: only a sign-in helps."""
        self.problem.tell(found)
        self.sign_in.setVisible(ended)
        self.problem.show()
        self.skeleton.hide()
        announce(self.problem, self.problem.text)
        self.ensureWidgetVisible(self.problem)

    def set_busy(self, *, busy: bool) -> None:
        """A look is under way: the last answer stays, or the skeleton holds its place."""
        empty = self._found is None
        self.refresh.say(self.kit.words("ui.setup.refreshing" if busy else "ui.setup.refresh"))
        self.refresh.setEnabled(not busy)
        self._age.set_busy(busy=busy)
        if busy:
            self.problem.hide()
        self.skeleton.setVisible(busy and empty)
        if busy and empty:
            self.skeleton.begin()
        else:
            self.skeleton.stop()

    def _tell_age(self) -> None:
        if self._found is not None:
            self.banner.tell(self._found.speech, self._age.text)

    def _place_manual(self, manual: ManualText) -> None:
        """The warning stands before the steps; once it has happened it is a note behind them."""
        self.manual.tell(manual)
        self._parts.removeWidget(self.manual)
        self._parts.insertWidget(1 if manual.mark is Mark.DIFFERS else self._parts.count(), self.manual)

    def _on_next(self) -> None:
        card = self.steps.show_next()
        if card is not None:
            self._on_opened(card)
            card.head.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_opened(self, card: QWidget) -> None:
        follow_the_eye(self)
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(card))

    def _on_portal(self) -> None:
        opened = self._found is not None and self._desk.browser.open(self._found.portal)
        self._not_opened.setVisible(not opened)
        if not opened:
            announce(self, self._not_opened.text())

    def _on_copy(self) -> None:
        if self._found is not None:
            self.copy_asked.emit(setup_text(self._found.speech))
