"""Drives the troubleshooter from the GUI thread: one check, or a watch that checks until it is fixed."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flow_desktop.core.answers import Answer
from flow_desktop.core.problems import SignInAgain
from flow_desktop.core.symptoms import Symptom
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.runner import Emit, Job, Runner
from flow_desktop.ui.sign_in_control import problem_of

if TYPE_CHECKING:
    from flow_desktop.core.diagnosis import Diagnosis
    from flow_desktop.core.explaining import Explainer
    from flow_desktop.flows.troubleshoot import Inquiry


@dataclass(frozen=True, slots=True)
class Wish:
    """What to ask: about whom (empty: the signed-in person), with what complaint and which answers."""

    email: str = ""
    symptom: Symptom | None = None
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A watch waits this many seconds for its next look."""

    seconds: float


class ChecksControl(QObject):
    """One thing at a time: a new check or watch ends the one before.

    ``ready`` carries the Explainer, once, before the first answer; ``checked`` a Diagnosis; ``failed`` and ``ended``
    (only a new sign-in helps) a Problem; ``next_look`` the moment of the desk's monotonic clock; ``fixed`` the first
    Diagnosis of a watch with nothing wrong any more; ``gave_up``: the watch has lasted as long as it makes sense.
    """

    ready = Signal(object)
    checked = Signal(object)
    failed = Signal(object)
    ended = Signal(object)
    busy_changed = Signal(bool)
    watching_changed = Signal(bool)
    next_look = Signal(float)
    fixed = Signal(object)
    gave_up = Signal()

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self._desk, self._runner = desk, runner
        self._job: Job | None = None
        self._busy = self._watching = False
        self._latest: Diagnosis | None = None
        self.explainer: Explainer | None = None

    @property
    def busy(self) -> bool:
        """A look is under way."""
        return self._busy

    @property
    def watching(self) -> bool:
        """A watch is under way, looking or waiting."""
        return self._watching

    def check(self, wish: Wish) -> None:
        """Look once; ends in `checked`, `failed` or `ended`."""
        self.cancel()

        async def work(emit: Emit[Explainer]) -> Diagnosis:
            await self._prepare(emit)
            return await (await self._desk.open_troubleshooter()).check(_inquiry(wish))

        self._set_busy(busy=True)
        self._job = self._runner.start(
            work, on_value=self._on_ready, on_done=self._on_checked, on_failed=self._on_failed
        )

    def watch(self, wish: Wish) -> None:
        """Look again and again; every answer comes with `checked`, the end with `fixed`, `gave_up` or a Problem."""
        self.cancel()

        async def work(emit: Emit[Explainer | Diagnosis | Waiting]) -> None:
            await self._prepare(emit)
            looks = (await self._desk.open_troubleshooter()).watch(
                _inquiry(wish), on_wait=lambda seconds: emit(Waiting(seconds))
            )
            async with aclosing(looks):
                async for found in looks:
                    emit(found)

        self._latest = None
        self._set_watching(watching=True)
        self._set_busy(busy=True)
        self._job = self._runner.start(
            work, on_value=self._on_watched, on_done=self._on_watch_over, on_failed=self._on_failed
        )

    def cancel(self) -> None:
        """Stop what is under way; nothing more comes of it."""
        if self._job is not None:
            self._job.cancel()
        self._over()

    async def _prepare(self, emit: Emit[Explainer]) -> None:
        """Texts and rules are loaded on the loop's thread, once."""
        if self.explainer is None:
            emit(self._desk.explainer())

    def _on_ready(self, explainer: Explainer) -> None:
        if self.explainer is None:
            self.explainer = explainer
            self.ready.emit(explainer)

    def _on_watched(self, told: Explainer | Diagnosis | Waiting) -> None:
        from flow_desktop.core.diagnosis import Diagnosis  # noqa: PLC0415 - the loop's thread has loaded it

        if isinstance(told, Waiting):
            self._set_busy(busy=False)
            self.next_look.emit(self._desk.clock.monotonic() + told.seconds)
        elif isinstance(told, Diagnosis):
            self._latest = told
            self.checked.emit(told)
        else:
            self._on_ready(told)

    def _on_checked(self, found: Diagnosis) -> None:
        self._over()
        self.checked.emit(found)

    def _on_watch_over(self, _end: None) -> None:
        from flow_desktop.core.diagnosis import Bottom  # noqa: PLC0415 - loaded with the first answer

        self._over()
        latest = self._latest
        if latest is not None and latest.overall is Bottom.FINE:
            self.fixed.emit(latest)
        else:
            self.gave_up.emit()

    def _on_failed(self, error: Exception) -> None:
        self._over()
        (self.ended if isinstance(error, SignInAgain) else self.failed).emit(problem_of(error))

    def _over(self) -> None:
        self._job = None
        self._set_busy(busy=False)
        self._set_watching(watching=False)

    def _set_busy(self, *, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)

    def _set_watching(self, *, watching: bool) -> None:
        if watching != self._watching:
            self._watching = watching
            self.watching_changed.emit(watching)


def _inquiry(wish: Wish) -> Inquiry:
    """Made on the loop's thread, which loads what it stands on."""
    from flow_desktop.flows.troubleshoot import Inquiry  # noqa: PLC0415

    return Inquiry(wish.email or None, wish.symptom, wish.answers)
