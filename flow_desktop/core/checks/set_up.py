"""Before you start: may this person set provisioning up? Asked only after an attempt, or when that is the complaint."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import blind_spot, has_text, illegible, passed, problem, quoted
from flow_desktop.core.checks.lines import newest
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Account, AuditLine, Enterprise, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, cannot_tell, exhibit
from flow_desktop.core.observed import Withheld, WithheldReason
from flow_desktop.core.symptoms import Symptom

_PLAN, _ROLE, _PROFILE = "plan", "admin_role", "admin_profile"
_ATTEMPTS = ("setup_opened", "plan_required", "not_admin", "profile_incomplete")
_EVENT = "setup_opened"
_ADMINS = (Role.ADMIN, Role.IT_ADMIN)
ENTERPRISE_PLAN = "enterprise"


def _examine_plan(evidence: Evidence) -> tuple[Finding, ...]:
    """Settings of single sign-on, and with them provisioning, come with the Enterprise plan only."""
    asked = _asked(evidence, "plan_required", check=_PLAN)
    if isinstance(asked, Finding):
        return (asked,)
    plan = evidence.look.enterprise
    blind = blind_spot(_PLAN, evidence, "enterprise")
    if blind is not None or not isinstance(plan, Seen):
        return (blind,) if blind else ()
    if plan.value.plan is None:
        return (cannot_tell(_PLAN, NotSeen(WithheldReason.SOURCE_CANNOT_TELL, plan.source), what="enterprise"),)
    shown = (exhibit("plan", plan.value.plan, plan), *asked)
    if has_the_plan(plan.value):
        return (passed(_PLAN, *shown, what="right"),)
    return (problem(_PLAN, Cause.SETUP_NOT_ENTERPRISE_PLAN, *shown, what="other"),)


def has_the_plan(enterprise: Enterprise) -> bool:
    """True where the plan comes with single sign-on settings."""
    return (enterprise.plan or "").casefold() == ENTERPRISE_PLAN


def _examine_role(evidence: Evidence) -> tuple[Finding, ...]:
    """Only an Admin or IT Admin may set provisioning up."""
    asked = _asked(evidence, "not_admin", check=_ROLE)
    if isinstance(asked, Finding):
        return (asked,)
    account = evidence.look.account
    blind = blind_spot(_ROLE, evidence, "account")
    if blind is not None or not isinstance(account, Seen):
        return (blind,) if blind else ()
    role = account.value.role if account.value is not None else None
    shown = (exhibit("role", role.value, account), *asked) if role is not None else asked
    if role in _ADMINS:
        return (passed(_ROLE, *shown, what="admin"),)
    what = "not_admin" if role is not None else "no_member"
    return (problem(_ROLE, Cause.SETUP_NOT_ADMIN, *shown, what=what),)


def _examine_profile(evidence: Evidence) -> tuple[Finding, ...]:
    """The admin's own first name, last name and e-mail have to be filled in."""
    asked = _asked(evidence, "profile_incomplete", check=_PROFILE)
    if isinstance(asked, Finding):
        return (asked,)
    account = evidence.look.account
    blind = blind_spot(_PROFILE, evidence, "account")
    if blind is not None or not isinstance(account, Seen):
        return (blind,) if blind else ()
    if account.value is None or account.value.role not in _ADMINS:
        return (passed(_PROFILE, *asked, what="no_admin"),)
    empty = missing_in_profile(account.value)
    if not empty:
        values = (account.value.given_name, account.value.family_name, account.value.email)
        unread = illegible(_PROFILE, account, *values, name="account")
        return (unread or passed(_PROFILE, *asked, what="complete"),)
    shown = tuple(exhibit("profile_empty", name, account) for name in empty)
    return (problem(_PROFILE, Cause.SETUP_ADMIN_PROFILE_INCOMPLETE, *shown, *asked, what="incomplete"),)


def missing_in_profile(account: Account) -> tuple[str, ...]:
    """The fields that set-up wants filled in and that are empty; one that could not be read is not."""
    values = {name: getattr(account, name) for name in ("given_name", "family_name", "email")}
    return tuple(name for name, value in values.items() if not has_text(value) and not isinstance(value, Withheld))


def _asked(evidence: Evidence, reason: str, *, check: str) -> tuple[Exhibit, ...] | Finding:
    """The attempt that failed for this reason, nothing where set-up is the complaint, else why nobody asks.

    The newest attempt counts: one that worked has proven that nothing is in the way any more.
    """
    audit = evidence.look.audit
    attempt = _attempt(audit.value) if isinstance(audit, Seen) else None
    if attempt is not None and attempt.reason == reason and isinstance(audit, Seen):
        return (quoted(attempt, audit),)
    if evidence.asked.symptom is Symptom.SET_UP:
        return ()
    return blind_spot(check, evidence, "audit") or passed(check, what="not_asked")


def _attempt(lines: tuple[AuditLine, ...]) -> AuditLine | None:
    return newest(tuple(line for line in lines if line.event == _EVENT), *_ATTEMPTS)


CHECKS = (
    Check(
        id=_PLAN,
        heading=Heading.BEFORE_YOU_START,
        needs=("audit", "enterprise"),
        causes=(Cause.SETUP_NOT_ENTERPRISE_PLAN,),
        examine=_examine_plan,
    ),
    Check(
        id=_ROLE,
        heading=Heading.BEFORE_YOU_START,
        needs=("audit", "account"),
        causes=(Cause.SETUP_NOT_ADMIN,),
        examine=_examine_role,
    ),
    Check(
        id=_PROFILE,
        heading=Heading.BEFORE_YOU_START,
        needs=("audit", "account"),
        causes=(Cause.SETUP_ADMIN_PROFILE_INCOMPLETE,),
        examine=_examine_profile,
    ),
)
