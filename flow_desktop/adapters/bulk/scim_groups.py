"""Groups of a SCIM server as pilot lists (RFC 7643 section 4.2): who is in one, and whether that list is whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from flow_desktop.adapters.bulk.asking import Server, json_body
from flow_desktop.adapters.directory.scim_parse import attribute, page_of
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Group, GroupMembers
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret

MOST_GROUPS = 1000
_SIZE = 100


class _Member(msgspec.Struct, gc=False):
    value: str
    display: str | None = None


class _Group(msgspec.Struct, gc=False):
    id: str
    displayName: str  # noqa: N815 - the names of RFC 7643
    members: list[_Member]


_GROUP = msgspec.json.Decoder(_Group)


async def list_groups(server: Server, access: Secret | None) -> tuple[Group, ...]:
    """At most a thousand, without their members. Raises Refused."""
    found: dict[str, Group] = {}
    while len(found) < MOST_GROUPS:
        query = {"startIndex": str(len(found) + 1), "count": str(_SIZE), "excludedAttributes": "members"}
        raw = await server.get(access, "Groups", **query)
        if raw.status != 200 and found:
            break
        page = page_of(_object(json_body(raw)))
        if page is None:
            raise Refused(WithheldReason.BAD_ANSWER)
        fresh = {one.id: one for row in page.resources if (one := _group(row)) is not None and one.id not in found}
        found |= fresh
        if not fresh:
            break
    return tuple(found.values())[:MOST_GROUPS]


async def list_members(server: Server, access: Secret | None, group_id: str) -> GroupMembers:
    """Who is in a group, by directory id, people and groups alike. Raises Refused.

    A server may leave out ``members`` where there are none, and where it does not tell them: nothing is proven then.
    """
    body = json_body(await server.get(access, f"Groups/{quote(group_id, safe='')}"))
    try:
        group = _GROUP.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _tolerant(body, group_id)
    labels = {one.value: one.display or one.value for one in group.members}
    return GroupMembers(Group(group_id, group.displayName, len(labels)), tuple(labels), True, labels)


def _tolerant(body: bytes, group_id: str) -> GroupMembers:
    resource = _object(body)
    listed = attribute(resource, "members")
    rows = listed if isinstance(listed, list) else []
    labels: dict[str, str] = {}
    for row in rows:
        value = attribute(row, "value") if isinstance(row, Mapping) else row
        shown = attribute(row, "display") if isinstance(row, Mapping) else None
        if isinstance(value, str) and value:
            labels[value] = shown if isinstance(shown, str) and shown else value
    named = _group(resource) or Group(group_id, group_id)
    whole = isinstance(listed, list) and len(labels) == len(rows)
    return GroupMembers(Group(group_id, named.name, len(labels)), tuple(labels), whole, labels)


def _group(row: Mapping[str, Any]) -> Group | None:
    found, name = attribute(row, "id"), attribute(row, "displayName")
    if not isinstance(found, str) or not found:
        return None
    return Group(found, name if isinstance(name, str) and name else found)


def _object(body: bytes) -> Mapping[str, Any]:
    """Raises Refused for what is no JSON object."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(WithheldReason.BAD_ANSWER) from None
    if not isinstance(found, dict):
        raise Refused(WithheldReason.BAD_ANSWER)
    return found
