"""The ID-token rules as a table: one change to good claims, one verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from flow_desktop.core.problems import Code, problem
from flow_desktop.core.token_policy import (
    ALLOWED_ALGORITHMS,
    LEEWAY_SECONDS,
    MAX_AGE_SECONDS,
    TokenClaims,
    TokenExpectations,
    clock_notice,
    judge_token,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
T = NOW.timestamp()
GOOD = TokenClaims(
    issuer="https://login.example",
    subject="sub-1",
    audience=("client",),
    authorized_party=None,
    expires_at=T + 300,
    issued_at=T,
    not_before=None,
    nonce="nonce",
    token_type="JWT",
    access_hash_fits=None,
)
EXPECTED = TokenExpectations(issuer="https://login.example", client_id="client", nonce="nonce", subject=None, now=NOW)
REFRESH = {"nonce": None, "subject": "sub-1", "fresh": False}


def verdict(claims: dict[str, Any], **expected: Any) -> str:
    """The code of the first broken rule, or "good"."""
    found = judge_token(replace(GOOD, **claims), replace(EXPECTED, **expected))
    return "good" if found is None else found.code.value


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({}, "good"),
        ({"authorized_party": "client"}, "good"),
        ({"audience": ("client", "client")}, "good"),
        ({"token_type": None}, "good"),
        ({"token_type": "jwt"}, "good"),
        ({"token_type": "application/JWT"}, "good"),
        ({"access_hash_fits": True}, "good"),
        ({"not_before": T + LEEWAY_SECONDS}, "good"),
        ({"expires_at": T - LEEWAY_SECONDS}, "good"),
        ({"issued_at": T + LEEWAY_SECONDS}, "good"),
        ({"issued_at": T - MAX_AGE_SECONDS}, "good"),
        ({"subject": "s" * 255}, "good"),
        ({"token_type": "at+jwt"}, "id_token.type"),
        ({"token_type": "logout+jwt"}, "id_token.type"),
        ({"token_type": ""}, "good"),
        ({"issuer": None}, "id_token.issuer"),
        ({"issuer": "https://login.example/"}, "id_token.issuer"),
        ({"issuer": "HTTPS://login.example"}, "id_token.issuer"),
        ({"audience": ()}, "id_token.audience"),
        ({"audience": ("other",)}, "id_token.audience"),
        ({"audience": ("client", "other")}, "id_token.audience"),
        ({"audience": ("client", "other"), "authorized_party": "client"}, "id_token.audience"),
        ({"audience": ("other",), "authorized_party": "client"}, "id_token.audience"),
        ({"authorized_party": "other"}, "id_token.audience"),
        ({"authorized_party": ""}, "id_token.audience"),
        ({"expires_at": None}, "id_token.time"),
        ({"issued_at": None}, "id_token.time"),
        ({"expires_at": T - LEEWAY_SECONDS - 1}, "id_token.expired"),
        ({"issued_at": T + LEEWAY_SECONDS + 1}, "id_token.time"),
        ({"issued_at": T - MAX_AGE_SECONDS - 1}, "id_token.time"),
        ({"issued_at": T - 604_800}, "id_token.time"),
        ({"not_before": T + LEEWAY_SECONDS + 1}, "id_token.time"),
        ({"nonce": None}, "id_token.nonce"),
        ({"nonce": ""}, "id_token.nonce"),
        ({"nonce": "NONCE"}, "id_token.nonce"),
        ({"subject": None}, "id_token.subject"),
        ({"subject": ""}, "id_token.subject"),
        ({"subject": "s" * 256}, "id_token.subject"),
        ({"access_hash_fits": False}, "id_token.access_hash"),
    ],
)
def test_each_rule_by_one_change(claims: dict[str, Any], code: str) -> None:
    """One changed claim is enough, and the rule it breaks is named."""
    assert verdict(claims) == code


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"nonce": None}, "good"),
        ({"nonce": "left over from the sign-in"}, "good"),
        ({"issued_at": T - 604_800}, "good"),
        ({"subject": "sub-2"}, "sign_in_again.subject"),
        ({"subject": None}, "id_token.subject"),
        ({"issuer": "https://other.example"}, "id_token.issuer"),
        ({"expires_at": T - 61}, "id_token.expired"),
        ({"access_hash_fits": False}, "id_token.access_hash"),
    ],
)
def test_a_refreshed_token_may_be_older_and_without_nonce_but_not_about_another(
    claims: dict[str, Any], code: str
) -> None:
    """OpenID Connect Core section 12.2."""
    assert verdict(claims, **REFRESH) == code


@pytest.mark.parametrize(
    ("offset", "claims", "code"),
    [
        (600.0, {"issued_at": T + 600, "expires_at": T + 900}, "good"),
        (-600.0, {"issued_at": T - 600, "expires_at": T - 300}, "good"),
        (600.0, {}, "id_token.clock"),
        (301.0, {"expires_at": T}, "id_token.clock"),
        (299.0, {"expires_at": T}, "id_token.expired"),
        (-400.0, {}, "id_token.clock"),
    ],
)
def test_a_wrong_clock_is_corrected_and_if_that_is_not_enough_it_is_named(
    offset: float, claims: dict[str, Any], code: str
) -> None:
    """The provider's Date header corrects our clock; from five minutes on, the clock is what the person hears of."""
    assert verdict(claims, clock_offset=offset) == code


def test_the_clock_problem_says_the_minutes() -> None:
    """So that the person can check it against the wall."""
    found = judge_token(GOOD, replace(EXPECTED, clock_offset=-754.0))
    assert found is not None
    assert dict(found.facts) == {"minutes": "13"}


@pytest.mark.parametrize(
    ("offset", "minutes"),
    [(0.0, None), (300.0, None), (-300.0, None), (301.0, "5"), (-301.0, "5"), (600.4, "10"), (-86_400.0, "1440")],
)
def test_a_clock_far_off_is_told_although_all_went_well(offset: float, minutes: str | None) -> None:
    """More than five minutes either way, said in minutes; up to there nobody is bothered."""
    expected = None if minutes is None else problem(Code.CONFIGURATION_CLOCK, minutes=minutes)
    assert clock_notice(offset) == expected


def test_a_foreign_type_is_told_as_plain_short_text() -> None:
    """What a stranger writes into the header reaches the screen harmless."""
    found = judge_token(replace(GOOD, token_type="\x1b[31m<b>" + "x" * 100), EXPECTED)
    assert found is not None
    assert dict(found.facts)["type"] == ("[31m<b>" + "x" * 100)[:40]


def test_only_asymmetric_algorithms_are_allowed() -> None:
    """No none, no HMAC, in no spelling."""
    assert not [name for name in ALLOWED_ALGORITHMS if name.lower().startswith(("none", "hs"))]


@given(
    issuer=some.one_of(some.none(), some.text()),
    audience=some.lists(some.text()).map(tuple),
    nonce=some.one_of(some.none(), some.text()),
    expires=some.one_of(some.none(), some.floats(allow_nan=False)),
)
def test_nothing_made_up_is_ever_good(
    issuer: str | None, audience: tuple[str, ...], nonce: str | None, expires: float | None
) -> None:
    """Whatever else the claims say, a token with a nonce that is not ours is refused, and nothing crashes."""
    claims = replace(GOOD, issuer=issuer, audience=audience, nonce=(nonce or "") + "?", expires_at=expires)
    assert judge_token(claims, EXPECTED) is not None
