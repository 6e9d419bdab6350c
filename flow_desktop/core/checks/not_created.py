"""Users are not being created in Flow: domain, e-mail, a lost announcement, or none that was ever sent."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks import creation
from flow_desktop.core.checks.creation import Lot, Unlooked
from flow_desktop.core.checks.facts import (
    active_users,
    answer_given,
    blind_spot,
    has_text,
    illegible,
    is_fault,
    is_member,
    is_set_up,
    not_reached,
    passed,
    possible,
    problem,
    stamp,
    state_of,
    undecided,
)
from flow_desktop.core.checks.lines import Presence, decisive, presence_of
from flow_desktop.core.checks.passed_over import passed_over
from flow_desktop.core.evidence import ConnectionState, Delivery, DirectoryUser, Evidence, NotSeen, Observation, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, exhibit
from flow_desktop.core.text import email_key

_DOMAIN, _EMAIL, _ANNOUNCED, _SENT = "domain", "email_mapped", "announced", "sent"

_SYNC_CAUSES = {
    ConnectionState.NONE: Cause.SYNC_NOT_ENABLED,
    ConnectionState.DELETING: Cause.SYNC_DELETED,
    ConnectionState.VALIDATING: Cause.SYNC_NOT_ENABLED,
    ConnectionState.INACTIVE: Cause.SYNC_DEACTIVATED,
    ConnectionState.INVALID_CREDENTIALS: Cause.SYNC_IDP_NOT_CONNECTED,
    ConnectionState.OTHER: Cause.SYNC_NOT_ENABLED,
}


def _examine_domain(evidence: Evidence) -> tuple[Finding, ...]:
    """Flow passes over whose domain is not registered (FAQ: why are some users not being provisioned)."""
    found = passed_over(evidence, "domain_mismatch", check=_DOMAIN)
    if isinstance(found, Finding):
        return (found,)
    settings = evidence.look.settings
    known = domain_registered(evidence)
    shown = (exhibit("domains", ", ".join(settings.value.domains), settings),) if isinstance(settings, Seen) else ()
    what, variant = ("registered_since", "reassign") if known else ("skipped", "")
    return (problem(_DOMAIN, Cause.CREATE_DOMAIN_NOT_REGISTERED, found, *shown, what=what, variant=variant),)


def domain_registered(evidence: Evidence) -> bool | None:
    """Whether the domain of the address asked about is registered now; None where nobody could look."""
    settings = evidence.look.settings
    if isinstance(settings, NotSeen):
        return None
    return email_key(evidence.asked.email).rpartition("@")[2] in map(email_key, settings.value.domains)


def _examine_email(evidence: Evidence) -> tuple[Finding, ...]:
    """Without an e-mail Directory Sync holds a person back, and Flow cannot add them."""
    if is_member(evidence):
        return (passed(_EMAIL, what="member"),)
    without = tuple(user for user in active_users(evidence) if not has_text(user.email))
    unread = _unread_email(evidence, without)
    if without:
        return (unread or _without_email(evidence, without[0]),)
    line = passed_over(evidence, "no_email", check=_EMAIL)
    if isinstance(line, Exhibit):
        return (problem(_EMAIL, Cause.CREATE_EMAIL_NOT_MAPPED, line, what="skipped"),)
    return (_by_answer(evidence) or blind_spot(_EMAIL, evidence, "directory_users") or line,)


def _unread_email(evidence: Evidence, users: tuple[DirectoryUser, ...]) -> Finding | None:
    """An e-mail that came and could not be read is no missing one."""
    piece = evidence.look.directory_users
    if isinstance(piece, NotSeen):
        return None
    return illegible(_EMAIL, piece, *(user.email for user in users), name="directory_users")


def _without_email(evidence: Evidence, user: DirectoryUser) -> Finding:
    """A fact about the mapping; why the person is not in Flow only where Flow was seen, or is not asked at all."""
    users, account = evidence.look.directory_users, evidence.look.account
    name = user.user_name
    shown = (exhibit("user_name", getattr(name, "text", ""), users),) if isinstance(users, Seen) else ()
    if isinstance(account, Seen) or not is_set_up(account):
        return problem(_EMAIL, Cause.CREATE_EMAIL_NOT_MAPPED, *shown, what="directory_has_none")
    ask = creation.questions_of(Cause.CREATE_EMAIL_NOT_MAPPED, evidence)
    return possible(_EMAIL, Cause.CREATE_EMAIL_NOT_MAPPED, *shown, what="directory_has_none_maybe", ask=ask)


def _by_answer(evidence: Evidence) -> Finding | None:
    """What somebody told about the mapping counts for a person of whom nothing was ever sent."""
    if creation.is_nowhere(evidence) is not True:
        return None
    told = answer_given(evidence, creation.EMAIL_MAPPED, creation.HELD)
    if creation.held_back(evidence) is Lot.PROVEN:
        return problem(_EMAIL, Cause.CREATE_EMAIL_NOT_MAPPED, *told, what="told")
    if creation.only_email_left(evidence) and creation.held_back(evidence) is Lot.OPEN:
        ask = creation.questions_of(Cause.CREATE_EMAIL_NOT_MAPPED, evidence)
        return possible(_EMAIL, Cause.CREATE_EMAIL_NOT_MAPPED, what="nothing_else_left", ask=ask)
    return None


# --- one announcement was lost ------------------------------------------------------------------------------------


def _examine_announced(evidence: Evidence) -> tuple[Finding, ...]:
    """Directory Sync has the person, Flow never heard of them, though it heard later events."""
    strangers = creation.unheard(evidence)
    if isinstance(strangers, Unlooked):
        blind = blind_spot(_ANNOUNCED, evidence, strangers.piece)
        return (blind,) if blind else ()
    if not strangers:
        return (_heard(evidence),)
    stopped = _stopped(evidence)
    if stopped is not None:
        return (not_reached(_ANNOUNCED, stopped),)
    delivery, blind = evidence.look.delivery, blind_spot(_ANNOUNCED, evidence, "connection", "delivery")
    if isinstance(delivery, NotSeen) or blind is not None:
        return (blind,) if blind else ()
    return (_judge_stranger(evidence, strangers[0], delivery=delivery),)


def _heard(evidence: Evidence) -> Finding:
    """Who is active there and still not in: a line of Flow's audit has to say why, else nobody can."""
    audit = evidence.look.audit
    last = decisive(audit.value) if isinstance(audit, Seen) else None
    is_told = last is not None and presence_of(last) is not Presence.GONE
    if isinstance(audit, Seen) and active_users(evidence) and is_member(evidence) is False and not is_told:
        return undecided(_ANNOUNCED, what="heard_unexplained")
    return passed(_ANNOUNCED, what="heard")


def _judge_stranger(evidence: Evidence, user: DirectoryUser, *, delivery: Seen[Delivery]) -> Finding:
    if creation.came_early(evidence) is not Lot.OUT:
        return not_reached(_ANNOUNCED, Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION)
    shown = _stranger_shown(evidence, user, delivery=delivery)
    processed = delivery.value.last_processed
    if user.created_at is None or creation.was_announced(evidence, user) is False:
        return undecided(_ANNOUNCED, *shown, what="no_time" if user.created_at is None else "no_event")
    if processed is not None and processed.at > user.created_at:
        return problem(_ANNOUNCED, Cause.CREATE_WEBHOOK_MISSED, *shown, what="missed")
    if delivery.value.failing_since is not None:
        return not_reached(_ANNOUNCED, Cause.SYNC_WEBHOOK_UNREACHABLE)
    return undecided(_ANNOUNCED, *shown, what="on_its_way")


def _stranger_shown(evidence: Evidence, user: DirectoryUser, *, delivery: Seen[Delivery]) -> tuple[Exhibit, ...]:
    users, processed = evidence.look.directory_users, delivery.value.last_processed
    told = _entry(user, users)
    if processed is None:
        return told
    return (*told, Exhibit("last_processed", processed.event or processed.id, delivery.source, processed.at))


def _stopped(evidence: Evidence) -> Cause | None:
    """The cause that keeps events from being sent at all, by the state of the connection."""
    state = state_of(evidence)
    return _SYNC_CAUSES.get(state) if state is not None else None


def _is_told_to_fail(evidence: Evidence) -> bool:
    """Whether somebody told that the identity provider's own test fails: then nothing is on its way."""
    return evidence.said("idp.connection") == "failed"


# --- no announcement was ever sent --------------------------------------------------------------------------------


def _examine_sent(evidence: Evidence) -> tuple[Finding, ...]:
    """Nobody knows the person: the answers about the identity provider decide why, else all reasons are possible."""
    early, nowhere = creation.came_early(evidence), creation.is_nowhere(evidence)
    if isinstance(early, Lot) and early is not Lot.OUT:
        return (_early(evidence, early),)
    unlooked = nowhere if isinstance(nowhere, Unlooked) else early
    if isinstance(unlooked, Unlooked):
        blind = blind_spot(_SENT, evidence, unlooked.piece)
        return (blind,) if blind else ()
    if not nowhere:
        return (_may_be_early(evidence) or passed(_SENT, what="known"),)
    lots = creation.candidates(evidence)
    works = state_of(evidence) is ConnectionState.ACTIVE and not _is_told_to_fail(evidence)
    proven = [one for one, lot in lots.items() if lot is Lot.PROVEN and (works or one is not Cause.CREATE_PENDING)]
    if proven:
        return tuple(problem(_SENT, one, *_told(evidence), *_activated(evidence), what=_WHAT[one]) for one in proven)
    return _unproven(evidence, tuple(one for one, lot in lots.items() if lot is not Lot.OUT))


def _may_be_early(evidence: Evidence) -> Finding | None:
    """Whether an entry that Flow is not tied to came before activation cannot be told with one of these unseen."""
    if creation.loose(evidence):
        return blind_spot(_SENT, evidence, "audit", "remembered", "delivery")
    return blind_spot(_SENT, evidence, "directory_users")


def _unproven(evidence: Evidence, left: tuple[Cause, ...]) -> tuple[Finding, ...]:
    """What the answers leave open, unless the connection stops everybody, or could not be looked at."""
    told = Cause.SYNC_IDP_NOT_CONNECTED if _is_told_to_fail(evidence) else None
    stopped, connection = _stopped(evidence) or told, evidence.look.connection
    if stopped is not None:
        return (not_reached(_SENT, stopped),)
    if isinstance(connection, NotSeen) and is_fault(connection):
        blind = blind_spot(_SENT, evidence, "connection")
        return (blind,) if blind else ()
    if creation.held_back(evidence) is Lot.PROVEN:
        return (not_reached(_SENT, Cause.CREATE_EMAIL_NOT_MAPPED),)
    if not left:
        explained = not creation.all_ruled_out(evidence) or evidence.said("idp.connection") is None
        say = passed if explained else undecided
        return (say(_SENT, *_told(evidence), what="ruled_out" if explained else "unexplained"),)
    return tuple(
        possible(_SENT, one, *_told(evidence), what="nothing_sent", ask=creation.questions_of(one, evidence))
        for one in left
    )


def _early(evidence: Evidence, early: Lot) -> Finding:
    shown = (*_users_shown(evidence), *_activated(evidence), *_told(evidence))
    cause = Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION
    if early is Lot.PROVEN:
        return problem(_SENT, cause, *shown, what="before_activation")
    return possible(_SENT, cause, *shown, what="before_activation_maybe", ask=creation.questions_of(cause, evidence))


def _users_shown(evidence: Evidence) -> tuple[Exhibit, ...]:
    users = evidence.look.directory_users
    return tuple(fact for one in active_users(evidence) for fact in _entry(one, users))


def _entry(user: DirectoryUser, users: Observation[tuple[DirectoryUser, ...]]) -> tuple[Exhibit, ...]:
    """An entry of Directory Sync by its id, and since when it is there: what support looks a delivery up by."""
    if isinstance(users, NotSeen):
        return ()
    told = (exhibit("directory_user_id", user.id, users),)
    return (*told, exhibit("directory_user_created", stamp(user.created_at), users)) if user.created_at else told


def _activated(evidence: Evidence) -> tuple[Exhibit, ...]:
    delivery = evidence.look.delivery
    if isinstance(delivery, NotSeen) or delivery.value.activated_at is None:
        return ()
    return (exhibit("activated_at", stamp(delivery.value.activated_at), delivery),)


def _told(evidence: Evidence) -> tuple[Exhibit, ...]:
    keys = (creation.ASSIGNED, creation.ASSIGNED_AT, creation.PROVISIONING, creation.APPROVAL)
    return answer_given(evidence, *keys)


_WHAT = {
    Cause.CREATE_PENDING: "pending",
    Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION: "before_activation",
    Cause.CREATE_NOT_ASSIGNED: "not_assigned",
    Cause.CREATE_PROVISIONING_OFF: "provisioning_off",
}


CHECKS = (
    Check(
        id=_DOMAIN,
        heading=Heading.NOT_CREATED,
        needs=("account", "audit", "settings"),
        causes=(Cause.CREATE_DOMAIN_NOT_REGISTERED,),
        examine=_examine_domain,
    ),
    Check(
        id=_EMAIL,
        heading=Heading.NOT_CREATED,
        needs=("account", "directory_users", "audit", "connection", "delivery", "answers"),
        causes=(Cause.CREATE_EMAIL_NOT_MAPPED,),
        examine=_examine_email,
    ),
    Check(
        id=_ANNOUNCED,
        heading=Heading.NOT_CREATED,
        needs=("account", "directory_users", "remembered", "audit", "connection", "delivery", "events"),
        causes=(Cause.CREATE_WEBHOOK_MISSED,),
        examine=_examine_announced,
    ),
    Check(
        id=_SENT,
        heading=Heading.NOT_CREATED,
        needs=("account", "directory_users", "remembered", "audit", "connection", "delivery", "events", "answers"),
        causes=(
            Cause.CREATE_PENDING,
            Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION,
            Cause.CREATE_NOT_ASSIGNED,
            Cause.CREATE_PROVISIONING_OFF,
        ),
        examine=_examine_sent,
    ),
)
