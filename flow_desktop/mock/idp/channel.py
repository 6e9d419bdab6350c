"""Sends SCIM requests to Directory Sync as a profile does, and writes each of them into the log."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

from flow_desktop.mock.idp.settings import Settings
from flow_desktop.mock.idp.tasks import About, Log
from flow_desktop.mock.service import Secrets, Service
from flow_desktop.mock.wire import Answer

SCIM_PATH = "/scim/v2"
INVALID_CREDENTIALS = "invalid credentials"
_REVOKED = "a-token-that-was-revoked"
_LONGEST_DETAIL = 500


class Refused(Exception):
    """Directory Sync did not do it. `retry_after`: seconds a 429 asks to wait, None where it does not say."""

    def __init__(self, status: int, detail: str, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.retry_after = status, detail, retry_after


@dataclass(frozen=True, slots=True)
class Manner:
    """How a profile's requests look from outside."""

    user_agent: str
    media_type: str


class Line:
    """Requests about one person or group, one after another."""

    def __init__(self, service: Service, manner: Manner, token: str | None, about: About) -> None:
        self._service, self._manner, self._token, self._about = service, manner, token, about
        self._log = Log(service.store, service.world)

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request below the SCIM base address; the JSON object of the answer, {} without one. Raises Refused."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        answer = self._service.wire.call(
            method, SCIM_PATH + path, headers=self._headers(body is not None), body=content
        )
        good = 200 <= answer.status < 300
        detail = "" if good else _detail(answer)
        self._log.request(method, SCIM_PATH + path, status=answer.status, about=self._about, detail=detail)
        if not good:
            raise Refused(answer.status, detail, _retry_after(answer, self._service.world.now()))
        return _json_object(answer)

    def find(self, path: str, condition: str, **more: str) -> dict[str, Any] | None:
        """The first resource a filter finds, or None; `more` = further query parameters."""
        query = urlencode({"filter": condition, **more}, quote_via=quote)
        found = self.send("GET", f"{path}?{query}").get("Resources")
        return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else None

    def _headers(self, with_body: bool) -> dict[str, str]:
        headers = {"User-Agent": self._manner.user_agent, "Accept": "application/scim+json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return {**headers, "Content-Type": self._manner.media_type} if with_body else headers


def equals(attribute: str, value: str | None) -> str:
    """An `eq` filter (RFC 7644, 3.4.2.2); the value is written as a JSON string."""
    return f"{attribute} eq {json.dumps(value or '', ensure_ascii=False)}"


def bearer(secrets: Secrets, settings: Settings) -> str | None:
    """The token the provider sends: what it was given, else WorkOS's newest; one that was revoked for `old`."""
    if settings.token == "none":  # noqa: S105 - a state, no secret
        return None
    if settings.token == "current":  # noqa: S105
        return secrets.idp_token or secrets.scim_token
    return secrets.idp_token if is_outdated(secrets) else _REVOKED


def is_outdated(secrets: Secrets) -> bool:
    """Whether the provider was given a token that is not WorkOS's newest one."""
    given, newest = secrets.idp_token, secrets.scim_token
    return given is not None and not hmac.compare_digest(given.encode(), (newest or "").encode())


def _detail(answer: Answer) -> str:
    """What the page shows of an error: the server's own words where it has some."""
    if answer.status == 401:
        return INVALID_CREDENTIALS
    said = _json_object(answer)
    words = said.get("detail") or said.get("message")
    return words[:_LONGEST_DETAIL] if isinstance(words, str) else "an answer without a reason"


def _json_object(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body) if answer.body else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _retry_after(answer: Answer, now: float) -> float | None:
    """Seconds, from either form of the header (RFC 9110, 10.2.3); None when it is missing or unreadable."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.fromtimestamp(now, UTC)).total_seconds())
