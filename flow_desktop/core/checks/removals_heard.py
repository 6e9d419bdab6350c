"""Whether Flow heard that Directory Sync lost the person (article: Deactivated users can still sign in; pure)."""

from __future__ import annotations

from datetime import datetime

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import (
    active_users,
    not_reached,
    passed,
    possible,
    problem,
    stamp,
    state_of,
    undecided,
)
from flow_desktop.core.checks.linked import undelivered
from flow_desktop.core.checks.updates_heard import heard_after
from flow_desktop.core.evidence import (
    Account,
    AuditLine,
    ConnectionState,
    Delivery,
    DirectoryUser,
    Evidence,
    NotSeen,
    Seen,
)
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, cannot_tell, exhibit

_ID = "removal_heard"
_REMOVALS = ("dsync.user.deleted", "dsync.user.updated")
_BY_SYNC = "scim"
_TIED = ("provisioned", "reassociated", "reprovisioned", "linked_existing", "upserted")


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    account, users = evidence.look.account, evidence.look.directory_users
    if isinstance(account, NotSeen):
        return (cannot_tell(_ID, account, what="account"),)
    if account.value is None or not account.value.is_member:
        return (passed(_ID, what="not_member"),)
    if isinstance(users, NotSeen):
        return (cannot_tell(_ID, users, what="directory_users"),)
    if active_users(evidence):
        return (passed(_ID, what="still_there"),)
    if any(user.active is None for user in users.value):
        return (undecided(_ID, what="state_unknown"),)
    return (_gone(evidence, account.value),)


def _gone(evidence: Evidence, account: Account) -> Finding:
    """A member whom the directory does not have as active. Flow's own copy says whether it knows."""
    copies = evidence.look.remembered
    if isinstance(copies, NotSeen):
        return cannot_tell(_ID, copies, what="remembered")
    copy = next((one for one in copies.value if one.active), None)
    if copy is None:
        return _no_copy(account, copies.value)
    facts = (exhibit("directory_user", "", _users(evidence)), exhibit("remembered_state", "active", copies))
    stop = undelivered(_ID, evidence)
    if stop is not None:
        return stop
    return _by_delivery(evidence, account, copy, facts=facts)


def _no_copy(account: Account, copies: tuple[DirectoryUser, ...]) -> Finding:
    """Flow remembers nobody as active: it knows of the removal, or the person never came that way."""
    if any(one.active is None for one in copies):
        return undecided(_ID, what="copy_unknown")
    if not copies and (account.linked_to is not None or account.source == _BY_SYNC):
        return undecided(_ID, what="copy_gone")
    return passed(_ID, what="heard" if copies else "never_there")


def _users(evidence: Evidence) -> Seen[tuple[DirectoryUser, ...]]:
    users = evidence.look.directory_users
    assert isinstance(users, Seen)
    return users


def _by_delivery(evidence: Evidence, account: Account, copy: DirectoryUser, *, facts: tuple[Exhibit, ...]) -> Finding:
    piece, audit = evidence.look.delivery, evidence.look.audit
    known = state_of(evidence) is ConnectionState.ACTIVE
    if isinstance(piece, NotSeen) or isinstance(audit, NotSeen) or not known:
        return possible(_ID, Cause.REMOVE_WEBHOOK_MISSED, *facts, what="maybe")
    removed_at = _removed_at(evidence, copy)
    if _is_passed_over(evidence, audit.value, copy, removed_at=removed_at):
        return undecided(_ID, *facts, what="passed_over")
    found = _too_early(piece.value, removed_at, facts)
    if found is not None:
        return found
    if not _is_tied(evidence, account, copy) or not _same_directory(piece.value, copy):
        return possible(_ID, Cause.REMOVE_WEBHOOK_MISSED, *facts, what="maybe")
    assert piece.value.last_processed is not None
    later = exhibit("last_processed", stamp(piece.value.last_processed.at), piece)
    gone = (exhibit("removed_at", stamp(removed_at), _users(evidence)),) if removed_at else ()
    return problem(_ID, Cause.REMOVE_WEBHOOK_MISSED, *facts, *gone, later, what="missed")


def _is_passed_over(
    evidence: Evidence, lines: tuple[AuditLine, ...], copy: DirectoryUser, *, removed_at: datetime | None
) -> bool:
    """Whether Flow's audit has the removal, or anything newer about the user's own values, whatever it made of it.

    Of what bears the same time only the removal itself counts.
    """
    kept = any(user.id == copy.id for user in _users(evidence).value)
    since, removal = removed_at or copy.updated_at, "dsync.user.updated" if kept else "dsync.user.deleted"
    mine = tuple(line for line in lines if line.directory_user_id == copy.id)
    if since is not None and any(line.event == removal and line.at == since for line in mine):
        return True
    if removed_at is None:
        return any(line.event == removal and (since is None or line.at > since) for line in mine)
    return heard_after(mine, copy, removed_at)


def _too_early(delivery: Delivery, removed_at: datetime | None, facts: tuple[Exhibit, ...]) -> Finding | None:
    """Whether the removal may still come: nothing newer was processed, or deliveries fail since."""
    failing, newest, done = delivery.failing_since, delivery.last_event, delivery.last_processed
    if failing is not None and (removed_at is None or failing <= removed_at):
        return not_reached(_ID, Cause.SYNC_WEBHOOK_UNREACHABLE)
    if done is None:
        return undecided(_ID, *facts, what="on_its_way")
    if removed_at is not None and removed_at != done.at:
        return undecided(_ID, *facts, what="on_its_way") if done.at < removed_at else None
    # nobody tells when it was, or which came first: only where the newest event of all was processed is it an older one
    return None if newest is not None and newest.id == done.id else undecided(_ID, *facts, what="on_its_way")


def _removed_at(evidence: Evidence, copy: DirectoryUser) -> datetime | None:
    """When Directory Sync lost the person: by its event list, or by the entry that is inactive now."""
    user = next((one for one in _users(evidence).value if one.id == copy.id), None)
    if user is not None:
        return user.updated_at
    events = evidence.look.events
    if isinstance(events, NotSeen):
        return None
    found = [one.at for one in events.value.events if one.directory_user_id == copy.id and one.event in _REMOVALS]
    return max(found, default=None)


def _is_tied(evidence: Evidence, account: Account, copy: DirectoryUser) -> bool:
    """Whether the membership hangs on that directory user: who was let in by hand does not go with it."""
    if account.linked_to == copy.id or (account.linked_to is None and account.source == _BY_SYNC):
        return True
    audit = evidence.look.audit
    lines = audit.value if isinstance(audit, Seen) else ()
    tied = [line for line in lines if line.reason in (*_TIED, "removed_by_hand", "deprovisioned", "group_deleted")]
    return bool(tied) and tied[-1].reason in _TIED and tied[-1].directory_user_id == copy.id


def _same_directory(delivery: Delivery, copy: DirectoryUser) -> bool:
    """A directory that was connected anew never had the people of the one before."""
    return delivery.activated_at is not None and copy.updated_at is not None and (
        copy.updated_at >= delivery.activated_at
    )  # fmt: skip


REMOVALS_HEARD = Check(
    _ID,
    Heading.STILL_SIGNS_IN,
    ("account", "directory_users", "remembered", "connection", "delivery", "audit", "events"),
    (Cause.REMOVE_WEBHOOK_MISSED,),
    _examine,
)
