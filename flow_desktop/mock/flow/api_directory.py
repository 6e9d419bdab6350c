"""`/directory`: Directory Sync as Flow's back end sees it, and its users."""

from __future__ import annotations

import sqlite3

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.flow.answers import (
    DirectoryFacts,
    DirectoryUserListed,
    DirectoryUserPage,
    EventMark,
    RememberedPage,
    RememberedUser,
)
from flow_desktop.mock.flow.asked import HeardAsked, Nothing, UsersAsked, known
from flow_desktop.mock.flow.calls import Access, Call, Operation
from flow_desktop.mock.flow.paging import Keyset, moment
from flow_desktop.mock.flow.problems import not_found
from flow_desktop.mock.store import Store
from flow_desktop.mock.sync.objects import EVENT_STATE

_COLUMNS = (
    "u.id, u.idp_id, u.username, u.email, u.first_name, u.last_name, u.state, u.created_at, u.updated_at, l.account_id"
)
REMEMBERED = "id, username, email, first_name, last_name, state, updated_at"
_TABLES = "directory_users u LEFT JOIN directory_links l ON l.directory_user_id = u.id"


def get_directory(call: Call, _asked: Nothing) -> DirectoryFacts:
    """The directory: its state, and how far Flow has heard its events."""
    facts = directory_facts(call.store)
    if facts is None:
        raise not_found("There is no directory.")
    return facts


def list_directory_users(call: Call, asked: UsersAsked) -> DirectoryUserPage:
    """The users of the directory as Directory Sync has them now; with `since` in the order of their changes."""
    directory = current_directory(call.store)
    key = directory["id"] if directory else ""  # without a directory the list is empty, and what is wrong is still told
    listing = Keyset("directory_users", _COLUMNS, _TABLES, ("u.id",)).where("u.directory_id = ?", key)
    if email := known(asked.email):
        listing = listing.where("u.email_key = ?", email_key(email) or "")
    if state := known(asked.state):
        listing = listing.where("u.state = ?", state)
    if since := known(asked.since):
        listing = listing.where("u.updated_at >= ?", moment(since)).ordered_by("u.updated_at", "u.id")
    rows, following = listing.page(call.store, known(asked.cursor), limit=asked.limit)
    return DirectoryUserPage([DirectoryUserListed(*row[:10]) for row in rows], following)


def list_heard_users(call: Call, asked: HeardAsked) -> RememberedPage:
    """Flow's own copies of directory users: what the last event that Flow processed told of each."""
    listing = Keyset("heard", REMEMBERED, "flow_directory_users", ("id",))
    rows, following = listing.page(call.store, known(asked.cursor), limit=asked.limit)
    return RememberedPage([RememberedUser(*row[:7]) for row in rows], following)


def get_directory_user(call: Call, _asked: Nothing) -> DirectoryUserListed:
    """One user of the directory."""
    found = users_where(call.store, "u.id = ?", call.key)
    if not found:
        raise not_found("There is no such directory user.")
    return found[0]


def users_where(store: Store, condition: str, *values: str | None) -> list[DirectoryUserListed]:
    """Users of the current directory for which a condition on `u` or `l` holds; at most 50."""
    directory = current_directory(store)
    sql = f"SELECT {_COLUMNS} FROM {_TABLES} WHERE u.directory_id = ? AND ({condition}) ORDER BY u.id LIMIT 50"  # noqa: S608 - our own texts
    rows = store.all(sql, directory["id"] if directory else None, *values)
    return [DirectoryUserListed(*row) for row in rows]


def current_directory(store: Store) -> sqlite3.Row | None:
    """The directory; a service has one at most."""
    return store.one("SELECT * FROM directories ORDER BY created_at DESC, id DESC LIMIT 1")


def directory_facts(store: Store) -> DirectoryFacts | None:
    """What Flow knows of the directory; None when there is none."""
    directory = current_directory(store)
    if directory is None:
        return None
    processed = store.one(
        "SELECT a.event_id, a.event, COALESCE(e.created_at, a.at) FROM audit a LEFT JOIN events e ON e.id = a.event_id"
        " WHERE a.event_id IS NOT NULL ORDER BY a.position DESC LIMIT 1"
    )
    newest = store.one("SELECT id, event, created_at FROM events ORDER BY position DESC LIMIT 1")
    return DirectoryFacts(
        id=directory["id"],
        state=EVENT_STATE[directory["state"]],
        type=directory["type"],
        name=directory["name"],
        activated_at=last_time(store, Reason.DIRECTORY_ACTIVATED, since=directory["created_at"]),
        last_event=EventMark(*newest) if newest else None,
        last_processed_event=EventMark(*processed) if processed else None,
        deliveries_failing_since=_failing_since(store),
    )


def last_time(store: Store, reason: Reason, *, since: str = "") -> str | None:
    """When the audit noted a reason last, if at or after a time."""
    row = store.one(
        "SELECT at FROM audit WHERE reason = ? AND +at >= ? ORDER BY position DESC LIMIT 1", reason.value, since or ""
    )
    return row["at"] if row else None


def _failing_since(store: Store) -> str | None:
    """The time of the first event, after the last delivery that worked, of which a delivery was tried and failed."""
    row = store.one(
        "SELECT MIN(e.created_at) AS since FROM deliveries d JOIN events e ON e.id = d.event_id"
        " WHERE d.state IN ('waiting', 'failed') AND d.attempts > 0"
        " AND d.position > (SELECT COALESCE(MAX(position), 0) FROM deliveries WHERE state = 'delivered')"
    )
    return row["since"] if row else None


DIRECTORY = (
    Operation(
        *("GET", "/directory", "get_directory", Access.MANAGER, get_directory), answer=DirectoryFacts, refuses=(404,)
    ),
    Operation(
        *("GET", "/directory/users", "list_directory_users", Access.MANAGER, list_directory_users),
        answer=DirectoryUserPage,
        query=UsersAsked,
        refuses=(404,),
    ),
    Operation(
        *("GET", "/directory/heard", "list_heard_users", Access.MANAGER, list_heard_users),
        answer=RememberedPage,
        query=HeardAsked,
        refuses=(404,),
    ),
    Operation(
        *("GET", "/directory/users/{id}", "get_directory_user", Access.MANAGER, get_directory_user),
        answer=DirectoryUserListed,
    ),
)
