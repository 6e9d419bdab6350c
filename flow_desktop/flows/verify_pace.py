"""How fast a run is, over the last few seconds, and when its phase will end."""

from __future__ import annotations

from collections import deque

SECONDS = 10.0
"""The rate is that of this last stretch: a host that slows down is seen soon."""

_LEAST = 0.5
_SAMPLE = 0.1


class Pace:
    """Hears how many are done at which moment (monotonic seconds)."""

    def __init__(self, now: float, done: int = 0) -> None:
        self._samples = deque([(now, done)])

    def note(self, now: float, done: int) -> None:
        """So many are done by now."""
        if now - self._samples[-1][0] >= _SAMPLE:
            self._samples.append((now, done))
        while len(self._samples) > 1 and now - self._samples[1][0] > SECONDS:
            self._samples.popleft()

    def rate(self, now: float, done: int) -> float | None:
        """People a second; None as long as too little is known."""
        since, before = self._samples[0]
        return (done - before) / (now - since) if now - since >= _LEAST and done > before else None


def seconds_left(rate: float | None, done: int, total: int | None) -> float | None:
    """Until all are done at this rate; None where nobody knows."""
    return (total - done) / rate if rate and total is not None and total >= done else None
