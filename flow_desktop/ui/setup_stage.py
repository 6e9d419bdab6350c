"""Who hears whom about the set-up guide. The page is made when an admin goes to it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.directory import Role
from flow_desktop.core.problems import Problem
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.in_turns import Turns, loading
from flow_desktop.ui.runner import Runner
from flow_desktop.ui.setup_control import SetupControl, SetupFound

if TYPE_CHECKING:
    from flow_desktop.ui.setup_page import SetupPage
    from flow_desktop.ui.window import Window

LATER = ("fact_list", "setup_detail", "setup_steps", "pilot_list", "setup_page")
"""Modules that the page is made of, loaded one at a turn for an admin once the role is known."""

FRESH_SECONDS = 60.0
"""Who comes back within this time sees the last look; after it, it is looked again."""


class SetupStage(QObject):
    """``help_asked`` carries a Heading, ``check_asked`` an e-mail, ``noted`` what was tried, for support."""

    help_asked = Signal(object)
    check_asked = Signal(str)
    sign_in_asked = Signal()
    noted = Signal(str)
    noted_problem = Signal(object)

    def __init__(self, window: Window, *, desk: Desk, runner: Runner) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self.control = SetupControl(desk, runner)
        self.page: SetupPage | None = None
        self._turns = Turns(self)
        self.control.found.connect(self._on_found)
        self.control.failed.connect(lambda found: self._on_failed(found, ended=False))
        self.control.ended.connect(lambda found: self._on_failed(found, ended=True))
        self.control.busy_changed.connect(self._on_busy)

    def know(self, found: ProfileComparison) -> None:
        """The set-up is an admin's work: the page is offered to nobody else, nor while the role is not known."""
        is_admin = found.role in (Role.ADMIN, Role.IT_ADMIN)
        self._window.sidebar.offer("setup", offered=is_admin)
        if is_admin and self.page is None:
            self._turns.run(loading(LATER))

    @property
    def is_shown(self) -> bool:
        """Whether one is here."""
        return self.page is not None and self._window.pages.currentWidget() is self.page

    def show(self) -> None:
        """Turn to the page; look, unless the last look is fresh."""
        page = self._open_page()
        self._window.show_page(page)
        self._window.sidebar.mark("setup")
        if page.found is None or page.age_seconds > FRESH_SECONDS:
            self.control.look()

    def look_again(self) -> None:
        """Refresh."""
        self.control.look()

    def reset(self) -> None:
        """Somebody else, or nobody, is signed in: no value stays on screen."""
        self.control.cancel()
        self._window.sidebar.offer("setup", offered=False)
        if self.page is not None:
            self.page.reset()

    def _open_page(self) -> SetupPage:
        if self.page is None:
            from flow_desktop.ui.setup_page import SetupPage  # noqa: PLC0415 - made when it is shown first

            self.page = page = SetupPage(self._window.kit, self._desk)
            page.refresh_asked.connect(self.control.look)
            page.sign_in_asked.connect(self.sign_in_asked)
            page.help_asked.connect(self.help_asked)
            page.check_asked.connect(self.check_asked)
            page.copy_asked.connect(self._copy)
            self._window.add_page(page)
        return self.page

    def _copy(self, text: str) -> None:
        self._desk.clipboard.put(text)
        self._window.toast(self._desk.words("ui.copied"))

    def _on_found(self, found: SetupFound) -> None:
        self.noted.emit(found.speech.headline)
        if self.page is not None:
            self.page.show_found(found)

    def _on_failed(self, found: Problem, *, ended: bool) -> None:
        self.noted_problem.emit(found)
        if self.page is not None:
            self.page.show_problem(found, ended=ended)

    def _on_busy(self, busy: bool) -> None:
        if self.page is not None:
            self.page.set_busy(busy=busy)
