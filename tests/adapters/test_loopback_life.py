"""How a receiver lives and ends: holding, telling late, cancel, farewell, many in a row."""

from __future__ import annotations

import asyncio
import gc
import time

import pytest

from flow_desktop.adapters.loopback_server import Limits
from flow_desktop.core.callback import PageEnd
from flow_desktop.core.problems import Code, problem
from tests.contracts.receiver_contract import PHRASE, expected
from tests.sockets import open_sockets
from tests.support.loopback import TRUE_QUERY, TRUE_TARGET, new_receiver, page_name, waiting
from tests.support.raw_http import browse, line_to, request

QUICK = Limits(hold=0.1)


def test_a_late_end_is_told_by_a_page_that_waits() -> None:
    """After the holding time the browser gets a neutral page that asks again by itself until the end is known."""

    async def story() -> None:
        async with waiting(limits=QUICK) as at:
            first = await at.get(TRUE_TARGET)
            assert first.status == 303
            clean = first.headers["location"]
            page = await at.get(clean)
            assert (page.status, page.headers["refresh"], page_name(page)) == (200, "1", "waiting")
            assert all(word in page.text for word in PHRASE.split())
            again = asyncio.create_task(at.get(clean))
            await at.receiver.tell(PageEnd.SIGNED_IN)
            page = await again
            assert page_name(page) == "signed_in"
            assert "refresh" not in page.headers

    asyncio.run(story())


def test_a_page_that_waits_gets_the_end_as_soon_as_it_is_known() -> None:
    """The second look is held, so that the end shows without another second of delay."""

    async def story() -> None:
        async with waiting(limits=Limits(hold=0.5)) as at:
            clean = (await at.get(TRUE_TARGET)).headers["location"]
            await at.get(clean)
            again = asyncio.create_task(at.get(clean))
            done, _ = await asyncio.wait({again}, timeout=0.1)
            assert not done
            await at.receiver.tell(PageEnd.DENIED)
            assert page_name(await asyncio.wait_for(again, 0.3)) == "denied"

    asyncio.run(story())


def test_the_page_follows_a_later_end() -> None:
    """Asked to choose, the person cancels: a reload of the page says so."""

    async def story() -> None:
        async with waiting() as at:
            first = asyncio.create_task(at.get(TRUE_TARGET))
            await at.receiver.arrived()
            await at.receiver.tell(PageEnd.OTHER_ACCOUNT)
            clean = (await first).headers["location"]
            assert page_name(await at.get(clean)) == "other_account"
            await at.receiver.tell(PageEnd.CANCELLED)
            assert page_name(await at.get(clean)) == "cancelled"

    asyncio.run(story())


def test_a_failure_says_what_happened_and_what_next() -> None:
    """Title and next step of the Problem, and its code for support, are on the page; its facts are escaped."""
    found = problem(Code.NETWORK_UNREACHABLE, host="<b>login</b>&co")

    async def story() -> str:
        async with waiting() as at:
            page = asyncio.create_task(browse(f"{at.uri}?{TRUE_QUERY}"))
            await at.receiver.arrived()
            await at.receiver.tell(PageEnd.FAILED, found)
            return (await page).text

    text = asyncio.run(story())
    assert "<h1>&lt;b&gt;login&lt;/b&gt;&amp;co could not be reached.</h1>" in text
    assert "ask your IT admin whether &lt;b&gt;login" in text
    assert "network.unreachable" in text


def test_cancel_while_held_shows_the_cancelled_page() -> None:
    """The browser learns of the cancel, and everything is shut within 200 ms of it."""

    async def story() -> tuple[str, float]:
        async with waiting() as at:
            page = asyncio.create_task(browse(f"{at.uri}?{TRUE_QUERY}"))
            await at.receiver.arrived()
            began = time.monotonic()
            await at.receiver.tell(PageEnd.CANCELLED)
            await at.receiver.close()
            took = time.monotonic() - began
            with pytest.raises(ConnectionError):
                await at.get("/")
            return page_name(await page), took

    name, took = asyncio.run(story())
    assert name == "cancelled"
    assert took < 0.2


def test_cancel_with_a_deaf_browser_takes_no_longer() -> None:
    """A browser that never fetches its last page, idle and half-sent connections do not hold up a cancel: 200 ms."""

    async def story() -> float:
        async with waiting() as at, line_to(at.uri) as held, line_to(at.uri) as idle, line_to(at.uri) as half:
            await held.send(request(at.uri, TRUE_TARGET))
            await half.send(b"GET /callback")
            await at.receiver.arrived()
            began = time.monotonic()
            await at.receiver.tell(PageEnd.CANCELLED)
            await at.receiver.close()
            took = time.monotonic() - began
            assert await idle.is_cut(0.5)
            assert await half.is_cut(0.5)
            assert await held.is_cut(0.5)
            return took

    assert asyncio.run(story()) < 0.2


def test_close_while_waiting_for_the_browser_is_immediate() -> None:
    """Cancel before anything came: the port is shut within 200 ms, without a word to anybody."""

    async def story() -> float:
        async with waiting() as at, line_to(at.uri) as idle:
            began = time.monotonic()
            await at.receiver.tell(PageEnd.CANCELLED)
            await at.receiver.close()
            took = time.monotonic() - began
            assert await idle.is_cut(0.5)
            return took

    assert asyncio.run(story()) < 0.2


def test_farewell_waits_for_the_last_page_only_as_long_as_needed() -> None:
    """With a browser that follows, farewell ends when it has its page."""

    async def story() -> float:
        async with waiting() as at:
            page = asyncio.create_task(browse(f"{at.uri}?{TRUE_QUERY}"))
            await at.receiver.arrived()
            await at.receiver.tell(PageEnd.SIGNED_IN)
            began = time.monotonic()
            await at.receiver.farewell()
            took = time.monotonic() - began
            await at.receiver.close()
            assert page_name(await page) == "signed_in"
            return took

    assert asyncio.run(story()) < 1


def test_a_repeated_callback_right_after_the_last_page_gets_a_page() -> None:
    """A client that reads the last page and repeats the callback at once meets 410, not a broken connection."""

    async def story() -> int:
        async with waiting() as at:

            async def leave() -> None:
                await at.receiver.farewell()
                await at.receiver.close()

            page = asyncio.create_task(browse(f"{at.uri}?{TRUE_QUERY}"))
            await at.receiver.arrived()
            await at.receiver.tell(PageEnd.SIGNED_IN)
            leaving = asyncio.create_task(leave())
            assert page_name(await page) == "signed_in"
            again = await at.get(TRUE_TARGET)
            await leaving
            return again.status

    assert asyncio.run(story()) == 410


def test_farewell_does_not_wait_for_a_closed_tab() -> None:
    """A person who closed the tab while the answer was being checked is not waited for."""

    async def story() -> float:
        async with waiting() as at:
            async with line_to(at.uri) as line:
                await line.send(request(at.uri, TRUE_TARGET))
                await at.receiver.arrived()
            await at.receiver.tell(PageEnd.SIGNED_IN)
            began = time.monotonic()
            await at.receiver.farewell()
            return time.monotonic() - began

    assert asyncio.run(story()) < 0.5


def test_farewell_is_bounded() -> None:
    """A browser that stays but never follows is given up."""

    async def story() -> float:
        async with waiting(limits=Limits(farewell=0.2)) as at, line_to(at.uri) as line:
            await line.send(request(at.uri, TRUE_TARGET))
            await at.receiver.arrived()
            await at.receiver.tell(PageEnd.SIGNED_IN)
            assert (await line.got()).status == 303
            began = time.monotonic()
            await at.receiver.farewell()
            return time.monotonic() - began

    assert 0.1 < asyncio.run(story()) < 1


def test_two_hundred_attempts_leave_nothing() -> None:
    """Opened, visited or left idle, and closed two hundred times: no socket and no task is left."""

    async def story() -> None:
        for number in range(200):
            receiver = new_receiver()
            uri = await receiver.open()
            receiver.expect(expected(), PHRASE)
            async with line_to(uri) as line:
                if number % 2:
                    await line.send(request(uri, TRUE_TARGET))
                    await receiver.arrived()
                await receiver.close()
            assert asyncio.all_tasks() == {asyncio.current_task()}

    before = set(open_sockets())
    asyncio.run(story())
    gc.collect()
    assert set(open_sockets()) <= before
