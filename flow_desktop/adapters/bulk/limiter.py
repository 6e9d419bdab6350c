"""One limiter for a host, shared by all requests of a run.

Some requests at once, and when the server says "too many" (429) or "busy" (503) everybody waits until it may be asked
again (RFC 6585 section 4, RFC 9110 section 10.2.3); then evenly, at the rate it has shown to bear. Only GETs come here,
so that asking twice changes nothing. Nothing runs in the background: whoever waits is cancelled at once.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flow_desktop.adapters.bulk.pace import Pace
from flow_desktop.adapters.directory.wire import wanted_wait
from flow_desktop.adapters.http import MAX_BYTES, Answer, Http
from flow_desktop.core.pilot.ports import Tell, Waiting
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import FlowError, Kind

USUAL_AT_ONCE, MOST_AT_ONCE = 4, 8
MOST_REFUSALS_IN_A_ROW = 6
MOST_REFUSALS_OF_A_STRANGER = 3
MOST_REFUSALS = 2000
MOST_LOST = 20
"""So many requests of a run may be sent again because the network lost them."""

MOST_LOST_IN_A_ROW = 3
LONGEST_LINGER = 0.25

_CLEAN = 20
"""After so many answers in a row a server is taken to bear more at once."""

_REFUSALS = (429, 503)
_UNTOLD = -1.0


class Places:
    """How many may be in flight; the number may change meanwhile. First come, first served."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def open_up_to(self, most: int) -> None:
        """From now on so many."""
        self._most = most
        self._let_in()

    async def __aenter__(self) -> None:
        if self._taken < self._most and not self._waiting:
            self._taken += 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def _leave(self) -> None:
        self._taken -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._taken < self._most:
            following = self._waiting.popleft()
            if not following.done():
                self._taken += 1
                following.set_result(None)


class Limiter:
    """In front of `Http` for one host. ``tell`` hears of every wait.

    A few requests are in flight at first, twice as many once enough answers came without a refusal, and few again from
    the first refusal on.
    """

    def __init__(
        self,
        http: Http,
        *,
        clock: Clock,
        tell: Tell,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._http = http
        self._clock = clock
        self._tell = tell
        self._pause = pause
        self._places = Places(USUAL_AT_ONCE)
        self._turn = asyncio.Lock()
        self._pace = Pace()
        self._answers = 0
        self._refusals = 0
        self._lost = 0

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int = MAX_BYTES
    ) -> Coroutine[Any, Any, Answer]:
        """As `Http.request`, for a GET. A refusal comes back only when the run has no patience left for this server.

        It is no ``async def``, so that this frame, which knows headers, is in no traceback.
        """
        if method != "GET":
            raise ValueError("only a GET may be sent again")
        host = urlsplit(url).hostname or ""
        return self._answer(host, lambda: self._http.fetch(url, headers=headers, max_bytes=max_bytes))

    async def _answer(self, host: str, send: Callable[[], Awaitable[Answer]]) -> Answer:
        lost = 0
        while True:
            async with self._places:
                sent_at = await self._my_turn()
                try:
                    answer = await send()
                except FlowError as error:
                    lost += 1
                    if not self._may_be_sent_again(error, lost):
                        raise
                    answer = None
            if answer is None:
                await self._pause(0.25 * 2**lost)
            elif answer.status not in _REFUSALS:
                self._take_note()
                return answer
            elif not self._heed(answer, host, sent_at):
                return answer

    def _take_note(self) -> None:
        """An answer came that was no refusal."""
        self._answers += 1
        self._pace.passed()
        if self._answers == _CLEAN and not self._refusals:
            self._places.open_up_to(MOST_AT_ONCE)

    async def _my_turn(self) -> float:
        """Wait until a request may go out; one after another, so that they go out evenly."""
        async with self._turn:
            while (wait := self._pace.delay(self._clock.monotonic())) > 0:
                await self._pause(wait)
            now = self._clock.monotonic()
            self._pace.sent(now)
            return now

    def _heed(self, answer: Answer, host: str, sent_at: float) -> bool:
        """Let everybody wait; False where that has been done often enough."""
        self._refusals += 1
        self._places.open_up_to(USUAL_AT_ONCE)
        there = self._clock.now() + timedelta(seconds=self._http.clock_offset)
        wait = wanted_wait(answer, _UNTOLD, now=there)
        is_strange = wait == _UNTOLD and not self._answers  # down for longer, perhaps: it never answered
        most = MOST_REFUSALS_OF_A_STRANGER if is_strange else MOST_REFUSALS_IN_A_ROW
        if self._refusals > MOST_REFUSALS or self._pace.refusals_in_a_row >= most:
            return False
        now = self._clock.monotonic()
        until = self._pace.refused(now, sent_at=sent_at, wait=None if wait == _UNTOLD else wait)
        if until is not None:
            self._pace.linger(random.random() * min(LONGEST_LINGER, (until - now) / 10))  # noqa: S311 - no secret
            self._tell(Waiting(host, self._clock.now() + timedelta(seconds=until - now)))
        return True

    def _may_be_sent_again(self, error: FlowError, lost: int) -> bool:
        """A server that answered before, and a network that may be back in a moment."""
        self._lost += 1
        fleeting = error.problem.kind in (Kind.NETWORK, Kind.TIMEOUT)
        return fleeting and self._answers > 0 and lost < MOST_LOST_IN_A_ROW and self._lost <= MOST_LOST
