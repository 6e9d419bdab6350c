"""One server of a run: its address, whose credential it gets, and its limiter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from flow_desktop.adapters.bulk.limiter import Limiter
from flow_desktop.adapters.directory.wire import (
    JSON_TYPES,
    MOST_BYTES_OF_ANSWER,
    Wire,
    address_below,
    reason_of_error,
    reason_of_status,
)
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import FlowError, Refused
from flow_desktop.core.secret import Secret

_ACCEPT = ", ".join(reversed(JSON_TYPES))
Bearer = Callable[[Secret | None], Awaitable[Secret | None]]
"""Whose credential a source sends: made of the signed-in person's own access token, or fetched; None: there is none."""


class Raw(NamedTuple):
    """An answer nobody decoded yet. ``is_json``: its content type says so."""

    status: int
    body: bytes
    is_json: bool


class Server:
    """GETs below one base address. Raises Refused where no answer comes or there is no credential."""

    def __init__(self, base: str, *, limiter: Limiter, clock: Clock, bearer: Bearer) -> None:
        self._base = base
        self._parts = urlsplit(base)
        self.limiter = limiter
        self.clock = clock
        self._bearer = bearer

    async def get(self, access: Secret | None, path: str, **query: str) -> Raw:
        """One answer, whatever its status, with everything throttling asks for done."""
        bearer = await self._credential(access)
        url = address_below(self._parts, path, query)
        try:
            answer = await self.limiter.request("GET", url, headers=_headers(bearer), max_bytes=MOST_BYTES_OF_ANSWER)
        except FlowError as error:
            raise Refused(reason_of_error(error)) from None
        return Raw(answer.status, answer.body, answer.media_type in JSON_TYPES)

    async def wire(self, access: Secret | None) -> Wire:
        """The same server for code that looks one person up; behind the same limiter. Raises Refused."""
        bearer = await self._credential(access)
        return Wire(self._base, bearer, http=self.limiter, clock=self.clock)

    async def _credential(self, access: Secret | None) -> Secret:
        bearer = await self._bearer(access)
        if bearer is None:
            raise Refused(WithheldReason.NO_CREDENTIAL)
        return bearer


def _headers(bearer: Secret) -> dict[str, str]:
    """Made where they are handed on: a frame that an error keeps does not hold them."""
    return {"Authorization": f"Bearer {bearer.reveal()}", "Accept": _ACCEPT}


def json_body(raw: Raw) -> bytes:
    """The JSON of an answer. Raises Refused with what the status, or a body of another kind, means."""
    if raw.status != 200:
        raise Refused(reason_of_status(raw.status))
    if not raw.is_json:
        raise Refused(WithheldReason.BAD_ANSWER)
    return raw.body
