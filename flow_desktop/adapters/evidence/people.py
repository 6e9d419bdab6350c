"""What a look at Directory Sync showed of one person, as evidence."""

from __future__ import annotations

from datetime import UTC, datetime

from flow_desktop.core.directory import DirectoryRecord, DirectorySight, NotThere, Unseen
from flow_desktop.core.evidence import DirectoryUser, NotSeen, Observation, Seen
from flow_desktop.core.observed import WithheldReason


def people_seen(
    sight: DirectorySight, everybody: tuple[DirectoryRecord, ...], *, source: str, at: datetime
) -> Observation[tuple[DirectoryUser, ...]]:
    """Everybody who answers to the address; nobody only where the look proved it."""
    if isinstance(sight, NotThere):
        return Seen((), source, at)
    if isinstance(sight, Unseen) and sight.reason is not WithheldReason.SEVERAL_CANDIDATES:
        return NotSeen(sight.reason, source)
    return Seen(tuple(user_of(record) for record in everybody), source, at)


def user_of(record: DirectoryRecord) -> DirectoryUser:
    """A record as evidence; a time nobody can read is a time nobody told."""
    return DirectoryUser(
        id=record.id,
        idp_id=record.idp_id,
        user_name=record.user_name,
        email=record.email,
        given_name=record.given_name,
        family_name=record.family_name,
        active=record.active,
        created_at=_moment(record.created_at),
        updated_at=_moment(record.updated_at),
    )


def _moment(said: str | None) -> datetime | None:
    """A time with its offset, in UTC."""
    try:
        at = datetime.fromisoformat(said or "")
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
