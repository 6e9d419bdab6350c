"""The short way for thousands of GETs: connections are used again, replaced when stale, and let go at once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from flow_desktop.adapters.http import Answer, Http
from flow_desktop.core.problems import FlowError

OK = b"HTTP/1.1 200 OK\r\nDate: Mon, 05 Jan 2026 09:00:00 GMT\r\nContent-Length: 2\r\n\r\nok"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def served(serve: Serve) -> AsyncIterator[tuple[str, list[asyncio.StreamWriter]]]:
    """A server on loopback, and the connections it got."""
    lines: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await serve(reader, writer)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/Users?startIndex=1", lines
    finally:
        server.close()
        for line in lines:
            line.transport.abort()
        await server.wait_closed()


async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Every request gets the same answer, on one connection."""
    while True:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)


async def answers_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One answer, then the connection ends without a word."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK)


async def hangs_up_on_the_second(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The second request on a connection is not answered."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK)
    await reader.readuntil(b"\r\n\r\n")


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Nothing is ever said."""
    await reader.read()


async def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition, five seconds at most."""
    tick = asyncio.Event()
    async with asyncio.timeout(5):
        while not holds():
            asyncio.get_running_loop().call_later(0.005, tick.set)
            await tick.wait()
            tick.clear()


def run(serve: Serve, story: Callable[[Http, str, list[asyncio.StreamWriter]], Awaitable[None]]) -> None:
    """A story between a client and this server."""

    async def whole() -> None:
        http = Http(proxy_for=lambda _: None)
        try:
            async with served(serve) as (url, lines):
                await story(http, url, lines)
        finally:
            await http.close()

    asyncio.run(whole())


def test_a_connection_is_used_again() -> None:
    """Ten requests one after another need one connection; four at once need four."""

    async def story(http: Http, url: str, lines: list[asyncio.StreamWriter]) -> None:
        for _ in range(10):
            assert (await http.fetch(url)).body == b"ok"
        assert len(lines) == 1
        await asyncio.gather(*(http.fetch(url) for _ in range(4)))
        assert len(lines) == 4
        assert http.has_heard_a_clock

    run(answers, story)


@pytest.mark.parametrize("serve", [answers_once, hangs_up_on_the_second])
def test_a_connection_the_server_ended_is_replaced(serve: Serve) -> None:
    """Whether it ends before or while the next request is on its way: a GET is sent again on a new one."""

    async def story(http: Http, url: str, lines: list[asyncio.StreamWriter]) -> None:
        for _ in range(5):
            answer: Answer = await http.fetch(url)
            assert (answer.status, answer.body) == (200, b"ok")
        assert len(lines) == 5

    run(serve, story)


def test_a_cancelled_request_lets_its_connection_go_at_once() -> None:
    """Nothing is waited for, and the server sees the end of the connection."""

    async def story(http: Http, url: str, lines: list[asyncio.StreamWriter]) -> None:
        asked = asyncio.create_task(http.fetch(url))
        await until(lambda: bool(lines))
        began = asyncio.get_running_loop().time()
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert asyncio.get_running_loop().time() - began < 0.2
        await until(lines[0].is_closing)

    run(silent, story)


def test_what_was_asked_is_not_in_a_problem(caplog: pytest.LogCaptureFixture) -> None:
    """Neither a log nor the error's frames keep the credential of a request that failed."""

    async def story(http: Http, url: str, _: list[asyncio.StreamWriter]) -> None:
        with pytest.raises(FlowError) as raised:
            await http.fetch(f"{url}&many=more", headers={"Authorization": "Bearer CANARY"}, max_bytes=1)
        assert raised.value.problem.code == "bad_answer.size"
        frame = raised.value.__traceback__
        while frame is not None:
            module = frame.tb_frame.f_globals["__name__"]
            assert module.startswith("tests.") or "CANARY" not in repr(frame.tb_frame.f_locals), module
            frame = frame.tb_next

    with caplog.at_level("DEBUG"):
        run(answers, story)
    assert "CANARY" not in caplog.text
