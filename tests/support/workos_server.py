"""A small WorkOS Directory Sync API that can misbehave; each switch says what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.answering import Asked, Said

KEY = "sk_made_up_key"
DIRECTORY = {"object": "directory", "id": "directory_1", "state": "linked", "type": "okta scim v2.0"}


def person(number: int, mail: str | None, **more: Any) -> dict[str, Any]:
    """A directory user."""
    return {
        "object": "directory_user",
        "id": f"directory_user_{number}",
        "directory_id": "directory_1",
        "email": mail,
        "username": mail,
        "first_name": "Ada",
        "last_name": f"L{number}",
        "state": "active",
        "updated_at": "2026-01-05T09:00:00Z",
        **more,
    }


@dataclass
class WorkosServer:
    """Answers as WorkOS documents it, except for its `faults`."""

    people: list[dict[str, Any]]
    faults: frozenset[str] = frozenset()
    directories: int = 1
    events: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Said:
        if asked.bearer != KEY:
            return Said(401, {"message": "Unauthorized"})
        if asked.path == "/directories" and "no list of directories" not in self.faults:
            return _listed([DIRECTORY, {**DIRECTORY, "id": "directory_2"}][: self.directories], None)
        if asked.path == "/directories/directory_1" and "no directory" not in self.faults:
            return Said(body=DIRECTORY)
        if asked.path == "/events":
            return self._events(asked.query)
        if asked.path.startswith("/directory_users/"):
            return self._one(asked.path.rpartition("/")[2])
        assumed = "directory_1" if "no list of directories" in self.faults else None
        if asked.path == "/directory_users" and asked.query.get("directory", assumed) == "directory_1":
            return self._users(asked.query)
        return Said(404, {"message": "Not found"})

    def _events(self, query: Mapping[str, str]) -> Said:
        """Oldest first in `events`; newest first as asked for."""
        if "events fail" in self.faults:
            return Said(500, {})
        known = [one for one in self.events if one["event"] in query["events"].split(",")]
        listed = known if "oldest events first" in self.faults else known[::-1]
        ids = [one["id"] for one in listed]
        start = ids.index(query["after"]) + 1 if "after" in query else 0
        some = listed[start : start + int(query["limit"])]
        return _listed(some, some[-1]["id"] if start + len(some) < len(listed) else None)

    def _one(self, key: str) -> Said:
        if "500 on one" in self.faults:
            return Said(500, {})
        found = next((one for one in self.people if one["id"] == key), None)
        return Said(404, {"message": "Not found"}) if found is None else Said(body=found)

    def _users(self, query: Mapping[str, str]) -> Said:
        if "email" in query:
            return self._by_email(query["email"])
        if "500 on the list" in self.faults and "after" in query:
            return Said(500, {})
        if "cursor loop" in self.faults:
            return _listed(self.people[:2], self.people[1]["id"])
        if "two cursors in a circle" in self.faults:
            second = query.get("after") == "a"
            return _listed(self.people[2:4] if second else self.people[:2], "b" if second else "a")
        return self._page(query)

    def _by_email(self, mail: str) -> Said:
        if "filter ignored" in self.faults:
            return self._page({})
        if "filter always empty" in self.faults:
            return _listed([], None)
        fold = str if "filter tells case" in self.faults else str.lower
        return _listed([one for one in self.people if one["email"] and fold(one["email"]) == fold(mail)], None)

    def _page(self, query: Mapping[str, str]) -> Said:
        ids = [one["id"] for one in self.people]
        start = ids.index(query["after"]) + 1 if "after" in query else 0
        some = self.people[start : start + int(query.get("limit", 10))]
        more = start + len(some) < len(self.people)
        again = self.people[:1] if "somebody twice" in self.faults and start else []
        return _listed([*some, *again], some[-1]["id"] if more else None)


def event(number: int, kind: str, data: dict[str, Any], *, day: int = 1) -> dict[str, Any]:
    """An event of a day in January 2026, by number within the day."""
    hours, minutes = divmod(number % 1440, 60)
    at = f"2026-01-{day:02}T{hours:02}:{minutes:02}:00.000Z"
    return {
        "object": "event",
        "id": f"event_{day}_{number}",
        "event": kind,
        "created_at": at,
        "data": data,
        "context": {},
    }


def _listed(data: list[dict[str, Any]], after: str | None) -> Said:
    return Said(body={"object": "list", "data": data, "list_metadata": {"before": None, "after": after}})
