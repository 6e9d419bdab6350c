"""Who hears whom: states of the sign-in and of the session turn pages; clicks on pages go back to the controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.findings import Heading
from flow_desktop.core.presenting import Speaker
from flow_desktop.core.problems import Code, Problem, problem
from flow_desktop.core.signin import (
    AskingAccount,
    AwaitingBrowser,
    Cancelled,
    Failed,
    SignedIn,
    SignedOut,
    SignInState,
    TimedOut,
)
from flow_desktop.ui.account_page import AccountPage
from flow_desktop.ui.checks_stage import ChecksStage
from flow_desktop.ui.computer_control import ComputerControl
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.diary import Diary
from flow_desktop.ui.end_page import EndPage
from flow_desktop.ui.help_loader import HelpLoader
from flow_desktop.ui.help_page import HelpPage
from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Page
from flow_desktop.ui.pilot_stage import PilotStage
from flow_desktop.ui.runner import Runner
from flow_desktop.ui.session_control import SessionControl, SessionFacts
from flow_desktop.ui.setup_stage import SetupStage
from flow_desktop.ui.sign_in_control import SignInControl
from flow_desktop.ui.waiting_page import AskingPage, WaitingPage

if TYPE_CHECKING:
    from flow_desktop.flows.session import SignedOutReport
    from flow_desktop.ui.window import Window


class Stage(QObject):
    """Built once, after the first paint."""

    def __init__(self, window: Window, *, desk: Desk, runner: Runner) -> None:
        super().__init__(window)
        kit = window.kit
        deployment = desk.deployment if isinstance(desk.deployment, Deployment) else None
        self._window, self._desk, self._runner, self._words = window, desk, runner, desk.words
        self._copying = False
        self._before_help: Page | None = None
        self._clock: Problem | None = None
        self.speaker = Speaker(desk.words, deployment)
        self.diary = Diary(desk)
        self.sign_in, self.session = SignInControl(desk, runner), SessionControl(desk, runner)
        self.waiting, self.asking, self.end = WaitingPage(kit, desk), AskingPage(kit), EndPage(kit, desk)
        self.account = AccountPage(kit, desk=desk, speaker=self.speaker)
        self._help: HelpPage | None = None
        self._turns = Turns(self)
        for page in (self.waiting, self.asking, self.end, self.account):
            window.add_page(page)
        self.checks = ChecksStage(window, desk=desk, runner=runner)
        self.setup = SetupStage(window, desk=desk, runner=runner)
        self.pilot = PilotStage(window, desk=desk, runner=runner)
        self._parts = (self.checks, self.setup, self.pilot)
        self._hear_sign_in()
        self._hear_session()
        self._hear_parts()
        self._hear_window()

    def begin(self) -> None:
        """Sign in silently where somebody was signed in before."""
        if self._desk.expected is not None:
            self.diary.person = self._desk.expected
            self.session.restore()

    def check(self) -> None:
        """Look again; only where somebody is signed in and not while a look is under way."""
        if self._window.sidebar.isHidden():
            return
        shown = next((part for part in self._parts if part.is_shown), None)
        if shown is not None:
            shown.look_again()
        else:
            self._go_account()
            self.session.check()

    @property
    def help(self) -> HelpPage:
        """The Help page; made when it is asked for first."""
        if self._help is None:
            self._help = page = HelpPage(self._window.kit, desk=self._desk, details=self.diary.details)
            self._help_loader = HelpLoader(page, desk=self._desk, runner=self._runner)
            self._computer = ComputerControl(page.computer, desk=self._desk, runner=self._runner)
            page.check_asked.connect(self.checks.begin)
            page.back_asked.connect(self._leave_help)
            page.copied.connect(lambda *_: self._window.toast(self._words("ui.copied")))
            self._window.add_page(page)
        return self._help

    def show_help(self) -> None:
        """Help, from anywhere; it leads back to where one was."""
        self._open_help()

    def show_topic(self, heading: Heading) -> None:
        """What the help says about findings of a heading; Back leads to the page one came from."""
        self._open_help(lambda: self.help.open_heading(heading))

    def _open_help(self, *then: Callable[[], object]) -> None:
        """At once, but for the first time: then it is made a part at a turn, so that the window answers meanwhile."""
        current = self._window.pages.currentWidget()
        if isinstance(current, Page) and current is not self._help:
            self._before_help = current
        can_go_back = self._window.sidebar.isHidden()
        pieces = (lambda: self.help, lambda: self.help.refresh(can_go_back=can_go_back), self._turn_to_help, *then)
        if self._help is None:
            self._turns.run(pieces)
            return
        for piece in pieces:
            piece()

    def _turn_to_help(self) -> None:
        self._window.show_page(self.help)
        self._window.sidebar.mark("help")

    def escape(self) -> None:
        """Cancel what is waited for, or close what is open."""
        current = self._window.pages.currentWidget()
        if current is self.waiting and not self.waiting.paste_box.isHidden():
            self.waiting.close_paste()
        elif current in (self.waiting, self.asking):
            self.sign_in.cancel()
        elif current is self._help and not self.help.escape() and self._window.sidebar.isHidden():
            self._leave_help()
        elif current is self.end:
            self._window.show_page(self._window.signed_out)
        else:
            for part in (self.checks, self.pilot):
                if part.is_shown:
                    part.escape()

    # --- who hears whom

    def _hear_sign_in(self) -> None:
        control, waiting, asking = self.sign_in, self.waiting, self.asking
        control.state_changed.connect(self._on_state)
        control.pasted.connect(waiting.tell_pasted)
        waiting.open_again_asked.connect(control.open_again)
        waiting.copy_asked.connect(self._on_copy_link)
        waiting.paste_asked.connect(control.paste)
        waiting.cancel_asked.connect(control.cancel)
        asking.keep_asked.connect(control.keep_account)
        asking.switch_asked.connect(control.switch_account)
        asking.cancel_asked.connect(control.cancel)

    def _hear_session(self) -> None:
        control, account = self.session, self.account
        control.restored.connect(self._on_restored)
        control.unreachable.connect(self._on_unreachable)
        control.ended.connect(self._on_ended)
        control.facts_changed.connect(self._on_facts)
        control.checked.connect(self._on_checked)
        control.check_failed.connect(self._on_check_failed)
        control.signed_out.connect(self._on_signed_out)
        control.busy_changed.connect(account.set_busy)
        account.check_asked.connect(control.check)
        account.sign_out_asked.connect(control.sign_out)
        account.sign_in_asked.connect(lambda: self.sign_in.start(""))
        account.copied.connect(lambda _: self._window.toast(self._words("ui.copied")))

    def _hear_parts(self) -> None:
        self.account.why_asked.connect(self.checks.find_out)
        for part in self._parts:
            part.help_asked.connect(self.show_topic)
            part.sign_in_asked.connect(lambda: self.sign_in.start(""))
            part.noted.connect(self.diary.note)
            part.noted_problem.connect(self.diary.note_problem)
        for leads_on in (self.setup, self.pilot):
            leads_on.check_asked.connect(self.checks.look_into)

    def _hear_window(self) -> None:
        window, end = self._window, self.end
        window.signed_out.sign_in_requested.connect(self.sign_in.start)
        window.signed_out.help_requested.connect(self.show_help)
        window.sidebar.chosen.connect(self._go)
        end.again_asked.connect(lambda: self.sign_in.start(""))
        end.back_asked.connect(lambda: window.show_page(window.signed_out))
        end.help_asked.connect(self.show_help)
        for copied in (end.panel.copy_asked, self.waiting.notice.copy_asked, self.account.problem.copy_asked):
            copied.connect(lambda *_: window.toast(self._words("ui.copied")))

    # --- sign-in

    def _on_state(self, state: SignInState) -> None:
        if self.waiting.show_state(state):
            self._window.show_page(self.waiting)
        match state:
            case AwaitingBrowser() if self._copying:
                self._copying = False
                self._window.toast(self._words("ui.link_copied"))
            case AskingAccount():
                self.asking.ask(state)
                self._window.show_page(self.asking)
                self._window.raise_up()
            case SignedIn(identity):
                self.diary.note(self._words("ui.diary.signed_in"))
                self._enter(identity.label)
                self._window.raise_up()
                self.session.check()
            case Failed(found):
                self._fail(found)
            case TimedOut():
                self._fail(problem(Code.TIMEOUT_ATTEMPT))
            case Cancelled():
                self.diary.note(self._words("ui.cancelled.title"))
                self.end.tell_cancelled()
                self._leave(self.end)
            case SignedOut() | _:
                pass

    def _on_copy_link(self) -> None:
        self._copying = True
        self.sign_in.copy_link()

    def _fail(self, found: Problem) -> None:
        self.diary.note_problem(found)
        self.end.tell_problem(found)
        self._leave(self.end)
        self._window.raise_up()

    def _enter(self, who: str) -> None:
        """Somebody is signed in: a fresh account page."""
        self.diary.person = who
        self._clock = None
        self.account.reset()
        for part in self._parts:
            part.reset()
        self._window.set_signed_in(signed_in=True)
        self._go_account()

    def _leave(self, page: Page) -> None:
        """Nobody is signed in (any more)."""
        for part in self._parts:
            part.reset()
        self._window.set_signed_in(signed_in=False)
        self._window.show_page(page)

    def _go_account(self) -> None:
        self._window.show_page(self.account)
        self._window.sidebar.mark("account")
        self._tell_clock()

    def _go(self, name: str) -> None:
        ways = {"account": self._go_account, "checks": self.checks.show, "setup": self.setup.show}
        ways["pilot"] = self.pilot.show
        ways.get(name, self.show_help)()

    def _leave_help(self) -> None:
        back = self._before_help or self._window.signed_out
        names: dict[Page | None, str] = {self.account: "account", self.setup.page: "setup", self.pilot.page: "pilot"}
        names |= dict.fromkeys((self.checks.page, self.checks.guided.page), "checks")
        self._window.show_page(back)
        self._window.sidebar.mark(names.get(back, ""))

    # --- session

    def _on_restored(self, facts: SessionFacts | None) -> None:
        if facts is None:
            self._leave(self._window.signed_out)
            return
        self.diary.note(self._words("ui.diary.restored"))
        self._enter(facts.identity.label)
        self._on_facts(facts)
        self.session.check()

    def _on_unreachable(self, found: Problem) -> None:
        """The network, not the session: it is kept, and the person may try again or sign out."""
        self.diary.note_problem(found)
        who = self._desk.expected or ""
        self._enter(who)
        self.account.tell_who(who)
        self.account.show_problem(found, ended=False)
        kit = self._window.kit
        again = kit.button("ui.try_again", icon="refresh", then=self.session.check)
        leave = kit.button("ui.offline.sign_out", icon="sign_out", then=self.session.sign_out)
        self._window.strip.tell(self._words("ui.offline.text"), icon="offline", mark="differs", actions=(again, leave))

    def _on_ended(self, found: Problem) -> None:
        self.diary.note_problem(found)
        if self.account.found is None:
            self.end.tell_problem(found)
            self._leave(self.end)
        else:
            self.account.show_problem(found, ended=True)

    def _on_facts(self, facts: SessionFacts) -> None:
        self.account.show_facts(facts)
        before, self._clock = self._clock, facts.clock
        if facts.clock is None and before is not None:
            self._window.strip.hide()
        elif facts.clock is not None and facts.clock != before:
            self.diary.note_problem(facts.clock)
        self._tell_clock()

    def _tell_clock(self) -> None:
        """A clock that is far off is said as long as somebody is signed in; it stands in nobody's way."""
        if self._clock is not None:
            said = self._words.problem(self._clock)
            self._window.strip.tell(f"{said.title} {said.next_step}", icon="clock", mark="differs")

    def _on_checked(self, found: ProfileComparison) -> None:
        self.account.show_found(found)
        self.checks.know(found)
        self.setup.know(found)
        self.pilot.know(found)
        self._window.strip.hide()
        self._tell_clock()
        self.diary.note(self.speaker.verdict(found).headline)

    def _on_check_failed(self, found: Problem) -> None:
        self.diary.note_problem(found)
        self.account.show_problem(found, ended=False)

    def _on_signed_out(self, report: SignedOutReport | None) -> None:
        self.account.reset()
        said = self._signed_out_text(report)
        self.diary.note(self._words("ui.diary.signed_out"))
        self._window.signed_out.tell(said)
        self._leave(self._window.signed_out)
        url = report.end_session_url if report is not None else None
        if url is not None:
            kit = self._window.kit
            too = kit.button("ui.end_session", icon="open", then=lambda: self._desk.browser.open(url))
            self._window.strip.tell(self._words("ui.end_session_why"), actions=(too,))

    def _signed_out_text(self, report: SignedOutReport | None) -> str:
        if report is None:
            return self._words("ui.signed_out.nothing")
        done = "done" if report.keychain_cleared else "not_cleared"
        parts = [self._words(f"ui.signed_out.{done}", who=report.label)]
        if not report.revoked:
            parts.append(self._words("ui.signed_out.not_revoked"))
        return " ".join(parts)
