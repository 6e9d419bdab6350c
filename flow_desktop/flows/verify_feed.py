"""How a run tells what happens: events in a row, results in batches, progress not more often than anybody can read."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flow_desktop.core.pilot.ports import Waiting
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Problem
from flow_desktop.flows.verify_pace import Pace, seconds_left
from flow_desktop.flows.verify_types import BATCH_ROWS, BATCH_SECONDS, Happened, Judged, Phase, Progress

PROGRESS_SECONDS = 0.1
"""Between two of the same phase."""


class Feed:
    """What a run has told and nobody has read yet."""

    def __init__(self) -> None:
        self._events: deque[Happened] = deque()
        self._news = asyncio.Event()

    def tell(self, event: Happened) -> None:
        """One more event."""
        self._events.append(event)
        self._news.set()

    async def follow(self, work: Coroutine[Any, Any, object]) -> AsyncGenerator[Happened, None]:
        """Everything that is told while the work goes on, then what it raised. Closed early, it stops the work."""
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda _task: self._news.set())
        try:
            while self._events or not task.done():
                while self._events:
                    yield self._events.popleft()
                if not task.done():
                    self._news.clear()
                    await self._news.wait()
            task.result()
        finally:
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await asyncio.wait({task})
                    if not task.cancelled():
                        task.exception()


class Teller:
    """Speaks for one run."""

    def __init__(self, feed: Feed, clock: Clock, run: str, *, resumed: bool = False) -> None:
        self._feed = feed
        self._clock = clock
        self._now = Progress(run, Phase.DISCOVERING, resumed=resumed)
        self._pace = Pace(clock.monotonic())
        self._told_at = 0.0
        self._batch: list[Result] = []
        self._timer: asyncio.TimerHandle | None = None

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What went wrong beside the run."""
        return self._now.notices

    def tell(self, event: Happened) -> None:
        """An event as it is."""
        self._feed.tell(event)

    def phase(self, phase: Phase, *, done: int = 0, total: int | None = None, **facts: Any) -> None:
        """A phase begins; ``facts``: other values of `Progress` that are known from now on."""
        self._pace = Pace(self._clock.monotonic(), done)
        self._now = replace(self._now, phase=phase, done=done, total=total, rate=None, eta_seconds=None, **facts)
        self._tell_progress()

    def step(self, done: int, *, total: int | None = None) -> None:
        """So many are done; a total that turned out too small is corrected. Whoever waited waits no more."""
        now = self._clock.monotonic()
        self._pace.note(now, done)
        known = total if total is not None else self._now.total
        self._now = replace(self._now, done=done, total=max(known, done) if known is not None else None, waiting=None)
        if now - self._told_at >= PROGRESS_SECONDS:
            self._tell_progress()

    def waiting(self, waiting: Waiting) -> None:
        """A host makes everybody wait."""
        self._now = replace(self._now, waiting=waiting)
        self._tell_progress()

    def paused(self, paused: bool) -> None:
        """The run stands still, or goes on."""
        self._now = replace(self._now, paused=paused)
        self._tell_progress()

    def notice(self, found: Problem) -> None:
        """Something went wrong beside the run; the same is said once."""
        if found not in self._now.notices:
            self._now = replace(self._now, notices=(*self._now.notices, found))
            self._tell_progress()

    def results(self, results: tuple[Result, ...]) -> None:
        """Results that are sure so far; told together with others, and not late because the next page is."""
        self._batch += results
        if len(self._batch) >= BATCH_ROWS:
            self.flush()
        elif self._batch and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(BATCH_SECONDS, self.flush)

    def flush(self, *, final: bool = False) -> None:
        """Tell what waits for others to go with."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._batch = self._batch, []
        for start in range(0, len(batch), BATCH_ROWS):
            self._feed.tell(Judged(tuple(batch[start : start + BATCH_ROWS]), final))

    def final(self, results: tuple[Result, ...]) -> None:
        """Results that stand."""
        self._batch += results
        if len(self._batch) >= BATCH_ROWS:
            self.flush(final=True)

    def _tell_progress(self) -> None:
        now, at = self._clock.monotonic(), self._now
        self._told_at = now
        rate = self._pace.rate(now, at.done)
        self._now = replace(at, rate=rate, eta_seconds=seconds_left(rate, at.done, at.total))
        self._feed.tell(self._now)
