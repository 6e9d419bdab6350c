"""Enabling SCIM disables manual user management (article: the warning in Before you start; pure)."""

from __future__ import annotations

from datetime import timedelta

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import blind_spot, is_member, passed, possible, problem, quoted
from flow_desktop.core.evidence import AuditLine, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, cannot_tell, exhibit
from flow_desktop.core.observed import text_of
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.text import email_key

_ID = "manual_changes"
_RECENT = timedelta(days=30)
"""An older attempt is no reason to speak of it: whoever tried has long found the way through the provider."""


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    """Raised for an attempt or a complaint only: that these buttons are off is how provisioning works."""
    complains = evidence.asked.symptom is Symptom.CANNOT_MANAGE_BY_HAND
    attempts, settings = evidence.look.attempts_by_hand, evidence.look.settings
    if isinstance(attempts, NotSeen) and not complains:
        return (cannot_tell(_ID, attempts, what="attempts_by_hand"),)
    facts = _attempt(evidence)
    if not facts and not complains:
        return (_whose_unknown(evidence) or passed(_ID, what="not_tried"),)
    if isinstance(settings, NotSeen):
        return (possible(_ID, Cause.MANUAL_DISABLED_BY_SCIM, *facts, what="maybe"),)
    if not settings.value.scim_on:
        return (passed(_ID, *facts, what="possible_again"),)
    on = exhibit("scim_on", "yes", settings)
    return (problem(_ID, Cause.MANUAL_DISABLED_BY_SCIM, *facts, on, what="refused" if facts else "off"),)


def _attempt(evidence: Evidence) -> tuple[Exhibit, ...]:
    """The newest attempt of this person, or about them as long as what it wanted did not come by itself."""
    attempts, account = evidence.look.attempts_by_hand, evidence.look.account
    if isinstance(attempts, NotSeen):
        return ()
    mine = account.value.id if isinstance(account, Seen) and account.value is not None else None
    found = [
        line
        for line in attempts.value
        if evidence.now - line.at <= _RECENT
        and ((mine is not None and line.actor == mine) or _still_wanted(line, evidence))
    ]
    if not found:
        return ()
    action = found[-1].told("action")
    return (quoted(found[-1], attempts), *((exhibit("manual_action", action, attempts),) if action else ()))


def _whose_unknown(evidence: Evidence) -> Finding | None:
    """Attempts name accounts: without the person's own nobody can say whether one of them is theirs."""
    attempts = evidence.look.attempts_by_hand
    any_recent = isinstance(attempts, Seen) and any(evidence.now - line.at <= _RECENT for line in attempts.value)
    return blind_spot(_ID, evidence, "account") if any_recent else None


def _still_wanted(line: AuditLine, evidence: Evidence) -> bool:
    if line.email is None or email_key(line.email) not in _addresses(evidence):
        return False
    wants_in = line.told("action") != "remove member"
    member = is_member(evidence)
    return member is not None and member is not wants_in


def _addresses(evidence: Evidence) -> set[str]:
    """The address that was asked for, and the one that the account has, which may be an older one."""
    account = evidence.look.account
    of_account = text_of(account.value.email) if isinstance(account, Seen) and account.value is not None else None
    return {email_key(one) for one in (evidence.asked.email, of_account) if one}


MANUAL_CHANGES = Check(
    _ID,
    Heading.BEFORE_YOU_START,
    ("attempts_by_hand", "account", "settings"),
    (Cause.MANUAL_DISABLED_BY_SCIM,),
    _examine,
)
