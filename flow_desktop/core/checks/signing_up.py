"""Can users sign up for Flow directly when SCIM is enabled? (article: FAQs; pure)"""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import is_member, passed, possible, problem, quoted, stamp, undecided
from flow_desktop.core.checks.lines import Presence, newest, presence_of
from flow_desktop.core.checks.persons import known_addresses, unseen_place
from flow_desktop.core.evidence import AuditLine, ConnectionState, Evidence, NotSeen, Seen, Settings, SignInAttempt
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, cannot_tell, exhibit
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.text import email_key

_ID = "sign_up"
_BLOCKED = "self_signup_blocked"


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    """Raised for an attempt or a complaint only: that nobody can sign up is how a managed domain works."""
    account, audit = evidence.look.account, evidence.look.audit
    if is_member(evidence):
        return (passed(_ID, what="member"),)
    tried = _tried(evidence)
    if not tried and isinstance(audit, NotSeen) and not _complains(evidence):
        return (cannot_tell(_ID, audit, what="audit"),)
    if not tried and not _complains(evidence):
        unseen = unseen_place(_ID, evidence) if _refusal_noted(evidence) else None
        return (unseen or passed(_ID, what="not_tried"),)
    return (_still_blocked(evidence, tried, certain=isinstance(account, Seen) and isinstance(audit, Seen)),)


def _complains(evidence: Evidence) -> bool:
    return evidence.asked.symptom is Symptom.CANNOT_SIGN_UP


def _tried(evidence: Evidence) -> tuple[Exhibit, ...]:
    """What tells of a refused sign-up since the person was let in last."""
    audit = evidence.look.audit
    lines = audit.value if isinstance(audit, Seen) else ()
    refused = newest(lines, _BLOCKED)
    if refused is not None and isinstance(audit, Seen) and not _arrived_after(lines, refused):
        return (quoted(refused, audit),)
    noted = _refusal_noted(evidence)
    if noted is None or email_key(noted.value.typed) not in known_addresses(evidence):
        return ()
    if any(presence_of(line) is Presence.ARRIVED and line.at > noted.value.at for line in lines):
        return ()
    return (exhibit("typed", noted.value.typed, noted), exhibit("signed_in_at", stamp(noted.value.at), noted))


def _refusal_noted(evidence: Evidence) -> Seen[SignInAttempt] | None:
    """The sign-up noted on this computer, where it was refused, whoever it was."""
    piece = evidence.attempt
    if isinstance(piece, NotSeen) or piece.value is None or piece.value.cause != Cause.SIGNUP_BLOCKED:
        return None
    return Seen(piece.value, piece.source, piece.at)


def _arrived_after(lines: tuple[AuditLine, ...], refused: AuditLine) -> bool:
    return any(presence_of(line) is Presence.ARRIVED for line in lines[lines.index(refused) + 1 :])


def _still_blocked(evidence: Evidence, tried: tuple[Exhibit, ...], *, certain: bool) -> Finding:
    """A sign-up is refused while provisioning is on and the address's domain is registered."""
    settings, connection = evidence.look.settings, evidence.look.connection
    if isinstance(settings, NotSeen):
        gone = isinstance(connection, Seen) and connection.value.state is ConnectionState.NONE
        if gone:
            return undecided(_ID, *tried, what="no_directory")
        return possible(_ID, Cause.SIGNUP_BLOCKED, *tried, what="maybe")
    facts = (*tried, exhibit("domains", ", ".join(settings.value.domains), settings))
    if not _is_managed(settings.value, evidence.asked.email):
        return passed(_ID, *facts, what="not_managed")
    if not certain:
        return possible(_ID, Cause.SIGNUP_BLOCKED, *facts, what="maybe")
    return problem(_ID, Cause.SIGNUP_BLOCKED, *facts, what="refused" if tried else "managed")


def _is_managed(settings: Settings, address: str) -> bool:
    domain = email_key(address).rpartition("@")[2]
    return settings.scim_on and domain in map(email_key, settings.domains)


SIGN_UP = Check(
    _ID,
    Heading.SIGN_IN,
    ("account", "audit", "settings", "connection", "attempt", "directory_users", "claims"),
    (Cause.SIGNUP_BLOCKED,),
    _examine,
)
