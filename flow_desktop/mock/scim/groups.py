"""Groups and their members, in the caller's transaction, with what that means for Directory Sync."""

from __future__ import annotations

import sqlite3
from typing import Any

from flow_desktop.mock.ids import new_id
from flow_desktop.mock.scim.dialect import Dialect
from flow_desktop.mock.scim.errors import conflict, missing
from flow_desktop.mock.scim.patch import apply_patch
from flow_desktop.mock.scim.reading import read_resource, required
from flow_desktop.mock.scim.records import SHOWN, decode, encode
from flow_desktop.mock.scim.schemas import GROUPS
from flow_desktop.mock.service import Service
from flow_desktop.mock.sync.changes import DirectoryChanges

_ROW = f"SELECT {SHOWN}, display_name, identity FROM scim_groups WHERE id = ?"  # noqa: S608 - our names
_INSERT = """
INSERT INTO scim_groups (id, directory_id, display_name, display_name_key, external_id, identity, resource, created_at,
    modified_at)
VALUES (:id, (SELECT id FROM directories), :name, :name_key, :external_id, :identity, :resource, :now, :now)
"""
_UPDATE = """
UPDATE scim_groups SET display_name = :name, display_name_key = :name_key, external_id = :external_id,
    resource = :resource, version = version + 1, modified_at = :now
WHERE id = :id
"""
_KNOWN = "SELECT 1 FROM scim_users WHERE id = ?1 AND tombstone = 0 UNION SELECT 1 FROM scim_groups WHERE id = ?1"

Members = dict[str, str | None]


class Groups:
    """The one writer of scim_groups and scim_group_members (but for edges of a deleted user)."""

    def __init__(self, service: Service, changes: DirectoryChanges, dialect: Dialect) -> None:
        self._service, self._changes, self._dialect = service, changes, dialect

    def row(self, connection: sqlite3.Connection, key: str) -> sqlite3.Row:
        """The row of a group. Raises ScimError (404)."""
        row: sqlite3.Row | None = connection.execute(_ROW, (key,)).fetchone()
        if row is None:
            raise missing("Group", key)
        return row

    def create(self, connection: sqlite3.Connection, sent: Any) -> str:
        """A new group; its id. The identity is fixed now: externalId, else the name. Raises ScimError."""
        kept = read_resource(GROUPS, sent, kindly=self._dialect.takes_texts)
        required(GROUPS, kept)
        identity = kept.get("externalId") or kept["displayName"]
        taken = connection.execute("SELECT 1 FROM scim_groups WHERE identity = ?", (identity,)).fetchone()
        if taken and self._dialect.group_unique:
            raise conflict(f"There is a group {identity} already.")
        key = new_id("directory_group", now=self._service.world.now())
        members = self._members(connection, kept)
        self._write(connection, _INSERT, kept, key=key, identity=identity)
        _put_members(connection, key, before={}, after=members)
        self._tell(connection, key, members)
        return key

    def replace(self, connection: sqlite3.Connection, key: str, sent: Any) -> None:
        """PUT: what is not sent is gone, members too (RFC 7644, 3.5.1). Raises ScimError."""
        self.row(connection, key)
        kept = read_resource(GROUPS, sent, kindly=self._dialect.takes_texts)
        self._save(connection, key, kept, before=_members_now(connection, key))

    def patch(self, connection: sqlite3.Connection, key: str, sent: Any) -> None:
        """PATCH (RFC 7644, 3.5.2). Raises ScimError."""
        resource, members = decode(self.row(connection, key)["resource"]), _members_now(connection, key)
        resource.pop("schemas", None)
        if members:
            resource["members"] = [_member(member, display) for member, display in members.items()]
        kept = apply_patch(GROUPS, resource, sent, create_missing=self._dialect.creates_missing)
        if kept != resource:
            self._save(connection, key, kept, before=members)

    def delete(self, connection: sqlite3.Connection, key: str) -> None:
        """DELETE: the group and its edges are gone, its users stay. Raises ScimError (404)."""
        self.row(connection, key)
        connection.execute("DELETE FROM scim_group_members WHERE group_id = ?1 OR member_id = ?1", (key,))
        self._changes.delete_group(connection, key)
        connection.execute("DELETE FROM scim_groups WHERE id = ?", (key,))

    def _save(self, connection: sqlite3.Connection, key: str, kept: dict[str, Any], *, before: Members) -> None:
        required(GROUPS, kept)
        members = self._members(connection, kept)
        self._write(connection, _UPDATE, kept, key=key, identity=None)
        _put_members(connection, key, before=before, after=members)
        self._tell(connection, key, members)

    def _members(self, connection: sqlite3.Connection, kept: dict[str, Any]) -> Members:
        """Take the members out of the resource; with WorkOS those that are nobody's id go without a word."""
        sent = kept.pop("members", [])
        members = {one["value"]: one.get("display") for one in sent if one.get("value")}
        if not self._dialect.drops_unknown_members:
            return members
        return {key: name for key, name in members.items() if connection.execute(_KNOWN, (key,)).fetchone()}

    def _write(
        self, connection: sqlite3.Connection, sql: str, kept: dict[str, Any], *, key: str, identity: str | None
    ) -> None:
        name = kept["displayName"]
        values = {
            "id": key,
            "name": name,
            "name_key": name.casefold(),
            "external_id": kept.get("externalId"),
            "identity": identity,
            "resource": encode(GROUPS, kept),
            "now": self._service.world.stamp(),
        }
        connection.execute(sql, values)

    def _tell(self, connection: sqlite3.Connection, key: str, members: Members) -> None:
        row = self.row(connection, key)
        self._changes.put_group(connection, key, name=row["display_name"], idp_id=row["identity"])
        self._changes.set_members(connection, key, frozenset(members))


def _members_now(connection: sqlite3.Connection, key: str) -> Members:
    rows = connection.execute("SELECT member_id, display FROM scim_group_members WHERE group_id = ?", (key,))
    return {row["member_id"]: row["display"] for row in rows}


def _member(key: str, display: str | None) -> dict[str, str]:
    return {"value": key} if display is None else {"value": key, "display": display}


def _put_members(connection: sqlite3.Connection, group: str, *, before: Members, after: Members) -> None:
    gone = [(group, key) for key in before if key not in after]
    connection.executemany("DELETE FROM scim_group_members WHERE group_id = ? AND member_id = ?", gone)
    fresh = [(group, key, display) for key, display in after.items() if key not in before or before[key] != display]
    connection.executemany("INSERT OR REPLACE INTO scim_group_members VALUES (?, ?, ?)", fresh)
