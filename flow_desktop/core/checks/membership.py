"""Membership that went: removed at the identity provider, or with a deleted group (FAQ)."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import (
    blind_spot,
    is_member,
    is_set_up,
    passed,
    problem,
    quoted,
    taken_out,
    undecided,
)
from flow_desktop.core.checks.lines import Presence, presence_of, settled
from flow_desktop.core.evidence import AuditLine, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, exhibit
from flow_desktop.core.symptoms import Symptom

_ID = "membership"
_REMOVED_BY_EVENT = ("deprovisioned", "deactivated")
_WITHOUT_A_CODE = ("removed_by_hand", "inactive_on_create")


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    if is_member(evidence):
        return (passed(_ID, what="member"),)
    gone = () if is_set_up(evidence.look.account) else taken_out(evidence)
    if gone:
        return (undecided(_ID, *gone, what="taken_out"),)
    blind = blind_spot(_ID, evidence, "account", "audit")
    if blind is not None:
        return (blind,)
    audit = evidence.look.audit
    line = settled(audit.value) if isinstance(audit, Seen) else None
    if line is None or not isinstance(audit, Seen):
        return (passed(_ID, what="never"),)
    return (_judge(evidence, line, shown=(quoted(line, audit), *_group_shown(line, audit))),)


def _judge(evidence: Evidence, line: AuditLine, *, shown: tuple[Exhibit, ...]) -> Finding:
    """What the newest line says; with the complaint "still signs in" the removal is what was wanted."""
    if line.reason == "group_deleted" or (line.reason in _REMOVED_BY_EVENT and _has_account(evidence)):
        if evidence.asked.symptom is Symptom.STILL_SIGNS_IN:
            return passed(_ID, *shown, what="wanted")
        if line.reason == "group_deleted":
            return problem(_ID, Cause.MEMBER_GROUP_DELETED, *shown, what="group_deleted")
        return problem(_ID, Cause.MEMBER_REMOVED, *shown, what="removed")
    if line.reason in _WITHOUT_A_CODE or presence_of(line) is not Presence.KEPT_OUT:
        return undecided(_ID, *shown, what="quoted")
    return passed(_ID, *shown, what="never")


def _has_account(evidence: Evidence) -> bool:
    account = evidence.look.account
    return not isinstance(account, NotSeen) and account.value is not None


def _group_shown(line: AuditLine, audit: Seen[tuple[AuditLine, ...]]) -> tuple[Exhibit, ...]:
    group = line.told("group")
    return (exhibit("group", group, audit),) if group else ()


CHECKS = (
    Check(
        id=_ID,
        heading=Heading.MEMBERSHIP,
        needs=("account", "directory_users", "audit", "events"),
        causes=(Cause.MEMBER_GROUP_DELETED, Cause.MEMBER_REMOVED),
        examine=_examine,
    ),
)
