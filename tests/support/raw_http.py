"""A browser's side of HTTP by hand: exact bytes out, one answer in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Got:
    """One answer. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()

    @property
    def title(self) -> str:
        """Its one heading."""
        return self.text.partition("<h1>")[2].partition("</h1>")[0]


class Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        """Put bytes on the wire."""
        self.writer.write(data)
        await self.writer.drain()

    async def got(self) -> Got:
        """One answer, read as long as its head says. Raises IncompleteReadError if the other side hung up."""
        async with asyncio.timeout(SECONDS):
            head = await self.reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").strip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            return Got(
                int(first.split()[1]), headers, await self.reader.readexactly(int(headers.get("content-length", 0)))
            )

    async def is_cut(self, seconds: float = SECONDS) -> bool:
        """Whether the other side ends the connection in time."""
        try:
            async with asyncio.timeout(seconds):
                while await self.reader.read(65536):
                    pass
        except TimeoutError:
            return False
        except ConnectionError:
            pass
        return True


@asynccontextmanager
async def line_to(uri: str) -> AsyncIterator[Line]:
    """A connection to where a redirect URI points."""
    parts = urlsplit(uri)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


def request(uri: str, target: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> bytes:
    """A whole head; ``headers`` come after (or, for Host, instead of) what every client sends."""
    given = {"Host": urlsplit(uri).netloc} | dict(headers or {})
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join([*lines, "", ""]).encode("utf-8")


async def ask(uri: str, data: bytes) -> Got:
    """One request on a connection of its own."""
    async with line_to(uri) as line:
        await line.send(data)
        return await line.got()


async def get(uri: str, target: str, headers: Mapping[str, str] | None = None) -> Got:
    """A plain GET of a path and query on the host of ``uri``."""
    return await ask(uri, request(uri, target, headers=headers))


async def browse(address: str) -> Got:
    """A GET that follows redirects and refreshes, as a browser does; the page it ends on."""
    parts = urlsplit(address)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    got = await get(address, target)
    while got.status == 303 or "refresh" in got.headers:
        target = got.headers.get("location", target)
        got = await get(address, target)
    return got
