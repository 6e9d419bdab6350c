"""How users and groups are kept, and how a row becomes the JSON of an answer.

`resource` holds what the client sent (its own attributes and `schemas`, no id, no meta) as compact JSON. An answer is
that text with id, groups and meta put behind it: nothing is parsed to show it, which is what makes listing fast.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.scim.dialect import addresses, primary_email
from flow_desktop.mock.scim.schemas import ResourceType

TABLES = {"User": "scim_users", "Group": "scim_groups"}
SHOWN = "position, id, resource, version, created_at, modified_at"
_MANY = 900  # parameters of one statement; SQLite's own limit differs by build

Texts = Mapping[str, str]
_OWN = frozenset({"id", "meta", "groups", "members"})
_RAW = msgspec.json.Decoder(dict[str, msgspec.Raw])


def encode(kind: ResourceType, kept: Mapping[str, Any]) -> str:
    """The text to keep: `schemas` first, then what was sent."""
    extensions = [one.id for one in kind.extensions if one.id in kept]
    return msgspec.json.encode({"schemas": [kind.core.id, *extensions], **kept}).decode()


def decode(text: str) -> dict[str, Any]:
    """What is kept of a resource, as a dictionary of its own."""
    found: dict[str, Any] = msgspec.json.decode(text)
    return found


def user_columns(kept: dict[str, Any]) -> dict[str, Any]:
    """The columns of scim_users that follow from a resource; they are what its indexes look up."""
    email = email_key(primary_email(kept))
    others = {email_key(one) for one in addresses(kept)} - {email}
    return {
        "user_name": kept["userName"],
        "user_name_key": kept["userName"].casefold(),
        "external_id": kept.get("externalId"),
        "email_key": email,
        "other_emails": int(bool(others)),
        "active": int(kept.get("active", True)),
    }


def etag(row: sqlite3.Row) -> str:
    """The weak entity tag of a version (RFC 7644, 3.14)."""
    return f'W/"{row["version"]}"'


class Renderer:
    """Makes JSON of rows. `base` is the address of the SCIM service."""

    def __init__(self, base: str) -> None:
        self._base = base

    def location(self, kind: ResourceType, key: str) -> str:
        """The address of one resource."""
        return f"{self._base}{kind.endpoint}/{key}"

    def meta(self, kind: ResourceType, row: sqlite3.Row) -> dict[str, Any]:
        """The common attribute `meta` (RFC 7643, 3.1)."""
        return {
            "resourceType": kind.name,
            "created": row["created_at"],
            "lastModified": row["modified_at"],
            "location": self.location(kind, row["id"]),
            "version": etag(row),
        }

    def document(self, kind: ResourceType, row: sqlite3.Row, linked: Texts) -> dict[str, Any]:
        """The whole resource as a dictionary, for filters and projections."""
        return {**decode(row["resource"]), **self.frame(kind, row), **_linked_value(kind, row, linked)}

    def frame(self, kind: ResourceType, row: sqlite3.Row) -> dict[str, Any]:
        """What the server itself says of a resource."""
        return {"id": row["id"], "meta": self.meta(kind, row)}

    def texts(self, kind: ResourceType, rows: Iterable[sqlite3.Row], linked: Texts) -> list[str]:
        """The same as JSON texts, without parsing what is kept."""
        name, base = kind.name, f"{self._base}{kind.endpoint}/"
        more = {key: f',"{_LINKS[name]}":{text}' for key, text in linked.items()}
        return [
            f'{text[:-1]},"id":"{key}"{more.get(key, "")},"meta":{{"resourceType":"{name}","created":"{created}",'
            f'"lastModified":"{modified}","location":"{base}{key}","version":"W/\\"{version}\\""}}}}'
            for _position, key, text, version, created, modified, *_ in rows
        ]

    def parts(
        self, kind: ResourceType, rows: Iterable[sqlite3.Row], linked: Texts, *, names: Sequence[str]
    ) -> list[str]:
        """Only these attributes of each, as JSON texts; what is inside them is not parsed."""
        kept, meta = frozenset(names) - _OWN, "meta" in names
        shown = []
        for row in rows:
            known = _RAW.decode(row["resource"])
            part: dict[str, Any] = {name: known[name] for name in known if name in kept}
            part["id"] = row["id"]
            if meta:
                part["meta"] = self.meta(kind, row)
            if row["id"] in linked:
                part[_LINKS[kind.name]] = msgspec.Raw(linked[row["id"]].encode())
            shown.append(msgspec.json.encode(part).decode())
        return shown

    def links(self, connection: sqlite3.Connection, kind: ResourceType, keys: Sequence[str]) -> dict[str, str]:
        """For each id the JSON of its `groups` (users) or `members` (groups); ids without any are left out."""
        found: dict[str, list[str]] = {}
        sql = _GROUPS_OF if kind.name == "User" else _MEMBERS_OF
        for begin in range(0, len(keys), _MANY):
            some = keys[begin : begin + _MANY]
            for row in connection.execute(sql.format(marks=",".join("?" * len(some))), some):
                found.setdefault(row[0], []).append(self._link(*row[1:]))
        return {key: f"[{','.join(texts)}]" for key, texts in found.items()}

    def _link(self, key: str, display: str | None, kind: str | None) -> str:
        """One entry of `groups` or `members`; a member that is nobody's id has neither type nor address."""
        shown = f',"display":{json.dumps(display, ensure_ascii=False)}' if display is not None else ""
        if kind == "direct":
            return f'{{"value":"{key}","$ref":"{self._base}/Groups/{key}"{shown},"type":"direct"}}'
        where = f',"$ref":"{self._base}/{kind}s/{key}","type":"{kind}"' if kind else ""
        return f'{{"value":{json.dumps(key, ensure_ascii=False)}{where}{shown}}}'


_LINKS = {"User": "groups", "Group": "members"}
_GROUPS_OF = (
    "SELECT m.member_id, g.id, g.display_name, 'direct' FROM scim_group_members m"
    " JOIN scim_groups g ON g.id = m.group_id WHERE m.member_id IN ({marks}) ORDER BY g.position"
)
_MEMBERS_OF = (
    "SELECT m.group_id, m.member_id, m.display, CASE WHEN u.id IS NOT NULL THEN 'User'"
    " WHEN g.id IS NOT NULL THEN 'Group' END FROM scim_group_members m LEFT JOIN scim_users u ON u.id = m.member_id"
    " LEFT JOIN scim_groups g ON g.id = m.member_id WHERE m.group_id IN ({marks}) ORDER BY m.rowid"
)


def _linked_value(kind: ResourceType, row: sqlite3.Row, linked: Texts) -> dict[str, Any]:
    text = linked.get(row["id"])
    return {_LINKS[kind.name]: msgspec.json.decode(text)} if text else {}
