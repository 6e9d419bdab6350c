"""How people sign in (article: FAQs, verification): the method, and whose account the browser brought (pure)."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.by_hand import MANUAL_CHANGES
from flow_desktop.core.checks.facts import passed, possible, problem, quoted, stamp
from flow_desktop.core.checks.lines import newest
from flow_desktop.core.checks.persons import known_addresses, unseen_place
from flow_desktop.core.checks.signing_up import SIGN_UP
from flow_desktop.core.evidence import AuditLine, Evidence, NotSeen, Seen, SignInAttempt
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, cannot_tell, exhibit
from flow_desktop.core.text import email_key

_METHOD = "sign_in_method"
_WHOSE = "right_account"
_REFUSED = "sso_required"
_SIGN_INS = (_REFUSED, "signed_in", "signed_in_without_membership", "not_provisioned")
_OUTSIDE = "profile_not_allowed_outside_organization"
_SIGN_IN_EVENT = "sign_in_attempted"


# --- the method ---------------------------------------------------------------------------------------------------


def _method(evidence: Evidence) -> tuple[Finding, ...]:
    """The newest sign-in says it; once another one worked, or SSO is enforced no more, it is past."""
    audit = evidence.look.audit
    noted = _noted(evidence)
    if isinstance(audit, NotSeen) and noted is None:
        return (cannot_tell(_METHOD, audit, what="audit"),)
    lines = () if isinstance(audit, NotSeen) else tuple(one for one in audit.value if one.event == _SIGN_IN_EVENT)
    last = newest(lines, *_SIGN_INS, _OUTSIDE)
    if noted is not None and (last is None or last.reason == _REFUSED or last.at < noted.value.at):
        facts = (exhibit("signed_in_at", stamp(noted.value.at), noted), exhibit("typed", noted.value.typed, noted))
        named = bool(noted.value.typed)  # without it, somebody else may have tried on this computer
        return (_still_enforced(evidence, facts, certain=named and isinstance(audit, Seen)),)
    if last is None or last.reason != _REFUSED or isinstance(audit, NotSeen):
        unseen = unseen_place(_METHOD, evidence) if noted is None and _refusal_noted(evidence) else None
        return (unseen or passed(_METHOD, what="not_refused"),)
    return (_still_enforced(evidence, _refusal(last, audit), certain=True),)


def _refusal(line: AuditLine, audit: Seen[tuple[AuditLine, ...]]) -> tuple[Exhibit, ...]:
    method = line.told("method")
    return (quoted(line, audit), *((exhibit("sign_in_method", method, audit),) if method else ()))


def _noted(evidence: Evidence) -> Seen[SignInAttempt] | None:
    """The sign-in noted on this computer, where it was refused for its method and concerns this person."""
    noted = _refusal_noted(evidence)
    if noted is None:
        return None
    typed = email_key(noted.value.typed)
    concerned = typed in known_addresses(evidence) if typed else evidence.asked.is_self
    return noted if concerned else None


def _refusal_noted(evidence: Evidence) -> Seen[SignInAttempt] | None:
    """The sign-in noted on this computer, where it was refused for its method, whoever it was."""
    piece = evidence.attempt
    if isinstance(piece, NotSeen) or piece.value is None or piece.value.cause != Cause.SIGNIN_SSO_REQUIRED:
        return None
    return Seen(piece.value, piece.source, piece.at)


def _still_enforced(evidence: Evidence, facts: tuple[Exhibit, ...], *, certain: bool) -> Finding:
    enterprise = evidence.look.enterprise
    enforced = enterprise.value.sso_enforced if isinstance(enterprise, Seen) else None
    if enforced is False:
        return passed(_METHOD, *facts, what="not_enforced_now")
    if enforced is None or not certain:
        return possible(_METHOD, Cause.SIGNIN_SSO_REQUIRED, *facts, what="maybe")
    return problem(_METHOD, Cause.SIGNIN_SSO_REQUIRED, *facts, what="refused")


# --- whose account ------------------------------------------------------------------------------------------------


def _whose(evidence: Evidence) -> tuple[Finding, ...]:
    """The browser may be signed in as somebody else; several addresses of one person are no such thing."""
    piece = evidence.attempt
    if isinstance(piece, NotSeen):
        return (cannot_tell(_WHOSE, piece, what="attempt"),)
    attempt = piece.value
    if attempt is None or not attempt.typed or not attempt.signed_in:
        return (passed(_WHOSE, what="no_attempt"),)
    typed, came = email_key(attempt.typed), frozenset(map(email_key, attempt.signed_in))
    person = known_addresses(evidence)
    if typed in came:
        return (passed(_WHOSE, what="same"),)
    if typed not in person and not came & person:
        return (unseen_place(_WHOSE, evidence) or passed(_WHOSE, what="other_people"),)
    facts = (
        exhibit("typed", attempt.typed, piece),
        exhibit("signed_in_as", attempt.signed_in[0], piece),
        exhibit("signed_in_at", stamp(attempt.at), piece),
    )
    if came & person and typed in person:
        return (possible(_WHOSE, Cause.SIGNIN_WRONG_ACCOUNT, *facts, what="other_address"),)
    if isinstance(evidence.look.account, NotSeen) or isinstance(evidence.look.directory_users, NotSeen):
        return (possible(_WHOSE, Cause.SIGNIN_WRONG_ACCOUNT, *facts, what="maybe"),)
    return (problem(_WHOSE, Cause.SIGNIN_WRONG_ACCOUNT, *facts, what="somebody_else"),)


CHECKS = (
    Check(
        _METHOD,
        Heading.SIGN_IN,
        ("audit", "enterprise", "attempt", "account", "directory_users", "claims"),
        (Cause.SIGNIN_SSO_REQUIRED,),
        _method,
    ),
    Check(
        _WHOSE,
        Heading.SIGN_IN,
        ("attempt", "account", "directory_users", "claims"),
        (Cause.SIGNIN_WRONG_ACCOUNT,),
        _whose,
    ),
    SIGN_UP,
    MANUAL_CHANGES,
)
