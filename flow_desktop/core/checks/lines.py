"""Reading Flow's audit about one person: which line says whether they are in, and which lines say nothing of it."""

from __future__ import annotations

from enum import StrEnum

from flow_desktop.core.evidence import AuditLine


class Presence(StrEnum):
    """What a line says about being a member. GONE: the directory told Flow that it has them no more."""

    ARRIVED = "arrived"
    KEPT_OUT = "kept_out"
    REMOVED = "removed"
    GONE = "gone"


_PRESENCE = {
    **dict.fromkeys(
        (
            *("provisioned", "reassociated", "reprovisioned", "linked_existing", "upserted"),
            *("joined_by_invitation", "join_approved"),
        ),
        Presence.ARRIVED,
    ),
    **dict.fromkeys(
        (
            *("domain_mismatch", "other_enterprise", "seat_cap", "no_email", "inactive_on_create"),
            *("fallback_invited", "directory_inactive"),
        ),
        Presence.KEPT_OUT,
    ),
    **dict.fromkeys(("deactivated", "deprovisioned", "group_deleted", "removed_by_hand"), Presence.REMOVED),
    **dict.fromkeys(("delete_noop", "invitation_revoked"), Presence.GONE),
}
_FROM_THE_DIRECTORY_ONLY = ("no_email", "delete_noop", "invitation_revoked")
_CREATION = "dsync.user.created"


def presence_of(line: AuditLine) -> Presence | None:
    """What a line says about being a member; None for lines about names, seats, roles, groups, and signing in.

    Some words mean presence only where an event of the directory caused the line, not somebody's click.
    """
    if line.reason in _FROM_THE_DIRECTORY_ONLY and not from_directory(line):
        return None
    if line.reason == "directory_inactive" and line.event != _CREATION:
        return None
    return _PRESENCE.get(line.reason)


def from_directory(line: AuditLine) -> bool:
    """True where an event of Directory Sync caused the line."""
    return (line.event or "").startswith("dsync.")


def decisive(lines: tuple[AuditLine, ...]) -> AuditLine | None:
    """The newest line about presence. Of equal times the later one in the list is newer."""
    return _newest(tuple(line for line in lines if presence_of(line)))


def settled(lines: tuple[AuditLine, ...]) -> AuditLine | None:
    """As `decisive`, but what was said before the directory told that it has the person no more."""
    return _newest(tuple(line for line in lines if presence_of(line) not in (None, Presence.GONE)))


def newest(lines: tuple[AuditLine, ...], *reasons: str) -> AuditLine | None:
    """The newest line with one of these reasons."""
    return _newest(tuple(line for line in lines if line.reason in reasons))


def _newest(lines: tuple[AuditLine, ...]) -> AuditLine | None:
    found = max(enumerate(lines), key=lambda one: (one[1].at, one[0]), default=None)
    return found[1] if found else None
