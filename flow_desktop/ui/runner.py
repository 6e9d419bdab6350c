"""The single bridge: one daemon thread owns one asyncio loop; values come back to the GUI thread as signals.

The bridge object lives in the GUI thread and its signal is connected queued, so no callback ever runs in the worker.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
V = TypeVar("V")
Emit: TypeAlias = Callable[[V], None]
Factory: TypeAlias = Callable[[Emit[V]], Coroutine[Any, Any, T]]

JOIN_SECONDS = 3.0
"""How long closing waits for the loop; the thread is a daemon, so a hanging job cannot keep the process."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One value on its way to the GUI thread."""

    job: Job
    callback: Callable[[Any], None] | None
    value: Any
    last: bool = False


@dataclass(frozen=True, slots=True)
class _Order(Generic[V, T]):
    """What to run and whom to tell."""

    factory: Factory[V, T]
    on_value: Callable[[V], None] | None
    on_done: Callable[[T], None]
    on_failed: Callable[[Exception], None]


class Job:
    """One coroutine under way. Used from the GUI thread."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._task: asyncio.Task[None] | None = None
        self._cancelled = False
        self.finished = False

    @property
    def cancelled(self) -> bool:
        """True once `cancel` was called: from then on nothing of this job is delivered."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop it. The coroutine gets CancelledError and closes what it opened; no callback follows."""
        self._cancelled = True
        self._runner.call(self._cancel_task)

    def _cancel_task(self) -> None:
        if self._task is not None:
            self._task.cancel()


class Runner(QObject):
    """Starts coroutines on the loop and hands their values to callbacks in the GUI thread."""

    _arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._early: list[Callable[[], object]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        factory: Factory[V, T],
        *,
        on_value: Callable[[V], None] | None = None,
        on_done: Callable[[T], None],
        on_failed: Callable[[Exception], None],
    ) -> Job:
        """Run ``factory(emit)`` on the loop. ``emit(value)`` may be called on the loop's thread, many times.

        Exactly one of ``on_done`` and ``on_failed`` follows, unless the job is cancelled.
        """
        job = Job(self)
        order = _Order(factory, on_value, on_done, on_failed)
        self.call(lambda: self._launch(job, order))
        return job

    def call(self, work: Callable[..., object], *args: object) -> None:
        """Call a plain function on the loop's thread, in order; nothing comes back. Silent after `close`."""
        with self._lock:
            if self._closed:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._live, name="flow-loop", daemon=True)
                self._thread.start()
            if self._loop is None:
                self._early.append(lambda: work(*args))
                return
        self._loop.call_soon_threadsafe(work, *args)

    def close(self) -> bool:
        """Cancel everything and wait for the loop to end. True if it ended in time. Call it in the GUI thread."""
        self.call(self._ask_to_stop)
        with self._lock:
            self._closed = True
        if self._thread is None:
            return True
        self._thread.join(JOIN_SECONDS)
        return not self._thread.is_alive()

    def _live(self) -> None:
        """The thread. asyncio is imported here: the window is painted before anybody needs it."""
        import asyncio  # noqa: PLC0415

        with asyncio.Runner() as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        import asyncio  # noqa: PLC0415

        self._stop = asyncio.Event()
        with self._lock:
            self._loop = asyncio.get_running_loop()
            early, self._early = self._early, []
        for work in early:
            self._loop.call_soon(work)
        await self._stop.wait()
        left = tuple(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _ask_to_stop(self) -> None:
        if self._stop is not None:
            self._stop.set()

    def _launch(self, job: Job, order: _Order[Any, Any]) -> None:
        if job.cancelled or self._loop is None:
            return
        task = self._loop.create_task(self._run(job, order))
        job._task = task  # noqa: SLF001 - a job and its runner are one thing in two threads
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, job: Job, order: _Order[Any, Any]) -> None:
        try:
            value = await order.factory(lambda value: self._send(_Delivery(job, order.on_value, value)))
        except Exception as error:  # noqa: BLE001 - every failure of a job is told to the one who started it
            log.info("a job failed: %s", type(error).__name__)
            self._send(_Delivery(job, order.on_failed, error, last=True))
        else:
            self._send(_Delivery(job, order.on_done, value, last=True))

    def _send(self, delivery: _Delivery) -> None:
        if not self._closed:
            self._arrived.emit(delivery)

    def _on_arrived(self, delivery: _Delivery) -> None:
        delivery.job.finished = delivery.job.finished or delivery.last
        if not delivery.job.cancelled and delivery.callback is not None:
            delivery.callback(delivery.value)
