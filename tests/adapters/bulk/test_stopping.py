"""A listing can be stopped at any moment and goes on where it stopped, with the same result."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import pytest

from flow_desktop.adapters.bulk.build import BulkSources
from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.pilot.entries import Page
from flow_desktop.core.secret import Secret
from tests.support.answering import Asked, Said, answering
from tests.support.bulk import bulk_of
from tests.support.bulk_server import BulkServer
from tests.support.scim_server import TOKEN, crowd
from tests.support.workos_server import KEY, WorkosServer, person

PEOPLE = 203
BY_CURSOR = {"filter": {"supported": True}, "pagination": {"cursor": True}}


def index_server() -> BulkServer:
    """Pages by index."""
    return BulkServer(crowd(PEOPLE))


def cursor_server() -> BulkServer:
    """Pages by cursor."""
    return BulkServer(crowd(PEOPLE), frozenset({"cursor only (AWS)"}), config=BY_CURSOR)


def expiring_server() -> BulkServer:
    """Pages by cursor, one of which expires once."""
    return BulkServer(crowd(PEOPLE), frozenset({"cursor expires once (RFC 9865)"}), config=BY_CURSOR)


@pytest.mark.parametrize("server", [index_server, cursor_server, expiring_server])
@pytest.mark.parametrize("seed", range(8))
def test_the_rest_of_a_listing_completes_it(server: Callable[[], BulkServer], seed: int) -> None:
    """Whichever pages had been kept when it stopped: nobody is missing, nobody is there twice, and it is proven."""
    chance = random.Random(seed)
    with answering(server()) as served:
        bulk = bulk_of(SourceKind.SCIM, served.url, credential=TOKEN)
        whole = bulk.read()
        pages = whole.pages
        kept = tuple(chance.sample(pages, chance.randrange(len(pages) + 1)))
        if server is not index_server:
            kept = pages[: chance.randrange(len(pages) + 1)]
        asked = len(served.asked)
        rest = bulk.read(kept)
        if server is not expiring_server:  # there it may have to begin anew
            assert len(served.asked) - asked <= len(pages) - len(kept) + 12
    assert rest.completeness.complete
    assert rest.completeness.people == PEOPLE
    assert not {page.number for page in kept} & {page.number for page in rest.pages}
    both = [entry for page in (*kept, *rest.pages) for entry in page.entries]
    assert sorted(both) == sorted(whole.entries)


@pytest.mark.parametrize("seed", range(4))
def test_a_listing_of_workos_goes_on(seed: int) -> None:
    """The same for its cursors."""
    people = [person(n, f"p{n}@example.com") for n in range(310)]
    with answering(WorkosServer(people)) as served:
        bulk = bulk_of(SourceKind.WORKOS, served.url, credential=KEY)
        whole = bulk.read()
        assert whole.completeness.complete
        kept = whole.pages[: random.Random(seed).randrange(len(whole.pages) + 1)]
        rest = bulk.read(kept)
    assert rest.completeness.complete
    assert len(kept) + len(rest.pages) == len(whole.pages)
    assert [one for page in (*kept, *rest.pages) for one in page.entries] == list(whole.entries)


def test_a_list_that_changed_in_between_is_not_called_whole() -> None:
    """Somebody who was removed between two halves may hide somebody else: that is not proven."""
    server = BulkServer(crowd(PEOPLE))
    with answering(server) as served:
        bulk = bulk_of(SourceKind.SCIM, served.url, credential=TOKEN)
        kept = bulk.read().pages[:5]
        server.users = server.users[1:]
        rest = bulk.read(kept)
    assert not rest.completeness.complete
    assert rest.completeness.fault in ("total_moved", "overlap")


@pytest.mark.parametrize("server", [index_server, cursor_server])
def test_a_listing_that_broke_off_goes_on(server: Callable[[], BulkServer]) -> None:
    """The same source, asked again with what came so far, reads the rest and proves the whole."""
    inner, asked = server(), [0]

    def broken(request: Asked) -> Said:
        asked[0] += 1
        return Said(401, {}) if 16 <= asked[0] < 20 else inner(request)

    async def story(bulk: BulkSources, access: Secret | None) -> int:
        done: dict[int, str] = {}
        names: list[str] = []
        tries = 0
        while not bulk.people.completeness().complete and tries < 9:
            tries += 1
            async for page in bulk.people.pages(access, done=done):
                done[page.number] = page.mark
                names += [entry.id for entry in page.entries]
        assert len(set(names)) == len(names) == PEOPLE
        assert bulk.people.completeness().complete
        return tries

    with answering(broken) as served:
        assert bulk_of(SourceKind.SCIM, served.url, credential=TOKEN).run(story) > 1


def test_one_run_knows_nothing_of_the_run_before() -> None:
    """A source that was read is read again, and takes the kept pages of another run, as if it were new."""

    async def story(bulk: BulkSources, access: Secret | None) -> None:
        people = bulk.people
        first = [page async for page in people.pages(access, done={})]
        again = [page async for page in people.pages(access, done={})]
        assert sorted(first) == sorted(again)
        for page in first[:4]:
            people.note_kept(page)
        rest = [page async for page in people.pages(access, done={page.number: page.mark for page in first[:4]})]
        assert people.completeness().complete
        assert people.completeness().people == PEOPLE
        assert len(rest) == len(first) - 4

    with answering(index_server()) as served:
        bulk_of(SourceKind.SCIM, served.url, credential=TOKEN).run(story)


class Slow:
    """In front of a server: from some request on it does not answer until it is let go."""

    def __init__(self, inner: Callable[[Asked], Said], after: int) -> None:
        self.inner, self.after, self.let_go = inner, after, threading.Event()

    def __call__(self, asked: Asked) -> Said:
        self.after -= 1
        if self.after < 0:
            self.let_go.wait(10)
        return self.inner(asked)


def stopped(server: Slow, how: Callable[[Any, list[Page]], Any]) -> float:
    """Seconds until a listing is gone, together with every task it began."""

    async def story(bulk: BulkSources, access: Secret | None) -> float:
        pages: list[Page] = []
        loop = asyncio.get_running_loop()
        before = len(asyncio.all_tasks())
        took: float = await how(bulk.people.pages(access, done={}), pages)
        assert len(asyncio.all_tasks()) == before
        assert not bulk.people.completeness().complete
        assert loop.is_running()
        return took

    with answering(server) as served:
        try:
            return bulk_of(SourceKind.SCIM, served.url, credential=TOKEN).run(story)
        finally:
            server.let_go.set()


async def by_leaving(listing: Any, pages: list[Page]) -> float:
    """Whoever takes pages stops taking them."""
    loop = asyncio.get_running_loop()
    async with aclosing(listing) as coming:
        async for page in coming:
            pages.append(page)
            if len(pages) == 3:
                break
        began = loop.time()
    return loop.time() - began


async def by_cancelling(listing: Any, pages: list[Page]) -> float:
    """The task that takes pages is cancelled while the server is silent."""
    loop, third = asyncio.get_running_loop(), asyncio.Event()

    async def take() -> None:
        async with aclosing(listing) as coming:
            async for page in coming:
                pages.append(page)
                if len(pages) == 3:
                    third.set()

    task = asyncio.create_task(take())
    await third.wait()
    began = loop.time()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return loop.time() - began


@pytest.mark.parametrize("server", [index_server, cursor_server])
@pytest.mark.parametrize("how", [by_leaving, by_cancelling])
@pytest.mark.parametrize("after", [14, 20])
def test_it_stops_at_once(server: Callable[[], BulkServer], how: Any, after: int) -> None:
    """Within 200 ms nothing of it is left, though the server does not answer."""
    assert stopped(Slow(server(), after), how) < 0.2


def test_it_stops_at_once_while_everybody_waits() -> None:
    """The same while a server has asked for a minute of patience."""

    class Patient:
        def __init__(self) -> None:
            self.asked = 0
            self.inner = index_server()

        def __call__(self, asked: Asked) -> Said:
            self.asked += 1
            return Said(429, {}, headers={"Retry-After": "60"}) if self.asked > 16 else self.inner(asked)

    async def story(bulk: BulkSources, access: Secret | None) -> float:
        task = asyncio.create_task(_all(bulk, access))
        async with asyncio.timeout(5):
            await _until(lambda: bool(told.waits))
        began = asyncio.get_running_loop().time()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return asyncio.get_running_loop().time() - began

    with answering(Patient()) as served:
        told = bulk_of(SourceKind.SCIM, served.url, credential=TOKEN)
        assert told.run(story) < 0.2


async def _all(bulk: BulkSources, access: Secret | None) -> None:
    async for _ in bulk.people.pages(access, done={}):
        pass


async def _until(holds: Callable[[], bool]) -> None:
    tick = asyncio.Event()
    while not holds():
        asyncio.get_running_loop().call_later(0.005, tick.set)
        await tick.wait()
        tick.clear()


def test_whoever_pauses_pauses_the_reading() -> None:
    """While no page is taken, only a few more are asked for."""
    server = index_server()

    async def story(bulk: BulkSources, access: Secret | None) -> tuple[int, int]:
        listing: Any = bulk.people.pages(access, done={})
        async with aclosing(listing) as pages:
            await anext(pages)
            asked = server.listed
            for _ in range(40):
                await asyncio.sleep(0.005)
            return asked, server.listed

    with answering(server) as served:
        asked, later = bulk_of(SourceKind.SCIM, served.url, credential=TOKEN).run(story)
    assert later <= asked + 14 < PEOPLE // 10
