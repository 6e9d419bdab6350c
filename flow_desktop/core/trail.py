"""The way of one account in five steps, and where it stopped: the picture above the findings (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.creation import is_nowhere
from flow_desktop.core.checks.facts import active_users, has_text, is_linked, is_member, state_of
from flow_desktop.core.checks.lines import Presence, from_directory, presence_of
from flow_desktop.core.checks.not_created import domain_registered
from flow_desktop.core.checks.seat_cap import has_room
from flow_desktop.core.comparison import Field
from flow_desktop.core.evidence import ConnectionState, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Exhibit, Finding, Outcome
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.trail_facts import (
    compare_facts,
    connection_facts,
    match_facts,
    person_facts,
    scope_facts,
    worst_grade,
)
from flow_desktop.core.words import Message


class StepId(StrEnum):
    """The steps in the order an account travels; texts ``trail.<id>``."""

    CONNECTION = "connection"
    PERSON = "person"
    SCOPE = "scope"
    MATCH = "match"
    COMPARE = "compare"


class StepState(StrEnum):
    """NOT_EVALUATED: an earlier step stopped the account. UNKNOWN: it could not be seen."""

    PASS = "pass"  # noqa: S105 - a state
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_EVALUATED = "not_evaluated"


@dataclass(frozen=True, slots=True)
class Step:
    """One step with what it stands on. ``causes``: the findings' codes that belong here, the most blocking first."""

    id: StepId
    state: StepState
    headline: Message
    facts: tuple[Exhibit, ...] = ()
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Trail:
    """Always five steps. ``stopped_at``: the first step that failed, None where none did."""

    steps: tuple[Step, ...]

    @property
    def stopped_at(self) -> StepId | None:
        """Where the account stopped."""
        return next((step.id for step in self.steps if step.state is StepState.FAIL), None)


def draw_trail(evidence: Evidence, findings: tuple[Finding, ...]) -> Trail:
    """The trail of the account that the evidence is about; ``findings`` are those of all checks.

    A step passes by what was seen only. What a finding proves or suspects weighs more than what was seen.
    """
    steps: list[Step] = []
    stopped = False
    for one in StepId:
        here = tuple(finding for finding in findings if finding.cause is not None and _STEPS.get(finding.cause) is one)
        state, what = _judge(one, evidence, here)
        if stopped:
            state, what = StepState.NOT_EVALUATED, "not_evaluated"
        stopped = stopped or state is StepState.FAIL or (one is StepId.SCOPE and _is_on_no_way(evidence))
        steps.append(Step(one, state, _headline(one, what, here), _FACTS[one](evidence), _causes(here)))
    return Trail(tuple(steps))


_STEPS = {
    **dict.fromkeys(
        (
            *(Cause.SETUP_NOT_ENTERPRISE_PLAN, Cause.SETUP_NOT_ADMIN, Cause.SETUP_ADMIN_PROFILE_INCOMPLETE),
            *(Cause.SYNC_DELETED, Cause.SYNC_DEACTIVATED, Cause.SYNC_NOT_ENABLED),
            *(Cause.SYNC_IDP_NOT_CONNECTED, Cause.SYNC_WEBHOOK_UNREACHABLE),
            *(Cause.SUPPORT_SETTINGS_MISSING, Cause.SUPPORT_CONNECTION_TEST_FAILS),
        ),
        StepId.CONNECTION,
    ),
    Cause.CREATE_EMAIL_NOT_MAPPED: StepId.PERSON,
    **dict.fromkeys(
        (
            *(Cause.BLOCKED_OTHER_ENTERPRISE, Cause.BLOCKED_SEAT_CAP, Cause.CREATE_DOMAIN_NOT_REGISTERED),
            *(Cause.CREATE_PENDING, Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION),
            *(Cause.CREATE_NOT_ASSIGNED, Cause.CREATE_PROVISIONING_OFF),
        ),
        StepId.SCOPE,
    ),
    **dict.fromkeys(
        (
            *(Cause.INVITE_REPEATED, Cause.INVITE_TRANSIENT_ERROR, Cause.CREATE_WEBHOOK_MISSED),
            *(Cause.MEMBER_GROUP_DELETED, Cause.MEMBER_REMOVED),
            *(Cause.DUPLICATE_MANUAL_BEFORE_SCIM, Cause.DUPLICATE_DIFFERENT_IDENTIFIER),
        ),
        StepId.MATCH,
    ),
    **dict.fromkeys(
        (
            *(Cause.REMOVE_WEBHOOK_MISSED, Cause.REMOVE_PENDING, Cause.REMOVE_UNASSIGNED_WITHOUT_DELETE),
            *(Cause.REMOVE_EVENT_NOT_SENT, Cause.REMOVE_SSO_NOT_ENFORCED),
            *(Cause.UPDATE_EMAIL_IS_FIXED, Cause.UPDATE_EDITED_IN_FLOW, Cause.UPDATE_WEBHOOK_MISSED),
            *(Cause.UPDATE_PENDING, Cause.UPDATE_ATTRIBUTE_NOT_MAPPED, Cause.UPDATE_PROVISIONING_OFF),
            Cause.SUPPORT_UNEXPECTED_CHANGE,
        ),
        StepId.COMPARE,
    ),
}
"""Where a cause is drawn. Signing in, signing up, roles and seats are no steps of an account's way."""

_PASSABLE = frozenset(
    {
        *(Cause.SETUP_NOT_ENTERPRISE_PLAN, Cause.SETUP_NOT_ADMIN, Cause.SETUP_ADMIN_PROFILE_INCOMPLETE),
        *(Cause.SUPPORT_SETTINGS_MISSING, Cause.SUPPORT_CONNECTION_TEST_FAILS, Cause.SUPPORT_UNEXPECTED_CHANGE),
        *(Cause.CREATE_PENDING, Cause.REMOVE_PENDING, Cause.UPDATE_PENDING),
        *(Cause.INVITE_REPEATED, Cause.INVITE_TRANSIENT_ERROR),
        *(Cause.DUPLICATE_MANUAL_BEFORE_SCIM, Cause.DUPLICATE_DIFFERENT_IDENTIFIER),
    }
)
"""Proven, and still no place where the account stops: time, a link, or somebody's decision brings it on."""

_Said = tuple[StepState, str]


def _headline(step: StepId, what: str, found: tuple[Finding, ...]) -> Message:
    """What the step says; where a cause is proven, the most blocking one by its title."""
    proven = [one.cause.value for one in found if one.outcome is Outcome.PROBLEM and one.cause is not None]
    said = proven[:1] if what in ("problem", "attention") else []
    return Message(f"trail.{step}.{what}", tuple(("cause", code) for code in said))


def _causes(found: tuple[Finding, ...]) -> tuple[Cause, ...]:
    named = {one.cause for one in found if one.outcome in (Outcome.PROBLEM, Outcome.POSSIBLE)}
    return tuple(cause for cause in Cause if cause in named)


def _judge(step: StepId, evidence: Evidence, found: tuple[Finding, ...]) -> _Said:
    """What the findings say; where they say nothing, what was seen."""
    proven = {one.cause for one in found if one.outcome is Outcome.PROBLEM}
    if proven - _PASSABLE:
        return StepState.FAIL, "problem"
    if proven:
        return StepState.WARN, "attention"
    if any(one.outcome is Outcome.POSSIBLE for one in found):
        return StepState.WARN, "possible"
    return _SEEN[step](evidence)


def _is_on_no_way(evidence: Evidence) -> bool:
    """Nobody ever sent the person: there is nothing to match or compare yet."""
    return is_nowhere(evidence) is True and not is_member(evidence)


def _connection(evidence: Evidence) -> _Said:
    if state_of(evidence) is not ConnectionState.ACTIVE:
        return StepState.UNKNOWN, "unseen" if state_of(evidence) is None else "other"
    if isinstance(evidence.look.delivery, NotSeen):
        return StepState.UNKNOWN, "delivery_unseen"
    return StepState.PASS, "active"


def _person(evidence: Evidence) -> _Said:
    if evidence.said("idp.active") == "no":
        return StepState.WARN, "inactive"
    if isinstance(evidence.claims, Seen):
        has_email = has_text(evidence.claims.value.email.observed)
        return (StepState.PASS, "claims") if has_email else (StepState.WARN, "no_email")
    return (StepState.PASS, "told_active") if evidence.said("idp.active") == "yes" else (StepState.UNKNOWN, "unseen")


def _scope(evidence: Evidence) -> _Said:
    """Being tied to a directory user proves that every gate was open; else each gate has to be seen."""
    users, settings = evidence.look.directory_users, evidence.look.settings
    if isinstance(users, Seen) and not active_users(evidence):
        return _out_of_scope(evidence)
    if is_linked(evidence):
        return StepState.PASS, "came_through"
    if isinstance(users, NotSeen) or isinstance(settings, NotSeen) or is_member(evidence) is None:
        return StepState.UNKNOWN, "unseen"
    if not domain_registered(evidence):
        return StepState.WARN, "domain"
    if not is_member(evidence) and not has_room(settings.value.seats):
        return StepState.WARN, "seats"
    if is_member(evidence) or _came_in_once(evidence):
        return StepState.PASS, "open"
    return StepState.UNKNOWN, "not_judged"


def _came_in_once(evidence: Evidence) -> bool:
    """Whether the person belongs to another enterprise shows only when Flow judges them: it let them in before."""
    audit = evidence.look.audit
    lines = audit.value if isinstance(audit, Seen) else ()
    return any(from_directory(line) and presence_of(line) is Presence.ARRIVED for line in lines)


def _out_of_scope(evidence: Evidence) -> _Said:
    """Directory Sync has no active entry of the person: never sent, as far as anybody knows, or taken out again."""
    if _is_by_hand(evidence) or is_nowhere(evidence) is True or _is_gone(evidence):
        return StepState.UNKNOWN, "untold"
    return StepState.WARN, "not_sent"


def _is_gone(evidence: Evidence) -> bool:
    """Somebody who is said to be removed, and is no member: nobody expects an entry or a membership of them."""
    return evidence.asked.symptom is Symptom.STILL_SIGNS_IN and is_member(evidence) is False


def _is_by_hand(evidence: Evidence) -> bool:
    """A member who is tied to no directory user, and did not come in through Directory Sync."""
    return bool(is_member(evidence)) and not is_linked(evidence) and not _came_by_sync(evidence)


def _came_by_sync(evidence: Evidence) -> bool:
    account = evidence.look.account
    return isinstance(account, Seen) and account.value is not None and account.value.source == "scim"


def _match(evidence: Evidence) -> _Said:
    users, member = evidence.look.directory_users, is_member(evidence)
    if member is None:
        return StepState.UNKNOWN, "unseen"
    if len(active_users(evidence)) > 1:
        return StepState.WARN, "several"
    if is_linked(evidence):
        return StepState.PASS, "linked"
    if isinstance(users, NotSeen):
        return StepState.UNKNOWN, "unseen"
    if not member:
        return StepState.NOT_EVALUATED if _is_gone(evidence) else StepState.WARN, "none"
    return StepState.WARN, "by_hand" if _is_by_hand(evidence) else "link_gone"


def _compare(evidence: Evidence) -> _Said:
    if is_member(evidence) is None or isinstance(evidence.look.directory_users, NotSeen):
        return StepState.UNKNOWN, "unseen"
    grades = [found for field in Field if (found := worst_grade(evidence, field)) is not None]
    if not grades or not is_member(evidence):
        return StepState.NOT_EVALUATED, "nothing"
    if any(one.is_finding for one in grades):
        return StepState.WARN, "differs"
    if any(one.is_note for one in grades):
        return StepState.PASS, "note"
    return StepState.PASS, "same_everywhere" if isinstance(evidence.claims, Seen) else "same"


_SEEN: Mapping[StepId, Callable[[Evidence], _Said]] = {
    StepId.CONNECTION: _connection,
    StepId.PERSON: _person,
    StepId.SCOPE: _scope,
    StepId.MATCH: _match,
    StepId.COMPARE: _compare,
}
_FACTS: Mapping[StepId, Callable[[Evidence], tuple[Exhibit, ...]]] = {
    StepId.CONNECTION: connection_facts,
    StepId.PERSON: person_facts,
    StepId.SCOPE: scope_facts,
    StepId.MATCH: match_facts,
    StepId.COMPARE: compare_facts,
}
