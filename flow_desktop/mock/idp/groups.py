"""The groups at the identity provider: members, nesting, assignment of the app, and Okta's push."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from dataclasses import dataclass

from flow_desktop.mock.store import Store


@dataclass(frozen=True, slots=True)
class Group:
    """One group. `assigned`: the app is assigned to it; `pushed`: it is on the Push Groups tab."""

    key: str
    name: str
    external_id: str
    assigned: bool
    pushed: bool


class Groups:
    """The one writer of the group tables after the seed. Unknown keys raise KeyError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, key: str) -> Group | None:
        """The group, or None when it does not exist (any more)."""
        row = self._store.one("SELECT * FROM idp_groups WHERE key = ?", key)
        return _group(row) if row else None

    def get(self, key: str) -> Group:
        """The group with this key."""
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    def all(self) -> list[Group]:
        """Every group, by key."""
        return [_group(row) for row in self._store.all("SELECT * FROM idp_groups ORDER BY key")]

    def members(self, key: str) -> list[str]:
        """The subjects that are direct members; people of a nested group are none."""
        rows = self._store.all("SELECT subject FROM idp_group_people WHERE group_key = ? ORDER BY rowid", key)
        return [row["subject"] for row in rows]

    def of(self, subject: str) -> list[str]:
        """Keys of the groups that hold the person directly."""
        rows = self._store.all("SELECT group_key FROM idp_group_people WHERE subject = ? ORDER BY group_key", subject)
        return [row["group_key"] for row in rows]

    def add(self, key: str, name: str, *, profile: str) -> None:
        """A new group without members. ValueError when the key is taken."""
        try:
            self._store.run(
                "INSERT INTO idp_groups (key, name, external_id) VALUES (?, ?, ?)", key, name, group_id(profile, key)
            )
        except sqlite3.IntegrityError as error:
            raise ValueError(f"there is a group {key!r} already") from error

    def rename(self, key: str, name: str) -> None:
        """Another display name."""
        self._store.run("UPDATE idp_groups SET name = ? WHERE key = ?", name, self.get(key).key)

    def delete(self, key: str) -> None:
        """The group, its memberships and its place in other groups are gone."""
        self.get(key)
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM idp_groups WHERE key = ?", (key,))
            connection.execute("DELETE FROM idp_group_people WHERE group_key = ?", (key,))
            connection.execute("DELETE FROM idp_group_groups WHERE group_key = ?1 OR inner_key = ?1", (key,))

    def put(self, subject: str, key: str) -> None:
        """Add a direct member."""
        self.get(key)
        self._store.run("INSERT OR IGNORE INTO idp_group_people (group_key, subject) VALUES (?, ?)", key, subject)

    def take(self, subject: str, key: str) -> None:
        """Remove a direct member."""
        self.get(key)
        self._store.run("DELETE FROM idp_group_people WHERE group_key = ? AND subject = ?", key, subject)

    def nest(self, inner: str, outer: str) -> None:
        """Put a group into another. ValueError when that would make a circle."""
        self.get(inner), self.get(outer)
        if inner == outer or self._holds(inner, outer):
            raise ValueError(f"group {outer!r} is inside {inner!r} already")
        self._store.run("INSERT OR IGNORE INTO idp_group_groups (group_key, inner_key) VALUES (?, ?)", outer, inner)

    def set_assigned(self, key: str, at: str | None) -> None:
        """Assign the app since that time, or with None take it away."""
        self.get(key)
        sql = "UPDATE idp_groups SET assigned = ?, assigned_at = ? WHERE key = ?"
        self._store.run(sql, int(at is not None), at, key)

    def set_pushed(self, key: str, *, pushed: bool) -> None:
        """Put the group on the Push Groups tab, or take it off."""
        self.get(key)
        self._store.run("UPDATE idp_groups SET pushed = ? WHERE key = ?", int(pushed), key)

    def _holds(self, outer: str, inner: str) -> bool:
        sql = (
            "WITH RECURSIVE inside (key) AS (SELECT inner_key FROM idp_group_groups WHERE group_key = ?"
            " UNION SELECT g.inner_key FROM idp_group_groups g JOIN inside ON g.group_key = inside.key)"
            " SELECT 1 FROM inside WHERE key = ?"
        )
        return self._store.one(sql, outer, inner) is not None


def group_id(profile: str, key: str) -> str:
    """The id a provider gives a group: Entra's object id, else in Okta's form `00g...`."""
    if profile == "entra":
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"entra group:{key}"))
    return "00g" + hashlib.sha256(f"group:{key}".encode()).hexdigest()[:17]


def _group(row: sqlite3.Row) -> Group:
    return Group(row["key"], row["name"], row["external_id"] or "", bool(row["assigned"]), bool(row["pushed"]))
