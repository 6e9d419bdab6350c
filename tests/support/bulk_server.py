"""A SCIM server for whole listings that can misbehave as real products do; each switch is named with the product.

It goes on where `scim_server` ends: broken pages, totals that move while somebody reads, cursors that expire, rates.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from tests.support.answering import Asked, Said
from tests.support.scim_server import TOKEN, ScimServer, crowd, user

GROUP = {"id": "g1", "displayName": "Pilots", "members": [{"value": "id-1", "display": "One"}, {"value": "id-gone"}]}


@dataclass
class BulkServer:
    """Answers as RFC 7644 wants it, except for its `faults`. `cap`: people on a page; `total` counts them all."""

    users: list[dict[str, Any]]
    faults: frozenset[str] = frozenset()
    config: Mapping[str, Any] | None = field(default_factory=lambda: {"filter": {"supported": True}, "sort": {}})
    cap: int = 10
    listed: int = 0

    def __call__(self, asked: Asked) -> Said:
        if asked.bearer != TOKEN:
            return Said(401, {})
        page = asked.path.rpartition("/")[2]
        if page == "Users":
            return self._users(asked.query)
        if asked.path.endswith("/Groups"):
            return _list([GROUP] if asked.query.get("startIndex") == "1" else [], 1)
        if page == "g1":
            return Said(body=GROUP)
        if page == "ServiceProviderConfig" and self.config is not None:
            return Said(body=self.config)
        return Said(404, {"status": "404"})

    def _users(self, query: Mapping[str, str]) -> Said:
        if "filter" in query:
            return ScimServer(self.users)._filtered(query["filter"])
        self.listed += 1
        for fault, answer in FAULTS.items():
            if fault in self.faults:
                return answer(self, query)
        return self.page(query)

    def moves(self, query: Mapping[str, str]) -> bool:
        """True once, when the third page is asked for."""
        now = _start(query) == 1 + 2 * self.cap and "moved" not in self.faults
        self.faults |= {"moved"} if now else set()
        return now

    def page(self, query: Mapping[str, str], users: list[dict[str, Any]] | None = None) -> Said:
        """The page that was asked for."""
        found = self.users if users is None else users
        start, count = max(int(query.get("startIndex", 1)), 1), int(query.get("count", self.cap))
        return _list(found[start - 1 : start - 1 + min(count, self.cap)], len(found))

    def cursor_page(self, start: int, following: str | None) -> Said:
        """A page by cursor."""
        more = {} if following is None else {"nextCursor": following}
        return _list(self.users[start : start + self.cap], len(self.users), **more)


def _list(users: list[dict[str, Any]], total: int | None, **more: Any) -> Said:
    return Said(body={"Resources": users, **({} if total is None else {"totalResults": total}), **more})


def _start(query: Mapping[str, str]) -> int:
    return int(query.get("startIndex", 1))


def _total_grows(server: BulkServer, query: Mapping[str, str]) -> Said:
    """Somebody is added at the end after the first pages were read."""
    if server.moves(query):
        server.users = [*server.users, user(900, "new@example.com")]
    return server.page(query)


def _added_before(server: BulkServer, query: Mapping[str, str]) -> Said:
    """Somebody is added in front after the first pages were read: everybody moves on by one."""
    if server.moves(query):
        server.users = [user(900, "a-new@example.com"), *server.users]
    return server.page(query)


def _removed(server: BulkServer, query: Mapping[str, str]) -> Said:
    """Somebody of the first page is removed: somebody else slips over the page's edge and is never shown."""
    if server.moves(query):
        server.users = server.users[1:]
    return server.page(query)


def _replaced(server: BulkServer, query: Mapping[str, str]) -> Said:
    """A page in the middle comes as another one: the same people again."""
    return server.page({**query, "startIndex": "1"} if _start(query) == 1 + 2 * server.cap else query)


def _short_page(server: BulkServer, query: Mapping[str, str]) -> Said:
    """A page in the middle has fewer people than the others; the next one begins where it ends."""
    if _start(query) == 1 + server.cap:
        return _list(server.users[server.cap : server.cap + 4], len(server.users))
    return server.page(query)


def _hides_some(server: BulkServer, query: Mapping[str, str]) -> Said:
    """People are hidden after the page was cut, and the total counts them."""
    start = _start(query)
    some = server.users[start - 1 : start - 1 + server.cap]
    return _list([one for one in some if one["id"] != "id-13"], len(server.users))


def _once_500(server: BulkServer, query: Mapping[str, str]) -> Said:
    """One page fails, once."""
    if _start(query) == 1 + server.cap and "failed" not in server.faults:
        server.faults |= {"failed"}
        return Said(500, {})
    return server.page(query)


def _always_500(server: BulkServer, query: Mapping[str, str]) -> Said:
    return Said(500, {}) if _start(query) == 1 + server.cap else server.page(query)


def _html_in_the_middle(server: BulkServer, query: Mapping[str, str]) -> Said:
    html = Said(200, b"<!doctype html><title>Log in</title>", type="text/html")
    return html if _start(query) == 1 + server.cap else server.page(query)


def _cut(server: BulkServer, query: Mapping[str, str]) -> Said:
    said = server.page(query)
    return Said(body=said.body, cut=True) if _start(query) == 1 + server.cap else said


def _refused_later(server: BulkServer, query: Mapping[str, str]) -> Said:
    return Said(401, {}) if _start(query) > server.cap else server.page(query)


def _end_is_404(server: BulkServer, query: Mapping[str, str]) -> Said:
    return Said(404, {}) if _start(query) > len(server.users) else server.page(query)


def _end_is_404_total_is_page(server: BulkServer, query: Mapping[str, str]) -> Said:
    if _start(query) > server.cap:
        return Said(404, {})
    return _list(server.users[: server.cap], server.cap)


def _no_total(server: BulkServer, query: Mapping[str, str]) -> Said:
    return Said(body={"Resources": server.page(query).body["Resources"]})


def _total_is_page_size(server: BulkServer, query: Mapping[str, str]) -> Said:
    some = server.page(query).body["Resources"]
    return _list(some, len(some))


def _unordered(server: BulkServer, query: Mapping[str, str]) -> Said:
    """Each page is cut from another order, unless the order is asked for."""
    turned = server.listed % 3
    return server.page(query, server.users if "sortBy" in query else [*server.users[turned:], *server.users[:turned]])


def _strings(server: BulkServer, query: Mapping[str, str]) -> Said:
    return server.page(query, [{**one, "active": "False"} for one in server.users])


def _no_meta(server: BulkServer, query: Mapping[str, str]) -> Said:
    return server.page(query, [{key: one[key] for key in one if key != "meta"} for one in server.users])


def _small_names(server: BulkServer, query: Mapping[str, str]) -> Said:
    said: Said = server.page(query)
    return Said(body=_lowered(said.body))


def _lowered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): _lowered(one) for key, one in value.items()}
    return [_lowered(one) for one in value] if isinstance(value, list) else value


def _no_ids(server: BulkServer, query: Mapping[str, str]) -> Said:
    return server.page(query, [{key: one[key] for key in one if key != "id"} for one in server.users])


def _nobody_has_a_name(server: BulkServer, query: Mapping[str, str]) -> Said:
    return server.page(query, [{"active": True, "emails": one["emails"]} for one in server.users])


def _cursor(server: BulkServer, query: Mapping[str, str]) -> Said:
    """Cursors only (RFC 9865)."""
    if "startIndex" in query:
        return Said(400, {"scimType": "invalidValue"})
    start = int(query.get("cursor") or 0)
    following = start + server.cap
    return server.cursor_page(start, str(following) if following < len(server.users) else None)


def _cursor_without_being_asked(server: BulkServer, query: Mapping[str, str]) -> Said:
    return _cursor(server, {key: one for key, one in query.items() if key != "startIndex"})


def _cursor_expires(server: BulkServer, query: Mapping[str, str]) -> Said:
    """A cursor is no longer known, once."""
    if query.get("cursor") == str(2 * server.cap) and "expired" not in server.faults:
        server.faults |= {"expired"}
        return Said(400, {"scimType": "expiredCursor"})
    return _cursor(server, query)


def _cursor_always_expires(server: BulkServer, query: Mapping[str, str]) -> Said:
    if query.get("cursor") == str(2 * server.cap):
        return Said(400, {"scimType": "expiredCursor"})
    return _cursor(server, query)


def _cursor_loop(server: BulkServer, query: Mapping[str, str]) -> Said:
    start = {"a": server.cap, "b": 2 * server.cap}.get(query.get("cursor", ""), 0)
    return server.cursor_page(start, {0: "a", server.cap: "b"}.get(start, "a"))


def _cursor_same_page(server: BulkServer, query: Mapping[str, str]) -> Said:
    """New cursors for ever, the same people on every page."""
    return server.cursor_page(0, f"{query.get('cursor', '')}x")


def _cursor_short(server: BulkServer, query: Mapping[str, str]) -> Said:
    """It says that this is the end, and that there are more people."""
    return server.cursor_page(0, None)


FAULTS: dict[str, Callable[[BulkServer, Mapping[str, str]], Said]] = {
    "somebody added while it is read": _total_grows,
    "somebody added in front while it is read": _added_before,
    "somebody removed while it is read": _removed,
    "page overlap (WSO2)": _replaced,
    "cap inside page (WSO2)": _short_page,
    "hidden inside page (WSO2)": _hides_some,
    "one page fails once (gateway)": _once_500,
    "one page always fails (gateway)": _always_500,
    "log-in page in the middle (proxy)": _html_in_the_middle,
    "cut body (gateway)": _cut,
    "token expires while it is read": _refused_later,
    "404 beyond the end": _end_is_404,
    "404 beyond the end, total is page size (AWS)": _end_is_404_total_is_page,
    "no total": _no_total,
    "total is page size (AWS)": _total_is_page_size,
    "unstable order without sortBy (scim-for-keycloak)": _unordered,
    '"False" strings (Entra)': _strings,
    "missing meta (Entra)": _no_meta,
    "lower-case names (Entra)": _small_names,
    "no ids": _no_ids,
    "no ids, no user names": _nobody_has_a_name,
    "cursor only (AWS)": _cursor,
    "cursor without being asked": _cursor_without_being_asked,
    "cursor expires once (RFC 9865)": _cursor_expires,
    "cursor always expires (RFC 9865)": _cursor_always_expires,
    "cursor loop": _cursor_loop,
    "cursor to the same page": _cursor_same_page,
    "cursor ends too early": _cursor_short,
}


class Throttled:
    """In front of a server: a bucket of requests, refilled evenly; 429 when it is empty. `form`: how it says when."""

    def __init__(self, inner: Callable[[Asked], Said], *, rate: float, burst: int, form: str) -> None:
        self._inner, self._rate, self._burst, self._form = inner, rate, burst, form
        self._tokens, self._at = float(burst), time.monotonic()
        self._lock = threading.Lock()
        self.refused: list[float] = []

    def __call__(self, asked: Asked) -> Said:
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
            wait = 0.0 if self._tokens >= 1 else (1 - self._tokens) / self._rate
            if wait:
                self.refused.append(now)
            else:
                self._tokens -= 1
        return Said(429, {}, headers=self._headers(wait)) if wait else self._inner(asked)

    def _headers(self, wait: float) -> dict[str, str]:
        if self._form == "date":
            return {"Retry-After": formatdate(math.ceil(time.time() + wait), usegmt=True)}
        return {"Retry-After": str(math.ceil(wait))} if self._form == "seconds" else {}


__all__ = ["FAULTS", "BulkServer", "Throttled", "crowd", "user"]
