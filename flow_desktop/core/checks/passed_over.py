"""Somebody whom Flow passed over without a word: the line of its audit that says why (FAQ: silently skipped)."""

from __future__ import annotations

from flow_desktop.core.checks.facts import blind_spot, is_member, passed, quoted
from flow_desktop.core.checks.lines import decisive
from flow_desktop.core.evidence import Evidence, Seen
from flow_desktop.core.findings import Exhibit, Finding


def passed_over(evidence: Evidence, reason: str, *, check: str) -> Exhibit | Finding:
    """The decisive line as an exhibit where it has this reason; else what the check has to say instead.

    A line about being passed over counts only while the person is not a member.
    """
    if is_member(evidence):
        return passed(check, what="member")
    blind = blind_spot(check, evidence, "account", "audit")
    if blind is not None:
        return blind
    audit = evidence.look.audit
    line = decisive(audit.value) if isinstance(audit, Seen) else None
    if line is None or line.reason != reason or not isinstance(audit, Seen):
        return passed(check, what="no_line")
    return quoted(line, audit)
