"""What the identity provider remembers of Directory Sync: the ids there, and what it sent last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flow_desktop.mock.idp.mapping import Values
from flow_desktop.mock.store import Store


@dataclass(frozen=True, slots=True)
class SentPerson:
    """A person as sent: the SCIM id, the mapped values, and whether active."""

    scim_id: str
    values: Values
    active: bool


@dataclass(frozen=True, slots=True)
class SentGroup:
    """A group as sent: the SCIM id, the name, and each member's SCIM id by subject."""

    scim_id: str
    name: str
    members: Mapping[str, str]


class Sent:
    """The one reader and writer of `idp_sent_people` and `idp_sent_groups` after the seed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put_person(self, subject: str, sent: SentPerson) -> None:
        """Remember it."""
        sql = "INSERT OR REPLACE INTO idp_sent_people (subject, scim_id, sent, active) VALUES (?, ?, ?, ?)"
        self._store.run(sql, subject, sent.scim_id, json.dumps(dict(sent.values)), int(sent.active))

    def forget_person(self, subject: str) -> None:
        """The person has no record there any more."""
        self._store.run("DELETE FROM idp_sent_people WHERE subject = ?", subject)

    def anybody(self) -> bool:
        """Whether anything was ever sent."""
        return self._store.one("SELECT 1 FROM idp_sent_people") is not None

    def group(self, key: str) -> SentGroup | None:
        """What was sent about a group."""
        row = self._store.one("SELECT * FROM idp_sent_groups WHERE group_key = ?", key)
        if row is None:
            return None
        kept = json.loads(row["sent"] or "{}")
        return SentGroup(row["scim_id"], kept.get("name", ""), kept.get("members", {}))

    def put_group(self, key: str, sent: SentGroup) -> None:
        """Remember it."""
        kept = json.dumps({"name": sent.name, "members": dict(sent.members)})
        sql = "INSERT OR REPLACE INTO idp_sent_groups (group_key, scim_id, sent) VALUES (?, ?, ?)"
        self._store.run(sql, key, sent.scim_id, kept)

    def forget_group(self, key: str) -> None:
        """The group has no record there any more, or is not followed any more."""
        self._store.run("DELETE FROM idp_sent_groups WHERE group_key = ?", key)

    def group_keys(self) -> list[str]:
        """Keys of every group that was sent."""
        return [row["group_key"] for row in self._store.all("SELECT group_key FROM idp_sent_groups ORDER BY group_key")]

    def active_members(self, group: str) -> dict[str, str]:
        """Direct members that can be sent: subject -> SCIM id of those sent and active."""
        rows = self._store.all(
            "SELECT s.subject, s.scim_id FROM idp_group_people m JOIN idp_sent_people s ON s.subject = m.subject"
            " WHERE m.group_key = ? AND s.active = 1 ORDER BY m.rowid",
            group,
        )
        return {row["subject"]: row["scim_id"] for row in rows}
