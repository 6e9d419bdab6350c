"""The receiver battery of six known receivers, row by row: an odd or hostile request first, then the true callback.

Each test names its row. "Waits" means: the odd request is turned away and counted, and the true answer still counts.
"""

from __future__ import annotations

import asyncio
import logging
import time

import pytest

from flow_desktop.core.callback import CodeReturned, ErrorReturned, PageEnd
from flow_desktop.core.ports import Hint
from flow_desktop.core.secret import Secret
from tests.contracts.receiver_contract import CODE, STATE
from tests.support.loopback import TRUE_QUERY, TRUE_TARGET, Open, page_name, waiting
from tests.support.raw_http import Got, ask, get, line_to, request

FORM = "application/x-www-form-urlencoded"


async def true_callback(at: Open) -> None:
    """The browser brings the true answer, and only it arrives."""
    page = asyncio.create_task(at.get(TRUE_TARGET))
    assert await asyncio.wait_for(at.receiver.arrived(), 2) == CodeReturned("first", Secret(CODE))
    await at.receiver.tell(PageEnd.SIGNED_IN)
    got = await page
    assert got.status == 303
    assert page_name(await at.get(got.headers["location"])) == "signed_in"


def after(data: str) -> tuple[Got, dict[str, int]]:
    """Send exact text (``{host}`` is the receiver's), then the true callback; the first answer and the counters."""

    async def story() -> tuple[Got, dict[str, int]]:
        async with waiting() as at:
            host = at.uri.removeprefix("http://").removesuffix("/callback")
            got = await ask(at.uri, data.replace("{host}", host).encode("latin-1"))
            await true_callback(at)
            return got, dict(at.receiver.rejects)

    return asyncio.run(story())


def plain(line: str, *headers: str, body: str = "") -> str:
    """A request with the right Host."""
    return "\r\n".join([f"{line} HTTP/1.1", "Host: {host}", *headers, "", body])


@pytest.mark.parametrize(
    "host",
    [
        "evil.example.com",
        "localhost:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:{port}.evil.example.com",
        "[::1]:1",
    ],
)
def test_row_wrong_host(host: str) -> None:
    """Row "wrong Host, right state" (A8): 421, waits: a name that was made to point here gets nothing."""

    async def story() -> None:
        async with waiting() as at:
            named = host.format(port=at.uri.split(":")[2].split("/")[0])
            got = await get(at.uri, TRUE_TARGET, {"Host": named})
            assert (got.status, at.receiver.rejects["host"]) == (421, 1)
            await true_callback(at)

    asyncio.run(story())


def test_row_no_host() -> None:
    """Row "wrong Host": none at all, or two, is wrong as well."""
    got, rejects = after(f"GET {TRUE_TARGET} HTTP/1.0\r\n\r\n")
    assert (got.status, rejects) == (421, {"host": 1})
    got, rejects = after(plain(f"GET {TRUE_TARGET}", "Host: {host}"))
    assert (got.status, rejects) == (400, {"syntax": 1})


@pytest.mark.parametrize("query", ["code=evil&state=wrong", "code=evil", "code=evil&state=", "state=a&state=b&code=c"])
def test_row_wrong_state_first(query: str) -> None:
    """Row "wrong state first" (A5): 400, counted, waits."""
    got, rejects = after(plain(f"GET /callback?{query}"))
    assert (got.status, page_name(got), sum(rejects.values())) == (400, "not_ours", 1)


def test_row_forged_error() -> None:
    """Row "forged error= without state" (A6): 400, told as a hint, waits."""

    async def story() -> None:
        async with waiting() as at:
            got = await at.get("/callback?error=access_denied&error_description=%3Cscript%3E")
            assert (got.status, page_name(got)) == (400, "unproven")
            assert await at.receiver.arrived() == Hint("first", "access_denied")
            for _ in range(50):
                await at.get("/callback?error=x")
            assert await at.receiver.arrived() == Hint("first", "x")
            await true_callback(at)
            assert at.receiver.rejects == {"error_without_state": 51}

    asyncio.run(story())


def test_row_favicon() -> None:
    """Row "/favicon.ico first" (A13): 404, waits; our own pages carry their icon."""
    got, rejects = after(plain("GET /favicon.ico", "Sec-Fetch-Dest: image", "Sec-Fetch-Mode: no-cors"))
    assert (got.status, rejects) == (404, {"path": 1})
    assert '<link rel="icon" href="data:' in got.text


def test_row_head() -> None:
    """Row "HEAD of the callback" (A13): 405 with Allow and no body, waits."""

    async def story() -> None:
        async with waiting() as at, line_to(at.uri) as line:
            await line.send(request(at.uri, TRUE_TARGET, method="HEAD"))
            answer = await asyncio.wait_for(line.reader.read(), 2)
            assert answer.startswith(b"HTTP/1.1 405 ")
            assert b"\r\nAllow: GET, POST\r\n" in answer
            assert answer.endswith(b"\r\n\r\n")
            await true_callback(at)

    asyncio.run(story())


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "QUERY"])
def test_row_other_method(method: str) -> None:
    """Row "other method" (A13): 405 with Allow, waits; no preflight is ever granted."""
    got, rejects = after(plain(f"{method} {TRUE_TARGET}"))
    assert (got.status, got.headers["allow"], rejects) == (405, "GET, POST", {"method": 1})


@pytest.mark.parametrize(
    "path", ["/", "/callback/", "//callback", "/Callback", "/%63allback", "/callback;x", "/done/guess", "/done/"]
)
def test_row_other_path(path: str) -> None:
    """Row "other path, right params" (A9): 404 and no redirect anywhere, waits."""
    got, rejects = after(plain(f"GET {path}?{TRUE_QUERY}"))
    assert (got.status, rejects) == (404, {"path": 1})
    assert "location" not in got.headers


def test_row_second_callback() -> None:
    """Row "2nd valid callback" (A12): 410 with a neutral page, ignored, while the first is held and afterwards."""

    async def story() -> None:
        async with waiting() as at:
            first = asyncio.create_task(at.get(TRUE_TARGET))
            await at.receiver.arrived()
            second = await at.get(f"/callback?code=other&state={STATE}")
            assert (second.status, page_name(second)) == (410, "used")
            await at.receiver.tell(PageEnd.SIGNED_IN)
            assert (await first).status == 303
            third = await at.get(TRUE_TARGET)
            assert (third.status, at.receiver.rejects["second"]) == (410, 2)

    asyncio.run(story())


def test_row_idle_connection() -> None:
    """Row "idle TCP connection first": forty preconnections do not delay the true callback by half a second."""

    async def story() -> float:
        async with waiting() as at:
            host, port = at.uri.removeprefix("http://").split("/")[0].split(":")
            idle = [await asyncio.open_connection(host, int(port)) for _ in range(40)]
            began = time.monotonic()
            await true_callback(at)
            took = time.monotonic() - began
            for _, writer in idle:
                writer.transport.abort()
            await asyncio.gather(*(writer.wait_closed() for _, writer in idle), return_exceptions=True)
            assert at.receiver.rejects["crowded"] >= 8
            return took

    assert asyncio.run(story()) < 0.5


def test_row_huge_request_line() -> None:
    """Row "300 KB request line" (A11): 414, waits."""
    got, rejects = after(plain(f"GET /callback?x={'a' * 300_000}"))
    assert (got.status, rejects) == (414, {"address_too_long": 1})


@pytest.mark.parametrize(("method", "status", "kind"), [("POST", 413, "body_too_large"), ("GET", 400, "body_refused")])
def test_row_huge_content_length(method: str, status: int, kind: str) -> None:
    """Row "200 MB Content-Length, no body" (A11): answered at once, waits."""
    began = time.monotonic()
    got, rejects = after(plain(f"{method} {TRUE_TARGET}", "Content-Length: 200000000", f"Content-Type: {FORM}"))
    assert (got.status, rejects) == (status, {kind: 1})
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("state", ["", f"&state={STATE}"])
def test_row_markup_in_error_description(state: str) -> None:
    """Row "markup in error_description" (A15): nothing of a request is ever in a page, believed or not."""
    evil = "error=%3Cscript%3Ealert(1)&error_description=%3Cimg%20src=x%3Emarkup-canary&error_uri=javascript:x"

    async def story() -> list[Got]:
        async with waiting() as at:
            visit = asyncio.create_task(at.get(f"/callback?{evil}{state}"))
            await at.receiver.arrived()
            await at.receiver.tell(PageEnd.FAILED)
            first = await visit
            return [first, *([await at.get(first.headers["location"])] if first.status == 303 else [])]

    for got in asyncio.run(story()):
        assert "canary" not in got.text
        assert "<script" not in got.text.lower()
        assert "<img" not in got.text
        assert not [value for value in got.headers.values() if "canary" in value or "javascript" in value]


@pytest.mark.parametrize(
    "query",
    [
        f"code={CODE}&code={CODE}&state={STATE}",
        f"code={CODE}&code=other&state={STATE}",
        f"{TRUE_QUERY}&iss=a&iss=b",
        f"state={STATE}",
        f"code=&state={STATE}",
        f"code=caf%C3%A9&state={STATE}",
        f"code=a%0D%0Ab&state={STATE}",
    ],
)
def test_row_code_given_twice(query: str) -> None:
    """Row "code given twice", and what is as senseless with our state: 400, counted, told as a hint, waits."""

    async def story() -> None:
        async with waiting() as at:
            got = await at.get(f"/callback?{query}")
            assert (got.status, page_name(got)) == (400, "not_ours")
            assert await asyncio.wait_for(at.receiver.arrived(), 2) == Hint("first", "")
            await true_callback(at)
            assert at.receiver.rejects == {"malformed": 1}

    asyncio.run(story())


def test_row_error_and_code_together() -> None:
    """Row "error and code together": an error, never a code."""

    async def story() -> object:
        async with waiting() as at:
            page = asyncio.create_task(at.get(f"/callback?{TRUE_QUERY}&error=access_denied"))
            arrived = await at.receiver.arrived()
            await at.receiver.tell(PageEnd.FAILED)
            await page
            return arrived

    assert asyncio.run(story()) == ErrorReturned("first", "access_denied", "")


def test_row_code_in_debug_log(caplog: pytest.LogCaptureFixture) -> None:
    """Row "code in DEBUG log" (A30): neither code nor state is in any log, printed value or counter."""
    caplog.set_level(logging.DEBUG)

    async def story() -> str:
        asyncio.get_running_loop().set_debug(True)
        async with waiting() as at:
            for target in (
                f"/callback?code={CODE}&state=wrong",
                f"/other?{TRUE_QUERY}",
                f"/callback?{TRUE_QUERY}&x=%zz",
            ):
                await at.get(target)
            await get(at.uri, TRUE_TARGET, {"Host": "evil"})
            await true_callback(at)
            return repr((at.receiver, vars(at.receiver), at.receiver.rejects, asyncio.all_tasks()))

    seen = asyncio.run(story()) + caplog.text
    assert "canary" not in seen


def test_row_security_headers() -> None:
    """Row "security headers on the page" (A15, A16, A31): on every answer, whatever it says."""

    async def story() -> list[Got]:
        async with waiting() as at:
            odd = [await at.get(target) for target in ("/", "/callback", "/callback?error=x", "/callback?%zz")]
            odd.append(await ask(at.uri, request(at.uri, TRUE_TARGET, method="OPTIONS")))
            odd.append(await at.get(TRUE_TARGET, purpose="prefetch"))
            odd.append(await ask(at.uri, b"nonsense\r\n\r\n"))
            first = asyncio.create_task(at.get(TRUE_TARGET))
            await at.receiver.arrived()  # the hint
            await at.receiver.arrived()
            await at.receiver.tell(PageEnd.SIGNED_IN)
            return [*odd, await first, await at.get((await first).headers["location"])]

    answers = asyncio.run(story())
    assert [got.status for got in answers] == [404, 400, 400, 400, 405, 204, 400, 303, 200]
    for got in answers:
        assert got.headers["cache-control"] == "no-store"
        policy = got.headers["content-security-policy"]
        for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"):
            assert part in policy
        assert "unsafe" not in policy
        assert got.headers["referrer-policy"] == "no-referrer"
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["x-frame-options"] == "DENY"
        assert got.headers["cross-origin-resource-policy"] == "same-origin"
        assert got.headers["cross-origin-opener-policy"] == "same-origin"
        assert got.headers["connection"] == "close"
        assert not [name for name in got.headers if name.startswith("access-control")]
