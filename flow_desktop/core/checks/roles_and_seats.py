"""Roles and billing (article: Note in Before you start, FAQs): good to know, and never a fault (pure)."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import passed, quoted
from flow_desktop.core.checks.lines import newest
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Evidence, NotSeen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, Outcome, cannot_tell, exhibit
from flow_desktop.core.words import Message

_ROLE, _RESET, _RAISED, _KEPT = "role", "role_reset", "seats_raised", "seats_kept"


def _role(evidence: Evidence) -> tuple[Finding, ...]:
    account = evidence.look.account
    if isinstance(account, NotSeen):
        return (cannot_tell(_ROLE, account, what="account"),)
    role = account.value.role if account.value else None
    if role is not Role.IT_ADMIN:
        return (passed(_ROLE, what="usual"),)
    fact = exhibit("role", role.value, account)
    return (_info(_ROLE, Cause.ROLE_IT_ADMIN_NO_DICTATION, fact, what="it_admin"),)


def _reset(evidence: Evidence) -> tuple[Finding, ...]:
    """Of interest as long as nobody gave the person another role again."""
    account, audit = evidence.look.account, evidence.look.audit
    if isinstance(audit, NotSeen):
        return (cannot_tell(_RESET, audit, what="audit"),)
    line = newest(audit.value, "role_reset")
    if line is None:
        return (passed(_RESET, what="kept"),)
    if isinstance(account, NotSeen):
        return (cannot_tell(_RESET, account, what="account"),)
    if account.value is None or account.value.role is not Role.MEMBER:
        return (passed(_RESET, what="kept"),)
    before = exhibit("role_before", line.told("before") or "", audit)
    return (_info(_RESET, Cause.ROLE_ALWAYS_MEMBER, quoted(line, audit), before, what="member_again"),)


def _raised(evidence: Evidence) -> tuple[Finding, ...]:
    audit = evidence.look.audit
    if isinstance(audit, NotSeen):
        return (cannot_tell(_RAISED, audit, what="audit"),)
    line = newest(audit.value, "seats_raised")
    if line is None:
        return (passed(_RAISED, what="not_raised"),)
    before, after = (exhibit(f"seats_{when}", line.told(when) or "", audit) for when in ("before", "after"))
    return (_info(_RAISED, Cause.SEATS_RAISED, quoted(line, audit), before, after, what="raised"),)


def _kept(evidence: Evidence) -> tuple[Finding, ...]:
    settings = evidence.look.settings
    if isinstance(settings, NotSeen):
        return (cannot_tell(_KEPT, settings, what="settings"),)
    seats = settings.value.seats
    if seats.count <= seats.used:
        return (passed(_KEPT, what="all_used"),)
    facts = (exhibit("seats_billed", str(seats.count), settings), exhibit("seats_used", str(seats.used), settings))
    return (_info(_KEPT, Cause.SEATS_NOT_REDUCED, *facts, what="more_billed"),)


def _info(check: str, cause: Cause, *facts: Exhibit, what: str) -> Finding:
    return Finding(check, Outcome.INFO, Message(f"finding.{check}.{what}"), cause, facts)


CHECKS = (
    Check(_ROLE, Heading.ROLES_AND_SEATS, ("account",), (Cause.ROLE_IT_ADMIN_NO_DICTATION,), _role),
    Check(_RESET, Heading.ROLES_AND_SEATS, ("audit", "account"), (Cause.ROLE_ALWAYS_MEMBER,), _reset),
    Check(_RAISED, Heading.ROLES_AND_SEATS, ("audit",), (Cause.SEATS_RAISED,), _raised),
    Check(_KEPT, Heading.ROLES_AND_SEATS, ("settings",), (Cause.SEATS_NOT_REDUCED,), _kept),
)
