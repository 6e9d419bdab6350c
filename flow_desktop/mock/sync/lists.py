"""Lists of the REST interface: pages of objects between two cursors (domain facts, 3.6).

A cursor is the id of an object, which itself is not part of the page. Ids sort by creation, so a cursor keeps its
place even after its object is gone.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Response, request

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.store import Store
from flow_desktop.mock.sync.objects import Json

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
ORDERS = ("asc", "desc", "normal")
_ID = re.compile(r"[a-z_]+_[0-9A-HJKMNP-TV-Z]{26}")


class Refused(Exception):
    """A request WorkOS answers with a status and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of object: its rows, for each query parameter the SQL condition it stands for, and its JSON.

    `select` gives the table the letter o; `needs` are filters of which one must be given, if there are any.
    """

    noun: str
    path: str
    select: str
    filters: Mapping[str, str]
    needs: tuple[str, ...]
    to_json: Callable[[Store, sqlite3.Row], Json]


@dataclass(frozen=True, slots=True)
class _Window:
    """Which part of a list is asked for; `is_normal` swaps the words for the two directions."""

    limit: int
    ascending: bool
    cursor: str | None
    backwards: bool
    is_normal: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """Answers the requests for one collection."""

    store: Store
    collection: Collection

    def one(self, key: str) -> Json:
        """One object by its id. Raises Refused."""
        row = self.store.one(f"{self.collection.select} WHERE o.id = ?", key)
        if row is None:
            raise Refused(404, f"{self.collection.noun} not found: '{key}'.")
        return self.collection.to_json(self.store, row)

    def page(self) -> Json:
        """One page of the list, and the cursors to both sides: null where the list ends. Raises Refused."""
        asked, window = self._filters(), _window()
        found = self._fetch(asked, window)
        rows, more = found[: window.limit], len(found) > window.limit
        if window.backwards:
            rows.reverse()
        has_newer, has_older = (more, True) if window.backwards else (bool(window.cursor), more)
        first, last = (rows[0]["id"], rows[-1]["id"]) if rows else (None, None)
        sides = (first if has_newer else None, last if has_older else None)
        before, after = reversed(sides) if window.is_normal else sides
        return {
            "object": "list",
            "data": [self.collection.to_json(self.store, row) for row in rows],
            "list_metadata": {"before": before, "after": after},
        }

    def _filters(self) -> dict[str, str]:
        asked = {name: request.args[name] for name in self.collection.filters if name in request.args}
        needs = self.collection.needs
        if needs and not asked.keys() & set(needs):
            raise Refused(422, f"One of {', '.join(needs)} is required.")
        if asked.keys() & {"email", "idp_id"} and "directory" not in asked:
            raise Refused(422, "The email and idp_id filters need directory.")
        directory = asked.get("directory")
        if directory is not None and not self.store.one("SELECT 1 FROM directories WHERE id = ?", directory):
            raise Refused(404, f"Directory not found: '{directory}'.")
        return asked

    def _fetch(self, asked: dict[str, str], window: _Window) -> list[sqlite3.Row]:
        """The rows of the window, nearest to the cursor first, and one more when the list goes on."""
        upwards = window.ascending != window.backwards
        beyond = [f"o.id {'>' if upwards else '<'} ?"] if window.cursor else []
        conditions = " AND ".join([*(self.collection.filters[name] for name in asked), *beyond]) or "1"
        values = [email_key(value) if name == "email" else value for name, value in asked.items()]
        # A plus keeps SQLite from walking the whole directory in order for one address or one identity.
        key = "+o.id" if asked.keys() & {"email", "idp_id"} else "o.id"
        order = f"ORDER BY {key} {'ASC' if upwards else 'DESC'}"
        sql = f"{self.collection.select} WHERE {conditions} {order} LIMIT {window.limit + 1}"
        return self.store.all(sql, *values, *([window.cursor] if window.cursor else []))


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(body), status, mimetype="application/json")


def limit() -> int:
    """The page length asked for. Raises Refused."""
    text = request.args.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MAX_LIMIT):
        raise Refused(422, f"limit must be between 1 and {MAX_LIMIT}.")
    return int(text)


def _window() -> _Window:
    order = request.args.get("order", "desc")
    if order not in ORDERS:
        raise Refused(422, "order must be asc, desc or normal.")
    before, after = request.args.get("before"), request.args.get("after")
    if before and after:
        raise Refused(422, "before and after cannot be used together.")
    cursor = before or after or None
    if cursor and not _ID.fullmatch(cursor):
        raise Refused(422, "The cursor is not known.")
    is_normal = order == "normal"  # descending, but before is where the older ones are
    return _Window(limit(), order == "asc", cursor, bool(after if is_normal else before), is_normal)
