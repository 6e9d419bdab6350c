"""A way to a local server on which every request takes a while longer, as if the server were far away."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_HOST = re.compile(rb"(?im)^host:.*?$")
_LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)")
_END = b"\r\n\r\n"


@contextmanager
def far_away(url: str, seconds: float) -> Iterator[str]:
    """The address of the same server, but each request (GET, kept connections) arrives so much later."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    way = _Way(urlsplit(url).netloc, seconds)
    thread = threading.Thread(target=lambda: loop.run_until_complete(way.run(ready)), name="far away")
    thread.start()
    ready.wait(10)
    try:
        yield f"http://127.0.0.1:{way.port}"
    finally:
        loop.call_soon_threadsafe(way.stop.set)
        thread.join(10)
        loop.close()


class _Way:
    """Lives on its own thread's loop."""

    def __init__(self, target: str, seconds: float) -> None:
        self._target = target
        self._seconds = seconds
        self.port = 0
        self.stop = asyncio.Event()

    async def run(self, ready: threading.Event) -> None:
        """Serve until told to stop."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self.stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = self._target.partition(":")
        there_reader, there = await asyncio.open_connection(host, int(port))
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                asked = await reader.readuntil(_END)
                await asyncio.sleep(self._seconds)
                there.write(_HOST.sub(b"Host: " + self._target.encode() + b"\r", asked, count=1))
                head = await there_reader.readuntil(_END)
                length = _LENGTH.search(head)
                writer.write(head + await there_reader.readexactly(int(length[1]) if length else 0))
                await writer.drain()
        for one in (writer, there):
            one.close()
