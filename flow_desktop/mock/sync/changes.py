"""What a SCIM write means for Directory Sync: directory users and groups, and the events about them.

All functions run inside the caller's transaction; deliveries go out with `DirectorySync.pump` after the commit.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flow_desktop.mock.service import Service


@dataclass(frozen=True, slots=True)
class UserValues:
    """A directory user as a SCIM resource says it. `email` is the primary one WorkOS picks, None when there is none."""

    id: str
    idp_id: str | None
    username: str | None
    email: str | None
    first_name: str | None
    last_name: str | None
    active: bool


class DirectoryChanges:
    """The one writer of directory_users, directory_groups, directory_group_members and events."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def put_user(self, connection: sqlite3.Connection, user: UserValues) -> None:
        """A user was created, replaced or patched: upsert, and the event that fits (none when nothing changed)."""
        raise NotImplementedError

    def delete_user(self, connection: sqlite3.Connection, user_id: str) -> None:
        """SCIM DELETE: the directory user is gone (dsync.user.deleted); unknown ids do nothing."""
        raise NotImplementedError

    def put_group(self, connection: sqlite3.Connection, group_id: str, *, name: str, idp_id: str) -> None:
        """A group was created or renamed."""
        raise NotImplementedError

    def set_members(self, connection: sqlite3.Connection, group_id: str, members: frozenset[str]) -> None:
        """The group's users are these now (user ids); one event for each that came or went."""
        raise NotImplementedError

    def delete_group(self, connection: sqlite3.Connection, group_id: str) -> None:
        """dsync.group.deleted, without user_removed events."""
        raise NotImplementedError
