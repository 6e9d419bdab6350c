"""Who hears whom on the Checks page: clicks become checks and watches, their ends turn the page.

The page is made when it is shown first, the parts of the answer while the first check runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from flow_desktop.core.comparison import Overall, ProfileComparison
from flow_desktop.core.problems import Problem
from flow_desktop.core.symptoms import Symptom
from flow_desktop.ui.answer_book import AnswerBook
from flow_desktop.ui.asker import Asker, asker_of
from flow_desktop.ui.checks_control import ChecksControl, Wish
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.guided_stage import GuidedStage
from flow_desktop.ui.in_turns import Turns, loading
from flow_desktop.ui.runner import Runner

if TYPE_CHECKING:
    from flow_desktop.core.diagnosis import Diagnosis
    from flow_desktop.core.explaining import Explainer
    from flow_desktop.ui.checks_answer import ChecksAnswer
    from flow_desktop.ui.checks_page import ChecksPage
    from flow_desktop.ui.window import Window

LATER = (
    *("trail_view", "timeline_view", "fact_list", "finding_card", "finding_list", "possible_box"),
    *("checks_answer", "guided_page"),
)
"""Modules of this room that the answer is made of, loaded one at a turn."""

SYMPTOMS = {Overall.DIFFERS: Symptom.NOT_UPDATED, Overall.NOT_THERE: Symptom.NOT_CREATED}
"""What somebody comes with who saw this on their account page."""


class ChecksStage(QObject):
    """``help_asked`` carries a Heading, ``noted`` what was tried, for support."""

    help_asked = Signal(object)
    sign_in_asked = Signal()
    noted = Signal(str)
    noted_problem = Signal(object)

    def __init__(self, window: Window, *, desk: Desk, runner: Runner) -> None:
        super().__init__(window)
        self._window, self._desk, self._words = window, desk, desk.words
        self.control = ChecksControl(desk, runner)
        self.page: ChecksPage | None = None
        self.answer: ChecksAnswer | None = None
        self._asker, self._wish, self._book = Asker(), Wish(), AnswerBook()
        self._pending: Diagnosis | None = None
        self._again: tuple[str, str] | None = None
        self._said = ""
        self.guided = GuidedStage(window, desk)
        self._turns = Turns(self)
        self._hear_control()
        self._hear_guided()

    # --- what others tell

    def know(self, found: ProfileComparison) -> None:
        """Who is signed in, and with which role where that was seen."""
        self._asker = asker_of(found)
        self._tell_who()

    def show(self) -> None:
        """Turn to the page; it is made when it is asked for first."""
        page = self._open_page()
        self._window.show_page(page)
        self._window.sidebar.mark("checks")

    @property
    def is_shown(self) -> bool:
        """Whether one is here: on the page, or being guided."""
        return self.guided.is_shown or (self.page is not None and self._window.pages.currentWidget() is self.page)

    def find_out(self, overall: Overall) -> None:
        """From a comparison that failed: check oneself at once, with what fits it."""
        self._find_for("", SYMPTOMS.get(overall), said="ui.checks.not_there" if overall is Overall.NOT_THERE else "")

    def begin(self, symptom: Symptom | None) -> None:
        """From the help: the complaint is filled in, whose it is is for the person to say."""
        page = self._open_page()
        self._on_other()
        page.start.ask("", symptom)
        self.show()

    def look_into(self, email: str) -> None:
        """From a list of people: check one of them at once."""
        self._find_for(email, None)

    def look_again(self) -> None:
        """The same question again; from the start page the one that is filled in."""
        if self.page is None or self.control.busy:
            return
        if not self.page.start.isHidden():
            self.page.start.go.click()
        else:
            self._check()

    def escape(self) -> None:
        """Stop what is under way, or leave the guided steps."""
        if self.guided.is_shown:
            self.show()
        elif self.control.busy or self.control.watching:
            self._on_cancel()

    def reset(self) -> None:
        """Somebody else, or nobody, is signed in: no value stays on screen."""
        self.control.cancel()
        self._asker = Asker()
        self._on_other()
        self.guided.forget()
        if self.page is not None:
            self.page.start.reset()

    # --- who hears whom

    def _hear_control(self) -> None:
        control = self.control
        control.ready.connect(self._on_ready)
        control.checked.connect(self._on_checked)
        control.failed.connect(lambda found: self._on_failed(found, ended=False))
        control.ended.connect(lambda found: self._on_failed(found, ended=True))
        control.busy_changed.connect(self._on_busy)
        control.watching_changed.connect(self._on_watching)
        control.next_look.connect(lambda at: self._with_answer(lambda answer: answer.watch.tell_next(at)))
        control.fixed.connect(lambda _: self._on_watch_end(fixed=True))
        control.gave_up.connect(lambda: self._on_watch_end(fixed=False))

    def _hear_guided(self) -> None:
        guided = self.guided
        guided.answered.connect(self._on_answered)
        guided.again_asked.connect(self._check)
        guided.left.connect(self.show)
        guided.copy_asked.connect(self._copy)

    def _open_page(self) -> ChecksPage:
        if self.page is None:
            from flow_desktop.ui.checks_page import ChecksPage  # noqa: PLC0415 - made when it is shown first

            self.page = page = ChecksPage(self._window.kit, self._desk)
            page.start.find_asked.connect(self._on_find)
            page.cancel_asked.connect(self._on_cancel)
            page.other_asked.connect(self._on_other)
            page.sign_in_asked.connect(self.sign_in_asked)
            page.copy_asked.connect(self._copy)
            self._window.add_page(page)
            self._tell_who()
        return self.page

    def _hear_answer(self, answer: ChecksAnswer) -> None:
        buttons = answer.buttons
        answer.answered.connect(self._on_answered)
        answer.taken_back.connect(self._on_taken_back)
        answer.again_asked.connect(self._on_again_one)
        answer.help_asked.connect(self.help_asked)
        answer.copy_asked.connect(self._copy)
        answer.watch.stop_asked.connect(self._on_cancel)
        buttons.again_asked.connect(self._check)
        buttons.watch_asked.connect(self._on_watch)
        buttons.copy_asked.connect(lambda: self._copy(self._desk.check_report(answer.found)) if answer.found else None)
        buttons.guide_asked.connect(self._on_guide)

    # --- questions

    def _find_for(self, email: str, symptom: Symptom | None, *, said: str = "") -> None:
        self._open_page().start.ask(email, symptom)
        self.show()
        self._on_find(email, symptom, said=said)

    def _on_find(self, email: str, symptom: Symptom | None, *, said: str = "") -> None:
        """A new question: nothing told before belongs to it. ``said``: text id of the complaint in other words."""
        self._book.clear()
        self._said = said or (f"symptom.{symptom}" if symptom else "")
        self._with_answer(lambda answer: answer.forget())
        self._wish = Wish(email, symptom)
        page = self._open_page()
        page.show_about(email or self._asker.email, self._symptom_text)
        page.hide_answer()
        self._check()

    def _check(self) -> None:
        self._wish = replace(self._wish, answers=self._book.answers)
        self._with_answer(lambda answer: answer.watch.tell_nothing())
        self.control.check(self._wish)

    def _on_watch(self) -> None:
        self.control.watch(self._wish)

    def _on_again_one(self, check: str) -> None:
        """Everything is looked at anew, so that no old evidence stands beside new; said is what came of this one."""
        finding = self.answer.still_there(check) if self.answer is not None else None
        explainer = self.control.explainer
        self._again = (check, explainer.title(finding)) if finding is not None and explainer is not None else None
        self._check()

    def _on_answered(self, key: str, value: str) -> None:
        answer, explainer = self.answer, self.control.explainer
        if answer is None or answer.found is None or explainer is None:
            return
        now = answer.found.evidence.now + timedelta(seconds=answer.age.seconds)
        bad = self._book.tell(explainer.questions, key, value=value, now=now)
        if bad is None:
            self._check()
        elif (box := answer.possible.questions.boxes.get(key)) is not None:
            box.refuse(self._words(bad.text_id, **dict(bad.args)))

    def _on_taken_back(self, key: str) -> None:
        self._book.take_back(key)
        self._check()

    def _on_cancel(self) -> None:
        self._again = None
        self.control.cancel()
        self._with_answer(lambda answer: answer.watch.tell_nothing())
        if self.page is not None and (self.answer is None or self.answer.found is None):
            self._on_other()

    def _on_other(self) -> None:
        """Back to the start."""
        self.control.cancel()
        self._book.clear()
        self._pending = None
        self._with_answer(lambda answer: answer.forget())
        if self.page is not None:
            self.page.show_start()
            self.page.focus_first()

    # --- answers

    def _on_ready(self, explainer: Explainer) -> None:
        self._turns.run((*loading(LATER), lambda: self._make_answer(explainer)))

    def _make_answer(self, explainer: Explainer) -> None:
        from flow_desktop.ui.checks_answer import ChecksAnswer  # noqa: PLC0415 - with the first answer

        made = ChecksAnswer(self._window.kit, explainer, self._desk)
        self._turns.run((*made.pieces(), lambda: self._take_answer(made)))

    def _take_answer(self, made: ChecksAnswer) -> None:
        self.answer = made
        self._hear_answer(made)
        self._open_page().take_answer(made)
        found, self._pending = self._pending, None
        if found is not None:
            self._on_checked(found)

    def _on_checked(self, found: Diagnosis) -> None:
        if self.answer is None or self.page is None:
            self._pending = found
            return
        first = self.answer.found is None
        self.answer.tell(found)
        self.page.show_about(found.evidence.asked.email, self._symptom_text)
        self.page.show_answer()
        self.noted.emit(self.answer.banner.accessibleName())
        if first and self._window.pages.currentWidget() is self.page:
            self.page.focus_first()
        self.guided.tell(found)
        self._tell_again()

    def _tell_again(self) -> None:
        """What came of the one check that was asked for."""
        if self._again is None or self.answer is None:
            return
        (check, title), self._again = self._again, None
        text_id = "unchanged" if self.answer.still_there(check) is not None else "gone"
        self._window.toast(self._words(f"ui.checks.again_{text_id}", title=title))

    def _on_failed(self, found: Problem, *, ended: bool) -> None:
        self._again = None
        self.noted_problem.emit(found)
        self._with_answer(lambda answer: answer.watch.tell_nothing())
        if self.page is not None:
            self.page.show_problem(found, ended=ended)
        if self.guided.is_shown:
            self._window.toast(self._words.problem(found).title)

    def _on_busy(self, busy: bool) -> None:
        if self.page is not None:
            self.page.set_busy(busy=busy)
        self.guided.set_busy(busy=busy)

    def _on_watching(self, watching: bool) -> None:
        def tell(answer: ChecksAnswer) -> None:
            answer.buttons.set_watching(watching=watching)
            if watching:
                answer.watch.tell_watching()

        self._with_answer(tell)

    def _on_watch_end(self, *, fixed: bool) -> None:
        """Told once, so that nobody has to keep looking here."""
        self._with_answer(lambda answer: answer.watch.tell_fixed() if fixed else answer.watch.tell_gave_up())
        if fixed:
            self._window.toast(self._words("ui.checks.watch_fixed"))
        QApplication.alert(self._window.window())

    def _on_guide(self) -> None:
        """Through the same answer, one step at a time."""
        explainer, found = self.control.explainer, self.answer.found if self.answer is not None else None
        if explainer is not None and found is not None:
            self.guided.show(explainer, found)

    def _copy(self, text: str) -> None:
        self._desk.clipboard.put(text)
        self._window.toast(self._words("ui.copied"))

    def _tell_who(self) -> None:
        if self.page is not None:
            others = self._asker.may_ask_others(self._desk.deployment)
            self.page.start.tell_who(self._asker.email, may_ask_others=others)

    @property
    def _symptom_text(self) -> str:
        return self._words(self._said) if self._said else ""

    def _with_answer(self, then: Callable[[ChecksAnswer], None]) -> None:
        if self.answer is not None:
            then(self.answer)
