"""The operating system's keychain, called so that it can never hang or leak into the rest of the program.

A keychain call may wait for a person to type a password. So calls run one at a time on a daemon thread, each is waited
for at most ten seconds, and while one is overdue every later call fails at once instead of queuing up behind it.

Only the keychains of the systems themselves are used. Whatever else the ``keyring`` library may be set up with
(plaintext files, a store that forgets, none at all) counts as "no keychain": secrets never reach a plain file.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol, TypeAlias

from flow_desktop.core.problems import Code, StorageFailed, problem

SERVICE = "Flow Desktop"
WINDOWS_BYTES = 2560
"""CRED_MAX_CREDENTIAL_BLOB_SIZE: what one item of the Windows keychain holds, as UTF-16."""

OTHER_BYTES = 64 * 1024
WAIT_SECONDS = 10.0

_OF_THE_SYSTEM = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "Windows", "macOS", "kwallet", "libsecret")
)
_LOCKED = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException", "KeychainDenied"})
_log = logging.getLogger(__name__)


class Backend(Protocol):
    """The part of keyring.backend.KeyringBackend that is used."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, None if there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Remove a secret; some backends raise if there is none."""
        ...


_Outcome: TypeAlias = str | StorageFailed | None


class Keychain:
    """Secrets by item name. Every method raises StorageFailed and nothing else."""

    def __init__(
        self,
        *,
        backend: Callable[[], Backend] | None = None,
        seconds: float = WAIT_SECONDS,
        most_bytes: int = WINDOWS_BYTES if sys.platform == "win32" else OTHER_BYTES,
    ) -> None:
        self._backend = backend or system_backend
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._worker = _Worker()

    async def name(self) -> str:
        """How the keyring library calls the system's keychain, e.g. ``SecretService``."""
        return await self._call(lambda backend: type(backend).__module__.rpartition(".")[2]) or ""

    async def get(self, item: str) -> str | None:
        """The secret of an item, None if there is none."""
        return await self._call(lambda backend: backend.get_password(SERVICE, item))

    async def put(self, item: str, secret: str) -> None:
        """Keep a secret. One too large for the system's keychain fails as "unavailable": it is never split."""
        if len(secret.encode("utf-16-le", "surrogatepass")) > self._most_bytes:
            raise _failed(Code.STORAGE_UNAVAILABLE)

        def work(backend: Backend) -> None:
            backend.set_password(SERVICE, item, secret)

        await self._call(work)

    async def drop(self, item: str) -> None:
        """Remove an item; silent if there is none."""

        def work(backend: Backend) -> None:
            if backend.get_password(SERVICE, item) is not None:
                backend.delete_password(SERVICE, item)

        await self._call(work)

    async def _call(self, work: Callable[[Backend], str | None]) -> str | None:
        if self._worker.is_overdue:
            raise _failed(Code.STORAGE_BUSY)
        job = _Job(lambda: work(self._backend()), asyncio.get_running_loop())
        self._worker.take(job)
        await asyncio.wait({job.answer}, timeout=self._seconds)  # neither time-out nor cancel ends the call itself
        if not job.answer.done():
            self._worker.give_up(job)
            raise _failed(Code.STORAGE_BUSY)
        outcome = job.answer.result()
        if isinstance(outcome, StorageFailed):
            raise outcome
        return outcome


class _Job:
    """One call and where its answer goes. Failures travel as values: an exception nobody awaits would be logged."""

    def __init__(self, work: Callable[[], str | None], loop: asyncio.AbstractEventLoop) -> None:
        self._work = work
        self._loop = loop
        self.answer: asyncio.Future[_Outcome] = loop.create_future()
        self.has_run = False

    def run(self) -> None:
        """On the worker's thread."""
        outcome = self._outcome()
        try:
            self._loop.call_soon_threadsafe(self._deliver, outcome)
        except RuntimeError:
            _log.debug("the keychain answered after the program had stopped waiting")

    def _outcome(self) -> _Outcome:
        try:
            return self._work()
        except Exception as error:  # noqa: BLE001 - a backend raises what it likes; the text may hold the secret
            return _failed(_code_of(error))

    def _deliver(self, outcome: _Outcome) -> None:
        if not self.answer.done():
            self.answer.set_result(outcome)


class _Worker:
    """One daemon thread at a time. It ends when there is nothing to do, so nobody has to close it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[_Job] = deque()
        self._overdue: set[_Job] = set()
        self._runs = False

    @property
    def is_overdue(self) -> bool:
        """True while a call that was given up has not returned."""
        with self._lock:
            return bool(self._overdue)

    def take(self, job: _Job) -> None:
        """Do this after what waits already."""
        with self._lock:
            self._waiting.append(job)
            if self._runs:
                return
            self._runs = True
        threading.Thread(target=self._work, name="keychain", daemon=True).start()

    def give_up(self, job: _Job) -> None:
        """Nobody waits for this any more: forget it if it has not begun, count it as overdue if it has."""
        with self._lock:
            if job in self._waiting:
                self._waiting.remove(job)
            elif not job.has_run:
                self._overdue.add(job)

    def _work(self) -> None:
        while job := self._next():
            job.run()
            with self._lock:
                job.has_run = True
                self._overdue.discard(job)

    def _next(self) -> _Job | None:
        with self._lock:
            self._runs = bool(self._waiting)
            return self._waiting.popleft() if self._waiting else None


def load_ahead() -> None:
    """Begin to import keyring on a thread of its own, so that the first call need not wait for it."""

    def load() -> None:
        import keyring  # noqa: F401, PLC0415

    threading.Thread(target=load, name="keychain-import", daemon=True).start()


def system_backend() -> Backend:
    """The system's own keychain. Raises StorageFailed where there is none. Slow: imports keyring, asks D-Bus."""
    import keyring  # noqa: PLC0415 - 220 ms that only the first call pays, on the worker's thread

    found = keyring.get_keyring()
    chosen = first_trusted(getattr(found, "backends", None) or [found])
    if chosen is None:
        raise _failed(Code.STORAGE_UNAVAILABLE)
    return chosen


def first_trusted(backends: Iterable[Backend]) -> Backend | None:
    """The first backend that is a system's own keychain."""
    return next((backend for backend in backends if type(backend).__module__ in _OF_THE_SYSTEM), None)


def _code_of(error: Exception) -> Code:
    if isinstance(error, StorageFailed):
        return error.problem.code
    return Code.STORAGE_LOCKED if type(error).__name__ in _LOCKED else Code.STORAGE_UNAVAILABLE


def _failed(code: Code) -> StorageFailed:
    return StorageFailed(problem(code))
