"""Connections of the loopback receiver: many at once, each with a deadline, so that an idle one delays nobody."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from flow_desktop.adapters.loopback_http import Head, Reject, Reply, Unreadable, body_size, read_body, read_head
from flow_desktop.core.problems import Code, FlowError, problem

_log = logging.getLogger(__name__)

ADDRESSES = ("127.0.0.1", "::1")
"""Literal, in the order tried: the second only where this machine has no IPv4 loopback (RFC 8252 section 7.3)."""

_NO_SUCH_ADDRESS = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}
_BACKLOG = 64
_DRAIN_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and numbers. ``head``: to send a whole request; ``hold``: how long a browser looks at nothing.

    ``polite``: how long the browser may take to close first, so that the port is free again at once (no TIME_WAIT);
    ``cancel`` and ``farewell``: how long the last page is waited for after a cancel, and otherwise. ``linger``: how
    long a browser that has its last page is still answered: a repeated callback gets a page, not a broken connection.
    """

    head: float = 3.0
    hold: float = 10.0
    polite: float = 0.1
    cancel: float = 0.12
    farewell: float = 3.0
    linger: float = 0.3
    connections: int = 32


@dataclass(frozen=True, slots=True)
class Request:
    """One readable request. ``has_left``: whether the browser has hung up meanwhile."""

    head: Head
    body: bytes
    has_left: Callable[[], bool]


class Site(Protocol):
    """What the connections serve."""

    def screen(self, head: Head) -> Reply | None:
        """A refusal, decided before any body is read; None to go on."""
        ...

    async def answer(self, request: Request) -> Reply:
        """The answer; may take its time. Raises Unreadable."""
        ...

    def refuse(self, why: Unreadable) -> Reply:
        """The answer to what could not be read."""
        ...

    def count(self, reject: Reject) -> None:
        """One more of this kind."""
        ...


def bind_loopback(ports: tuple[int, ...], addresses: tuple[str, ...] = ADDRESSES) -> socket.socket:
    """A listening socket of our own on loopback: any free port, or the first free one of ``ports``.

    Never shared: exclusive on Windows, no SO_REUSEADDR elsewhere. Raises FlowError CONFIGURATION_PORTS_BUSY.
    """
    first, *others = addresses
    for port in ports or (0,):
        try:
            return _bind(first, port)
        except OSError as error:
            if error.errno in _NO_SUCH_ADDRESS and others:
                return bind_loopback(ports, tuple(others))
    raise FlowError(problem(Code.CONFIGURATION_PORTS_BUSY, ports=", ".join(map(str, ports)) or "0"))


def _bind(address: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "nt":
            bound.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", ~socket.SO_REUSEADDR), 1)
        if bound.family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
        bound.listen(_BACKLOG)
        bound.setblocking(False)
    except OSError:
        bound.close()
        raise
    return bound


@dataclass(slots=True)
class _Link:
    """One open connection. ``spared``: it may not be cut to make room (it is being answered, or is cut already)."""

    writer: asyncio.StreamWriter
    spared: bool = False


class Connections:
    """Serves a Site on a bound socket until ``stop``."""

    def __init__(self, site: Site, limits: Limits) -> None:
        self._site = site
        self._limits = limits
        self._links: dict[asyncio.Task[None], _Link] = {}
        self._server: asyncio.Server | None = None

    async def start(self, bound: socket.socket) -> None:
        """Accept on this socket from now on."""
        self._server = await asyncio.start_server(self._accepted, sock=bound, backlog=_BACKLOG)

    async def stop(self) -> None:
        """Close the socket at once and cut every connection. Safe to call twice."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        tasks = list(self._links)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None or not self._has_room():  # None: accepted in the turn of the loop in which we stopped
            _cut(writer)
            return
        link = _Link(writer)
        task = asyncio.get_running_loop().create_task(self._serve(reader, link))
        self._links[task] = link
        task.add_done_callback(self._ended)

    def _has_room(self) -> bool:
        """At the cap the oldest connection that is not just being answered makes room for the new one."""
        if len(self._links) < self._limits.connections:
            return True
        self._site.count(Reject.CROWDED)
        idle = next((task for task, link in self._links.items() if not link.spared), None)
        if idle is None:
            return False
        self._links[idle].spared = True
        return idle.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._links.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("loopback connection failed: %s", type(error).__name__)

    async def _serve(self, reader: asyncio.StreamReader, link: _Link) -> None:
        written = False
        try:
            reply, with_body = await self._reply(reader, link)
            link.spared = False
            if reply is not None:
                link.writer.write(reply.encode(with_body=with_body))
                await link.writer.drain()
                written = True
                await self._let_go(reader, link.writer)
                if reply.sent is not None:
                    reply.sent.set()
        except OSError:
            _log.debug("a browser hung up early")
        finally:
            if written:
                link.writer.close()
            else:
                _cut(link.writer)
            with suppress(OSError):
                await link.writer.wait_closed()

    async def _reply(self, reader: asyncio.StreamReader, link: _Link) -> tuple[Reply | None, bool]:
        with_body = True
        try:
            async with asyncio.timeout(self._limits.head):
                came = await read_head(reader)
                if came is None:
                    return None, False
                head, begun = came
                with_body = head.method != "HEAD"
                refused = self._site.screen(head)
                if refused is not None:
                    return refused, with_body
                body = await read_body(reader, begun, size=body_size(head))
            link.spared = True
            return await self._site.answer(Request(head, body, reader.at_eof)), with_body
        except Unreadable as why:
            return self._site.refuse(why), with_body
        except TimeoutError:
            self._site.count(Reject.SLOW)
            return None, False

    async def _let_go(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Let the browser close first; one that waits for us is told that this was all."""
        if not await _closed_by_peer(reader, self._limits.polite):
            if writer.can_write_eof():
                writer.write_eof()
            await _closed_by_peer(reader, 3 * self._limits.polite)


async def _closed_by_peer(reader: asyncio.StreamReader, seconds: float) -> bool:
    """Whether the other side closes within ``seconds``. What it still sends is thrown away, up to a bound."""
    left = _DRAIN_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while left > 0 and (chunk := await reader.read(65536)):
                left -= len(chunk)
            return left > 0
    return False


def _cut(writer: asyncio.StreamWriter) -> None:
    """End a connection now and leave nothing behind in the system's tables (a reset instead of TIME_WAIT)."""
    raw = writer.get_extra_info("socket")
    if raw is not None:
        with suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0))
    writer.transport.abort()
