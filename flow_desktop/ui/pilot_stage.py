"""Who hears whom on the Pilot page: lists become runs, their events fill the answer, a person opens out of it.

The page is made when it is shown first, a part at a turn; its modules and texts are loaded for an admin beforehand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.problems import Problem
from flow_desktop.ui.asker import asker_of
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.in_turns import Turns, loading
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.pilot_control import PilotControl
from flow_desktop.ui.pilot_finished import Finished
from flow_desktop.ui.pilot_offer import PilotOffer
from flow_desktop.ui.runner import Runner

if TYPE_CHECKING:
    from flow_desktop.core.pilot.speech import PilotSpeech
    from flow_desktop.core.pilot.summary import Group
    from flow_desktop.flows.verify import Judged, Listed, Progress
    from flow_desktop.ui.pilot_answer import PilotAnswer
    from flow_desktop.ui.pilot_dialogs import Dialogs
    from flow_desktop.ui.pilot_export import Form
    from flow_desktop.ui.pilot_lists import PilotLists
    from flow_desktop.ui.pilot_page import PilotPage
    from flow_desktop.ui.pilot_people import PilotPeople
    from flow_desktop.ui.window import Window

LATER = (
    *("fact_list", "trail_view", "finding_card", "finding_list", "pilot_rows", "pilot_speech", "pilot_table"),
    *("pilot_sheet", "pilot_causes", "pilot_person", "pilot_answer", "pilot_history", "pilot_preview", "pilot_page"),
    *("pilot_lists", "pilot_people", "pilot_answers"),
)
"""Modules that the page is made of, loaded one at a turn for an admin once the role is known."""


class PilotStage(QObject):
    """``help_asked`` carries a Heading, ``check_asked`` an e-mail, ``noted`` what was tried, for support."""

    help_asked = Signal(object)
    check_asked = Signal(str)
    sign_in_asked = Signal()
    noted = Signal(str)
    noted_problem = Signal(object)

    def __init__(self, window: Window, *, desk: Desk, runner: Runner) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self.control = PilotControl(desk, runner)
        self.page: PilotPage | None = None
        self.lists: PilotLists | None = None
        self.people: PilotPeople | None = None
        self.dialogs: Dialogs | None = None
        self._speech: PilotSpeech | None = None
        self._turns, self._loading = Turns(self), Turns(self)
        self._wanted = self._fresh = self._watching = False
        self._notices: set[str] = set()
        self._offer = PilotOffer(window, desk, self.control, then=self.show)
        self._hear_control()

    # --- what others tell

    def know(self, found: ProfileComparison) -> None:
        """The pilot is an admin's work: the page is offered by role, or where an admin's credential is set up."""
        offered = self._desk.pilot is not None and asker_of(found).may_verify(self._desk.deployment)
        self._window.sidebar.offer("pilot", offered=offered)
        if offered and self.page is None:
            self._loading.run(loading(LATER))
            self.control.prepare()
            self._offer.look()

    @property
    def is_shown(self) -> bool:
        """Whether one is here."""
        return self.page is not None and self._window.pages.currentWidget() is self.page

    def show(self) -> None:
        """Turn to the page; it is made when it is asked for first."""
        self._window.sidebar.mark("pilot")
        if self.page is not None and self.lists is not None:
            self._window.show_page(self.page)
            self.lists.look_for_unfinished()
        else:
            self._wanted = True
            self.control.prepare()
            self._make_page()

    def look_again(self) -> None:
        """Look again at who is not ready; on the preview, begin."""
        if self.page is None or self.lists is None or self.control.running:
            return
        if self.page.part is self.page.preview:
            self.lists.go()
        elif self.page.answer is not None and self.page.part in (self.page.answer, self.page.person):
            self._recheck()

    def escape(self) -> None:
        """Close what is open; a run goes on, it is stopped by its own button."""
        if self.page is None or self.people is None or self.lists is None:
            return
        if self.page.part is self.page.person:
            self.people.close()
        elif self.page.answer is None or not self.page.answer.sheet.escape():
            self.lists.back()

    def reset(self) -> None:
        """Somebody else, or nobody, is signed in: no value stays on screen. A run that went on can be resumed."""
        self.control.stop()
        self._offer.forget()
        self._window.sidebar.offer("pilot", offered=False)
        if self.page is not None and self.page.answer is not None:
            self.page.run.end()
            self.page.answer.reset()
            self.page.start.tell_back(there=False)
            self.page.show_start()

    # --- making the page

    def _make_page(self) -> None:
        """Once the texts are there."""
        speech = self.control.made
        if speech is None or not self._wanted or self.page is not None:
            return
        from flow_desktop.ui.pilot_page import PilotPage  # noqa: PLC0415 - made when it is shown first

        self._speech = speech
        kit = Kit(self._window.kit.theme, speech.explainer.words)
        self.page = page = PilotPage(kit, self._desk)
        self._turns.run(
            (
                *loading(LATER),
                *page.pieces(),
                lambda: self._make_answer(kit, speech),
            )
        )

    def _make_answer(self, kit: Kit, speech: PilotSpeech) -> None:
        from flow_desktop.ui.pilot_answer import PilotAnswer  # noqa: PLC0415 - with the page
        from flow_desktop.ui.pilot_person import PilotPerson  # noqa: PLC0415

        answer = PilotAnswer(kit, speech, self._desk, sift=self.control.sift)
        person = PilotPerson(kit, speech.explainer)
        self._turns.run((*answer.pieces(), *person.pieces(), lambda: self._end_making(answer, person)))

    def _end_making(self, answer: PilotAnswer, person: Any) -> None:
        from flow_desktop.ui.pilot_answers import PilotAnswers  # noqa: PLC0415 - with the page
        from flow_desktop.ui.pilot_dialogs import SystemDialogs  # noqa: PLC0415 - with the page
        from flow_desktop.ui.pilot_lists import PilotLists  # noqa: PLC0415
        from flow_desktop.ui.pilot_people import PilotPeople  # noqa: PLC0415

        page = self.page
        assert page is not None
        page.take_answer(answer)
        page.take_person(person)
        self.dialogs = self.dialogs or SystemDialogs(self._window, page.kit.words)
        self.lists = PilotLists(page, self.control, dialogs=lambda: self.dialogs, clock=self._desk.clock)
        self.people, answers = PilotPeople(page, self.control), PilotAnswers(page, self.control)
        answers.begun.connect(lambda: self._begin(fresh=False, watching=False))
        self._hear_page(page, answer)
        self._window.add_page(page)
        self.show()

    # --- who hears whom

    def _hear_control(self) -> None:
        control = self.control
        control.ready.connect(lambda _: self._make_page())
        control.happened.connect(self._on_happened)
        control.finished.connect(self._on_finished)
        control.ran.connect(self._on_ran)
        control.failed.connect(lambda found: self._on_failed(found, ended=False))
        control.ended.connect(lambda found: self._on_failed(found, ended=True))
        control.busy_changed.connect(self._on_busy)
        control.saved.connect(self._on_saved)

    def _hear_page(self, page: PilotPage, answer: PilotAnswer) -> None:
        assert self.lists is not None
        assert self.people is not None
        page.sign_in_asked.connect(self.sign_in_asked)
        page.run.pause_asked.connect(lambda paused: self.control.pause(paused=paused))
        page.run.cancel_asked.connect(self._on_cancel)
        for one in (page, answer, self.people):
            one.copy_asked.connect(self._copy)
        for told in (answer, self.people):
            told.help_asked.connect(self.help_asked)
        self.people.check_asked.connect(self.check_asked)
        answer.recheck_asked.connect(self._recheck)
        answer.watch_asked.connect(self._watch)
        answer.save_asked.connect(self._on_save)
        answer.ticket_asked.connect(self._on_ticket)
        self.lists.begun.connect(self._on_begun)

    # --- runs

    def _on_begun(self) -> None:
        """A list, or a run that was stopped, is under way: its own answer takes the place of the last one."""
        self._begin(fresh=True, watching=False)

    def _recheck(self) -> None:
        run = self._finished_run()
        if run is not None and not self.control.running:
            self.control.recheck(run)
            self._begin(fresh=False, watching=False)

    def _watch(self) -> None:
        run = self._finished_run()
        if run is not None and not self.control.running:
            self.control.watch(run)
            self._begin(fresh=False, watching=True)

    def _begin(self, *, fresh: bool, watching: bool) -> None:
        self._fresh, self._watching = fresh, watching
        self._notices.clear()
        if self.page is not None and self.page.answer is not None:
            self.page.run.begin(watching=watching)
            self.page.stopped.hide()
            if not fresh:
                self.page.run.take_focus()  # the button that was pressed rests until it is over
            self.page.answer.hold(fresh=fresh)

    def _finished_run(self) -> str | None:
        outcome = self.page.answer.outcome if self.page is not None and self.page.answer is not None else None
        return outcome.facts.id if outcome is not None else None

    def _on_happened(self, told: Progress | Listed | Judged) -> None:
        page = self.page
        if page is None or page.answer is None:
            return
        match type(told).__name__:
            case "Progress":
                page.run.tell(told)  # type: ignore[arg-type]
                self._tell_notices(told.notices)  # type: ignore[union-attr]
            case "Listed" if self._fresh:
                self._on_listed(page, told)  # type: ignore[arg-type]
            case "Judged" if self._fresh:
                page.answer.put(told.results)  # type: ignore[union-attr]

    def _on_listed(self, page: PilotPage, told: Listed) -> None:
        from flow_desktop.ui.pilot_rows import PilotRows  # noqa: PLC0415 - loaded with the page
        from flow_desktop.ui.pilot_speech import RowSpeech  # noqa: PLC0415

        assert self._speech is not None
        assert page.answer is not None
        explainer = self._speech.explainer
        rows = PilotRows(told.listed, RowSpeech(explainer.words, explainer.guides, told.listed))
        page.answer.begin(rows, told.listed)
        page.show_answer(told.listed.name)

    def _on_finished(self, found: Finished) -> None:
        page = self.page
        if page is None or page.answer is None or self.people is None:
            return
        self._fresh = False
        page.answer.tell(found, marked=self.people.marked_in(found))
        if page.part is not page.person:
            opened = page.part is not page.answer
            page.show_answer(found.outcome.listed.name)
            if opened:
                page.focus_first()
        self.people.tell(found)
        self._tell_notices(found.outcome.notices)
        self.noted.emit(page.answer.banner.accessibleName())

    def _on_ran(self) -> None:
        page = self.page
        if page is None or page.answer is None:
            return
        page.end_run()
        outcome = page.answer.outcome
        if self._watching and outcome is not None:
            green = outcome.summary.ready == outcome.summary.total
            self._window.toast(page.kit.words("pilot.page.watch.green" if green else "pilot.page.watch.gave_up"))
            QApplication.alert(self._window.window())

    def _on_cancel(self) -> None:
        self.control.cancel()
        if self.page is not None and self.lists is not None:
            self.page.end_run()
            self.lists.look_for_unfinished()

    def _on_busy(self, busy: bool) -> None:
        if not busy and self.page is not None and self.page.answer is not None:
            self.page.answer.let_go()

    def _on_failed(self, found: Problem, *, ended: bool) -> None:
        self.noted_problem.emit(found)
        if self.page is None or self.lists is None:
            self._window.toast(self._desk.words.problem(found).title)
            return
        if not self.control.running:
            self.page.run.end()
        self.lists.fall_back()
        self.page.show_problem(found, ended=ended)

    def _tell_notices(self, notices: tuple[Problem, ...]) -> None:
        """What went wrong beside a run is said once; the run goes on."""
        for one in notices:
            if one.code not in self._notices:
                self._notices.add(one.code)
                self.noted_problem.emit(one)
                self._window.toast(self._desk.words.problem(one).title)

    # --- what leaves

    def _on_save(self, form: Form) -> None:
        from flow_desktop.ui.pilot_desk import Saving  # noqa: PLC0415 - with the page

        answer = self.page.answer if self.page is not None else None
        if answer is None or answer.outcome is None or self.dialogs is None:
            return
        name = answer.outcome.listed.name.rpartition(".")[0] or answer.outcome.listed.name or "pilot"
        path = self.dialogs.save_report(name, form.ending)
        if path is not None:
            self.control.save(answer.outcome, Saving(path, form.bom, form.redacted))

    def _on_saved(self, name: str) -> None:
        if self.page is not None and self.page.answer is not None:
            self.page.answer.export.hide()
            self._window.toast(self.page.kit.words("pilot.page.export.saved", name=name))

    def _on_ticket(self, group: Group | None) -> None:
        outcome = self.page.answer.outcome if self.page is not None and self.page.answer is not None else None
        if outcome is not None and self._speech is not None:
            summary, listed, results = outcome.summary, outcome.listed, outcome.results
            if group is None:
                text = self._speech.ticket_of_run(summary, listed, results)
            else:
                text = self._speech.ticket_of(group, summary, listed, results=results)
            self._copy(text)

    def _copy(self, text: str) -> None:
        self._desk.clipboard.put(text)
        self._window.toast(self._desk.words("ui.copied"))
