"""WorkOS's part: the Directory Sync REST interface, read-only (domain facts, 3.1, 3.2, 3.6)."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from flow_desktop.mock.flow.api import bearer_token
from flow_desktop.mock.places import Places
from flow_desktop.mock.scenario.seed import email_key
from flow_desktop.mock.service import Service
from flow_desktop.mock.store import Store

_DEFAULT_LIMIT = 10
_MAX_LIMIT = 100
_ORDERS = ("asc", "desc", "normal")

_ToJson = Callable[[Store, sqlite3.Row], dict[str, Any]]


class _Refused(Exception):
    """A request WorkOS answers with a status and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(frozen=True, slots=True)
class _Collection:
    """One kind of object: its table, and for each query parameter the SQL condition it stands for."""

    noun: str
    table: str
    filters: dict[str, str]
    to_json: _ToJson


def directory_sync_blueprint(service: Service, places: Places) -> Blueprint:
    """`/directories`, `/directory_users`, `/directory_groups`; anything that would change something is 403."""
    blueprint = Blueprint("directory_sync", __name__, url_prefix="/workos")
    blueprint.before_request(lambda: _check_key(service))
    blueprint.register_error_handler(_Refused, lambda error: _refusal(error.status, error.message))
    for collection in (_DIRECTORIES, _USERS, _GROUPS):
        _add_routes(blueprint, _Listing(service.store, collection))

    @blueprint.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @blueprint.route("/<path:path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def other(path: str) -> Response:
        return _refusal(404, "Not Found") if request.method == "GET" else _refusal(403, "This key may only read.")

    return blueprint


def _add_routes(blueprint: Blueprint, listing: _Listing) -> None:
    table = listing.collection.table
    blueprint.add_url_rule(f"/{table}", table, listing.page)
    blueprint.add_url_rule(f"/{table}/<key>", f"{table}_one", listing.one)


def _check_key(service: Service) -> Response | None:
    if hmac.compare_digest(bearer_token().encode(), service.secrets.workos_api_key.encode()):
        return None
    return _refusal(401, "Unauthorized")


def _refusal(status: int, message: str) -> Response:
    response = jsonify({"message": message})
    response.status_code = status
    return response


@dataclass(frozen=True, slots=True)
class _Window:
    """Which part of a list is asked for; the cursor is an object's id and is not part of the page."""

    limit: int
    ascending: bool
    cursor: str | None
    backwards: bool


@dataclass(frozen=True, slots=True)
class _Listing:
    """Answers the requests for one collection."""

    store: Store
    collection: _Collection

    def one(self, key: str) -> Response:
        """One object by its id."""
        row = self._find(key)
        if row is None:
            raise _Refused(404, f"{self.collection.noun} not found: '{key}'.")
        body = self.collection.to_json(self.store, row)
        return jsonify({**body, "groups": []} if self.collection is _USERS else body)

    def page(self) -> Response:
        """One page of the list, and the cursors to both sides: null where the list ends."""
        asked = self._filters()
        window = self._window()
        found = self._fetch(asked, window)
        rows, more = found[: window.limit], len(found) > window.limit
        if window.backwards:
            rows.reverse()
        before, after = (more, True) if window.backwards else (bool(window.cursor), more)
        return jsonify(
            {
                "object": "list",
                "data": [self.collection.to_json(self.store, row) for row in rows],
                "list_metadata": {
                    "before": rows[0]["id"] if rows and before else None,
                    "after": rows[-1]["id"] if rows and after else None,
                },
            }
        )

    def _find(self, key: str) -> sqlite3.Row | None:
        return self.store.one(f"SELECT * FROM {self.collection.table} WHERE id = ?", key)  # noqa: S608 - constant

    def _filters(self) -> dict[str, str]:
        asked = {name: request.args[name] for name in self.collection.filters if name in request.args}
        if self.collection is not _DIRECTORIES and not asked.keys() & {"directory", "group", "user"}:
            raise _Refused(422, "One of directory, group or user is required.")
        if asked.keys() & {"email", "idp_id"} and "directory" not in asked:
            raise _Refused(422, "The email and idp_id filters need directory.")
        directory = asked.get("directory")
        if directory is not None and not self.store.one("SELECT 1 FROM directories WHERE id = ?", directory):
            raise _Refused(404, f"Directory not found: '{directory}'.")
        return asked

    def _window(self) -> _Window:
        order = request.args.get("order", "desc")
        if order not in _ORDERS:
            raise _Refused(422, "order must be asc, desc or normal.")
        before, after = request.args.get("before"), request.args.get("after")
        if before and after:
            raise _Refused(422, "before and after cannot be used together.")
        cursor = before or after
        if cursor and self._find(cursor) is None:
            raise _Refused(422, "The cursor is not known.")
        return _Window(_limit(), order == "asc", cursor or None, bool(before))

    def _fetch(self, asked: dict[str, str], window: _Window) -> list[sqlite3.Row]:
        """The rows of the window, nearest to the cursor first, and one more when the list goes on."""
        upwards = window.ascending != window.backwards
        beyond = [f"id {'>' if upwards else '<'} ?"] if window.cursor else []
        conditions = " AND ".join([*(self.collection.filters[name] for name in asked), *beyond]) or "1"
        values = [email_key(value) if name == "email" else value for name, value in asked.items()]
        order = "ASC" if upwards else "DESC"
        sql = f"SELECT * FROM {self.collection.table} WHERE {conditions} ORDER BY id {order} LIMIT {window.limit + 1}"  # noqa: S608
        return self.store.all(sql, *values, *([window.cursor] if window.cursor else []))


def _limit() -> int:
    text = request.args.get("limit", str(_DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= _MAX_LIMIT):
        raise _Refused(422, f"limit must be between 1 and {_MAX_LIMIT}.")
    return int(text)


def _directory_json(store: Store, row: sqlite3.Row) -> dict[str, Any]:
    count = store.one(
        "SELECT COALESCE(SUM(state = 'active'), 0) AS active, COALESCE(SUM(state <> 'active'), 0) AS inactive,"
        " (SELECT COUNT(*) FROM directory_groups WHERE directory_id = ?1) AS groups"
        " FROM directory_users WHERE directory_id = ?1",
        row["id"],
    )
    users = {"active": count["active"], "inactive": count["inactive"]} if count else {}
    return {"object": "directory", **dict(row), "metadata": {"users": users, "groups": count["groups"] if count else 0}}


def _user_json(_store: Store, row: sqlite3.Row) -> dict[str, Any]:
    email, name = row["email"], " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    return {
        "object": "directory_user",
        **{key: row[key] for key in ("id", "directory_id", "organization_id", "idp_id", "email")},
        **{key: row[key] for key in ("first_name", "last_name")},
        "name": name or None,
        "emails": [] if email is None else [{"primary": True, "type": "work", "value": email}],
        "job_title": None,
        **{key: row[key] for key in ("username", "state")},
        "raw_attributes": {},
        "custom_attributes": {},
        **{key: row[key] for key in ("created_at", "updated_at")},
    }


def _group_json(_store: Store, row: sqlite3.Row) -> dict[str, Any]:
    return {"object": "directory_group", **dict(row), "raw_attributes": {}}


_DIRECTORIES = _Collection(
    "Directory",
    "directories",
    {"organization_id": "organization_id = ?", "domain": "domain = ?", "search": "instr(lower(name), lower(?)) > 0"},
    _directory_json,
)
_USERS = _Collection(
    "Directory user",
    "directory_users",
    {
        "directory": "directory_id = ?",
        "group": "id IN (SELECT user_id FROM directory_group_members WHERE group_id = ?)",
        "idp_id": "idp_id = ?",
        "email": "email_key = ?",
    },
    _user_json,
)
_GROUPS = _Collection(
    "Directory group",
    "directory_groups",
    {
        "directory": "directory_id = ?",
        "user": "id IN (SELECT group_id FROM directory_group_members WHERE user_id = ?)",
    },
    _group_json,
)
