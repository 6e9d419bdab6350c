"""The ID-token rules (OpenID Connect Core section 3.1.3.7), as a pure judgement over already verified bytes.

The adapter checks the signature and hands over typed claims; every rule about their meaning is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flow_desktop.core.callback import plain
from flow_desktop.core.problems import Code, Problem, problem

LEEWAY_SECONDS = 60.0
"""Clocks may be this far apart after correction by the provider's Date header."""

CLOCK_EXPLAINED_SECONDS = 300.0
"""From here on a time failure is told as "this computer's clock is wrong", not as a bad token; success tells it too."""

MAX_AGE_SECONDS = 600.0
"""An ID token fresh from the token endpoint was issued now, not last week."""

ALLOWED_ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
"""Asymmetric only: never none, never HS* (RFC 8725 section 3.1)."""


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """Claims of a signed token, typed. Wrong types and repeated names were refused before this exists.

    Times are seconds since 1970 UTC. ``access_hash_fits`` is None where the token carries no ``at_hash``.
    """

    issuer: str | None
    subject: str | None
    audience: tuple[str, ...]
    authorized_party: str | None
    expires_at: float | None
    issued_at: float | None
    not_before: float | None
    nonce: str | None
    token_type: str | None
    access_hash_fits: bool | None


@dataclass(frozen=True, slots=True)
class TokenExpectations:
    """What this client and this attempt may accept. ``nonce`` None: a refresh, where none is promised."""

    issuer: str
    client_id: str
    nonce: str | None
    subject: str | None
    now: datetime
    clock_offset: float = 0.0
    fresh: bool = True


def judge_token(claims: TokenClaims, expected: TokenExpectations) -> Problem | None:
    """None if every rule holds, else the first rule broken, in an order that names the most telling one."""
    for rule in (_type, _issuer, _audience, _times, _nonce, _subject, _access_hash):
        found = rule(claims, expected)
        if found is not None:
            return found
    return None


def _type(claims: TokenClaims, expected: TokenExpectations) -> Problem | None:
    """An access token or a logout token is not an ID token (RFC 8725 section 3.11)."""
    kind = (claims.token_type or "JWT").lower().removeprefix("application/")
    return None if kind == "jwt" else problem(Code.ID_TOKEN_TYPE, type=plain(kind, 40))


def _issuer(claims: TokenClaims, expected: TokenExpectations) -> Problem | None:
    return None if claims.issuer == expected.issuer else problem(Code.ID_TOKEN_ISSUER)


def _audience(claims: TokenClaims, expected: TokenExpectations) -> Problem | None:
    """We must be in it, nobody else may be, and azp, if there, is us."""
    ours = expected.client_id
    others = [one for one in claims.audience if one != ours]
    if ours not in claims.audience or claims.authorized_party not in (None, ours):
        return problem(Code.ID_TOKEN_AUDIENCE)
    if others:
        return problem(Code.ID_TOKEN_AUDIENCE)
    return None


def _times(claims: TokenClaims, expected: TokenExpectations) -> Problem | None:
    now = expected.now.timestamp() + expected.clock_offset
    if claims.expires_at is None or claims.issued_at is None:
        return problem(Code.ID_TOKEN_TIME)
    starts = max(claims.issued_at, claims.not_before or claims.issued_at)
    if now > claims.expires_at + LEEWAY_SECONDS:
        return _clock_or(Code.ID_TOKEN_EXPIRED, expected)
    if starts > now + LEEWAY_SECONDS or (expected.fresh and claims.issued_at < now - MAX_AGE_SECONDS):
        return _clock_or(Code.ID_TOKEN_TIME, expected)
    return None


def clock_notice(offset: float) -> Problem | None:
    """What to tell of a clock that is ``offset`` seconds behind the provider's, although everything went well."""
    return problem(Code.CONFIGURATION_CLOCK, minutes=_minutes(offset)) if _is_far_off(offset) else None


def _clock_or(code: Code, expected: TokenExpectations) -> Problem:
    if not _is_far_off(expected.clock_offset):
        return problem(code)
    return problem(Code.ID_TOKEN_CLOCK, minutes=_minutes(expected.clock_offset))


def _is_far_off(offset: float) -> bool:
    return abs(offset) > CLOCK_EXPLAINED_SECONDS


def _minutes(offset: float) -> str:
    return str(round(abs(offset) / 60))


def _nonce(claims: TokenClaims, expected: TokenExpectations) -> Problem | None:
    """Equal on sign-in; on refresh a nonce need not come back (OpenID Connect Core section 12.2)."""
    if expected.nonce is None or claims.nonce == expected.nonce:
        return None
    return problem(Code.ID_TOKEN_NONCE)


def _subject(claims: TokenClaims, expected: TokenExpectations) -> Problem | None:
    if not claims.subject or len(claims.subject) > 255:
        return problem(Code.ID_TOKEN_SUBJECT)
    if expected.subject is not None and claims.subject != expected.subject:
        return problem(Code.SIGN_IN_AGAIN_SUBJECT)
    return None


def _access_hash(claims: TokenClaims, expected: TokenExpectations) -> Problem | None:
    return problem(Code.ID_TOKEN_ACCESS_HASH) if claims.access_hash_fits is False else None
