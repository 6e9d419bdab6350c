"""Users, written in the caller's transaction, with what each writing means for Directory Sync."""

from __future__ import annotations

import sqlite3
from typing import Any

from flow_desktop.mock.ids import new_id
from flow_desktop.mock.scim import dialect as rules
from flow_desktop.mock.scim.dialect import Dialect
from flow_desktop.mock.scim.errors import ScimError, conflict, missing
from flow_desktop.mock.scim.patch import apply_patch
from flow_desktop.mock.scim.reading import read_resource, required
from flow_desktop.mock.scim.records import SHOWN, decode, encode, user_columns
from flow_desktop.mock.scim.schemas import USERS
from flow_desktop.mock.service import Service
from flow_desktop.mock.sync.changes import DirectoryChanges, UserValues

_ROW = f"SELECT {SHOWN}, tombstone FROM scim_users WHERE id = ?"  # noqa: S608 - our names
_INSERT = """
INSERT INTO scim_users (id, directory_id, user_name, user_name_key, external_id, email_key, other_emails, active,
    resource, created_at, modified_at)
VALUES (:id, (SELECT id FROM directories), :user_name, :user_name_key, :external_id, :email_key, :other_emails, :active,
    :resource, :now, :now)
"""
_UPDATE = """
UPDATE scim_users SET user_name = :user_name, user_name_key = :user_name_key, external_id = :external_id,
    email_key = :email_key, other_emails = :other_emails, active = :active, tombstone = :tombstone,
    resource = :resource, version = version + 1, modified_at = :now
WHERE id = :id
"""
_HOLD = """
INSERT INTO scim_held_users (directory_id, user_name, external_id, reason, resource, at)
VALUES ((SELECT id FROM directories), ?, ?, ?, ?, ?)
"""


class Held(ScimError):
    """The user lacks something WorkOS needs: refused, and held in state validating until a corrected re-send."""

    def __init__(self, refusal: ScimError, kept: dict[str, Any]) -> None:
        super().__init__(refusal.status, refusal.detail, refusal.scim_type)
        self.kept = kept


class Users:
    """The one writer of scim_users and scim_held_users."""

    def __init__(self, service: Service, changes: DirectoryChanges, dialect: Dialect) -> None:
        self._service, self._changes, self._dialect = service, changes, dialect

    def row(self, connection: sqlite3.Connection, key: str) -> sqlite3.Row:
        """The row of a user, a tombstone's too. Raises ScimError (404)."""
        row: sqlite3.Row | None = connection.execute(_ROW, (key,)).fetchone()
        if row is None:
            raise missing("User", key)
        return row

    def create(self, connection: sqlite3.Connection, sent: Any) -> str:
        """A new user, or a deleted one who comes back under the same name; the id. Raises ScimError."""
        kept = read_resource(USERS, sent, kindly=self._dialect.takes_texts)
        self._check(kept)
        if self._dialect.refuses_inactive:
            rules.check_inactive(kept, _inactive_users(connection))
        gone = connection.execute(
            "SELECT id FROM scim_users WHERE user_name_key = ? AND tombstone = 1", (kept["userName"].casefold(),)
        ).fetchone()
        key = gone["id"] if gone else new_id("directory_user", now=self._service.world.now())
        self._save(connection, key, kept, is_new=gone is None)
        return str(key)

    def replace(self, connection: sqlite3.Connection, key: str, sent: Any) -> None:
        """PUT: what is not sent is gone (RFC 7644, 3.5.1). Raises ScimError."""
        kept = read_resource(USERS, sent, kindly=self._dialect.takes_texts)
        self._check(kept)
        self._save(connection, key, kept, is_new=False)

    def patch(self, connection: sqlite3.Connection, key: str, sent: Any) -> None:
        """PATCH (RFC 7644, 3.5.2). Raises ScimError."""
        before = decode(self.row(connection, key)["resource"])
        before.pop("schemas", None)
        kept = apply_patch(USERS, before, sent, create_missing=self._dialect.creates_missing)
        self._check(kept)
        if kept != before:
            self._save(connection, key, kept, is_new=False)

    def delete(self, connection: sqlite3.Connection, key: str) -> None:
        """DELETE: the row goes; with WorkOS it stays as a tombstone that can come back. Raises ScimError (404)."""
        row = self.row(connection, key)
        connection.execute(
            "UPDATE scim_groups SET version = version + 1"
            " WHERE id IN (SELECT group_id FROM scim_group_members WHERE member_id = ?)",
            (key,),
        )
        connection.execute("DELETE FROM scim_group_members WHERE member_id = ?", (key,))
        self._changes.delete_user(connection, key)
        if not self._dialect.keeps_deleted:
            connection.execute("DELETE FROM scim_users WHERE id = ?", (key,))
        elif not row["tombstone"]:
            kept = {**decode(row["resource"]), "active": False}
            self._write(connection, _UPDATE, kept, key=key, tombstone=1)

    def hold(self, held: Held) -> None:
        """Keep what was refused, in place of an earlier refusal of the same user."""
        with self._service.store.transaction() as connection:
            _release(connection, held.kept)
            names = (held.kept.get("userName"), held.kept.get("externalId"))
            resource = encode(USERS, held.kept)
            connection.execute(_HOLD, (*names, held.detail, resource, self._service.world.stamp()))

    def _check(self, kept: dict[str, Any]) -> None:
        try:
            required(USERS, kept)
            if self._dialect.needs_email:
                rules.check_email(kept)
        except ScimError as refusal:
            raise (Held(refusal, kept) if self._dialect.needs_email else refusal) from refusal

    def _save(self, connection: sqlite3.Connection, key: str, kept: dict[str, Any], *, is_new: bool) -> None:
        if not is_new:
            self.row(connection, key)
        self._check_unique(connection, key, kept)
        tombstone = 0
        if not is_new and not kept.get("active", True):
            tombstone = int(self.row(connection, key)["tombstone"])
        self._write(connection, _INSERT if is_new else _UPDATE, kept, key=key, tombstone=tombstone)
        _release(connection, kept)
        self._changes.put_user(connection, _values(key, kept))

    def _write(
        self, connection: sqlite3.Connection, sql: str, kept: dict[str, Any], *, key: str, tombstone: int
    ) -> None:
        now = self._service.world.stamp()
        fixed = {"id": key, "resource": encode(USERS, kept), "tombstone": tombstone, "now": now}
        connection.execute(sql, {**user_columns(kept), **fixed})

    def _check_unique(self, connection: sqlite3.Connection, key: str, kept: dict[str, Any]) -> None:
        columns = user_columns(kept)
        others = "SELECT 1 FROM scim_users WHERE tombstone = 0 AND id <> ?"
        if connection.execute(f"{others} AND user_name_key = ?", (key, columns["user_name_key"])).fetchone():
            raise conflict(f"The user name {kept['userName']} is taken.")
        if not (self._dialect.email_unique and columns["active"] and columns["email_key"]):
            return
        if connection.execute(f"{others} AND active = 1 AND email_key = ?", (key, columns["email_key"])).fetchone():
            raise conflict(f"The e-mail {rules.primary_email(kept)} belongs to another active user.")


def _values(key: str, kept: dict[str, Any]) -> UserValues:
    name = kept.get("name", {})
    return UserValues(
        id=key,
        idp_id=kept.get("externalId"),
        username=kept["userName"],
        email=rules.primary_email(kept),
        first_name=name.get("givenName"),
        last_name=name.get("familyName"),
        active=kept.get("active", True),
    )


def _release(connection: sqlite3.Connection, kept: dict[str, Any]) -> None:
    """Whoever was held under this external id or user name is not held any more."""
    connection.execute(
        "DELETE FROM scim_held_users WHERE external_id = ? OR user_name = ? COLLATE NOCASE",
        (kept.get("externalId"), kept.get("userName")),
    )


def _inactive_users(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT value FROM directory_settings WHERE name = 'inactive_users'").fetchone()
    return str(row["value"]) if row else "delete"
