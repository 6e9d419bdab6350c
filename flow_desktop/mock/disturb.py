"""Carries out the faults that hit whole requests: slow answers, 429, HTML error pages.

Only the three interfaces suffer (`/flow/v1`, `/workos`, `/scim/v2`): never the sign-in pages, webhooks or the console.
Waiting and rates go by the machine's clock, as whoever is told to wait does.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, assert_never
from wsgiref.handlers import format_date_time

from flow_desktop.mock.faults import Broken
from flow_desktop.mock.places import Places

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Place = Literal["flow", "workos", "scim"]
_PREFIXES: tuple[tuple[str, Place], ...] = (("/flow/v1", "flow"), ("/workos", "workos"), ("/scim/v2", "scim"))

# What a gateway in front of an interface says when it cannot reach it: no word about the interface's own format.
_HTML = (
    b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
)


def disturbed(inner: WSGIApplication, places: Places) -> WSGIApplication:
    """The application with the faults of the moment in front of it."""
    limits: dict[Place, RateLimit] = {place: RateLimit() for _, place in _PREFIXES}
    never = threading.Event()

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        place = _place(environ.get("PATH_INFO", ""))
        if place is None:
            return inner(environ, start_response)
        broken = places.faults.now()
        if broken.slow_ms:
            never.wait(broken.slow_ms / 1000)
        fault = _fault(broken, place, limits[place])
        return inner(environ, start_response) if fault is None else fault.send(start_response)

    return outer


class RateLimit:
    """A bucket of tokens: as many requests at once as a second allows, refilled evenly."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._rate, self._tokens, self._at = 0, 0.0, 0.0

    def take(self, rate: int) -> float:
        """Let one request through (0.0), or the seconds until one may come; `rate` is per second, at least 1."""
        with self._lock:
            now = self._clock()
            if rate != self._rate:
                self._rate, self._tokens, self._at = rate, float(rate), now
            self._tokens = min(rate, self._tokens + (now - self._at) * rate)
            self._at = now
            if self._tokens < 1:
                return (1 - self._tokens) / rate
            self._tokens -= 1
            return 0.0


@dataclass(frozen=True, slots=True)
class _Fault:
    """An answer in place of the interface's own."""

    status: HTTPStatus
    media_type: str
    body: bytes
    retry_after: str | None = None

    def send(self, start_response: StartResponse) -> list[bytes]:
        headers = [
            ("Content-Type", self.media_type),
            ("Content-Length", str(len(self.body))),
            ("Cache-Control", "no-store"),
        ]
        if self.retry_after is not None:
            headers.append(("Retry-After", self.retry_after))
        start_response(f"{self.status.value} {self.status.phrase}", headers)
        return [self.body]


def _place(path: str) -> Place | None:
    for prefix, place in _PREFIXES:
        if path == prefix or path.startswith(f"{prefix}/"):
            return place
    return None


def _fault(broken: Broken, place: Place, limit: RateLimit) -> _Fault | None:
    rate = {"flow": broken.flow_rate, "workos": broken.workos_rate, "scim": broken.scim_rate}[place]
    if rate > 0 and (wait := limit.take(rate)):
        media_type, body = _too_many(place)
        return _Fault(HTTPStatus.TOO_MANY_REQUESTS, media_type, body, _retry_after(broken.retry_after, wait))
    if place in broken.html_errors:
        return _Fault(HTTPStatus.BAD_GATEWAY, "text/html; charset=utf-8", _HTML)
    return None


def _retry_after(form: str, wait: float) -> str | None:
    """When to come again, rounded up to whole seconds (RFC 9110, 10.2.3); None = the header is missing."""
    if form == "date":
        return format_date_time(math.ceil(time.time() + wait))
    return None if form == "missing" else str(math.ceil(wait))


def _too_many(place: Place) -> tuple[str, bytes]:
    """Media type and body of a 429 as the place words it (RFC 9457; domain facts, 3.6; RFC 7644, 3.12)."""
    match place:
        case "flow":
            problem = {"type": "about:blank", "title": "Too Many Requests", "status": 429, "code": "too_many_requests"}
            return "application/problem+json", json.dumps({**problem, "detail": "Wait, then ask again."}).encode()
        case "workos":
            return "text/plain; charset=utf-8", b"Ratelimited"
        case "scim":
            error = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "429"}
            return "application/scim+json", json.dumps({**error, "detail": "Too many requests"}).encode()
        case _:
            assert_never(place)
