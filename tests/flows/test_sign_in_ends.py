"""How a sign-in ends when it is stopped or its time is over."""

from __future__ import annotations

import asyncio
import time

import pytest

from flow_desktop.core import signin as machine
from flow_desktop.core.callback import PageEnd
from flow_desktop.core.problems import Problem
from flow_desktop.flows.sign_in import SignIn
from tests.fakes.provider import answer_of, person
from tests.fakes.receiver import FakeReceiver
from tests.support.sign_in_desk import Desk, play

CANCEL_SECONDS = 0.2
STEPS = ("discover", "authorization_url", "awaiting", "exchange", "verify", "asking")


async def reach(desk: Desk, step: str) -> tuple[SignIn, asyncio.Task[machine.End]]:
    """A sign-in that has come as far as ``step`` and stands there."""
    arrived = desk.provider.hold(step)[0] if step not in ("awaiting", "asking") else None
    flow = desk.start("ben@example.com" if step == "asking" else "")
    running = asyncio.create_task(flow.run())
    if step not in ("discover", "authorization_url"):
        link = await desk.browser.next_link()
        await desk.until(machine.AwaitingBrowser)
        if step != "awaiting":
            desk.receiver.paste(answer_of(link, code="c1"))
    if arrived is not None:
        await arrived.wait()
    if step == "asking":
        await desk.until(machine.AskingAccount)
    return flow, running


def had_tokens(step: str) -> bool:
    """Whether tokens had come by then."""
    return step in ("verify", "asking")


@pytest.mark.parametrize("step", STEPS)
def test_cancel_ends_it_at_once(step: str) -> None:
    """Wherever it stands: ended and closed within 200 ms, nothing kept, tokens revoked, a waiting page told."""

    async def scene(desk: Desk) -> None:
        flow, running = await reach(desk, step)
        started = time.monotonic()
        flow.cancel()
        assert await running == machine.Cancelled()
        assert time.monotonic() - started < CANCEL_SECONDS
        assert not desk.receiver.is_open

    desk = play(scene)
    assert desk.kept == []
    assert desk.receiver.told[-1:] == [(PageEnd.CANCELLED, None)]
    assert desk.provider.revoked == (["refresh-1"] if had_tokens(step) else [])


@pytest.mark.parametrize("step", STEPS)
def test_cancelling_the_task_ends_it_at_once(step: str) -> None:
    """The window cancels the task: closed within 200 ms, seen as cancelled, nothing kept, tokens revoked."""

    async def scene(desk: Desk) -> None:
        _, running = await reach(desk, step)
        started = time.monotonic()
        running.cancel()
        await asyncio.wait({running})
        assert running.cancelled()
        assert time.monotonic() - started < CANCEL_SECONDS
        assert not desk.receiver.is_open

    desk = play(scene)
    assert (desk.kept, desk.states[-1]) == ([], machine.Cancelled())
    assert desk.provider.revoked == (["refresh-1"] if had_tokens(step) else [])


@pytest.mark.parametrize("by_task", [True, False], ids=["task", "method"])
def test_a_slow_revocation_never_keeps_the_socket(*, by_task: bool) -> None:
    """A provider that takes its time to revoke delays neither the state nor the closing of the socket."""

    async def scene(desk: Desk) -> None:
        arrived, go = desk.provider.hold("revoke")
        flow, running = await reach(desk, "asking")
        started = time.monotonic()
        (running.cancel if by_task else flow.cancel)()
        await arrived.wait()
        assert not desk.receiver.is_open
        assert time.monotonic() - started < CANCEL_SECONDS
        assert desk.states[-1] == machine.Cancelled()
        go.set()
        await asyncio.wait({running})

    assert play(scene).provider.revoked == ["refresh-1"]


def test_cancelled_before_it_ran_leaves_nothing() -> None:
    """A task cancelled before its first step opens nothing."""

    async def scene(desk: Desk) -> None:
        running = asyncio.create_task(desk.start().run())
        running.cancel()
        await asyncio.wait({running})

    desk = play(scene)
    assert (desk.provider.calls, desk.kept, desk.browser.opened) == ([], [], [])


def test_two_hundred_cancelled_attempts_leave_nothing() -> None:
    """However often somebody begins and stops, and wherever: no task is left, every socket is closed."""

    async def scene(desk: Desk) -> None:
        for turn in range(200):
            desk.receiver = FakeReceiver()
            flow = desk.start()
            running = asyncio.create_task(flow.run())
            for _ in range(turn % 20):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.wait({running})
            assert not desk.receiver.is_open

    assert play(scene).kept == []


def test_cancel_while_tokens_come_leaves_none_behind() -> None:
    """The exchange may finish in the moment of the cancel: then its tokens are not kept."""

    async def scene(desk: Desk) -> None:
        flow, running = await reach(desk, "exchange")
        flow.cancel()
        desk.provider.gates["exchange"].set()
        assert await running == machine.Cancelled()

    desk = play(scene)
    assert (desk.kept, desk.provider.live - set(desk.provider.revoked)) == ([], set())


class _SlowPage(FakeReceiver):
    """A receiver that gives a waiting browser a moment to fetch its last page."""

    def __init__(self) -> None:
        super().__init__()
        self.telling, self.fetched = asyncio.Event(), asyncio.Event()

    async def tell(self, end: PageEnd, problem: Problem | None = None) -> None:
        self.telling.set()
        await self.fetched.wait()
        await super().tell(end, problem)


def test_tokens_that_come_while_the_page_is_told_are_not_kept() -> None:
    """The work stops when the end is decided, not when the browser has heard of it."""

    async def scene(desk: Desk) -> None:
        desk.receiver = page = _SlowPage()
        flow, running = await reach(desk, "exchange")
        flow.cancel()
        await page.telling.wait()
        desk.provider.gates["exchange"].set()
        for _ in range(5):
            await asyncio.sleep(0)
        page.fetched.set()
        assert await running == machine.Cancelled()

    desk = play(scene)
    assert (desk.kept, desk.provider.live, desk.states[-1]) == ([], set(), machine.Cancelled())


def test_an_end_that_was_reached_stays_although_the_task_is_cancelled() -> None:
    """Signed in, and the task is cancelled while the page is told: the session stands and the socket is closed."""

    async def scene(desk: Desk) -> None:
        desk.receiver = page = _SlowPage()
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        flow.paste(answer_of(await desk.browser.next_link(), code="c1"))
        await page.telling.wait()
        running.cancel()
        await asyncio.wait({running})
        assert running.cancelled()
        assert not page.is_open
        assert flow.state == machine.SignedIn(person())

    desk = play(scene)
    assert (len(desk.kept), desk.path()[-1], desk.provider.revoked) == (1, "SignedIn", [])


# ------------------------------------------------------------------ time


@pytest.mark.parametrize("step", ["discover", "awaiting"])
def test_the_time_runs_out(step: str) -> None:
    """After the attempt's time it ends by itself, with the socket closed and nothing kept."""

    async def scene(desk: Desk) -> None:
        arrived = desk.provider.hold("discover")[0] if step == "discover" else None
        running = asyncio.create_task(desk.start(seconds=0.05).run())
        await (arrived.wait() if arrived else desk.browser.next_link())
        desk.clock.move(0.05)
        assert await running == machine.TimedOut()
        assert not desk.receiver.is_open

    assert play(scene).kept == []


def test_a_timer_that_wakes_early_waits_for_the_rest() -> None:
    """A loop may wake a moment before the deadline; the attempt then still ends, a moment later."""

    async def scene(desk: Desk) -> None:
        running = asyncio.create_task(desk.start(seconds=0.03).run())
        await desk.browser.next_link()
        desk.clock.move(0.029)
        await asyncio.wait({running}, timeout=0.08)
        assert not running.done()
        desk.clock.move(0.001)
        assert await running == machine.TimedOut()

    play(scene)


def test_a_callback_that_came_in_time_may_take_its_time() -> None:
    """Once the browser came back the deadline is over: the exchange is bounded by its own limits."""

    async def scene(desk: Desk) -> None:
        arrived, go = desk.provider.hold("exchange")
        running = asyncio.create_task(desk.start(seconds=0.05).run())
        desk.receiver.paste(answer_of(await desk.browser.next_link(), code="c1"))
        await arrived.wait()
        desk.clock.move(10.0)
        await asyncio.wait({running}, timeout=0.1)
        go.set()
        assert await running == machine.SignedIn(person())

    play(scene)
