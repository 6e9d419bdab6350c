"""Straight GETs for whoever sends thousands of them: asyncio's own connections and h11, nothing in between.

A request through the general client costs three times as much time as the server takes for it. Here are the same rules
(`http`, which decides who may come here): certificates checked, no redirect followed, a cap on the decoded body, time
limits for connecting, reading and the whole. There is no proxy here, and only a GET, so that a connection which the
server closed meanwhile is replaced by a new one.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import h11

from flow_desktop.adapters.bodies import UnfitBody, body_for, may_be_read
from flow_desktop.core.problems import Code

IDLE_SECONDS = 5.0
"""A connection nobody used for so long is closed: servers close theirs about then."""

_CHUNK = 256 * 1024
_EYEBALLS = 0.25
"""Seconds until a name's next address is tried beside the first one (RFC 8305); a literal address has only one, and
asyncio's race between addresses may forget a socket when it is cancelled.
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request goes. ``host`` in ASCII, without brackets; ``named``: as it stands in the Host header."""

    host: str
    port: int
    is_tls: bool
    named: str


@dataclass(frozen=True, slots=True)
class Got:
    """A whole answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Closed(ConnectionError):
    """The server ended a connection. ``unused``: before it said a word."""

    def __init__(self, *, unused: bool) -> None:
        super().__init__("Server disconnected")
        self.unused = unused


class Lane:
    """Connections kept for one asyncio loop. ``seconds``: to connect, between two pieces of an answer, in all."""

    def __init__(self, seconds: tuple[float, float, float], trust: Callable[[], ssl.SSLContext]) -> None:
        self._connect, self._read, self._total = seconds
        self._trust = trust
        self._idle: dict[Origin, deque[tuple[_Line, float]]] = {}

    async def get(self, origin: Origin, target: str, headers: Iterable[tuple[str, str]], *, max_bytes: int) -> Got:
        """Ask once. Raises OSError, ssl.SSLError, TimeoutError, UnfitBody and h11.LocalProtocolError."""
        request = h11.Request(method="GET", target=target, headers=[("Host", origin.named), *headers])
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._total
        async with asyncio.timeout_at(ends) as deadline:
            while True:
                line, fresh = await self._line(origin)
                deadline.reschedule(min(ends, loop.time() + self._read))
                try:
                    got = await line.ask(
                        request, max_bytes, lambda: deadline.reschedule(min(ends, loop.time() + self._read))
                    )
                except _Closed as closed:
                    line.abort()
                    if fresh or not closed.unused:
                        raise
                    continue
                except BaseException:
                    line.abort()
                    raise
                self._keep(origin, line)
                return got

    async def aclose(self) -> None:
        """Close every connection that nobody uses."""
        kept, self._idle = self._idle, {}
        for lines in kept.values():
            for line, _ in lines:
                line.abort()
        await asyncio.sleep(0)  # sockets are closed by the loop's next turn

    async def _line(self, origin: Origin) -> tuple[_Line, bool]:
        """A connection that is still open, or a new one."""
        now = asyncio.get_running_loop().time()
        idle = self._idle.get(origin)
        while idle:
            line, since = idle.pop()
            if now - since < IDLE_SECONDS and line.is_open:
                return line, False
            line.abort()
        async with asyncio.timeout(self._connect):
            reader, writer = await asyncio.open_connection(
                origin.host,
                origin.port,
                limit=_CHUNK,
                ssl=self._trust() if origin.is_tls else None,
                happy_eyeballs_delay=None if _is_literal(origin.host) else _EYEBALLS,
            )
        return _Line(reader, writer), True

    def _keep(self, origin: Origin, line: _Line) -> None:
        if line.is_reusable:
            self._idle.setdefault(origin, deque()).append((line, asyncio.get_running_loop().time()))
        else:
            line.abort()


class _Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._state = h11.Connection(h11.CLIENT)

    @property
    def is_open(self) -> bool:
        """False once the server has closed it, or has spoken unasked."""
        return not (self._reader.at_eof() or self._writer.is_closing() or self._state.trailing_data[0])

    @property
    def is_reusable(self) -> bool:
        """True after an answer that was read whole, where both sides go on."""
        if self._state.our_state is not h11.DONE or self._state.their_state is not h11.DONE:
            return False
        self._state.start_next_cycle()
        return True

    def abort(self) -> None:
        """Let it go at once."""
        self._writer.transport.abort()

    async def ask(self, request: h11.Request, cap: int, heard: Callable[[], None]) -> Got:
        """Send and read the whole answer; ``heard`` is called for every piece of it."""
        try:
            self._writer.write((self._state.send(request) or b"") + (self._state.send(h11.EndOfMessage()) or b""))
            head = await self._head(heard)
            headers = _joined(head.headers)
            may_be_read(headers, cap)
            body = body_for(headers, cap)
            while not isinstance(event := await self._event(heard), h11.EndOfMessage):
                if isinstance(event, h11.Data) and not body.take(bytes(event.data)):
                    raise UnfitBody(Code.BAD_ANSWER_SIZE)
            return Got(head.status_code, headers, body.done())
        except h11.RemoteProtocolError:
            if self._reader.at_eof():
                raise _Closed(unused=False) from None
            raise UnfitBody(Code.BAD_ANSWER_SHAPE) from None

    async def _head(self, heard: Callable[[], None]) -> h11.Response:
        while not isinstance(event := await self._event(heard), h11.Response):
            if not isinstance(event, h11.InformationalResponse) or event.status_code == 101:
                raise UnfitBody(Code.BAD_ANSWER_SHAPE)
        return event

    async def _event(self, heard: Callable[[], None]) -> object:
        while (event := self._state.next_event()) is h11.NEED_DATA:
            data = await self._reader.read(_CHUNK)
            if not data and self._state.their_state is h11.SEND_RESPONSE:
                raise _Closed(unused=not self._state.trailing_data[0])
            heard()
            self._state.receive_data(data)
        return event


def _is_literal(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Names in lower case; what is there several times becomes one value (RFC 9110 section 5.3)."""
    found: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("ascii"), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found
