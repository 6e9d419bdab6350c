"""Reads the JSON object of a WorkOS webhook into an event the rules know (domain facts, 3.1 to 3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flow_desktop.mock.facts import (
    DirectoryActivated,
    DirectoryDeleted,
    DirectoryEvent,
    DirectoryUser,
    GroupDeleted,
    GroupMemberAdded,
    GroupMemberRemoved,
    GroupSeen,
    TokenChanged,
    UserCreated,
    UserDeleted,
    UserUpdated,
)

_DIRECTORY_KINDS = frozenset({"dsync.activated", "dsync.deleted"})


@dataclass(frozen=True, slots=True)
class Incoming:
    """One directory event: the id WorkOS gave it, its kind (`dsync.user.created`), its directory, and what it says."""

    id: str
    kind: str
    directory_id: str
    event: DirectoryEvent


def read_event(body: Mapping[str, Any]) -> Incoming:
    """The event of a webhook body. Raises ValueError when it is not a complete `dsync.*` event."""
    kind, data = _text(body, "event"), _object(body, "data")
    directory = _text(data, "id" if kind in _DIRECTORY_KINDS else "directory_id")
    return Incoming(id=_text(body, "id"), kind=kind, directory_id=directory, event=_event(kind, data))


def _event(kind: str, data: Mapping[str, Any]) -> DirectoryEvent:
    match kind:
        case "dsync.activated":
            return DirectoryActivated(tuple(_text(one, "domain") for one in _objects(data, "domains")))
        case "dsync.deleted":
            return DirectoryDeleted()
        case "dsync.user.created":
            return UserCreated(_user(data))
        case "dsync.user.updated":
            return UserUpdated(_user(data))
        case "dsync.user.deleted":
            return UserDeleted(_user(data))
        case "dsync.token.created" | "dsync.token.revoked":
            return TokenChanged(revoked=kind.endswith("revoked"))
        case _:
            return _group_event(kind, data)


def _group_event(kind: str, data: Mapping[str, Any]) -> DirectoryEvent:
    match kind:
        case "dsync.group.created" | "dsync.group.updated":
            return GroupSeen(_text(data, "id"), _text(data, "name"), _text(data, "idp_id"))
        case "dsync.group.deleted":
            return GroupDeleted(_text(data, "id"), _text(data, "name"))
        case "dsync.group.user_added":
            return GroupMemberAdded(_text(_object(data, "group"), "id"), _user(_object(data, "user")))
        case "dsync.group.user_removed":
            return GroupMemberRemoved(_text(_object(data, "group"), "id"), _user(_object(data, "user")))
        case _:
            raise ValueError(f"{kind!r} is no event of a directory")


def _user(data: Mapping[str, Any]) -> DirectoryUser:
    state = _text(data, "state")
    if state not in ("active", "inactive", "suspended"):
        raise ValueError(f"a directory user is not {state!r}")
    return DirectoryUser(
        id=_text(data, "id"),
        email=_optional(data, "email"),
        first_name=_optional(data, "first_name"),
        last_name=_optional(data, "last_name"),
        state="active" if state == "active" else "inactive",  # suspended was folded into inactive
        updated_at=_text(data, "updated_at"),
        username=_optional(data, "username"),
        idp_id=_optional(data, "idp_id"),
    )


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    if not isinstance(value, Mapping):
        raise ValueError(f"{name!r} is missing or not an object")
    return value


def _objects(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise ValueError(f"{name!r} is not a list of objects")
    return value


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name!r} is missing or not a text")
    return value


def _optional(data: Mapping[str, Any], name: str) -> str | None:
    return None if data.get(name) is None else _text_or_empty(data, name)


def _text_or_empty(data: Mapping[str, Any], name: str) -> str:
    value = data[name]
    if not isinstance(value, str):
        raise ValueError(f"{name!r} is not a text")
    return value
