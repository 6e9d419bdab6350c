"""Deactivated users can still sign in: whether the removal was sent and heard, and what lets them in (pure)."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import is_member, passed, possible, problem, quoted, stamp, undecided
from flow_desktop.core.checks.lines import Presence, presence_of, settled
from flow_desktop.core.checks.removals_heard import REMOVALS_HEARD
from flow_desktop.core.checks.removals_sent import REMOVALS_SENT
from flow_desktop.core.evidence import AuditLine, Enterprise, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Check, Finding, Heading, cannot_tell, exhibit
from flow_desktop.core.symptoms import Symptom

_ID = "sso_enforced"
_WITHOUT_MEMBERSHIP = "signed_in_without_membership"
_SSO = "sso"


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    account, complaint = evidence.look.account, evidence.asked.symptom is Symptom.STILL_SIGNS_IN
    if isinstance(account, NotSeen):
        return (cannot_tell(_ID, account, what="account"),)
    if account.value is None or is_member(evidence):
        return (passed(_ID, what="not_removed"),)
    audit = evidence.look.audit
    if isinstance(audit, NotSeen):
        return (_unproven(evidence, audit, complaint=complaint),)
    left = settled(audit.value)
    if left is None or presence_of(left) is not Presence.REMOVED:
        return (passed(_ID, what="not_removed"),)
    seen_in = _signed_in_after(audit.value, left)
    if seen_in is None and not complaint:
        return (passed(_ID, what="did_not_sign_in"),)
    return (_judge(evidence, audit, left, seen_in=seen_in),)


def _unproven(evidence: Evidence, audit: NotSeen, *, complaint: bool) -> Finding:
    """An account outside, and nobody can see whether it was removed or ever signed in."""
    enterprise = evidence.look.enterprise
    enforced = enterprise.value.sso_enforced if isinstance(enterprise, Seen) else None
    if complaint and enforced is False:
        return possible(_ID, Cause.REMOVE_SSO_NOT_ENFORCED, what="maybe")
    return passed(_ID, what="enforced") if enforced else cannot_tell(_ID, audit, what="audit")


def _signed_in_after(lines: tuple[AuditLine, ...], left: AuditLine) -> AuditLine | None:
    """The newest sign-in by another method than SSO that came after the removal."""
    after = lines[lines.index(left) + 1 :]
    found = [
        line
        for line in after
        if line.reason == _WITHOUT_MEMBERSHIP and line.told("method") not in (None, _SSO) and line.at >= left.at
    ]
    return found[-1] if found else None


def _judge(
    evidence: Evidence, audit: Seen[tuple[AuditLine, ...]], left: AuditLine, *, seen_in: AuditLine | None
) -> Finding:
    enterprise = evidence.look.enterprise
    if isinstance(enterprise, NotSeen):
        return cannot_tell(_ID, enterprise, what="enterprise")
    return _by_setting(enterprise, audit, left, seen_in=seen_in)


def _by_setting(
    enterprise: Seen[Enterprise], audit: Seen[tuple[AuditLine, ...]], left: AuditLine, *, seen_in: AuditLine | None
) -> Finding:
    if enterprise.value.sso_enforced is None:
        return undecided(_ID, what="setting_unknown")
    if enterprise.value.sso_enforced:
        return passed(_ID, what="enforced")
    facts = [exhibit("sso_enforced", "no", enterprise), quoted(left, audit)]
    if seen_in is not None:
        facts += [quoted(seen_in, audit), exhibit("sign_in_method", seen_in.told("method") or "", audit)]
        facts.append(exhibit("signed_in_at", stamp(seen_in.at), audit))
    return problem(_ID, Cause.REMOVE_SSO_NOT_ENFORCED, *facts, what="signed_in" if seen_in else "open")


CHECKS = (
    REMOVALS_HEARD,
    REMOVALS_SENT,
    Check(
        _ID,
        Heading.STILL_SIGNS_IN,
        ("account", "audit", "enterprise"),
        (Cause.REMOVE_SSO_NOT_ENFORCED,),
        _examine,
    ),
)
