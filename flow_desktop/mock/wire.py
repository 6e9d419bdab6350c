"""HTTP between the places of one service, without a socket: the same bytes, headers and faults as over the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True, slots=True)
class Answer:
    """What a place answered. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """Calls the service's own web application; connected once it is built."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._client: httpx2.Client | None = None

    def connect(self, app: WSGIApplication) -> None:
        """From now on calls reach this application."""
        self._client = httpx2.Client(transport=httpx2.WSGITransport(app=app), base_url=self._issuer, trust_env=False)

    def call(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """One request. Raises RuntimeError before `connect`: a mistake in how the service was put together."""
        if self._client is None:
            raise RuntimeError("the wire is not connected yet")
        response = self._client.request(method, path, headers=dict(headers or {}), content=body)
        return Answer(response.status_code, dict(response.headers), response.content)

    def close(self) -> None:
        """Let go of the application."""
        if self._client is not None:
            self._client.close()
