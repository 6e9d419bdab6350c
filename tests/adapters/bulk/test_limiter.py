"""One limiter for a host: what "too many requests" does to everybody who asks it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest

from flow_desktop.adapters.bulk.limiter import (
    MOST_AT_ONCE,
    MOST_REFUSALS_IN_A_ROW,
    USUAL_AT_ONCE,
    Limiter,
    Places,
)
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.pilot.ports import Waiting
from flow_desktop.core.problems import FlowError
from tests.fakes.time import FakeClock
from tests.support.answering import Asked, Said, Server, answering
from tests.support.bulk import bulk_of
from tests.support.bulk_server import BulkServer, Throttled
from tests.support.scim_server import TOKEN, crowd


class Waits:
    """A pause that takes no time, and moves the clock as if it had."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.clock.move(seconds)
        await asyncio.sleep(0)


def limited(
    answer: Callable[[Asked], Said], story: Callable[[Limiter, str], Awaitable[Any]]
) -> tuple[Any, Waits, list[Waiting], Server]:
    """What a story with a limiter comes to, with a clock that only waiting moves."""
    clock = FakeClock()
    waits, told = Waits(clock), list[Waiting]()

    async def whole(url: str) -> Any:
        http = Http(proxy_for=lambda _: None, now=clock.now)
        try:
            return await story(Limiter(http, clock=clock, tell=told.append, pause=waits), url)
        finally:
            await http.close()

    with answering(answer) as server:
        return asyncio.run(whole(server.url)), waits, told, server


def refusing(times: int, said: Said) -> Callable[[Asked], Said]:
    """A server that refuses so often before it answers."""
    left = [times]

    def answer(_: Asked) -> Said:
        left[0] -= 1
        return said if left[0] >= 0 else Said(200, {})

    return answer


async def one(limiter: Limiter, url: str) -> int:
    """One request; its status."""
    return (await limiter.request("GET", url)).status


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("told", "least", "most"), [("3", 3, 3.3), ("0", 1, 1.3), ("999999", 300, 300.3)])
def test_it_waits_as_long_as_it_is_told(status: int, told: str, least: float, most: float) -> None:
    """Seconds, between a second and five minutes, with a little on top; everybody hears until when."""
    answered, waits, heard, server = limited(refusing(1, Said(status, {}, headers={"Retry-After": told})), one)
    assert (answered, len(server.asked)) == (200, 2)
    assert least <= sum(waits.seconds) <= most
    (waiting,) = heard
    assert waiting.host == "127.0.0.1"
    assert timedelta(seconds=least) <= waiting.until - FakeClock().now() <= timedelta(seconds=most)


def test_a_date_is_meant_by_the_servers_clock() -> None:
    """A server an hour ahead that says "in ten seconds" is waited for ten seconds."""
    there = FakeClock().now() + timedelta(hours=1)

    def answer(asked: Asked) -> Said:
        when = {"Date": format_datetime(there, usegmt=True)}
        again = {**when, "Retry-After": format_datetime(there + timedelta(seconds=10), usegmt=True)}
        return Said(429, {}, headers=again) if asked.query else Said(200, {}, headers=when)

    async def story(limiter: Limiter, url: str) -> int:
        for _ in range(3):
            await limiter.request("GET", url)
        return (await limiter.request("GET", f"{url}/?now=1")).status

    status, waits, heard, _ = limited(answer, story)
    assert (status, len(heard)) == (429, MOST_REFUSALS_IN_A_ROW)
    assert 9 < waits.seconds[0] < 12


@pytest.mark.parametrize(("heard_before", "waited"), [(True, [1, 2, 4, 8, 16, 32]), (False, [1, 2, 4])])
def test_without_a_word_it_waits_longer_each_time(heard_before: bool, waited: list[int]) -> None:
    """Each time twice as long; then the run has no patience left, sooner with a server that never answered."""

    def answer(asked: Asked) -> Said:
        return Said(200, {}) if asked.path == "/first" else Said(503, {})

    async def story(limiter: Limiter, url: str) -> int:
        if heard_before:
            await limiter.request("GET", f"{url}/first")
        return (await limiter.request("GET", url)).status

    answered, waits, _, _ = limited(answer, story)
    assert answered == 503
    assert [round(seconds) for seconds in waits.seconds if seconds >= 0.5] == waited


def test_everybody_waits() -> None:
    """One refusal holds all requests back; each is answered in the end, none is sent twice."""
    state: dict[str, float] = {}

    async def story(limiter: Limiter, url: str) -> list[int]:
        answers = await asyncio.gather(*(limiter.request("GET", f"{url}/{n}") for n in range(30)))
        return [answer.status for answer in answers]

    def answer(asked: Asked) -> Said:
        if asked.path == "/7" and "refused" not in state:
            state["refused"] = 1
            return Said(429, {}, headers={"Retry-After": "60"})
        return Said(200, {})

    statuses, waits, _, server = limited(answer, story)
    assert statuses == [200] * 30
    assert sorted(server.paths()) == sorted([f"/{n}" for n in range(30)] + ["/7"])
    assert sum(waits.seconds) >= 60


def test_only_a_get_is_sent_again() -> None:
    """Anything else would change something twice."""
    http = Http(proxy_for=lambda _: None)
    with pytest.raises(ValueError, match="GET"):
        _ = Limiter(http, clock=FakeClock(), tell=lambda _: None).request("POST", "https://example.com/")


def test_a_lost_answer_is_asked_for_again_once_the_server_was_heard() -> None:
    """A server nobody ever heard is not asked again and again; one that answered before is."""
    lost = Said(200, {"x": "y" * 500}, cut=True)

    async def story(limiter: Limiter, url: str) -> list[str]:
        said = []
        for _ in range(2):
            try:
                said.append(str((await limiter.request("GET", url)).status))
            except FlowError as error:
                said.append(error.problem.code.value)
        return said

    assert limited(refusing(1, lost), story)[0] == ["network.unreachable", "200"]
    answers = iter([Said(200, {}), lost, lost, Said(200, {})])
    found, waits, _, server = limited(lambda _: next(answers), story)
    assert (found, len(server.asked), len(waits.seconds)) == (["200", "200"], 4, 2)


def test_more_at_once_where_a_server_bears_it() -> None:
    """Four at first, eight after twenty answers without a refusal, never more."""
    busy: list[int] = []

    async def story(places: Places) -> None:
        now = 0

        async def work() -> None:
            nonlocal now
            async with places:
                now += 1
                busy.append(now)
                await asyncio.sleep(0)
                now -= 1

        await asyncio.gather(*(work() for _ in range(30)))

    async def both() -> tuple[int, int, int]:
        places, found = Places(USUAL_AT_ONCE), []
        for most in (USUAL_AT_ONCE, MOST_AT_ONCE, 2):
            places.open_up_to(most)
            busy.clear()
            await story(places)
            found.append(max(busy))
        return found[0], found[1], found[2]

    assert asyncio.run(both()) == (4, 8, 2)


def test_whoever_is_cancelled_takes_no_place() -> None:
    """A request that was given up while it waited leaves its place to the next one."""

    async def story() -> None:
        places, inside = Places(1), asyncio.Event()

        async def work() -> None:
            async with places:
                inside.set()
                await asyncio.Event().wait()

        first = asyncio.create_task(work())
        await inside.wait()
        others = [asyncio.create_task(work()) for _ in range(3)]
        await asyncio.sleep(0)
        inside.clear()
        others[0].cancel()
        first.cancel()
        await asyncio.gather(first, others[0], return_exceptions=True)
        async with asyncio.timeout(5):
            await inside.wait()
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        async with asyncio.timeout(5), places:
            pass

    asyncio.run(story())


RATE = 20
PAGES = 90


@pytest.mark.parametrize("form", ["seconds", "date", "missing"])
def test_a_throttled_listing_loses_nothing_and_little_time(form: str) -> None:
    """At so many requests a second every page comes once, near the ideal time, one refusal in a window at most."""
    server = Throttled(BulkServer(crowd(PAGES * 10), cap=10), rate=RATE, burst=RATE, form=form)
    with answering(server) as served:
        bulk = bulk_of(SourceKind.SCIM, served.url, credential=TOKEN)
        began = time.monotonic()
        read = bulk.read()
        took = time.monotonic() - began
        asked = len(served.asked) - len(server.refused)
    assert read.completeness.complete
    assert len(read.entries) == len(read.people) == PAGES * 10
    assert asked < PAGES + 15
    assert took < 1.3 * asked / RATE + 1.0, took
    later = [at for at in server.refused if at > server.refused[0] + 0.5]
    assert all(after - before > 0.9 for before, after in pairwise(later))
    assert bulk.waits
