"""Drives the session from the GUI thread: silent restore, check, sign out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.identity import Identity
from flow_desktop.core.problems import Problem, SignInAgain, StorageFailed
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.runner import Emit, Job, Runner
from flow_desktop.ui.sign_in_control import problem_of

if TYPE_CHECKING:
    from flow_desktop.flows.session import Session, SignedOutReport


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """Who is signed in, and whether the next start will be signed in too (``notice``: why not).

    ``clock``: what to tell of this computer's clock.
    """

    identity: Identity
    keeps: bool
    notice: Problem | None
    clock: Problem | None = None


class SessionControl(QObject):
    """Each signal carries one value: SessionFacts or None, ProfileComparison, Problem, SignedOutReport or None."""

    restored = Signal(object)
    unreachable = Signal(object)
    ended = Signal(object)
    facts_changed = Signal(object)
    checked = Signal(object)
    check_failed = Signal(object)
    signed_out = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self._desk, self._runner = desk, runner
        self._job: Job | None = None

    def restore(self) -> None:
        """Sign in silently; ends in `restored`, `unreachable` (the session is kept) or `ended` (sign in anew)."""
        self._begin()
        self._job = self._runner.start(
            lambda _: self._restore(), on_done=self._on_restored, on_failed=self._on_restore_failed
        )

    def check(self) -> None:
        """Look and compare; ends in `checked`, `check_failed` or `ended`. One at a time."""
        if self._job is not None:
            return
        self._begin()
        self._job = self._runner.start(
            self._check, on_value=self.checked.emit, on_done=self._on_facts, on_failed=self._on_check_failed
        )

    def sign_out(self) -> None:
        """Forget the session here, online or not; ends in `signed_out` or `check_failed`."""
        if self._job is not None:
            self._job.cancel()
        self._begin()
        self._job = self._runner.start(
            lambda _: self._sign_out(), on_done=self._on_signed_out, on_failed=self._on_check_failed
        )

    async def _restore(self) -> SessionFacts | None:
        session = await self._desk.open_session()
        await session.restore()
        return facts_of(session)

    async def _check(self, emit: Emit[ProfileComparison]) -> SessionFacts | None:
        session = await self._desk.open_session()
        if session.identity is None:  # offline at the start: what is in the keychain is still good
            await session.restore()
        emit(await session.profile())
        await session.settled()
        return facts_of(session)

    async def _sign_out(self) -> SignedOutReport | None:
        session = await self._desk.open_session()
        return await session.sign_out()

    def _begin(self) -> None:
        self.busy_changed.emit(True)

    def _end(self) -> None:
        self._job = None
        self.busy_changed.emit(False)

    def _on_restored(self, facts: SessionFacts | None) -> None:
        self._end()
        self.restored.emit(facts)

    def _on_restore_failed(self, error: Exception) -> None:
        self._end()
        needs_sign_in = isinstance(error, SignInAgain | StorageFailed)
        (self.ended if needs_sign_in else self.unreachable).emit(problem_of(error))

    def _on_facts(self, facts: SessionFacts | None) -> None:
        self._end()
        if facts is not None:
            self.facts_changed.emit(facts)

    def _on_check_failed(self, error: Exception) -> None:
        self._end()
        (self.ended if isinstance(error, SignInAgain) else self.check_failed).emit(problem_of(error))

    def _on_signed_out(self, report: SignedOutReport | None) -> None:
        self._end()
        self.signed_out.emit(report)


def facts_of(session: Session) -> SessionFacts | None:
    """What the window shows of a session; None where nobody is signed in."""
    identity = session.identity
    if identity is None:
        return None
    return SessionFacts(identity, session.keeps, session.notice, session.clock_notice)
