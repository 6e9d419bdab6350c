"""Progress of a run on stderr: one line that is written anew in a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from flow_desktop.core.columns import width
from flow_desktop.core.pilot.results import Cost, Strategy
from flow_desktop.core.words import Words
from flow_desktop.flows.verify import Phase, Progress

PLAIN_SECONDS = 5.0
"""Between two plain lines: a log is read later, and by people."""

TERMINAL_SECONDS = 0.1
_CLEAR = "\r\x1b[K"
_QUICK = (Phase.DISCOVERING, Phase.JUDGING, Phase.EXPLAINING)
"""Phases that mostly take no time to speak of: no plain line just because they begin."""


class ProgressLine:
    """Shows the newest progress. ``clear`` before anything else is written."""

    def __init__(
        self, words: Words, *, terminal: bool | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._words = words
        self._terminal = sys.stderr.isatty() if terminal is None else terminal
        self._now = now
        self._told_at = -PLAIN_SECONDS
        self._phase: Phase | None = None
        self._waits = False
        self._cost: Cost | None = None
        self._is_there = False

    def show(self, progress: Progress) -> None:
        """Tell it, unless that was done a moment ago."""
        self._tell_cost(progress)
        now, text = self._now(), line_of(progress, self._words)
        news = self._is_news(progress)
        if self._terminal:
            if news or now - self._told_at >= TERMINAL_SECONDS:
                self._told_at, self._is_there = now, True
                sys.stderr.write(_CLEAR + _cut(text, shutil.get_terminal_size().columns - 1))
                sys.stderr.flush()
        elif news or now - self._told_at >= PLAIN_SECONDS:
            self._told_at = now
            print(text, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave an empty line behind."""
        if self._is_there:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
            self._is_there = False

    def _is_news(self, progress: Progress) -> bool:
        waits = progress.waiting is not None
        is_new = progress.phase is not self._phase and (self._terminal or progress.phase not in _QUICK)
        is_new = is_new or (waits and not self._waits)
        self._phase, self._waits = progress.phase, waits
        return is_new

    def _tell_cost(self, progress: Progress) -> None:
        """Once: how the places are read, and why."""
        if progress.cost is not None and progress.cost != self._cost:
            self._cost = progress.cost
            self.clear()
            print(cost_text(progress.cost, self._words), file=sys.stderr, flush=True)
            for note in progress.notes:
                print(self._words(f"pilot.ability.{note}"), file=sys.stderr, flush=True)


def line_of(progress: Progress, words: Words) -> str:
    """What a run is doing, in one line."""
    parts = words.texts["pilot.run.between"].join(_parts(progress, words))
    return ": ".join(part for part in (words(f"pilot.phase.{progress.phase}"), parts) if part)


def cost_text(cost: Cost, words: Words) -> str:
    """How the places are read, and why that way."""
    if cost.strategy is Strategy.LOOKED_UP:
        return words("pilot.cost.looked_up", n=cost.requests_looked_up, count=_count(cost.requests_looked_up))
    if cost.requests_listed is None or cost.people is None:
        return words("pilot.cost.listed_unknown", page=_count(cost.page_size))
    why = "listed" if cost.requests_listed <= cost.requests_looked_up else "listed_anyway"
    why = why if cost.requests_looked_up else "listed_plain"
    numbers = (_count(cost.people), _count(cost.requests_listed), _count(cost.requests_looked_up))
    told = dict(zip(("people", "requests", "lookups"), numbers, strict=True))
    return words(f"pilot.cost.{why}", n=cost.requests_listed, **told)


def duration(seconds: float, words: Words) -> str:
    """Whole seconds under two minutes, then minutes, then hours."""
    if seconds < 120:
        return words("pilot.run.seconds", n=round(seconds))
    if seconds < 7200:
        return words("pilot.run.minutes", n=round(seconds / 60))
    return words("pilot.run.hours", n=round(seconds / 3600))


def _parts(progress: Progress, words: Words) -> Iterator[str]:
    done = _count(progress.done)
    if progress.total is not None:
        yield words("pilot.run.people_of", done=done, total=_count(progress.total))
    elif progress.phase is not Phase.DISCOVERING:  # nobody is counted yet
        yield words("pilot.run.people", done=done)
    if progress.next_look is not None:
        yield words("pilot.run.next_look", time=_clock(progress.next_look))
    elif progress.waiting is not None:
        yield words("pilot.run.throttled", host=progress.waiting.host, time=_clock(progress.waiting.until))
    elif progress.rate is not None:
        yield words("pilot.run.rate", rate=_count(round(progress.rate)))
    if progress.eta_seconds is not None and progress.next_look is None:
        yield words("pilot.run.left", time=duration(progress.eta_seconds, words))


def _cut(text: str, columns: int) -> str:
    """So much of it as one line of the terminal holds."""
    while text and width(text) > columns:
        text = text[:-1]
    return text


def _clock(at: datetime) -> str:
    return at.astimezone().strftime("%H:%M:%S")


def _count(n: int) -> str:
    return f"{n:,}"
