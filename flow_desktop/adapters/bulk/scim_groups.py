"""Groups of a SCIM server as pilot lists (RFC 7643 section 4.2): who is in one, and whether that list is whole."""

from __future__ import annotations

from flow_desktop.adapters.bulk.asking import Server
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Group, GroupMembers
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret


async def list_groups(server: Server, access: Secret | None) -> tuple[Group, ...]:
    """At most a thousand. Raises Refused."""
    raise Refused(WithheldReason.SOURCE_CANNOT_TELL)


async def list_members(server: Server, access: Secret | None, group_id: str) -> GroupMembers:
    """Raises Refused."""
    raise Refused(WithheldReason.SOURCE_CANNOT_TELL)
