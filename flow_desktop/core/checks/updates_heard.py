"""Whether Flow heard of the person's newest change in Directory Sync (article: User updates are not appearing)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import (
    active_users,
    illegible,
    is_linked,
    not_reached,
    passed,
    possible,
    problem,
    stamp,
    undecided,
)
from flow_desktop.core.checks.linked import (
    FIELDS,
    GRADES,
    Linked,
    differ,
    exhibit_of,
    linked,
    undelivered,
    unreadable,
    value_of,
)
from flow_desktop.core.evidence import AuditLine, Delivery, DirectoryUser, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, cannot_tell, exhibit
from flow_desktop.core.observed import text_of

_ID = "update_heard"
_USER_EVENTS = "dsync.user."


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    pair = linked(_ID, evidence)
    if isinstance(pair, Finding):
        return (_untied(evidence) or pair,)
    return (_compare(pair, evidence),)


def _untied(evidence: Evidence) -> Finding | None:
    """A member whom the directory has with other values, in an entry that the account is not tied to."""
    account, users = evidence.look.account, active_users(evidence)
    if is_linked(evidence) or isinstance(account, NotSeen) or account.value is None or not account.value.is_member:
        return None
    mine = account.value
    apart = [field for user in users for field in FIELDS if differ(field, value_of(user, field), value_of(mine, field))]
    return undecided(_ID, what="not_tied") if apart else None


def _compare(pair: Linked, evidence: Evidence) -> Finding:
    """Flow keeps a copy of what the last event told; an older copy means that a newer event never came."""
    copies = evidence.look.remembered
    if isinstance(copies, NotSeen):
        return cannot_tell(_ID, copies, what="remembered")
    copy = next((one for one in copies.value if one.id == pair.user.id), None)
    if copy is None:
        return undecided(_ID, what="no_copy")
    fields = tuple(field for field in FIELDS if _changed(field, pair.user, copy))
    if not fields:
        values = [value_of(of, field) for of in (pair.user, copy) for field in FIELDS]
        return illegible(_ID, pair.users_piece, *values, name="remembered") or passed(_ID, what="heard")
    if not pair.user.updated_at or not copy.updated_at or pair.user.updated_at <= copy.updated_at:
        return undecided(_ID, what="under_way")
    return _why(evidence, pair, _facts(pair, copies, copy, fields=fields))


def _changed(field: str, user: DirectoryUser, copy: DirectoryUser) -> bool:
    theirs, told = value_of(user, field), value_of(copy, field)
    if unreadable(theirs, told) is not None:
        return False
    return GRADES[field](text_of(theirs) or "", text_of(told) or "").is_finding


def _why(evidence: Evidence, pair: Linked, facts: tuple[Exhibit, ...]) -> Finding:
    delivery, audit, changed_at = evidence.look.delivery, evidence.look.audit, pair.user.updated_at
    stop = undelivered(_ID, evidence)
    if stop is not None:
        return stop
    if isinstance(delivery, NotSeen) or isinstance(audit, NotSeen) or not isinstance(evidence.look.connection, Seen):
        return possible(_ID, Cause.UPDATE_WEBHOOK_MISSED, *facts, what="maybe")
    assert changed_at is not None
    if heard_since(audit.value, pair.user, changed_at):
        return undecided(_ID, *facts, what="passed_over")
    return _by_delivery(delivery, facts, changed_at)


def heard_since(lines: tuple[AuditLine, ...], user: DirectoryUser, at: datetime) -> bool:
    """Whether Flow's audit has an event about the user's own values from that time on, whatever it made of it."""
    return any(line.at >= at for line in _about(lines, user))


def heard_after(lines: tuple[AuditLine, ...], user: DirectoryUser, at: datetime) -> bool:
    """The same, but later than that time only."""
    return any(line.at > at for line in _about(lines, user))


def _about(lines: tuple[AuditLine, ...], user: DirectoryUser) -> Iterator[AuditLine]:
    mine = (line for line in lines if line.directory_user_id == user.id)
    return (line for line in mine if (line.event or "").startswith(_USER_EVENTS))


def _by_delivery(piece: Seen[Delivery], facts: tuple[Exhibit, ...], changed_at: datetime) -> Finding:
    delivery = piece.value
    if delivery.failing_since is not None and delivery.failing_since <= changed_at:
        return not_reached(_ID, Cause.SYNC_WEBHOOK_UNREACHABLE)
    if delivery.last_processed is None or delivery.last_processed.at <= changed_at:
        return undecided(_ID, *facts, what="on_its_way")
    later = exhibit("last_processed", stamp(delivery.last_processed.at), piece)
    return problem(_ID, Cause.UPDATE_WEBHOOK_MISSED, *facts, later, what="missed")


def _facts(
    pair: Linked, copies: Seen[tuple[DirectoryUser, ...]], copy: DirectoryUser, *, fields: tuple[str, ...]
) -> tuple[Exhibit, ...]:
    found: list[Exhibit] = []
    for field in fields:
        found.append(exhibit_of(f"directory_{field}", value_of(pair.user, field), pair.users_piece))
        found.append(exhibit_of(f"remembered_{field}", value_of(copy, field), copies))
    if pair.user.updated_at:
        found.append(exhibit("directory_updated_at", stamp(pair.user.updated_at), pair.users_piece))
    return tuple(found)


UPDATES_HEARD = Check(
    _ID,
    Heading.NOT_UPDATED,
    ("account", "directory_users", "remembered", "connection", "delivery", "audit"),
    (Cause.UPDATE_WEBHOOK_MISSED,),
    _examine,
)
