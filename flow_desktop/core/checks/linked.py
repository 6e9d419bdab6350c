"""Whom the account is tied to, and the values that both sides have: what the checks about changes compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import has_text, not_reached, passed, state_of, undecided
from flow_desktop.core.evidence import Account, ConnectionState, DirectoryUser, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Exhibit, Finding, cannot_tell, exhibit
from flow_desktop.core.grades import Verdict, grade_email, grade_name
from flow_desktop.core.identity import Identity
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, text_of

NAMES = ("given_name", "family_name")
FIELDS = (*NAMES, "email")
"""The values that the set-up article asks to map."""

GRADES: dict[str, Callable[[str, str], Verdict]] = {
    "given_name": grade_name,
    "family_name": grade_name,
    "email": grade_email,
}

_STOPS = {
    ConnectionState.INACTIVE: Cause.SYNC_DEACTIVATED,
    ConnectionState.DELETING: Cause.SYNC_DELETED,
    ConnectionState.NONE: Cause.SYNC_NOT_ENABLED,
    ConnectionState.VALIDATING: Cause.SYNC_NOT_ENABLED,
    ConnectionState.INVALID_CREDENTIALS: Cause.SYNC_IDP_NOT_CONNECTED,
}


@dataclass(frozen=True, slots=True)
class Linked:
    """A member and the directory user their account is tied to, with the pieces both were seen in."""

    account: Account
    user: DirectoryUser
    account_piece: Seen[Account | None]
    users_piece: Seen[tuple[DirectoryUser, ...]]


def linked(check: str, evidence: Evidence) -> Linked | Finding:
    """The pair, or what to say where there is none: nobody to compare, or one side could not be seen."""
    piece, users = evidence.look.account, evidence.look.directory_users
    if isinstance(piece, NotSeen):
        return cannot_tell(check, piece, what="account")
    account = piece.value
    if account is None or not account.is_member or account.linked_to is None:
        return passed(check, what="not_linked")
    if isinstance(users, NotSeen):
        return cannot_tell(check, users, what="directory_users")
    user = user_of(account, users.value)
    return undecided(check, what="other_user") if user is None else Linked(account, user, piece, users)


def user_of(account: Account, users: tuple[DirectoryUser, ...]) -> DirectoryUser | None:
    """The directory user an account is tied to: by its id, else by the id it has at the identity provider.

    Two ways into Directory Sync may call one user by two ids (WorkOS's own, and that of SCIM).
    """
    by_id = next((user for user in users if user.id == account.linked_to), None)
    known = account.idp_id is not None
    return by_id or next((user for user in users if known and user.idp_id == account.idp_id), None)


def sole_user(check: str, evidence: Evidence) -> DirectoryUser | Finding:
    """The one active entry of the person in Directory Sync, or what to say where there is not exactly one."""
    users = evidence.look.directory_users
    if isinstance(users, NotSeen):
        return cannot_tell(check, users, what="directory_users")
    active = tuple(user for user in users.value if user.active)
    if not active:
        unknown = any(user.active is None for user in users.value)
        return undecided(check, what="state_unknown") if unknown else passed(check, what="not_in_directory")
    return active[0] if len(active) == 1 else undecided(check, what="several_users")


def stopped(check: str, evidence: Evidence) -> Finding | None:
    """What to say where the connection carries nothing: then whatever it did not bring has that cause first."""
    if evidence.said("idp.connection") == "failed":
        return not_reached(check, Cause.SYNC_IDP_NOT_CONNECTED)
    return undelivered(check, evidence)


def undelivered(check: str, evidence: Evidence) -> Finding | None:
    """The same for what Directory Sync has already: the provider's own test says nothing of its way to Flow."""
    state = state_of(evidence)
    if state is None or state is ConnectionState.ACTIVE:
        return None
    return not_reached(check, _STOPS[state]) if state in _STOPS else undecided(check, what="connection_unknown")


def value_of(of: DirectoryUser | Account, field: str) -> Observed:
    """One of `FIELDS`."""
    found: Observed = getattr(of, field)
    return found


def claim_of(identity: Identity, field: str) -> Observed:
    """What the identity provider says for one of `FIELDS`."""
    found: Observed = getattr(identity, field).observed
    return found


def differ(field: str, left: Observed, right: Observed) -> bool:
    """Whether two values, of which each side has one, are not the same for people. Blank is no value here."""
    if not (has_text(left) and has_text(right)):
        return False
    return GRADES[field](text_of(left) or "", text_of(right) or "").is_finding


def unreadable(*values: Observed) -> Withheld | None:
    """The first value that came and cannot be used."""
    return next((value for value in values if isinstance(value, Withheld)), None)


def exhibit_of(label: str, value: Observed, piece: Seen[object]) -> Exhibit:
    """A value as a fact. Not sent, empty and not read are three facts, and are told apart."""
    return replace(exhibit(label, text_of(value) or "", piece), lacks=_lack(value))


def _lack(value: Observed) -> str:
    match value:
        case Present(text):
            return "" if text.strip() else "profile.cell.empty"
        case Absent():
            return "profile.cell.not_sent"
        case Withheld(reason):
            return f"profile.reason.{reason}"
