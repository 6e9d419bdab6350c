"""A SCIM server with nothing behind it but made-up pages in memory, as fast as Python can answer; ends with its stdin.

Arguments: people, people in a page, milliseconds until each answer. Prints its address.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys

from tests.bench.programs.many_people import bodies, person

_START = re.compile(rb"[?&]startIndex=(\d+)")
_COUNT = re.compile(rb"[?&]count=(\d+)")
_CONFIG = {"filter": {"supported": True, "maxResults": 1000}, "sort": {"supported": False}}


class Answers:
    """Every answer, ready to be sent."""

    def __init__(self, people: int, size: int) -> None:
        self.people, self.size = people, size
        self.pages = [_answer(body) for body in bodies(people, size)]
        self.config = _answer(json.dumps(_CONFIG).encode())
        self.beyond = _answer(json.dumps({"totalResults": people, "itemsPerPage": 0, "Resources": []}).encode())
        self.nobody = _answer(b'{"totalResults":0,"itemsPerPage":0,"Resources":[]}')
        self.lost = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def to(self, line: bytes) -> bytes:
        """The answer to a request line."""
        if b"/ServiceProviderConfig" in line:
            return self.config
        if b"/Users?" not in line:
            return self.lost
        if b"filter=" in line:
            return self.nobody
        start, count = _START.search(line), _COUNT.search(line)
        number, rest = divmod(int(start[1]) - 1 if start else 0, self.size)
        if rest or (count and int(count[1]) < self.size):
            return self._part(number * self.size + rest, min(int(count[1]) if count else self.size, self.size))
        return self.pages[number] if number < len(self.pages) else self.beyond

    def _part(self, start: int, count: int) -> bytes:
        """What nobody asks for often is put together when it is asked for."""
        found = [person(number) for number in range(start, min(start + count, self.people))]
        body = {"totalResults": self.people, "startIndex": start + 1, "itemsPerPage": len(found), "Resources": found}
        return _answer(json.dumps(body, ensure_ascii=False).encode())


def _answer(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head + body


class Talk(asyncio.Protocol):
    """One kept connection."""

    def __init__(self, answers: Answers, seconds: float) -> None:
        self._answers, self._seconds = answers, seconds
        self._heard = b""
        self._out: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._out = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            answer = self._answers.to(head.partition(b"\r\n")[0])
            if self._seconds:
                asyncio.get_running_loop().call_later(self._seconds, self._say, answer)
            else:
                self._say(answer)

    def _say(self, answer: bytes) -> None:
        if self._out is not None and not self._out.is_closing():
            self._out.write(answer)


async def main() -> None:
    """Serve until stdin ends."""
    people, size, wait = (int(word) for word in sys.argv[1:4])
    answers, loop = Answers(people, size), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Talk(answers, wait / 1000), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"base": f"http://127.0.0.1:{port}"}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
