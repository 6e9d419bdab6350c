"""The set-up guide: prerequisites and the eight steps of the set-up article, each with its live state (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.linked import exhibit_of
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import (
    ConnectionState,
    DirectoryUser,
    Evidence,
    NotSeen,
    Observation,
    Pilot,
    Pilots,
    Seen,
)
from flow_desktop.core.findings import Exhibit, exhibit
from flow_desktop.core.observed import Absent, Withheld, text_of


class StepOf(StrEnum):
    """In the article's order; texts ``setup.<id>.title|text|blocks`` in the words."""

    ROLE = "role"
    PLAN = "plan"
    IDP_ACCESS = "idp_access"
    PROFILE = "profile"
    OPEN_SETTINGS = "open_settings"
    ADMIN_PORTAL = "admin_portal"
    DIRECTORY_SYNC = "directory_sync"
    CONFIGURE = "configure"
    MAP_ATTRIBUTES = "map_attributes"
    ACTIVATE = "activate"
    ASSIGN_PILOT = "assign_pilot"
    VERIFY_PILOT = "verify_pilot"


class Ready(StrEnum):
    """DONE and TO_DO are seen; BLOCKED: an earlier step keeps it; BY_HAND: nobody but the admin can see it."""

    DONE = "done"
    TO_DO = "todo"
    BLOCKED = "blocked"
    BY_HAND = "by_hand"
    UNKNOWN = "unknown"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class ReadyStep:
    """``cause``: the code that keeps it from being done. ``blocked_by``: the steps that have to come first."""

    id: StepOf
    state: Ready
    facts: tuple[Exhibit, ...] = ()
    cause: Cause | None = None
    blocked_by: tuple[StepOf, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """``manual_management``: whether people are still managed by hand, None where nobody could see it."""

    steps: tuple[ReadyStep, ...]
    manual_management: bool | None
    pilots: Pilots | None

    @property
    def next_step(self) -> ReadyStep | None:
        """What to do next: the first step that is to do or wants attention."""
        return next((step for step in self.steps if step.state in (Ready.TO_DO, Ready.ATTENTION)), None)


def readiness(evidence: Evidence, pilots: Observation[Pilots]) -> Readiness:
    """The state of every step, as far as it was seen. ``evidence`` is the admin's own."""
    found = (
        _role(evidence),
        _plan(evidence),
        _idp_access(evidence),
        _profile(evidence),
        _settings(evidence),
        *_portal(evidence),
        _configure(evidence),
        _mapping(evidence, pilots),
        _activate(evidence),
        _assign(evidence, pilots),
        _verify(evidence, pilots),
    )
    steps: list[ReadyStep] = []
    for step in found:
        steps.append(_after(step, tuple(steps)))
    settings = evidence.look.settings
    by_hand = not settings.value.scim_on if isinstance(settings, Seen) else None
    return Readiness(tuple(steps), by_hand, pilots.value if isinstance(pilots, Seen) else None)


_NEEDS: dict[StepOf, tuple[StepOf, ...]] = {
    StepOf.OPEN_SETTINGS: (StepOf.ROLE, StepOf.PLAN, StepOf.PROFILE),
    StepOf.ADMIN_PORTAL: (StepOf.OPEN_SETTINGS,),
    StepOf.DIRECTORY_SYNC: (StepOf.ADMIN_PORTAL,),
    StepOf.CONFIGURE: (StepOf.DIRECTORY_SYNC,),
    StepOf.MAP_ATTRIBUTES: (StepOf.CONFIGURE,),
    StepOf.ACTIVATE: (StepOf.CONFIGURE,),
    StepOf.ASSIGN_PILOT: (StepOf.ACTIVATE,),
    StepOf.VERIFY_PILOT: (StepOf.ACTIVATE, StepOf.ASSIGN_PILOT),
}
_OPEN = (Ready.TO_DO, Ready.BLOCKED, Ready.ATTENTION)


def _after(step: ReadyStep, before: tuple[ReadyStep, ...]) -> ReadyStep:
    """A step that is still to do waits for those before it that are seen not to be done."""
    if step.state is not Ready.TO_DO:
        return step
    open_ones = tuple(one.id for one in before if one.id in _NEEDS.get(step.id, ()) and one.state in _OPEN)
    return replace(step, state=Ready.BLOCKED, blocked_by=open_ones) if open_ones else step


# --- before you start ---------------------------------------------------------------------------------------------


def _role(evidence: Evidence) -> ReadyStep:
    """Org admin or IT Admin."""
    viewer = evidence.look.viewer
    if isinstance(viewer, NotSeen):
        return ReadyStep(StepOf.ROLE, Ready.UNKNOWN)
    role = viewer.value.role
    facts = (exhibit("role", role.value if role else "none", viewer),)
    if role in (Role.ADMIN, Role.IT_ADMIN):
        return ReadyStep(StepOf.ROLE, Ready.DONE, facts)
    return ReadyStep(StepOf.ROLE, Ready.ATTENTION, facts, Cause.SETUP_NOT_ADMIN)


def _plan(evidence: Evidence) -> ReadyStep:
    enterprise = evidence.look.enterprise
    if isinstance(enterprise, NotSeen) or enterprise.value.plan is None:
        return ReadyStep(StepOf.PLAN, Ready.UNKNOWN)
    facts = (exhibit("plan", enterprise.value.plan, enterprise),)
    if enterprise.value.plan == "enterprise":
        return ReadyStep(StepOf.PLAN, Ready.DONE, facts)
    return ReadyStep(StepOf.PLAN, Ready.ATTENTION, facts, Cause.SETUP_NOT_ENTERPRISE_PLAN)


def _idp_access(evidence: Evidence) -> ReadyStep:
    """A connection that works was made by somebody who had that access; else only the admin knows."""
    worked = _state(evidence) in (ConnectionState.ACTIVE, ConnectionState.INACTIVE)
    return ReadyStep(StepOf.IDP_ACCESS, Ready.DONE if worked else Ready.BY_HAND, _connection_facts(evidence))


def _profile(evidence: Evidence) -> ReadyStep:
    """First name, last name and e-mail of the admin; Flow says so itself to an admin, else the account tells."""
    settings, account = evidence.look.settings, evidence.look.account
    if isinstance(settings, Seen):
        complete = settings.value.profile_complete
    elif isinstance(account, Seen) and account.value is not None:
        values = (account.value.given_name, account.value.family_name, account.value.email)
        if any(isinstance(value, Withheld) for value in values):
            return ReadyStep(StepOf.PROFILE, Ready.UNKNOWN)
        complete = all((text_of(value) or "").strip() for value in values)
    else:
        return ReadyStep(StepOf.PROFILE, Ready.UNKNOWN)
    if complete:
        return ReadyStep(StepOf.PROFILE, Ready.DONE, _own_facts(evidence))
    return ReadyStep(StepOf.PROFILE, Ready.ATTENTION, _own_facts(evidence), Cause.SETUP_ADMIN_PROFILE_INCOMPLETE)


def _own_facts(evidence: Evidence) -> tuple[Exhibit, ...]:
    account = evidence.look.account
    if isinstance(account, NotSeen) or account.value is None:
        return ()
    mine = account.value
    values = (("flow_given_name", mine.given_name), ("flow_family_name", mine.family_name), ("flow_email", mine.email))
    return tuple(exhibit_of(label, value, account) for label, value in values)


# --- the eight steps ----------------------------------------------------------------------------------------------


def _settings(evidence: Evidence) -> ReadyStep:
    """Done where Flow noted it, or where a directory exists: it could not without."""
    audit = evidence.look.audit
    lines = audit.value if isinstance(audit, Seen) else ()
    opened = next((line for line in reversed(lines) if line.reason == "setup_opened"), None)
    if opened is not None and isinstance(audit, Seen):
        fact = Exhibit("audit_line", opened.reason, audit.source, opened.at)
        return ReadyStep(StepOf.OPEN_SETTINGS, Ready.DONE, (fact,))
    return ReadyStep(StepOf.OPEN_SETTINGS, _if_directory(evidence))


def _portal(evidence: Evidence) -> tuple[ReadyStep, ReadyStep]:
    """The WorkOS portal and its Directory Sync section were visited where there is a directory, or was one."""
    deleted_at = _deleted_at(evidence)
    state, facts = _if_directory(evidence), _connection_facts(evidence)
    if state is Ready.TO_DO and deleted_at is not None:
        portal = ReadyStep(StepOf.ADMIN_PORTAL, Ready.DONE, facts)
        return portal, ReadyStep(StepOf.DIRECTORY_SYNC, Ready.ATTENTION, facts, Cause.SYNC_DELETED)
    return ReadyStep(StepOf.ADMIN_PORTAL, state), ReadyStep(StepOf.DIRECTORY_SYNC, state, facts)


def _configure(evidence: Evidence) -> ReadyStep:
    match _state(evidence):
        case None | ConnectionState.OTHER:
            return ReadyStep(StepOf.CONFIGURE, Ready.UNKNOWN)
        case ConnectionState.ACTIVE | ConnectionState.INACTIVE:
            return ReadyStep(StepOf.CONFIGURE, Ready.DONE, _connection_facts(evidence))
        case ConnectionState.INVALID_CREDENTIALS:
            facts = _connection_facts(evidence)
            return ReadyStep(StepOf.CONFIGURE, Ready.ATTENTION, facts, Cause.SYNC_IDP_NOT_CONNECTED)
        case ConnectionState.NONE | ConnectionState.VALIDATING | ConnectionState.DELETING:
            return ReadyStep(StepOf.CONFIGURE, Ready.TO_DO, _connection_facts(evidence))
        case never:
            assert_never(never)


def _mapping(evidence: Evidence, pilots: Observation[Pilots]) -> ReadyStep:
    """Only people who came through show what is mapped."""
    if _state(evidence) in (ConnectionState.NONE, ConnectionState.DELETING):
        return ReadyStep(StepOf.MAP_ATTRIBUTES, Ready.TO_DO)
    if isinstance(pilots, Seen) and (nameless := [one for one in pilots.value.people if "@" not in one.email]):
        fact = exhibit("pilot_without_email", nameless[0].email, pilots)
        return ReadyStep(StepOf.MAP_ATTRIBUTES, Ready.ATTENTION, (fact,), Cause.CREATE_EMAIL_NOT_MAPPED)
    users = evidence.look.directory_users
    if isinstance(users, NotSeen) or not users.value:
        return ReadyStep(StepOf.MAP_ATTRIBUTES, Ready.BY_HAND)
    own = next((user for user in users.value if user.active), users.value[0])
    return _by_own_user(evidence, own, users)


def _by_own_user(evidence: Evidence, user: DirectoryUser, users: Seen[tuple[DirectoryUser, ...]]) -> ReadyStep:
    values = (("given_name", user.given_name), ("family_name", user.family_name), ("email", user.email))
    facts = tuple(exhibit_of(f"directory_{field}", value, users) for field, value in values)
    absent = tuple(field for field, value in values if not (text_of(value) or "").strip())
    if not absent:
        return ReadyStep(StepOf.MAP_ATTRIBUTES, Ready.DONE, facts)
    if isinstance(user.email, Absent):
        return ReadyStep(StepOf.MAP_ATTRIBUTES, Ready.ATTENTION, facts, Cause.CREATE_EMAIL_NOT_MAPPED)
    if isinstance(evidence.claims, Seen):
        identity = evidence.claims.value
        claimed = {"given_name": identity.given_name, "family_name": identity.family_name, "email": identity.email}
        if any((text_of(claimed[field].observed) or "").strip() for field in absent):
            return ReadyStep(StepOf.MAP_ATTRIBUTES, Ready.ATTENTION, facts, Cause.UPDATE_ATTRIBUTE_NOT_MAPPED)
    return ReadyStep(StepOf.MAP_ATTRIBUTES, Ready.BY_HAND, facts)


def _activate(evidence: Evidence) -> ReadyStep:
    facts, delivery = _connection_facts(evidence), evidence.look.delivery
    match _state(evidence):
        case None | ConnectionState.OTHER:
            return ReadyStep(StepOf.ACTIVATE, Ready.UNKNOWN)
        case ConnectionState.INACTIVE:
            return ReadyStep(StepOf.ACTIVATE, Ready.ATTENTION, facts, Cause.SYNC_DEACTIVATED)
        case ConnectionState.VALIDATING:
            return ReadyStep(StepOf.ACTIVATE, Ready.TO_DO, facts, Cause.SYNC_NOT_ENABLED)
        case ConnectionState.NONE | ConnectionState.DELETING | ConnectionState.INVALID_CREDENTIALS:
            return ReadyStep(StepOf.ACTIVATE, Ready.TO_DO, facts)
        case ConnectionState.ACTIVE:
            failing = delivery.value.failing_since if isinstance(delivery, Seen) else None
            if failing is not None and isinstance(delivery, Seen):
                facts = (*facts, exhibit("failing_since", failing.isoformat(), delivery))
                return ReadyStep(StepOf.ACTIVATE, Ready.ATTENTION, facts, Cause.SYNC_WEBHOOK_UNREACHABLE)
            return ReadyStep(StepOf.ACTIVATE, Ready.DONE, facts)
        case never:
            assert_never(never)


def _is_too_early(evidence: Evidence, people: tuple[Pilot, ...]) -> bool:
    """Before Directory Sync is active nobody can arrive, and whoever is assigned then is assigned again later."""
    return _state(evidence) is ConnectionState.VALIDATING and not any(one.in_flow for one in people)


def _assign(evidence: Evidence, pilots: Observation[Pilots]) -> ReadyStep:
    if isinstance(pilots, NotSeen):
        return ReadyStep(StepOf.ASSIGN_PILOT, Ready.UNKNOWN)
    facts = (exhibit("pilots", _number(len(pilots.value.people), more=pilots.value.more), pilots),)
    people = pilots.value.people
    assigned = bool(people) and not _is_too_early(evidence, people)
    return ReadyStep(StepOf.ASSIGN_PILOT, Ready.DONE if assigned else Ready.TO_DO, facts)


def _verify(evidence: Evidence, pilots: Observation[Pilots]) -> ReadyStep:
    """Verified where all of them have arrived; who has not is worth a look."""
    if isinstance(pilots, NotSeen):
        return ReadyStep(StepOf.VERIFY_PILOT, Ready.UNKNOWN)
    people = pilots.value.people
    if not people or _is_too_early(evidence, people):
        return ReadyStep(StepOf.VERIFY_PILOT, Ready.TO_DO)
    arrived, away = sum(one.in_flow for one in people), [one.email for one in people if not one.in_flow]
    facts = (exhibit("pilots_arrived", _number(arrived, more=False), pilots),)
    missing = tuple(exhibit("pilot_missing", email, pilots) for email in away[:_NAMED])
    return ReadyStep(StepOf.VERIFY_PILOT, Ready.ATTENTION if away else Ready.DONE, (*facts, *missing))


_NAMED = 5
"""So many people who have not arrived are named; the list beside has all."""


# --- what they stand on -------------------------------------------------------------------------------------------


def _state(evidence: Evidence) -> ConnectionState | None:
    connection = evidence.look.connection
    return connection.value.state if isinstance(connection, Seen) else None


def _if_directory(evidence: Evidence) -> Ready:
    state = _state(evidence)
    if state is None:
        return Ready.UNKNOWN
    return Ready.TO_DO if state in (ConnectionState.NONE, ConnectionState.DELETING) else Ready.DONE


def _deleted_at(evidence: Evidence) -> datetime | None:
    delivery = evidence.look.delivery
    return delivery.value.deleted_at if isinstance(delivery, Seen) else None


def _connection_facts(evidence: Evidence) -> tuple[Exhibit, ...]:
    connection, delivery, deleted_at = evidence.look.connection, evidence.look.delivery, _deleted_at(evidence)
    if isinstance(connection, NotSeen):
        return ()
    state = exhibit("connection_state", connection.value.state.value, connection)
    if connection.value.state is ConnectionState.NONE and deleted_at is not None and isinstance(delivery, Seen):
        return (state, exhibit("directory_deleted_at", deleted_at.isoformat(), delivery))
    return (state,)


def _number(count: int, *, more: bool) -> str:
    return f"{count}+" if more else str(count)
