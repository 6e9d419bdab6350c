"""The JSON objects of Directory Sync, the same in events and over REST (domain facts, 3.1 and 3.2)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

Json = dict[str, Any]
Row = sqlite3.Row | Mapping[str, Any]

# REST's word for a directory's state, turned into the one events use (domain facts, 3.2).
EVENT_STATE = {
    "linked": "active",
    "unlinked": "inactive",
    "validating": "validating",
    "invalid_credentials": "invalid_credentials",
    "deleting": "deleting",
}
USERS = "SELECT o.*, s.resource FROM directory_users o LEFT JOIN scim_users s ON s.id = o.id"
GROUPS = "SELECT o.*, s.resource FROM directory_groups o LEFT JOIN scim_groups s ON s.id = o.id"
_DIRECTORY_OF_EVENT = ("id", "organization_id", "type", "name", "created_at", "updated_at")
_NOT_COMPARED = frozenset({"raw_attributes", "updated_at"})


def user_json(row: Row) -> Json:
    """A row of `USERS`. Role mapping is not supported (article, FAQ), so `role` is not sent; `emails` is deprecated."""
    email, name = row["email"], " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    return {
        "object": "directory_user",
        **{key: row[key] for key in ("id", "directory_id", "organization_id", "idp_id", "email")},
        **{key: row[key] for key in ("first_name", "last_name")},
        "name": name or None,
        "emails": [] if email is None else [{"primary": True, "type": "work", "value": email}],
        "job_title": None,
        **{key: row[key] for key in ("username", "state")},
        "raw_attributes": msgspec.json.decode(row["resource"]) if row["resource"] else {},
        "custom_attributes": {},
        **{key: row[key] for key in ("created_at", "updated_at")},
    }


def group_json(row: Row) -> Json:
    """A row of `GROUPS`; the members are no part of a group's attributes."""
    raw = msgspec.json.decode(row["resource"]) if row["resource"] else {}
    keys = ("id", "idp_id", "directory_id", "organization_id", "name", "created_at", "updated_at")
    return {
        "object": "directory_group",
        **{key: row[key] for key in keys},
        "raw_attributes": {key: value for key, value in raw.items() if key != "members"},
    }


def directory_event_json(row: sqlite3.Row) -> Json:
    """A directory as events tell it: no external key, no domain, and the state in the words of events."""
    return {
        "object": "directory",
        **{key: row[key] for key in _DIRECTORY_OF_EVENT},
        "state": EVENT_STATE[row["state"]],
    }


def token_json(row: sqlite3.Row, organization_id: str) -> Json:
    """A bearer token of the directory; of its text only the last four characters."""
    return {
        "object": "directory_token",
        "id": row["id"],
        "directory_id": row["directory_id"],
        "organization_id": organization_id,
        "token_suffix": row["suffix"],
        "created_at": row["created_at"],
    }


def previous_attributes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Json:
    """What each changed attribute was; null for one that is new. Shallow: a changed list or object is there whole."""
    compared = after.keys() - _NOT_COMPARED
    return {key: before[key] for key in after if key in compared and before[key] != after[key]}


def event_json(row: sqlite3.Row) -> Json:
    """A row of `events` as it is delivered and listed."""
    return {
        "object": "event",
        **{key: row[key] for key in ("id", "event")},
        "data": msgspec.json.decode(row["data"]),
        "created_at": row["created_at"],
        "context": msgspec.json.decode(row["context"]),
    }
