"""Loads the topics of the help when they are first wanted, away from the window's own thread."""

from __future__ import annotations

from PySide6.QtCore import QObject

from flow_desktop.core.help import Library
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.help_page import HelpPage
from flow_desktop.ui.runner import Emit, Job, Runner


class HelpLoader(QObject):
    """Answers the page's ``load_asked``; one load at a time."""

    def __init__(self, page: HelpPage, *, desk: Desk, runner: Runner) -> None:
        super().__init__(page)
        self._page, self._desk, self._runner = page, desk, runner
        self._job: Job | None = None
        page.load_asked.connect(self._on_asked)

    def _on_asked(self) -> None:
        if self._job is None or self._job.finished:
            self._job = self._runner.start(self._load, on_done=self._page.tell_library, on_failed=self._on_failed)

    async def _load(self, _emit: Emit[None]) -> Library:
        return self._desk.load_help()

    def _on_failed(self, error: Exception) -> None:
        self._page.tell_not_loaded(type(error).__name__)
