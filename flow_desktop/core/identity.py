"""Who the identity provider says signed in: verified claims, each with where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flow_desktop.core.observed import Absent, Observed, text_of


class ClaimSource(StrEnum):
    """Which answer carried a claim (OpenID Connect Core sections 2 and 5.3)."""

    ID_TOKEN = "id_token"  # noqa: S105 - a place, not a password
    USER_INFO = "user_info"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as received, and the answer it is taken from. ``other`` is set where the two answers disagree."""

    observed: Observed = Absent()
    source: ClaimSource = ClaimSource.NOWHERE
    other: Observed | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The person as the identity provider presents them in this sign-in. Only verified claims get in here."""

    issuer: str
    subject: str
    at: datetime
    email: Claim = Claim()
    given_name: Claim = Claim()
    family_name: Claim = Claim()
    name: Claim = Claim()
    preferred_username: Claim = Claim()
    email_verified: bool | None = None

    @property
    def label(self) -> str:
        """The shortest way to name the person: e-mail, else user name, else subject."""
        return text_of(self.email.observed) or text_of(self.preferred_username.observed) or self.subject


@dataclass(frozen=True, slots=True)
class AccountKey:
    """What one account is known by: issuer and subject, never the e-mail (OpenID Connect Core section 5.7)."""

    issuer: str
    subject: str


def key_of(identity: Identity) -> AccountKey:
    """The key under which the keychain and the list of accounts know this person."""
    return AccountKey(issuer=identity.issuer, subject=identity.subject)


def choose_claim(in_token: Observed, in_user_info: Observed) -> Claim:
    """Read both answers and say which one is shown. The ID token is signed, so it wins where it has the claim."""
    if isinstance(in_token, Absent):
        source = ClaimSource.NOWHERE if isinstance(in_user_info, Absent) else ClaimSource.USER_INFO
        return Claim(in_user_info, source)
    differs = not isinstance(in_user_info, Absent) and in_user_info != in_token
    return Claim(in_token, ClaimSource.ID_TOKEN, in_user_info if differs else None)
