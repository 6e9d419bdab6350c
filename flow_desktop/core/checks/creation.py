"""Somebody of whom no creation was ever sent: is that so, and which of the reasons for it are left (causes.md).

No machine that the app may ask knows an assignment or the provisioning switch: what a person tells decides, and what
nobody told stays open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import (
    NOT_CREATED,
    active_users,
    is_linked,
    is_set_up,
    state_of,
    taken_out,
    unanswered,
)
from flow_desktop.core.checks.lines import Presence, decisive, from_directory, presence_of, settled
from flow_desktop.core.evidence import AuditLine, ConnectionState, DirectoryUser, Evidence, NotSeen, Seen
from flow_desktop.core.providers import CYCLES, Provider, provider_of
from flow_desktop.core.symptoms import Symptom

ASSIGNED, ASSIGNED_AT, PROVISIONING = "idp.assigned", "idp.assigned_at", "idp.provisioning"
APPROVAL, EMAIL_MAPPED, HELD = "idp.approval_pending", "idp.email_mapped", "workos.held_validating"
_CREATION, _WHILE_OFF = "dsync.user.created", "directory_inactive"


class Lot(StrEnum):
    """What is left of a reason: the evidence proves it, it is possible, or it is ruled out."""

    PROVEN = "proven"
    OPEN = "open"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Unlooked:
    """It cannot be told, because this piece was not seen."""

    piece: str


def is_nowhere(evidence: Evidence) -> bool | Unlooked:
    """True where neither Directory Sync nor a line of Flow's audit knows of the person, and somebody misses them.

    A member added by hand is missed by nobody unless the complaint says so; whoever "still signs in" is not missed
    either. A place that is not configured is left out; any other that could not be read makes it impossible to tell.
    """
    look = evidence.look
    account = look.account
    if evidence.asked.symptom is Symptom.STILL_SIGNS_IN:
        return False
    if isinstance(account, Seen) and account.value is not None and account.value.is_member:
        missed = account.value.linked_to is None and evidence.asked.symptom in NOT_CREATED
        if not missed:
            return False
    elif isinstance(account, NotSeen) and is_set_up(account):
        return Unlooked("account")
    if isinstance(look.directory_users, NotSeen):
        return Unlooked("directory_users")
    if look.directory_users.value:
        return False
    if isinstance(look.audit, NotSeen):
        return Unlooked("audit") if is_set_up(look.audit) else _was_never_there(evidence)
    return not _was_heard_of(look.audit.value)


def _was_never_there(evidence: Evidence) -> bool | Unlooked:
    """Without Flow only the events of Directory Sync can tell that it had the person before."""
    events = evidence.look.events
    return Unlooked("events") if isinstance(events, NotSeen) and is_set_up(events) else not taken_out(evidence)


def _was_heard_of(lines: tuple[AuditLine, ...]) -> bool:
    """True where the newest line about presence explains why the person is not in.

    Who was passed over and then taken out of the directory is as unknown as before; who came or went by hand too, and
    who was sent while the directory was off and is not in it now.
    """
    last, before = decisive(lines), settled(lines)
    if last is None or last.reason == _WHILE_OFF:
        return False
    if presence_of(last) is Presence.GONE:
        return before is not None and presence_of(before) is Presence.REMOVED
    return from_directory(last) or presence_of(last) is Presence.KEPT_OUT


def candidates(evidence: Evidence) -> dict[Cause, Lot]:
    """The reasons why nothing was sent, judged by the answers, in blocking order."""
    early, kept = _before_activation(evidence), _not_assigned(evidence)
    off = _provisioning_off(evidence)
    blocked = Lot.PROVEN in (early, kept, off)
    return {
        Cause.CREATE_PENDING: Lot.OUT if blocked else _pending(evidence),
        Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION: early,
        Cause.CREATE_NOT_ASSIGNED: kept,
        Cause.CREATE_PROVISIONING_OFF: off,
    }


def questions_of(cause: Cause, evidence: Evidence) -> tuple[str, ...]:
    """The questions nobody answered yet that would decide a candidate."""
    return unanswered(evidence, *_QUESTIONS[cause])


_QUESTIONS = {
    Cause.CREATE_PENDING: (ASSIGNED_AT, APPROVAL),
    Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION: (ASSIGNED_AT,),
    Cause.CREATE_NOT_ASSIGNED: (ASSIGNED,),
    Cause.CREATE_PROVISIONING_OFF: (PROVISIONING,),
    Cause.CREATE_EMAIL_NOT_MAPPED: (HELD, EMAIL_MAPPED),
}


def held_back(evidence: Evidence) -> Lot:
    """Whether Directory Sync holds the person back for want of an e-mail, as far as somebody told."""
    if evidence.said(EMAIL_MAPPED) == "no" or evidence.said(HELD) == "yes":
        return Lot.PROVEN
    return Lot.OUT if evidence.said(EMAIL_MAPPED) == "yes" or evidence.said(HELD) == "no" else Lot.OPEN


def only_email_left(evidence: Evidence) -> bool:
    """True where nothing was sent, and the answers rule out every reason but a missing e-mail."""
    return _is_missed(evidence) and set(candidates(evidence).values()) == {Lot.OUT}


def all_ruled_out(evidence: Evidence) -> bool:
    """True where nothing was sent, and the answers rule out a missing e-mail too."""
    return only_email_left(evidence) and held_back(evidence) is Lot.OUT


def _is_missed(evidence: Evidence) -> bool:
    return is_nowhere(evidence) is True and state_of(evidence) in (ConnectionState.ACTIVE, None)


def _not_assigned(evidence: Evidence) -> Lot:
    match evidence.said(ASSIGNED):
        case "no" | "nested_group":
            return Lot.PROVEN
        case None:
            return Lot.OPEN if evidence.told_time(ASSIGNED_AT) is None else Lot.OUT
        case _:
            return Lot.OUT


def _provisioning_off(evidence: Evidence) -> Lot:
    match evidence.said(PROVISIONING):
        case "off":
            return Lot.PROVEN
        case None:
            return Lot.OPEN
        case _:
            return Lot.OUT


def _before_activation(evidence: Evidence) -> Lot:
    assigned, delivery = evidence.told_time(ASSIGNED_AT), evidence.look.delivery
    if evidence.said(ASSIGNED) in ("no", "nested_group"):
        return Lot.OUT
    if assigned is None or isinstance(delivery, NotSeen) or delivery.value.activated_at is None:
        return Lot.OPEN
    return Lot.PROVEN if assigned < delivery.value.activated_at else Lot.OUT


def _pending(evidence: Evidence) -> Lot:
    """Inside the provider's cycle, or waiting for an admin's approval; Okta and Entra have no such queue."""
    if evidence.said(APPROVAL) == "yes":
        return Lot.PROVEN
    assigned, provider = evidence.told_time(ASSIGNED_AT), provider_of(evidence)
    if assigned is None:
        return Lot.OPEN
    if evidence.now - assigned <= CYCLES[provider]:
        return Lot.PROVEN
    may_wait = provider in (Provider.ONELOGIN, Provider.OTHER) and evidence.said(APPROVAL) is None
    return Lot.OPEN if may_wait else Lot.OUT


# --- somebody who is in Directory Sync, but of whom Flow never heard ---------------------------------------------


def unheard(evidence: Evidence) -> tuple[DirectoryUser, ...] | Unlooked:
    """The person's active entries in Directory Sync of which Flow has neither a copy nor an audit line.

    Nobody for a linked member: they were created, whatever other entry there is.
    """
    look = evidence.look
    if is_linked(evidence):
        return ()
    if isinstance(look.directory_users, NotSeen):
        return Unlooked("directory_users")
    if not active_users(evidence):
        return ()
    if isinstance(look.account, NotSeen):
        return Unlooked("account")
    account = look.account.value
    strangers = tuple(user for user in active_users(evidence) if account is None or user.id != account.linked_to)
    if not strangers:
        return ()
    if isinstance(look.audit, NotSeen):
        return Unlooked("audit")
    if isinstance(look.remembered, NotSeen):
        return Unlooked("remembered")
    known = {one.id for one in look.remembered.value} | {line.directory_user_id for line in look.audit.value}
    return tuple(user for user in strangers if user.id not in known)


def loose(evidence: Evidence) -> tuple[DirectoryUser, ...]:
    """The person's active entries in Directory Sync that no account is seen to be tied to."""
    account = evidence.look.account.value if isinstance(evidence.look.account, Seen) else None
    return tuple(user for user in active_users(evidence) if account is None or user.id != account.linked_to)


def came_early(evidence: Evidence) -> Lot | Unlooked:
    """Whether the person was put into Directory Sync before it was active, so that no event was ever sent of them.

    Flow's line ``directory_inactive`` says that it passed an event over for that reason, at some time.
    """
    strangers = unheard(evidence)
    if isinstance(strangers, Unlooked):
        return strangers
    passed_over = _was_passed_over_while_off(evidence)
    if not strangers and not passed_over:
        return Lot.OUT
    delivery = evidence.look.delivery
    if isinstance(delivery, NotSeen):
        return Unlooked("delivery")
    if passed_over:
        return _told_early(evidence)
    since = delivery.value.activated_at
    early = [one for one in strangers if since is not None and one.created_at is not None and one.created_at < since]
    sent = [was_announced(evidence, user) for user in early]
    if not early or True in sent:
        return Lot.OUT
    return Lot.PROVEN if False in sent else _told_early(evidence)


def _was_passed_over_while_off(evidence: Evidence) -> bool:
    audit = evidence.look.audit
    if is_linked(evidence) or not active_users(evidence) or isinstance(audit, NotSeen):
        return False
    last = decisive(audit.value)
    return last is not None and last.reason == _WHILE_OFF


def _told_early(evidence: Evidence) -> Lot:
    return Lot.PROVEN if _before_activation(evidence) is Lot.PROVEN else Lot.OPEN


def was_announced(evidence: Evidence, user: DirectoryUser) -> bool | None:
    """Whether Directory Sync sent an event that the person was created; None where its list does not reach back."""
    events = evidence.look.events
    if isinstance(events, NotSeen):
        return None
    if any(one.event == _CREATION and one.directory_user_id == user.id for one in events.value.events):
        return True
    back_to = events.value.back_to
    complete = back_to is None or (user.created_at is not None and back_to <= user.created_at)
    return False if complete else None
