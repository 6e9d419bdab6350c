"""Drives one sign-in at a time from the GUI thread: starts it on the loop, tells its states, passes clicks on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from flow_desktop.core.problems import Code, FlowError, Problem, problem
from flow_desktop.core.signin import Cancelled, Failed, SignInState
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.runner import Emit, Job, Runner

if TYPE_CHECKING:
    import asyncio

    from flow_desktop.core.callback import Ignored
    from flow_desktop.flows.sign_in import SignIn

HARD_STOP_MS = 800
"""A cancelled sign-in may tell the browser so; after this long its task is cancelled."""


class SignInControl(QObject):
    """``state_changed`` carries a SignInState; ``pasted`` what a pasted address was worth (None: the answer)."""

    state_changed = Signal(object)
    pasted = Signal(object)

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self._desk, self._runner = desk, runner
        self._job: Job | None = None
        self._live: SignIn | None = None  # read and written on the loop's thread only
        self._turn: asyncio.Lock | None = None  # the same

    def start(self, login_hint: str) -> None:
        """Begin. A sign-in that is still closing ends first, so that a fixed port is free again."""
        if self._job is not None and not self._job.finished:
            self._job.cancel()

        async def work(emit: Emit[SignInState]) -> None:
            await self._run(login_hint, emit)

        job = self._runner.start(
            work,
            on_value=lambda state: self._tell(job, state),
            on_done=lambda _: None,
            on_failed=lambda error: self._tell(job, Failed(problem_of(error))),
        )
        self._job = job

    def cancel(self) -> None:
        """Over at once on screen; the socket closes right behind."""
        job, self._job = self._job, None
        if job is None:
            return
        self._runner.call(self._on_live, "cancel")
        QTimer.singleShot(HARD_STOP_MS, self, lambda: None if job.finished else job.cancel())
        self.state_changed.emit(Cancelled())

    def open_again(self) -> None:
        """A fresh attempt in the browser."""
        self._runner.call(self._on_live, "open_again")

    def copy_link(self) -> None:
        """A fresh attempt on the clipboard."""
        self._runner.call(self._on_live, "copy_link")

    def keep_account(self) -> None:
        """Keep the account that signed in."""
        self._runner.call(self._on_live, "keep_account")

    def switch_account(self) -> None:
        """Start over and choose another account in the browser."""
        self._runner.call(self._on_live, "switch_account")

    def paste(self, address: str) -> None:
        """Judge an address from the browser's bar; the answer comes with `pasted`."""
        self._runner.start(
            lambda _: self._paste(address), on_done=self.pasted.emit, on_failed=lambda _: self.pasted.emit(None)
        )

    def _tell(self, job: Job, state: SignInState) -> None:
        """States of a sign-in that was cancelled or replaced are not heard."""
        if job is self._job:
            self.state_changed.emit(state)

    async def _run(self, login_hint: str, emit: Emit[SignInState]) -> None:
        import asyncio  # noqa: PLC0415 - loaded on the loop's thread long before

        self._turn = self._turn or asyncio.Lock()
        async with self._turn:
            sign_in = await self._desk.new_sign_in(login_hint, emit)
            self._live = sign_in
            try:
                await sign_in.run()
                await sign_in.close()
            finally:
                self._live = None

    async def _paste(self, address: str) -> Ignored | None:
        return self._live.paste(address) if self._live is not None else None

    def _on_live(self, name: str) -> None:
        if self._live is not None:
            act: Callable[[], None] = getattr(self._live, name)
            act()


def problem_of(error: Exception) -> Problem:
    """The Problem to show for any exception; one that is none of ours is our mistake and says so."""
    if isinstance(error, FlowError):
        return error.problem
    return problem(Code.INTERNAL_UNEXPECTED, type=type(error).__name__)
