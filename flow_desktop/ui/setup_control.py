"""Drives the set-up guide from the GUI thread: one look at a time, everything slow on the loop's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flow_desktop.core.deployment import Deployment
from flow_desktop.core.problems import SignInAgain
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.runner import Emit, Job, Runner
from flow_desktop.ui.sign_in_control import problem_of

if TYPE_CHECKING:
    from flow_desktop.core.evidence import Enterprise, Observation
    from flow_desktop.core.setup_speech import SetupSpeech


@dataclass(frozen=True, slots=True)
class SetupFound:
    """``portal``: the address of the admin portal, empty where nobody told a safe one. ``at``: UTC."""

    speech: SetupSpeech
    at: datetime
    portal: str


class SetupControl(QObject):
    """``found`` carries a SetupFound, ``failed`` and ``ended`` (only a new sign-in helps) a Problem."""

    found = Signal(object)
    failed = Signal(object)
    ended = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self._desk, self._runner = desk, runner
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        """A look is under way."""
        return self._job is not None

    def look(self) -> None:
        """Look how far the set-up is; one at a time."""
        if self._job is None:
            self._job = self._runner.start(self._look, on_done=self._on_found, on_failed=self._on_failed)
            self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Stop what is under way; nothing more comes of it."""
        if self._job is not None:
            self._job.cancel()
            self._end()

    async def _look(self, _emit: Emit[None]) -> SetupFound:
        from flow_desktop.core.providers import provider_of  # noqa: PLC0415 - on the loop's thread
        from flow_desktop.core.readiness import readiness  # noqa: PLC0415
        from flow_desktop.core.setup_speech import SetupSpeech  # noqa: PLC0415

        deployment = self._desk.deployment if isinstance(self._desk.deployment, Deployment) else None
        explainer = self._desk.explainer()
        evidence, pilots = await (await self._desk.open_troubleshooter()).look_at_setup()
        provider = provider_of(evidence, deployment.identity_provider_name if deployment else None)
        speech = SetupSpeech(explainer, readiness(evidence, pilots), provider)
        return SetupFound(speech, evidence.now, _portal(deployment, evidence.look.enterprise))

    def _end(self) -> None:
        self._job = None
        self.busy_changed.emit(False)

    def _on_found(self, found: SetupFound) -> None:
        self._end()
        self.found.emit(found)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        (self.ended if isinstance(error, SignInAgain) else self.failed).emit(problem_of(error))


def _portal(deployment: Deployment | None, enterprise: Observation[Enterprise]) -> str:
    """The deployment's address, else what Flow told; both were checked when they were read."""
    from flow_desktop.core.evidence import Seen  # noqa: PLC0415 - on the loop's thread

    given = deployment.admin_portal_url if deployment else None
    told = enterprise.value.admin_portal_url if isinstance(enterprise, Seen) else None
    return given or told or ""
