"""A small SCIM server that can misbehave as real products do; each switch is named with the product."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.answering import Asked, Said

CAP = 50
TOKEN = "scim-token"


def user(number: int, mail: str, **more: Any) -> dict[str, Any]:
    """A User resource with a work address."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": f"id-{number}",
        "userName": mail,
        "name": {"givenName": "Ada", "familyName": f"L{number}"},
        "emails": [{"value": mail, "type": "work", "primary": True}],
        "active": True,
        "meta": {"resourceType": "User", "lastModified": "2026-01-05T09:00:00Z"},
        **more,
    }


def crowd(count: int) -> list[dict[str, Any]]:
    """So many people."""
    return [user(number, f"person{number}@example.com") for number in range(count)]


@dataclass
class ScimServer:
    """Answers as RFC 7644 wants it, except for its `faults`."""

    users: list[dict[str, Any]]
    faults: frozenset[str] = frozenset()
    me: dict[str, Any] | None = None
    config: dict[str, Any] | None = field(default_factory=lambda: {"filter": {"supported": True}})
    throttle: int = 0

    def __call__(self, asked: Asked) -> Said:
        if self.throttle:
            self.throttle -= 1
            return Said(429, {}, headers={"Retry-After": "1"})
        for fault, said in _WHOLE.items():
            if fault in self.faults:
                return said
        if asked.bearer != TOKEN:
            return Said(401, {})
        page = asked.path.rpartition("/")[2]
        if page == "Users":
            return self._users(asked)
        told = {"ServiceProviderConfig": self.config, "Me": self.me}.get(page)
        return Said(404, {}) if told is None else Said(body=told)

    def _users(self, asked: Asked) -> Said:
        if "filter" in asked.query:
            return self._filtered(asked.query["filter"])
        if "broken on page 2" in self.faults and asked.query.get("startIndex", "1") != "1":
            return Said(500, {})
        for fault, listing in _LISTINGS.items():
            if fault in self.faults:
                return listing(self, asked.query)
        return self._page(self.users, asked.query)

    def _filtered(self, wish: str) -> Said:
        name, _, quoted = wish.split(" ", 2)
        wanted = json.loads(quoted)
        if "filter refused" in self.faults or ("emails.value refused" in self.faults and name != "userName"):
            return Said(400, {"status": "400"})
        if "filter fails" in self.faults:
            return Said(500, {})
        if "filter ignored" in self.faults:
            return self._page(self.users, {})
        if "filter ignored, somebody shown" in self.faults:
            return _list(self.users[:1], 1)
        if "filter always empty" in self.faults:
            return _list([], 0)
        fold = str if "filter tells case" in self.faults else str.lower
        found = [one for one in self.users if fold(wanted) in [fold(value) for value in _values(one, name)]]
        return _list(found, len(found))

    def _page(self, users: list[dict[str, Any]], query: Any) -> Said:
        start = max(int(query.get("startIndex", 1)), 1)
        count = int(query.get("count", CAP))
        some = users[start - 1 : start - 1 + min(count, CAP)]
        return _list(some, len(some) if "total is page size (AWS)" in self.faults else len(users))


def _values(one: dict[str, Any], name: str) -> list[str]:
    return [one.get("userName", "")] if name == "userName" else [mail["value"] for mail in one.get("emails", [])]


def _list(users: list[dict[str, Any]], total: int | None, **more: Any) -> Said:
    body = {"Resources": users, **({} if total is None else {"totalResults": total}), **more}
    return Said(body=body)


_HTML = b"<!doctype html><title>Oops</title>"
_WHOLE = {
    "401": Said(401, {}),
    "403": Said(403, {}),
    "404": Said(404, {}),
    "500": Said(500, {}),
    "302": Said(302, {}, headers={"Location": "https://login.example.com/"}),
    "429": Said(429, {}, headers={"Retry-After": "120"}),
    "HTML 500": Said(500, _HTML, type="text/html"),
    "HTML 200": Said(200, _HTML, type="text/html"),
    "HTML as JSON": Said(200, _HTML),
    "a list instead": Said(200, [1]),
    "another object": Said(200, {"hello": "world"}),
    "cut body": Said(200, {"Resources": [], "totalResults": 0, "pad": "x" * 5000}, cut=True),
}


def _count_500(server: ScimServer, query: Any) -> Said:
    if "count" in query or "startIndex" in query:
        return Said(500, {})
    return _list(server.users, len(server.users))


def _count_500_first_page_only(server: ScimServer, query: Any) -> Said:
    if "count" in query or "startIndex" in query:
        return Said(500, {})
    return _list(server.users[:CAP], len(server.users))


def _stuck(server: ScimServer, query: Any) -> Said:
    some = server.users[: min(int(query.get("count", CAP)), CAP)]
    return _list(some, len(some))


def _only_first(server: ScimServer, query: Any) -> Said:
    some = server.users[: min(int(query.get("count", CAP)), CAP)]
    return _list(some if query.get("startIndex", "1") == "1" else [], len(some))


def _overlap(server: ScimServer, query: Any) -> Said:
    start = max(int(query.get("startIndex", 1)) - 2, 0)
    return _list(server.users[start : start + 4], len(server.users))


def _zero_based(server: ScimServer, query: Any) -> Said:
    start = int(query.get("startIndex", 0))
    return _list(server.users[start : start + 4], len(server.users))


def _moving(server: ScimServer, query: Any) -> Said:
    start = int(query.get("startIndex", 1))
    return _list(server.users[start - 1 : start + 3], len(server.users) - (1 if start == 1 else 0))


def _cursors(server: ScimServer, query: Any) -> Said:
    if "startIndex" in query:
        return Said(400, {"scimType": "invalidValue"})
    start = int(query.get("cursor") or 0)
    more = {"nextCursor": str(start + 3)} if start + 3 < len(server.users) else {}
    return _list(server.users[start : start + 3], len(server.users), **more)


def _cursor_loop(server: ScimServer, query: Any) -> Said:
    start = {"a": 3, "b": 6}.get(query.get("cursor", ""), 0)
    return _list(server.users[start : start + 3], None, nextCursor={0: "a", 3: "b", 6: "a"}[start])


def _lower(server: ScimServer, query: Any) -> Said:
    said = server._page(server.users, query)
    return Said(body={"resources": said.body["Resources"], "totalresults": said.body["totalResults"]})


_LISTINGS: dict[str, Callable[[ScimServer, Any], Said]] = {
    "500 on count (canaille)": _count_500,
    "500 on count, one page only": _count_500_first_page_only,
    "every page is the whole list (WSO2)": lambda server, _: _list(server.users, len(server.users)),
    "stuck on page 1, total is page size (AWS)": _stuck,
    "index paging broken, total is page size (AWS)": _only_first,
    "pages overlap (WSO2)": _overlap,
    "startIndex from 0": _zero_based,
    "total changes": _moving,
    "cursor only (AWS)": _cursors,
    "cursor loop": _cursor_loop,
    "lower-case resources (Entra)": _lower,
    "empty without count (WSO2)": lambda server, query: (
        server._page(server.users, query) if "count" in query else _list([], 0)
    ),
    "empty with paging": lambda server, query: _list([], 0) if query else _list(server.users, len(server.users)),
    "empty without params (Bitwarden)": lambda server, query: (
        server._page(server.users, query) if query else _list([], 0)
    ),
    "empty for everything": lambda server, query: _list([], None),
    "empty, total says more": lambda server, query: _list([], len(server.users)),
    "duplicate ids": lambda server, query: _list([*server.users, server.users[0]], len(server.users) + 1),
    "page never ends": lambda server, query: _list(
        [user(int(query.get("startIndex", 0)) * 1000 + n, f"n{n}@x.example") for n in range(3)], None
    ),
}
