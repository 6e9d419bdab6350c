"""Whether the identity provider sent the removal (article: Deactivated users can still sign in; pure)."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import (
    active_users,
    answer_given,
    passed,
    possible,
    problem,
    stamp,
    state_of,
    unanswered,
    undecided,
)
from flow_desktop.core.checks.linked import stopped
from flow_desktop.core.evidence import ConnectionState, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, cannot_tell, exhibit
from flow_desktop.core.providers import CYCLES, provider_of
from flow_desktop.core.symptoms import Symptom

_ID = "removal_sent"
_REMOVED, _REMOVED_AT, _ACTIVE, _APPROVAL = "idp.removed", "idp.removed_at", "idp.active", "idp.approval_pending"
_ASKED = (_REMOVED, _REMOVED_AT, _ACTIVE, _APPROVAL)
_DECIDED_BY = {
    Cause.REMOVE_PENDING: (_REMOVED_AT, _APPROVAL),
    Cause.REMOVE_UNASSIGNED_WITHOUT_DELETE: (_REMOVED, _REMOVED_AT),
    Cause.REMOVE_EVENT_NOT_SENT: (_REMOVED, _ACTIVE, _REMOVED_AT),
}
_WHAT = {
    Cause.REMOVE_PENDING: "pending",
    Cause.REMOVE_UNASSIGNED_WITHOUT_DELETE: "unassigned",
    Cause.REMOVE_EVENT_NOT_SENT: "not_sent",
}


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    """Only where somebody says that the person was removed: that an active person is active explains itself."""
    account, users = evidence.look.account, evidence.look.directory_users
    if isinstance(users, NotSeen):
        return (cannot_tell(_ID, users, what="directory_users"),)
    if isinstance(account, Seen) and (account.value is None or not account.value.is_member):
        return (passed(_ID, what="not_member"),)
    if not active_users(evidence):
        unknown = any(user.active is None for user in users.value)
        return (undecided(_ID, what="state_unknown") if unknown else passed(_ID, what="not_active"),)
    if not _is_said_removed(evidence):
        return (passed(_ID, what="not_removed"),)
    return stop if (stop := _stopped(evidence)) else _judge(evidence)


def _is_said_removed(evidence: Evidence) -> bool:
    """By an answer, or by the complaint as long as no answer contradicts it."""
    removed = evidence.said(_REMOVED)
    if evidence.said(_ACTIVE) == "no" or removed not in (None, "no"):
        return True
    if removed == "no":
        return False
    return evidence.asked.symptom is Symptom.STILL_SIGNS_IN or evidence.told_time(_REMOVED_AT) is not None


def _stopped(evidence: Evidence) -> tuple[Finding, ...]:
    stop = stopped(_ID, evidence)
    return () if stop is None else (stop,)


def _judge(evidence: Evidence) -> tuple[Finding, ...]:
    users, account = evidence.look.directory_users, evidence.look.account
    assert isinstance(users, Seen)
    certain = isinstance(account, Seen) and state_of(evidence) is ConnectionState.ACTIVE
    updated_at = active_users(evidence)[0].updated_at
    facts = (
        exhibit("directory_state", "active", users),
        *((exhibit("directory_updated_at", stamp(updated_at), users),) if updated_at else ()),
        *answer_given(evidence, *_ASKED),
    )
    found = _candidates(evidence)
    if not found:
        return (undecided(_ID, *facts, what="unexplained"),)
    return tuple(_as_finding(evidence, cause, facts, certain=certain and proven) for cause, proven in found)


def _as_finding(evidence: Evidence, cause: Cause, facts: tuple[Exhibit, ...], *, certain: bool) -> Finding:
    if certain:
        return problem(_ID, cause, *facts, what=_WHAT[cause])
    ask = unanswered(evidence, *_DECIDED_BY[cause])
    return possible(_ID, cause, *facts, what=f"maybe_{_WHAT[cause]}", ask=ask)


def _candidates(evidence: Evidence) -> tuple[tuple[Cause, bool], ...]:
    """The causes that what was told leaves, and whether it proves them."""
    at, cycle = evidence.told_time(_REMOVED_AT), CYCLES[provider_of(evidence)]
    if evidence.said(_APPROVAL) == "yes" or (at is not None and evidence.now - at <= cycle):
        return ((Cause.REMOVE_PENDING, True),)
    pending = () if at is not None else ((Cause.REMOVE_PENDING, False),)
    return (*pending, *((cause, at is not None and proven) for cause, proven in _how(evidence)))


def _how(evidence: Evidence) -> tuple[tuple[Cause, bool], ...]:
    removed, active = evidence.said(_REMOVED), evidence.said(_ACTIVE)
    if removed == "unassigned":
        return ((Cause.REMOVE_UNASSIGNED_WITHOUT_DELETE, True),)
    if removed in ("deactivated", "deleted"):
        return ((Cause.REMOVE_EVENT_NOT_SENT, active != "yes"),)
    if active == "no":
        return ((Cause.REMOVE_EVENT_NOT_SENT, removed is None),)
    if active == "yes":
        return ((Cause.REMOVE_UNASSIGNED_WITHOUT_DELETE, False),)
    return ((Cause.REMOVE_UNASSIGNED_WITHOUT_DELETE, False), (Cause.REMOVE_EVENT_NOT_SENT, False))


REMOVALS_SENT = Check(
    _ID,
    Heading.STILL_SIGNS_IN,
    ("account", "directory_users", "connection", "answers"),
    (Cause.REMOVE_PENDING, Cause.REMOVE_UNASSIGNED_WITHOUT_DELETE, Cause.REMOVE_EVENT_NOT_SENT),
    _examine,
)
