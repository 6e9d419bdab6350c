"""Runs the doctor for the Help page: one look at a time, on the loop's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flow_desktop.ui.computer_card import ComputerCard
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.runner import Emit, Job, Runner
from flow_desktop.ui.sign_in_control import problem_of

if TYPE_CHECKING:
    from flow_desktop.core.doctor import Examination


class ComputerControl(QObject):
    """Answers the card's ``check_asked``."""

    def __init__(self, card: ComputerCard, *, desk: Desk, runner: Runner) -> None:
        super().__init__(card)
        self._card, self._desk, self._runner = card, desk, runner
        self._job: Job | None = None
        card.check_asked.connect(self._on_asked)

    def _on_asked(self) -> None:
        if self._job is None:
            self._job = self._runner.start(self._look, on_done=self._on_found, on_failed=self._on_failed)
            self._card.set_busy(busy=True)

    async def _look(self, _emit: Emit[None]) -> Examination:
        import flow_desktop.core.doctor_report  # noqa: F401, PLC0415 - loaded here, used by the card

        return await (await self._desk.open_doctor()).examine()

    def _on_found(self, found: Examination) -> None:
        self._end()
        self._card.tell(found)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self._card.tell_failed(problem_of(error))

    def _end(self) -> None:
        self._job = None
        self._card.set_busy(busy=False)
