"""What a SCIM write means for Directory Sync: directory users and groups, and the events about them.

All functions run inside the caller's transaction; deliveries go out with `DirectorySync.pump` after the commit.

What is heard depends on the directory's state:
- validating (before dsync.activated): users and groups are kept, Flow hears nothing, then or later. This is the
  missing backfill of the article: only what the identity provider sends after activation becomes an event.
- unlinked (deactivated): nothing syncs (note on deletion). Nothing is written here; the next write after
  reactivation brings the directory up to date.
- any other: kept, and told.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.service import Service
from flow_desktop.mock.sync.events import EventLog, Happening
from flow_desktop.mock.sync.objects import GROUPS, USERS, Json, group_json, previous_attributes, user_json

ENTRA = "azure scim v2.0"

_PUT_USER = """
INSERT INTO directory_users (id, directory_id, organization_id, idp_id, username, email, email_key, first_name,
    last_name, state, created_at, updated_at)
VALUES (:id, :directory_id, :organization_id, :idp_id, :username, :email, :email_key, :first_name,
    :last_name, :state, COALESCE((SELECT created_at FROM scim_users WHERE id = :id), :updated_at), :updated_at)
ON CONFLICT (id) DO UPDATE SET idp_id = :idp_id, username = :username, email = :email, email_key = :email_key,
    first_name = :first_name, last_name = :last_name, state = :state, updated_at = :updated_at
"""
_PUT_GROUP = """
INSERT INTO directory_groups (id, directory_id, organization_id, idp_id, name, created_at, updated_at)
VALUES (:id, :directory_id, :organization_id, :idp_id, :name, :now, :now)
ON CONFLICT (id) DO UPDATE SET idp_id = :idp_id, name = :name, updated_at = :now
"""


@dataclass(frozen=True, slots=True)
class UserValues:
    """A directory user as a SCIM resource says it. `email` is the primary one WorkOS picks, None when there is none.

    `id` is the SCIM resource's own. Without `idp_id` (externalId) the user name stands for it: events require one.
    """

    id: str
    idp_id: str | None
    username: str | None
    email: str | None
    first_name: str | None
    last_name: str | None
    active: bool


class DirectoryChanges:
    """The one writer of directory_users, directory_groups and directory_group_members, and of the events on them."""

    def __init__(self, service: Service) -> None:
        self._world, self._log = service.world, EventLog(service)

    def put_user(self, connection: sqlite3.Connection, user: UserValues) -> None:
        """A user was created, replaced or patched: upsert, and the event that fits (none when nothing changed).

        Inactive users leave the directory as dsync.user.deleted, or stay as dsync.user.updated, as
        `DirectorySync.set_inactive_users` says (domain facts, 3.4). Who left keeps id and group edges for a return,
        which is a dsync.user.created; the edges are not told again.
        """
        if writing := self._begin(connection):
            writing.put_user(user)

    def delete_user(self, connection: sqlite3.Connection, user_id: str) -> None:
        """SCIM DELETE: user and group edges are gone (dsync.user.deleted); unknown ids do nothing."""
        if writing := self._begin(connection):
            if row := writing.user(user_id):
                # The end of a user is a change as well: a delayed event from before must be known as the older one.
                writing.drop_user(user_json({**dict(row), "updated_at": writing.now}))
            connection.execute("DELETE FROM directory_group_members WHERE user_id = ?", (user_id,))

    def put_group(self, connection: sqlite3.Connection, group_id: str, *, name: str, idp_id: str) -> None:
        """A group was created or renamed; `idp_id` is Okta's display name, Entra's external id (domain facts, 3.2)."""
        if writing := self._begin(connection):
            writing.put_group(group_id, name=name, idp_id=idp_id)

    def set_members(self, connection: sqlite3.Connection, group_id: str, members: frozenset[str]) -> None:
        """The group's users are these now (user ids); one event for each that came or went.

        Ids that are no directory user at the moment are dropped (domain facts, 2.5). An edge of somebody inactive
        goes without an event. Edges do not move anybody's updated_at. A group not put yet has no members.
        """
        writing = self._begin(connection)
        group = writing.group(group_id) if writing else None
        if writing and group:
            writing.set_members(group, members)

    def delete_group(self, connection: sqlite3.Connection, group_id: str) -> None:
        """dsync.group.deleted, without user_removed events (domain facts, 2.3)."""
        writing = self._begin(connection)
        group = writing.group(group_id) if writing else None
        if writing and group:
            connection.execute("DELETE FROM directory_group_members WHERE group_id = ?", (group_id,))
            connection.execute("DELETE FROM directory_groups WHERE id = ?", (group_id,))
            writing.tell("dsync.group.deleted", group)

    def _begin(self, connection: sqlite3.Connection) -> _Writing | None:
        directory = connection.execute("SELECT * FROM directories").fetchone()
        if directory is None or directory["state"] == "unlinked":
            return None
        return _Writing(connection, directory, log=self._log, now=self._world.stamp())


@dataclass(frozen=True, slots=True)
class _Writing:
    """One change within one transaction, to one directory that syncs."""

    connection: sqlite3.Connection
    directory: sqlite3.Row
    log: EventLog
    now: str

    def user(self, user_id: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self.connection.execute(f"{USERS} WHERE o.id = ?", (user_id,)).fetchone()
        return row

    def group(self, group_id: str) -> Json | None:
        row = self.connection.execute(f"{GROUPS} WHERE o.id = ?", (group_id,)).fetchone()
        return None if row is None else group_json(row)

    def put_user(self, user: UserValues) -> None:
        before, values = self.user(user.id), self._values(user)
        if not (user.active or self._retains()):
            if before:
                self.drop_user(user_json({**dict(before), **values}))
        elif before is None:
            self.connection.execute(_PUT_USER, values)
            self._tell_new_user(user.id)
        elif changed := previous_attributes(user_json(before), after := user_json({**dict(before), **values})):
            self.connection.execute(_PUT_USER, values)
            self.tell("dsync.user.updated", {**after, "previous_attributes": changed})

    def drop_user(self, gone: Json) -> None:
        self.connection.execute("DELETE FROM directory_users WHERE id = ?", (gone["id"],))
        self.tell("dsync.user.deleted", gone)

    def put_group(self, group_id: str, *, name: str, idp_id: str) -> None:
        before = self.group(group_id)
        if before and (before["name"], before["idp_id"]) == (name, idp_id):
            return
        place = {"directory_id": self.directory["id"], "organization_id": self.directory["organization_id"]}
        values = {"id": group_id, **place, "name": name, "idp_id": idp_id, "now": self.now}
        self.connection.execute(_PUT_GROUP, values)
        after = self.group(group_id) or {}
        if before is None:
            self.tell("dsync.group.created", after)
        else:
            self.tell("dsync.group.updated", {**after, "previous_attributes": previous_attributes(before, after)})

    def set_members(self, group: Json, members: frozenset[str]) -> None:
        rows = self.connection.execute(
            "SELECT user_id FROM directory_group_members WHERE group_id = ?", (group["id"],)
        ).fetchall()
        before = {row["user_id"] for row in rows}
        for user_id in sorted(before - members):
            self._cut(group["id"], user_id)
            if row := self.user(user_id):
                self._tell_edge("dsync.group.user_removed", group, row)
        for user_id in sorted(members - before):
            if row := self.user(user_id):
                edge = (group["id"], user_id)
                self.connection.execute("INSERT INTO directory_group_members (group_id, user_id) VALUES (?, ?)", edge)
                self._tell_edge("dsync.group.user_added", group, row)

    def tell(self, kind: str, data: Json, *, about: str | None = None) -> None:
        if self.directory["state"] != "validating":
            self.log.append(self.connection, Happening(kind, self.directory, about or data["id"], data))

    def _tell_new_user(self, user_id: str) -> None:
        row = self.user(user_id)
        told = user_json(row) if row else {}
        self.tell("dsync.user.created", told)
        if self.directory["type"] == ENTRA:  # Entra's create arrives as both (domain facts, 4)
            self.tell("dsync.user.updated", {**told, "previous_attributes": {}})

    def _tell_edge(self, kind: str, group: Json, user: sqlite3.Row) -> None:
        data = {"directory_id": self.directory["id"], "user": user_json(user), "group": group}
        self.tell(kind, data, about=user["id"])

    def _cut(self, group_id: str, user_id: str) -> None:
        edge = (group_id, user_id)
        self.connection.execute("DELETE FROM directory_group_members WHERE group_id = ? AND user_id = ?", edge)

    def _values(self, user: UserValues) -> Json:
        return {
            "id": user.id,
            "directory_id": self.directory["id"],
            "organization_id": self.directory["organization_id"],
            "idp_id": user.idp_id or user.username or user.id,
            "username": user.username,
            "email": user.email,
            "email_key": email_key(user.email),
            "first_name": user.first_name,
            "last_name": user.last_name,
            "state": "active" if user.active else "inactive",
            "updated_at": self.now,
        }

    def _retains(self) -> bool:
        row = self.connection.execute("SELECT value FROM directory_settings WHERE name = 'inactive_users'").fetchone()
        return row is not None and row["value"] == "retain"
