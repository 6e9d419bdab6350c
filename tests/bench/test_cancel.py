"""A sign-in that is cancelled, and one that is disturbed: real adapters, real sockets, the local directory service."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from flow_desktop.adapters.places import Places
from flow_desktop.adapters.texts import load_words
from flow_desktop.compose import Choices, Desk, Hands, Surroundings, build_desk
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.signin import AwaitingBrowser, Cancelled, SignedIn, SignInState
from flow_desktop.flows.sign_in import SignIn, SignInRequest
from tests.bench.figures import PAIRS, Figure, Table
from tests.bench.visitor import Visitor, bring
from tests.sockets import open_sockets
from tests.support.local_service import Service

CLOSED_MS = 200.0
DELAY_SECONDS = 0.5
ATTEMPTS = 200
IDLE = 6


@dataclass(slots=True)
class Browser:
    """A browser and a clipboard that keep what they are handed, and what the sign-in does meanwhile.

    ``receiver``: where the sign-in waits for the answer. ``left_waiting``: when it had it (monotonic seconds).
    """

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""
    receiver: tuple[str, int] = ("", 0)
    left_waiting: float = 0.0

    def open(self, url: str) -> bool:
        """Keep the link."""
        self.url = url
        self.opened.set()
        return True

    def put(self, text: str) -> None:
        """Keep nothing."""

    def observe(self, state: SignInState) -> None:
        """Where the answer is waited for, and when it was heard."""
        if isinstance(state, AwaitingBrowser):
            there = urlsplit(state.attempt.redirect_uri)
            self.receiver = there.hostname or "", there.port or 0
        elif self.receiver[0] and not self.left_waiting:
            self.left_waiting = time.monotonic()


@asynccontextmanager
async def desk_of(service: Service, home: Path) -> AsyncIterator[Desk]:
    """Everything a sign-in needs, as the command line builds it."""
    deployment = Deployment(
        issuer=service.issuer,
        client_id=service.ready["client_id"],
        source=SourceKind.FLOW,
        directory_url=service.ready["flow_api"],
    )
    around = Surroundings(Places(home), load_words(), lambda _: None)
    desk = await build_desk(deployment, around, Choices(keep_session=False))
    try:
        yield desk
    finally:
        await desk.close()


async def begun(desk: Desk) -> tuple[SignIn, Browser, asyncio.Task[object]]:
    """A sign-in whose link is open in a browser."""
    browser = Browser()
    flow = desk.new_sign_in(SignInRequest(desk.deployment.issuer), Hands(browser, browser), browser.observe)
    running: asyncio.Task[object] = asyncio.get_running_loop().create_task(flow.run())
    await asyncio.wait_for(browser.opened.wait(), 10)
    await asyncio.sleep(0)  # the state follows the link
    assert browser.receiver[1]
    return flow, browser, running


def listens(place: tuple[str, int]) -> bool:
    """Whether somebody takes a connection there."""
    with socket.socket() as probe:
        return probe.connect_ex(place) == 0


def test_cancel_closes_the_socket_at_once(table: Table, service: Service, home: Path) -> None:
    """After a cancel nobody listens any more within 200 ms, a browser that waits for its page included."""

    async def closing(desk: Desk, *, with_browser: bool) -> float:
        flow, browser, running = await begun(desk)
        assert listens(browser.receiver)
        idle = [socket.create_connection(browser.receiver) for _ in range(IDLE if with_browser else 0)]
        began = time.monotonic()
        flow.cancel()
        while listens(browser.receiver):  # noqa: ASYNC110 - the socket tells nobody that it closes
            await asyncio.sleep(0.001)
        seconds = time.monotonic() - began
        assert isinstance(await running, Cancelled)
        await flow.close()
        for line in idle:
            line.close()
        return seconds

    async def work() -> list[float]:
        async with desk_of(service, home) as desk:
            return [await closing(desk, with_browser=bool(turn % 2)) for turn in range(2 * PAIRS)]

    slowest = max(asyncio.run(work())) * 1000
    assert table.add(Figure("cancel to closed socket, slowest of 10", slowest, "ms", CLOSED_MS)).holds


def test_cancelled_attempts_leave_nothing(table: Table, service: Service, home: Path) -> None:
    """200 cancelled attempts leave no socket, no file, no thread and no task."""

    async def one(desk: Desk, turn: int) -> None:
        flow, _, running = await begun(desk)
        if turn % 2:
            flow.cancel()
        else:
            running.cancel()
        await asyncio.wait({running})
        await flow.close()

    async def work() -> tuple[tuple[int, ...], tuple[int, ...]]:
        async with desk_of(service, home) as desk:
            await one(desk, 0)
            await one(desk, 1)
            before = _alive()
            for turn in range(ATTEMPTS):
                await one(desk, turn)
            await asyncio.sleep(0)  # a finished task is forgotten at the loop's next turn
            return before, _alive()

    before, after = asyncio.run(work())
    table.add(Figure(f"left behind by {ATTEMPTS} cancelled attempts", sum(after) - sum(before), "things", 0))
    assert all(late <= early for early, late in zip(before, after, strict=True)), (before, after)


def _alive() -> tuple[int, ...]:
    """Sockets, open files, threads, tasks."""
    files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return len(open_sockets()), files, threading.active_count(), len(asyncio.all_tasks())


def test_idle_connections_do_not_delay_the_answer(table: Table, service: Service, home: Path) -> None:
    """Browsers open connections ahead and send nothing: the true answer is not half a second later for it."""
    person = service.ready["people"][0]

    async def until_heard(desk: Desk, idle: int) -> float:
        flow, browser, running = await begun(desk)
        lines = [socket.create_connection(browser.receiver) for _ in range(idle)]
        for line in lines[::2]:
            line.sendall(b"GET / HTTP/1.1\r\nHost: ")  # half a request, and never the rest
        visitor = Visitor(service.issuer)
        answer = await asyncio.to_thread(visitor.walk, browser.url, email=person["email"], password=person["password"])
        began = time.monotonic()
        bringing = asyncio.create_task(asyncio.to_thread(bring, answer))
        assert isinstance(await running, SignedIn)
        await flow.close()
        await bringing
        for line in lines:
            line.close()
        return browser.left_waiting - began

    async def work() -> list[tuple[float, float]]:
        async with desk_of(service, home) as desk:
            return [(await until_heard(desk, IDLE), await until_heard(desk, 0)) for _ in range(PAIRS)]

    pairs = asyncio.run(work())
    table.add(Figure("answer to heard answer, nobody else there", median(bare for _, bare in pairs), "s"))
    slowest = max(busy for busy, _ in pairs) - median(bare for _, bare in pairs)
    assert table.add(Figure(f"delay by {IDLE} idle connections, slowest", slowest, "s", DELAY_SECONDS)).holds
