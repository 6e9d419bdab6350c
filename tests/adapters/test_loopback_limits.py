"""Attacks by size, speed and form, A10, A11 and the posted answers of A16: each test names its attack."""

from __future__ import annotations

import asyncio
import time

import pytest

from flow_desktop.adapters.loopback_server import Limits
from flow_desktop.core.callback import CodeReturned
from flow_desktop.core.secret import Secret
from tests.contracts.receiver_contract import CODE, ISSUER
from tests.support.loopback import BODY, FORM, TRUE_QUERY, TRUE_TARGET, brings, posted, waiting
from tests.support.raw_http import ask, get, line_to, request


def test_a10_slow_and_idle_connections_end() -> None:
    """A10: who does not finish the head in time is cut; at most 32 are open at once."""

    async def story() -> None:
        async with waiting(limits=Limits(head=0.2)) as at, line_to(at.uri) as silent, line_to(at.uri) as slow:
            await slow.send(b"GET /callback?code=")
            began = time.monotonic()
            assert await silent.is_cut()
            assert await slow.is_cut()
            assert 0.1 < time.monotonic() - began < 1
            assert at.receiver.rejects == {"slow": 2}
            await brings(at, request(at.uri, TRUE_TARGET))

    asyncio.run(story())


def test_a10_a_slow_body_ends_too() -> None:
    """A10: a posted form has no more time than a head."""

    async def story() -> None:
        async with waiting(limits=Limits(head=0.2)) as at, line_to(at.uri) as line:
            await line.send(posted(at, BODY)[:-3])
            assert await line.is_cut()
            await brings(at, posted(at, BODY))

    asyncio.run(story())


@pytest.mark.parametrize(
    ("target", "headers", "status", "kind"),
    [
        (TRUE_TARGET, {"X-Long": "a" * 17_000}, 431, "head_too_large"),
        (TRUE_TARGET, {f"X-{n}": "1" for n in range(101)}, 431, "head_too_large"),
        (f"/callback?{'&'.join(f'p{n}=1' for n in range(20))}&{TRUE_QUERY}", {}, 400, "too_many_parameters"),
        (f"{TRUE_TARGET}&x=%zz", {}, 400, "parameters"),
        (f"{TRUE_TARGET}&x=%", {}, 400, "parameters"),
        (f"{TRUE_TARGET}&x=%ff", {}, 400, "parameters"),
        (f"{TRUE_TARGET}&x=%ed%a0%80", {}, 400, "parameters"),
        (f"{TRUE_TARGET}&x=%00", {}, 400, "parameters"),
        (f"{TRUE_TARGET}#x", {}, 400, "syntax"),
        (f"{TRUE_TARGET}\x7f", {}, 400, "syntax"),
        (f"{TRUE_TARGET} x", {}, 400, "syntax"),
        (TRUE_TARGET, {"X Y": "1"}, 400, "syntax"),
        (TRUE_TARGET, {"X": "a\r\n folded"}, 400, "syntax"),
        (TRUE_TARGET, {"X": "a\x00b"}, 400, "syntax"),
        (TRUE_TARGET, {"Transfer-Encoding": "chunked"}, 400, "body_refused"),
    ],
)
def test_a11_oversized_and_malformed(target: str, headers: dict[str, str], status: int, kind: str) -> None:
    """A11: 16 KB of head, 20 parameters, clean percent-encoded UTF-8; everything else waits."""

    async def story() -> None:
        async with waiting() as at:
            got = await get(at.uri, target, headers)
            assert (got.status, at.receiver.rejects) == (status, {kind: 1})
            await brings(at, request(at.uri, TRUE_TARGET))

    asyncio.run(story())


@pytest.mark.parametrize(
    ("body", "headers", "status", "kind"),
    [
        (BODY, {"Content-Type": "text/plain"}, 415, "body_refused"),
        (BODY, {"Content-Type": "multipart/form-data; boundary=x"}, 415, "body_refused"),
        (BODY, {"Transfer-Encoding": "chunked"}, 411, "body_refused"),
        (BODY, {"Content-Length": "-1"}, 400, "syntax"),
        (BODY, {"Content-Length": "+61"}, 400, "syntax"),
        (BODY, {"Content-Length": "9" * 30}, 413, "body_too_large"),
        (b"x" * 8193, {}, 413, "body_too_large"),
        (b"x=\xff", {}, 400, "parameters"),
        (BODY, {"Origin": "http://evil.example.com"}, 403, "origin"),
        (BODY, {"Origin": "chrome-extension://abc"}, 403, "origin"),
        (BODY, {"Sec-Fetch-Mode": "cors"}, 403, "not_a_page"),
    ],
)
def test_a11_odd_forms(body: bytes, headers: dict[str, str], status: int, kind: str) -> None:
    """A11: a posted answer is a short form with a length, from a page; everything else waits."""

    async def story() -> None:
        async with waiting() as at:
            got = await ask(at.uri, posted(at, body, headers))
            assert (got.status, at.receiver.rejects) == (status, {kind: 1})
            await brings(at, request(at.uri, TRUE_TARGET))

    asyncio.run(story())


def test_a11_a_head_without_an_end() -> None:
    """A11: a head that goes on and on is refused at its cap, not at the end of its time."""

    async def story() -> None:
        async with waiting(limits=Limits(head=60)) as at, line_to(at.uri) as line:
            await line.send(f"GET {TRUE_TARGET} HTTP/1.1\r\n".encode() + b"X-Long: abc\r\n" * 1500)
            assert (await line.got()).status == 431
            await brings(at, request(at.uri, TRUE_TARGET))

    asyncio.run(story())


def test_a11_not_http_at_all() -> None:
    """A11: a TLS hello (a browser that insists on https) and plain noise end at once, and are counted apart."""

    async def story() -> None:
        async with waiting() as at:
            assert (await ask(at.uri, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")).status == 400
            assert (await ask(at.uri, b"\r\n\r\n")).status == 400
            assert at.receiver.rejects == {"tls": 1, "syntax": 1}
            await brings(at, request(at.uri, TRUE_TARGET))

    asyncio.run(story())


@pytest.mark.parametrize("origin", [{}, {"Origin": "null"}, {"Origin": ISSUER}, {"Origin": "http://127.0.0.1:9"}])
def test_a16_posted_answer(origin: dict[str, str]) -> None:
    """A16: an answer posted as a form is accepted, from the provider's page or one that hides its origin."""

    async def story() -> None:
        async with waiting() as at:
            await brings(at, posted(at, BODY, {"Content-Type": f"{FORM['Content-Type']}; charset=UTF-8", **origin}))

    asyncio.run(story())


def test_a16_a_posted_answer_may_come_in_pieces() -> None:
    """A16: head and body of a form seldom share a packet."""

    async def story() -> None:
        async with waiting() as at, line_to(at.uri) as line:
            data = posted(at, BODY)
            arrived = asyncio.create_task(at.receiver.arrived())
            for piece in (data[:20], data[20:-40], data[-40:-1], data[-1:]):
                await line.send(piece)
                done, _ = await asyncio.wait({arrived}, timeout=0.02)
            assert arrived in done
            assert arrived.result() == CodeReturned("first", Secret(CODE))

    asyncio.run(story())


def test_a16_a_posted_answer_is_read_from_its_body_only() -> None:
    """A16: what stands in the address of a posted form does not count."""

    async def story() -> None:
        async with waiting() as at:
            data = posted(at, b"code=x&state=wrong").replace(b"/callback ", f"{TRUE_TARGET} ".encode())
            assert (await ask(at.uri, data)).status == 400
            await brings(at, posted(at, BODY))

    asyncio.run(story())
