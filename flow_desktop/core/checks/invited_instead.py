"""Users receive email invitations instead of being provisioned automatically."""

from __future__ import annotations

from datetime import timedelta

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import blind_spot, is_member, passed, possible, problem, quoted, stamp, undecided
from flow_desktop.core.checks.lines import decisive
from flow_desktop.core.evidence import AuditLine, Evidence, Invitation, NotSeen, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, exhibit
from flow_desktop.core.symptoms import Symptom

_ID, _REPEATED = "invited_instead", "invited_again"
_WINDOW = timedelta(days=30)
_OFTEN = 2


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    """Flow fell back to an invitation for this person, and its link still works."""
    if is_member(evidence):
        return (passed(_ID, what="member"),)
    blind = blind_spot(_ID, evidence, "account")
    if blind is not None:
        return (blind,)
    line, pending = _fallback_line(evidence), _pending(evidence)
    if line is not None and pending is not None:
        return (_proven(evidence, pending, line=line),)
    if line is not None or pending is not None:
        return (_half(evidence, line, pending=pending),)
    blind = blind_spot(_ID, evidence, "audit", "invitations")
    return (blind or passed(_ID, what="none"),)


def _proven(evidence: Evidence, pending: Exhibit, *, line: Exhibit) -> Finding:
    if _is_expired(evidence):
        return problem(_ID, Cause.INVITE_TRANSIENT_ERROR, line, pending, what="expired", variant="expired")
    return problem(_ID, Cause.INVITE_TRANSIENT_ERROR, line, pending, what="pending")


def _half(evidence: Evidence, line: Exhibit | None, *, pending: Exhibit | None) -> Finding:
    """The line without the invitation, or the invitation without the line: proof only where the other was not seen."""
    shown = tuple(one for one in (line, pending) if one is not None)
    other = evidence.look.audit if line is None else evidence.look.invitations
    if isinstance(other, NotSeen):
        return possible(_ID, Cause.INVITE_TRANSIENT_ERROR, *shown, what="half")
    return undecided(_ID, *shown, what="no_longer")


def _fallback_line(evidence: Evidence) -> Exhibit | None:
    audit = evidence.look.audit
    line: AuditLine | None = decisive(audit.value) if isinstance(audit, Seen) else None
    if line is None or line.reason != "fallback_invited" or not isinstance(audit, Seen):
        return None
    return quoted(line, audit)


def _pending(evidence: Evidence) -> Exhibit | None:
    found = [one for one in _fallbacks(evidence) if one.state == "pending"]
    invitations = evidence.look.invitations
    if not found or not isinstance(invitations, Seen):
        return None
    return Exhibit("invitation", found[-1].email, invitations.source, found[-1].created_at)


def _is_expired(evidence: Evidence) -> bool:
    pending = [one for one in _fallbacks(evidence) if one.state == "pending"]
    return all(one.expires_at is not None and one.expires_at <= evidence.now for one in pending)


def _fallbacks(evidence: Evidence) -> tuple[Invitation, ...]:
    invitations = evidence.look.invitations
    return tuple(one for one in invitations.value if one.fallback) if isinstance(invitations, Seen) else ()


def _examine_repeated(evidence: Evidence) -> tuple[Finding, ...]:
    """The fallback keeps happening in the enterprise, to this person among others or as the complaint says."""
    if evidence.asked.symptom is not Symptom.INVITED_INSTEAD:
        blind = blind_spot(_REPEATED, evidence, "invitations")
        if blind is not None:
            return (blind,)
        if not any(_is_recent(one, evidence) for one in _fallbacks(evidence)):
            return (passed(_REPEATED, what="not_this_one"),)
    settings = evidence.look.settings
    if isinstance(settings, NotSeen):
        blind = blind_spot(_REPEATED, evidence, "settings")
        return (blind,) if blind else ()
    number = settings.value.fallback_invitations
    shown = exhibit("fallback_invitations", str(number), settings)
    if number >= _OFTEN:
        since = exhibit("fallback_since", stamp(evidence.now - _WINDOW), settings)
        return (problem(_REPEATED, Cause.INVITE_REPEATED, shown, since, what="often"),)
    return (passed(_REPEATED, shown, what="not_often"),)


def _is_recent(invitation: Invitation, evidence: Evidence) -> bool:
    return invitation.created_at is None or evidence.now - invitation.created_at <= _WINDOW


CHECKS = (
    Check(
        id=_REPEATED,
        heading=Heading.INVITED_INSTEAD,
        needs=("invitations", "settings"),
        causes=(Cause.INVITE_REPEATED,),
        examine=_examine_repeated,
    ),
    Check(
        id=_ID,
        heading=Heading.INVITED_INSTEAD,
        needs=("account", "audit", "invitations"),
        causes=(Cause.INVITE_TRANSIENT_ERROR,),
        examine=_examine,
    ),
)
