"""How fast one server may be asked, learned from what it refuses.

Before the first refusal nothing holds requests back. From then on they go out evenly, at the rate that the server has
shown to bear, so that a window of time sees one refusal at most; the rate grows again, slower the nearer it comes to
the one that was refused. Times are seconds of a clock that never goes back.
"""

from __future__ import annotations

LEAST_WAIT, MOST_WAIT = 1.0, 300.0
"""A wait is never shorter (clocks and roundings differ) nor longer (a server may say "come back tomorrow")."""

_SLOWEST = 0.1
_BACK = 0.93
_KEEP_OFF = 0.96
_STEADY = 2.5
_GROWTH = 0.05
"""Of the rate, in a second in which everything passed, as long as the rate is well below the refused one."""

_CREEP = 0.0005
_BACK_OFF = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
_ROUNDING = 1.0
"""Retry-After is told in whole seconds, rounded up."""


class Pace:
    """One server's. ``rate``: requests a second, None as long as nothing was refused."""

    def __init__(self) -> None:
        self.rate: float | None = None
        self.refusals_in_a_row = 0
        self._refused_rate: float | None = None
        self._paused_at = self._paused_until = float("-inf")
        self._next = float("-inf")
        self._window_began: float | None = None
        self._passed = 0
        self._grown_at = 0.0

    def delay(self, now: float) -> float:
        """Seconds until the next request may go out; 0.0 for at once."""
        return max(self._paused_until - now, self._next - now if self.rate is not None else 0.0, 0.0)

    def sent(self, now: float) -> None:
        """A request goes out."""
        if self._window_began is None:
            self._window_began = now
        if self.rate is not None:
            self._grow(now)
            step = 1.0 / self.rate
            self._next = max(self._next, now - step) + step

    def passed(self) -> None:
        """An answer came that was no refusal."""
        self._passed += 1
        self.refusals_in_a_row = 0

    def refused(self, now: float, *, sent_at: float, wait: float | None) -> float | None:
        """A refusal came: when everybody may go on. None for the echo of one that is heeded already.

        ``wait``: what the server asks for, None where it does not say.
        """
        if sent_at < self._paused_until:
            self._paused_until = max(self._paused_until, min(now + (wait or 0.0), self._paused_at + MOST_WAIT))
            return None
        guess = _BACK_OFF[min(self.refusals_in_a_row, len(_BACK_OFF) - 1)]
        pause = min(max(guess if wait is None else wait, LEAST_WAIT), MOST_WAIT)
        self._learn(now, pause, told=wait is not None)
        self.refusals_in_a_row += 1
        self._paused_at, self._paused_until = now, now + pause
        self._window_began, self._passed = None, 0
        return self._paused_until

    def linger(self, seconds: float) -> None:
        """Wait a little longer than asked, so that not every client of a server comes back at the same moment."""
        self._paused_until += seconds

    def _learn(self, now: float, pause: float, *, told: bool) -> None:
        """How many passed since the pause before, in the time until the server lets somebody in again.

        The first time nothing is known of its window: the whole pause counts. Later half a second of rounding is
        taken off.
        """
        spent = now - (self._window_began if self._window_began is not None else now)
        if self.rate is None:
            self.rate = max(self._passed / max(spent + pause, LEAST_WAIT), _SLOWEST)
        else:
            self._refused_rate = self.rate
            borne = self._passed / max(spent + pause - (_ROUNDING / 2 if told else 0.0), 0.5)
            steady = spent > _STEADY * pause  # it bore nearly this rate for long: a mean of all that time says less
            self.rate = max(self.rate * _BACK if steady else min(borne, self.rate * _BACK), self.rate / 2, _SLOWEST)
        self._grown_at = now + pause
        self._next = now + pause

    def _grow(self, now: float) -> None:
        """More, as long as nothing is refused; hardly more than what was refused before."""
        assert self.rate is not None
        passed = min(max(now - self._grown_at, 0.0), 1.0)
        self._grown_at = max(now, self._grown_at)
        limit = self._refused_rate * _KEEP_OFF if self._refused_rate is not None else float("inf")
        faster = self.rate * (1 + _GROWTH * passed)
        self.rate = faster if faster <= limit else max(self.rate * (1 + _CREEP * passed), min(limit, faster))
