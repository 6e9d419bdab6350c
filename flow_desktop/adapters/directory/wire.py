"""Asking a directory server: one bearer, patience with throttling, and every failure as a reason of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import SplitResult, quote, urlencode, urlsplit, urlunsplit

from flow_desktop.adapters.http import Answer, json_of
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import FlowError, Kind, Refused
from flow_desktop.core.secret import Secret

MOST_BYTES_OF_ANSWER = 16_000_000
MOST_BYTES_OF_LOOK = 64_000_000
PATIENCE_SECONDS = 3.0
"""How long one look waits in all for a server that says "too many requests"."""

_FIRST_WAIT = 0.5
_OK = 200
_THROTTLED = 429
_BUSY = 503
JSON_TYPES = ("application/json", "application/scim+json")
_KINDS: Mapping[Kind, WithheldReason] = {
    Kind.NETWORK: WithheldReason.UNREACHABLE,
    Kind.INSECURE: WithheldReason.UNREACHABLE,
    Kind.TIMEOUT: WithheldReason.TIMED_OUT,
    Kind.TLS: WithheldReason.TLS_FAILED,
}
_STATUSES: Mapping[int, WithheldReason] = {
    401: WithheldReason.CREDENTIAL_REFUSED,
    403: WithheldReason.FORBIDDEN,
    404: WithheldReason.NO_SUCH_ADDRESS,
    429: WithheldReason.THROTTLED,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and, where it is 200, the JSON object that came with it."""

    status: int
    body: Mapping[str, Any] | None

    @property
    def ok(self) -> bool:
        """True for an object with status 200."""
        return self.body is not None

    def required(self) -> Mapping[str, Any]:
        """The object. Raises Refused with what the status, or a body that is none, means."""
        if self.body is None:
            raise Refused(reason_of_status(self.status))
        return self.body


class Sends(Protocol):
    """What a request goes through: `Http`, or something in front of it that knows when to wait."""

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int = ...
    ) -> Coroutine[Any, Any, Answer]:
        """As `Http.request`."""
        ...


class Wire:
    """One look at one server: counts bytes and waiting over all its requests."""

    def __init__(
        self,
        base: str,
        bearer: Secret,
        *,
        http: Sends,
        clock: Clock,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._base = urlsplit(base)
        self._bearer = bearer
        self._http = http
        self._clock = clock
        self._pause = pause
        self._bytes_left = MOST_BYTES_OF_LOOK
        self._patience = PATIENCE_SECONDS

    async def get(self, path: str, **query: str) -> Reply:
        """GET below the base address. Raises Refused where no answer came or too much was read already.

        A 200 without a JSON object is a Reply without a body: the caller knows whether that matters.
        """
        wait = _FIRST_WAIT
        while True:
            answer = await self._send(address_below(self._base, path, query))
            if answer.status not in (_THROTTLED, _BUSY):
                return _reply(answer)
            wait = wanted_wait(answer, wait, now=self._clock.now())
            if wait > self._patience:
                return Reply(answer.status, None)
            self._patience -= wait
            await self._pause(wait)
            wait *= 2

    async def _send(self, url: str) -> Answer:
        if self._bytes_left <= 0:
            raise Refused(WithheldReason.LISTING_INCOMPLETE)
        headers = {"Authorization": f"Bearer {self._bearer.reveal()}", "Accept": ", ".join(reversed(JSON_TYPES))}
        most = min(MOST_BYTES_OF_ANSWER, self._bytes_left)
        try:
            answer = await self._http.request("GET", url, headers=headers, max_bytes=most)
        except FlowError as error:
            raise Refused(reason_of_error(error)) from None
        self._bytes_left -= len(answer.body)
        return answer


def address_below(base: SplitResult, path: str, query: Mapping[str, str]) -> str:
    """The path goes behind the base's own path; a query of the base is kept."""
    own = "&".join(part for part in (base.query, urlencode(query, quote_via=quote)) if part)
    return urlunsplit(base._replace(path=f"{base.path.rstrip('/')}/{path}", query=own))


def wanted_wait(answer: Answer, default: float, *, now: datetime) -> float:
    """Seconds to wait: Retry-After in seconds or as a date (RFC 9110 section 10.2.3), ``default`` without one."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return default
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def reason_of_error(error: FlowError) -> WithheldReason:
    """What a request that brought no answer means for somebody who wanted to look."""
    return _KINDS.get(error.problem.kind, WithheldReason.BAD_ANSWER)


def reason_of_status(status: int) -> WithheldReason:
    """What an HTTP status means for somebody who wanted to look."""
    if status in _STATUSES:
        return _STATUSES[status]
    return WithheldReason.SERVER_ERROR if status >= 500 else WithheldReason.BAD_ANSWER


def _reply(answer: Answer) -> Reply:
    if answer.status != _OK:
        return Reply(answer.status, None)
    try:
        body = json_of(answer, types=JSON_TYPES)
    except FlowError:
        body = None
    return Reply(_OK, body if isinstance(body, dict) else None)
