"""Every HTTP request of the program goes through here: one place for TLS, proxies, limits and what errors mean.

Always: certificates checked against the system's own trust store, no redirects followed, https except to a literal
loopback address, loopback never through a proxy, a cap on the decoded body, a deadline for the whole request. Nothing
of a request or an answer is logged.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import h11
import httpx2

from flow_desktop import __version__
from flow_desktop.adapters.bodies import UnfitBody, read_body
from flow_desktop.adapters.http_errors import problem_of_http_error
from flow_desktop.adapters.http_lane import Got, Lane, Origin
from flow_desktop.adapters.strict_json import strict_json
from flow_desktop.core.deployment import is_loopback
from flow_desktop.core.ports import ProxyFor
from flow_desktop.core.problems import Code, FlowError, problem

MAX_BYTES = 1_000_000
"""An answer of discovery, keys, tokens or user info is a few kilobytes; a megabyte is an accident or an attack."""

TOTAL_SECONDS = 30.0
"""A server that sends a byte now and then never runs into a read time-out; this ends it."""

CLOCK_SAMPLES = 15
_MAX_BYTES_KEY = "flow_max_bytes"
_WAY_SECONDS = 30.0
_MOST_WAYS = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. Header names are in lower case; ``body`` is decoded; ``repr`` shows neither."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def __repr__(self) -> str:
        return f"Answer(status={self.status}, {len(self.body)} bytes)"

    @property
    def host(self) -> str:
        """Who answered."""
        return urlsplit(self.url).hostname or ""

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Http:
    """HTTP for one asyncio loop. Connections are kept until ``close``."""

    def __init__(
        self,
        *,
        proxy_for: ProxyFor,
        connect_seconds: float = 5.0,
        read_seconds: float = 15.0,
        total_seconds: float = TOTAL_SECONDS,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._guard = _Guard(proxy_for, (connect_seconds, read_seconds, total_seconds), now or _system_now)
        _hush()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        max_bytes: int = MAX_BYTES,
    ) -> Coroutine[Any, Any, Answer]:
        """Send once and read the whole answer, whatever its status. Raises FlowError (network, tls, timeout, size).

        Await it. It is no ``async def``, so that this frame, which knows headers and content, is in no traceback.
        """
        extensions = {_MAX_BYTES_KEY: max_bytes}
        try:
            request = httpx2.Request(method, url, headers=dict(headers or {}), content=content, extensions=extensions)
        except (httpx2.InvalidURL, ValueError):
            raise FlowError(problem(Code.INSECURE_ADDRESS, host="")) from None
        return self._answer(request)

    async def _answer(self, request: httpx2.Request) -> Answer:
        return answer_of(await self._guard.handle_async_request(request), str(request.url))

    def fetch(
        self, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int = MAX_BYTES
    ) -> Coroutine[Any, Any, Answer]:
        """A GET for whoever sends thousands of them: the same rules and errors as `request`, a third of its cost.

        Behind a proxy it is an ordinary request.
        """
        return self._fetched(url, _Letter(headers or {}), max_bytes)

    async def _fetched(self, url: str, letter: _Letter, max_bytes: int) -> Answer:
        way = self._guard.straight(url)
        if way is None:
            return await self.request("GET", url, headers=letter.headers, max_bytes=max_bytes)
        got = await self._guard.fetch(way, letter, max_bytes)
        return Answer(status=got.status, headers=got.headers, body=got.body, url=url)

    def transport(self) -> httpx2.AsyncBaseTransport:
        """The same rules and the same connections for a library that brings its own client."""
        return _Lent(self._guard)

    @property
    def clock_offset(self) -> float:
        """Seconds the servers' clocks are ahead of ours: the median of the answers' ``Date`` headers, 0.0 if none."""
        return self._guard.clock_offset

    @property
    def has_heard_a_clock(self) -> bool:
        """True once an answer told its server's time: before that the offset of 0.0 says nothing."""
        return self._guard.has_heard_a_clock

    async def close(self) -> None:
        """Close every connection. Safe to call twice; the object can be used again afterwards."""
        await self._guard.aclose()


def answer_of(response: httpx2.Response, url: str) -> Answer:
    """A response that was read whole, as an Answer."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status_code, headers=headers, body=response.content, url=url)


def json_of(answer: Answer, *, types: tuple[str, ...] = ("application/json",)) -> object:
    """The decoded body. Raises FlowError: ``bad_answer.type`` for other content, ``bad_answer.shape`` for bad JSON."""
    if answer.media_type not in types:
        raise FlowError(problem(Code.BAD_ANSWER_TYPE, host=answer.host))
    with contextlib.suppress(ValueError):
        return strict_json(answer.body)
    raise FlowError(problem(Code.BAD_ANSWER_SHAPE, host=answer.host))


class _Letter:
    """The headers of a request on their way through frames that an error keeps: nothing shows them."""

    __slots__ = ("headers",)

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers

    def lines(self) -> list[tuple[str, str]]:
        """As they are sent."""
        return [*self.headers.items(), ("User-Agent", _AGENT), ("Accept-Encoding", "identity")]


class _Lent(httpx2.AsyncBaseTransport):
    """The guard in a borrower's hands: the borrower's client closes this, not the connections of everybody."""

    def __init__(self, guard: _Guard) -> None:
        self._guard = guard

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._guard.handle_async_request(request)


class _Guard(httpx2.AsyncBaseTransport):
    """Applies the rules to each request, then sends it over a pool that fits its proxy."""

    def __init__(self, proxy_for: ProxyFor, seconds: tuple[float, float, float], now: Callable[[], datetime]) -> None:
        self._proxy_for = proxy_for
        self._seconds = seconds
        connect, read, self._total = seconds
        self._timeout = {"connect": connect, "read": read, "write": read, "pool": connect}
        self._now = now
        self._pools: dict[tuple[str, str | None], httpx2.AsyncHTTPTransport] = {}
        self._offsets: deque[float] = deque(maxlen=CLOCK_SAMPLES)
        self._lane: Lane | None = None
        self._ways: dict[str, tuple[Origin | None, float]] = {}

    def straight(self, url: str) -> tuple[Origin, str] | None:
        """Where a GET goes without a proxy, and its target; None where it needs the general client.

        Raises FlowError for an address nothing may be sent to. What was found out is kept for a moment: a listing asks
        one address a thousand times, only the query differs.
        """
        place, mark, query = url.partition("?")
        known = self._ways.get(place)
        if known is None or known[1] < time.monotonic():
            known = (self._origin(place), time.monotonic() + _WAY_SECONDS)
            self._ways = {**(self._ways if len(self._ways) < _MOST_WAYS else {}), place: known}
        origin = known[0]
        if origin is None or not url.isascii() or "#" in url:
            return None
        return origin, f"/{place.split('/', 3)[3] if place.count('/') > 2 else ''}{mark}{query}"

    def _origin(self, place: str) -> Origin | None:
        try:
            url = httpx2.URL(place)
        except (httpx2.InvalidURL, ValueError):
            raise FlowError(problem(Code.INSECURE_ADDRESS, host="")) from None
        if self._check_address(url) is not None or not place.startswith(f"{url.scheme}://{url.netloc.decode()}"):
            return None  # an address that is not written plainly
        is_tls = url.scheme == "https"
        return Origin(
            url.raw_host.decode().strip("[]"), url.port or (443 if is_tls else 80), is_tls, url.netloc.decode()
        )

    async def fetch(self, way: tuple[Origin, str], letter: _Letter, max_bytes: int) -> Got:
        """A GET by the short way. Raises FlowError."""
        origin, target = way
        if self._lane is None:
            self._lane = Lane(self._seconds, lambda: self._system_trust)
        try:
            got = await self._lane.get(origin, target, letter.lines(), max_bytes=max_bytes)
        except (OSError, UnfitBody, ValueError, h11.LocalProtocolError) as error:
            found = problem_of_http_error(error, host=origin.host, proxied=False)
        else:
            self._passed(got.status, got.headers, origin.host)
            return got
        raise FlowError(found)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        proxy = self._check_address(request.url)
        request.headers["User-Agent"] = _AGENT
        request.headers["Accept-Encoding"] = "identity"  # an answer that unpacks to gigabytes is then the server's lie
        request.extensions = {**request.extensions, "timeout": self._timeout}
        try:
            async with asyncio.timeout(self._total):
                response = await self._send(request, proxy)
        except (OSError, httpx2.HTTPError, httpx2.InvalidURL, UnfitBody, ValueError, ImportError) as error:
            found = problem_of_http_error(error, host=host, proxied=proxy is not None)
        else:
            self._passed(response.status_code, response.headers, host)
            return response
        raise FlowError(found)  # out here, so that the error and its frames, which know the request, are let go

    def _passed(self, status: int, headers: Mapping[str, str], host: str) -> None:
        if status == httpx2.codes.PROXY_AUTHENTICATION_REQUIRED:
            raise FlowError(problem(Code.NETWORK_PROXY_REFUSED, host=host))
        self._learn_clock(headers)

    def _check_address(self, url: httpx2.URL) -> str | None:
        """Refuse an address before anything is sent to it; the proxy to use, None for direct."""
        local = is_loopback(url.host)
        if not url.host or url.userinfo or (url.scheme != "https" and not (url.scheme == "http" and local)):
            raise FlowError(problem(Code.INSECURE_ADDRESS, host=url.host))
        return None if local else self._proxy_for(str(url.copy_with(query=None, fragment=None)))

    async def _send(self, request: httpx2.Request, proxy: str | None) -> httpx2.Response:
        response = await self._pool(request.url.scheme, proxy).handle_async_request(request)
        try:
            body = await read_body(response, request.extensions.get(_MAX_BYTES_KEY, MAX_BYTES))
        finally:
            await response.aclose()
        kept = [(name, value) for name, value in response.headers.raw if name.lower() not in _OF_THE_WIRE]
        return httpx2.Response(response.status_code, headers=kept, content=body, request=request)

    def _pool(self, scheme: str, proxy: str | None) -> httpx2.AsyncHTTPTransport:
        key = (scheme, proxy)
        if key not in self._pools:
            trust = self._system_trust if scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self._pools[key] = httpx2.AsyncHTTPTransport(verify=trust, trust_env=False, proxy=proxy)
        return self._pools[key]

    @cached_property
    def _system_trust(self) -> ssl.SSLContext:
        """The system's trust store, so that a company's own authority is known; ``SSL_CERT_FILE`` and ``SSL_CERT_DIR``
        name another, as for every OpenSSL program. Reading it is slow: once, and only if https is asked for.
        """
        try:
            return httpx2.create_ssl_context()
        except OSError:
            raise ssl.SSLError("the trust store cannot be read") from None

    def _learn_clock(self, headers: Mapping[str, str]) -> None:
        """One sample per fresh answer; a cached one tells an old time. A Date is cut to the second: half is added."""
        if headers.get("age", "0") != "0" or "date" not in headers:
            return
        try:
            there = parsedate_to_datetime(headers["date"])
        except ValueError:
            return
        there = there if there.tzinfo else there.replace(tzinfo=UTC)
        self._offsets.append((there - self._now()).total_seconds() + 0.5)

    @property
    def clock_offset(self) -> float:
        return median(self._offsets) if self._offsets else 0.0

    @property
    def has_heard_a_clock(self) -> bool:
        return bool(self._offsets)

    async def aclose(self) -> None:
        pools, self._pools = list(self._pools.values()), {}
        for pool in pools:
            await pool.aclose()
        if self._lane is not None:
            await self._lane.aclose()


def median(values: Iterable[float]) -> float:
    """The middle one, or half way between the two in the middle. The library's brings a megabyte of others along."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


_AGENT = f"flow-desktop/{__version__}"
_OF_THE_WIRE = (b"content-encoding", b"content-length", b"transfer-encoding")


def _system_now() -> datetime:
    return datetime.now(UTC)


def _hush() -> None:
    """The libraries below write addresses and headers to their debug logs: cookies and codes among them."""
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
