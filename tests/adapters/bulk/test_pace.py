"""How the rate is learned, played against servers that count in every usual way, in a time of its own."""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from flow_desktop.adapters.bulk.pace import Pace

RATE, AT_ONCE, LATENCY = 10, 4, 0.02
Counting = Callable[[], Callable[[float], float]]
"""A server: told the time of a request, it answers 0.0, or after how many seconds there is room again."""


def bucket() -> Callable[[float], float]:
    """Tokens, refilled evenly (our own service)."""
    state = [float(RATE), 0.0]

    def ask(now: float) -> float:
        state[:] = [min(RATE, state[0] + (now - state[1]) * RATE), now]
        if state[0] < 1:
            return (1 - state[0]) / RATE
        state[0] -= 1
        return 0.0

    return ask


def window() -> Callable[[float], float]:
    """So many in each second of the clock."""
    state = [-1, 0]

    def ask(now: float) -> float:
        here = math.floor(now)
        if here != state[0]:
            state[:] = [here, 0]
        if state[1] >= RATE:
            return here + 1 - now
        state[1] += 1
        return 0.0

    return ask


def sliding() -> Callable[[float], float]:
    """So many in the last second."""
    seen: deque[float] = deque()

    def ask(now: float) -> float:
        while seen and seen[0] <= now - 1:
            seen.popleft()
        if len(seen) >= RATE:
            return seen[0] + 1 - now
        seen.append(now)
        return 0.0

    return ask


def said(form: str, at: float, wait: float) -> float | None:
    """What a client makes of Retry-After."""
    if form == "date":
        return math.ceil(at + wait) - at
    return math.ceil(wait) if form == "seconds" else None


def play(serve: Counting, form: str, pages: int, began: float) -> tuple[float, list[float]]:
    """Seconds until so many pages were answered, and when a request was refused."""
    ask, pace, chance = serve(), Pace(), random.Random(began)
    now, free, left, refused = began, AT_ONCE, pages, list[float]()
    flying: list[tuple[float, float, float]] = []
    while left or flying:
        wait = pace.delay(now) if free and left else math.inf
        if wait <= 1e-9:
            pace.sent(now)
            free, left = free - 1, left - 1
            heapq.heappush(flying, (now + LATENCY, now, ask(now + LATENCY / 2)))
            continue
        if not flying or flying[0][0] > now + wait:
            now += wait
            continue
        now, sent_at, room_in = heapq.heappop(flying)
        free += 1
        if not room_in:
            pace.passed()
            continue
        left += 1
        refused.append(now)
        if pace.refused(now, sent_at=sent_at, wait=said(form, now, room_in)) is not None:
            pace.linger(chance.random() * 0.1)
    return now - began, refused


def starts() -> Iterator[float]:
    """Moments within a second of the server's clock."""
    chance = random.Random(4)
    return (100 + chance.random() for _ in range(10))


@pytest.mark.parametrize("form", ["seconds", "date", "missing"])
@pytest.mark.parametrize("serve", [bucket, window, sliding])
def test_a_long_listing_takes_about_as_long_as_it_must(serve: Counting, form: str) -> None:
    """A hundred thousand people at 100 on a page and ten pages a second: within 15 % of the ideal time, and after the
    first refusal never two within a second.
    """
    for began in starts():
        took, refused = play(serve, form, pages=1000, began=began)
        assert took <= 1.15 * 1000 / RATE
        later = [at for at in refused if at > refused[0] + 0.5]
        assert all(after - before > 0.9 for before, after in pairwise(later))


@pytest.mark.parametrize("form", ["seconds", "date", "missing"])
def test_a_short_listing_does_not_suffer_from_learning(form: str) -> None:
    """At our own service 300 pages take no more than 5 % longer than they must."""
    for began in starts():
        assert play(bucket, form, pages=300, began=began)[0] <= 1.05 * 300 / RATE


def test_nothing_holds_back_before_the_first_refusal() -> None:
    """A server that never refuses is asked as fast as answers come."""
    took, refused = play(lambda: lambda _: 0.0, "seconds", pages=1000, began=0.0)
    assert refused == []
    assert took < 1.05 * 1000 * LATENCY / AT_ONCE


def test_an_echo_of_a_refusal_is_heeded_once() -> None:
    """Requests that were under way when somebody was refused are refused as well: that is one refusal."""
    pace = Pace()
    for _ in range(4):
        pace.sent(0.0)
    assert pace.refused(0.1, sent_at=0.0, wait=5.0) == pytest.approx(5.1)
    rate = pace.rate
    assert pace.refused(0.12, sent_at=0.0, wait=6.0) is None
    assert pace.rate == rate
    assert pace.delay(0.2) == pytest.approx(5.92)
    assert pace.refusals_in_a_row == 1
