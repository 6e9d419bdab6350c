"""A real loopback HTTP server whose answers a test decides."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    query: Mapping[str, str]
    bearer: str


@dataclass(frozen=True)
class Said:
    """One answer. ``body``: JSON value or raw bytes. ``cut``: the connection ends in the middle of it."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    type: str = "application/scim+json; charset=utf-8"
    cut: bool = False


@dataclass
class Server:
    """Where it listens, and what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        """The paths in order."""
        return [one.path for one in self.asked]


@contextmanager
def answering(answer: Callable[[Asked], Said]) -> Iterator[Server]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer))
    server.told = Server(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.told  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(answer: Callable[[Asked], Said]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            asked = Asked(parts.path, query, self.headers.get("Authorization", "").removeprefix("Bearer "))
            self.server.told.asked.append(asked)  # type: ignore[attr-defined]
            self._send(answer(asked))

        def _send(self, said: Said) -> None:
            body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            (self.send_response_only if "Date" in said.headers else self.send_response)(said.status)
            for name, value in {"Content-Type": said.type, **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if said.cut else body)

        def log_message(self, *args: object) -> None:
            """Tests read what was asked, not a log."""

    return Handler
