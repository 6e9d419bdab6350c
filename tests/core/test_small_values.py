"""Small values of the core: attempts, secrets, identities, exits."""

from __future__ import annotations

import copy
import json
import pickle
import re
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_desktop.core.attempt import Attempt
from flow_desktop.core.comparison import Overall
from flow_desktop.core.exit_rules import exit_of_comparison, exit_of_problem
from flow_desktop.core.exits import Exit
from flow_desktop.core.identity import AccountKey, Claim, ClaimSource, Identity, choose_claim, key_of
from flow_desktop.core.limits import ATTEMPT_SECONDS
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, WithheldReason
from flow_desktop.core.ports import StoredSession, Tokens
from flow_desktop.core.problems import Kind
from flow_desktop.core.secret import Secret
from tests.support.worlds import AT, identity

CANARY = "canary-7f3a"


def attempt(verifier: str = CANARY) -> Attempt:
    """An attempt whose secrets are all the canary."""
    return Attempt(
        id="a1",
        issuer="https://id.example.com",
        redirect_uri="http://127.0.0.1:49152/callback",
        state=Secret(CANARY),
        nonce=Secret(CANARY),
        code_verifier=Secret(verifier),
        phrase="one two three four",
        deadline=300.0,
    )


# ------------------------------------------------------------------ attempt


def test_the_challenge_is_the_one_of_the_standard() -> None:
    """The verifier of RFC 7636 appendix B gives the challenge printed there."""
    made = attempt("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert made.code_challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("abcXYZ019-._~"), min_size=43, max_size=128))
def test_a_challenge_is_43_url_safe_letters(verifier: str) -> None:
    """No padding and no letter that a query would change, and another verifier has another challenge."""
    challenge = attempt(verifier).code_challenge
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", challenge)
    assert challenge != attempt(verifier + "x").code_challenge


def test_an_attempt_lasts_five_minutes() -> None:
    """The browser sign-in expires after five minutes."""
    assert ATTEMPT_SECONDS == 300.0


# ------------------------------------------------------------------ secrets

HOLDERS: dict[str, object] = {
    "attempt": attempt(),
    "tokens": Tokens(Secret(CANARY), Secret(CANARY), Secret(CANARY), 60.0),
    "stored session": StoredSession(Secret(CANARY), AccountKey("i", "s"), "openid", AT),
}


@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS)
def test_what_holds_a_secret_never_shows_it(holder: object) -> None:
    """Printing, formatting and converting to text leave the secret out."""
    for shown in (repr(holder), str(holder), f"{holder}", f"{holder!r}", ascii(holder)):
        assert CANARY not in shown
        assert "***" in shown


def test_a_secret_shows_stars_in_every_form() -> None:
    """Whatever is done to see it, three stars are seen; only `reveal` gives the text."""
    secret = Secret(CANARY)
    assert {str(secret), repr(secret)} == {"Secret(***)"}
    assert {f"{secret}", f"{secret:>40}", format(secret, "s")} == {"***"}
    assert secret.reveal() == CANARY


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_a_secret_is_not_copied_out(leak: object) -> None:
    """Pickle, copy and JSON refuse it, and so does what holds it."""
    assert callable(leak)
    with pytest.raises(TypeError) as raised:
        leak(Secret(CANARY))
    assert CANARY not in str(raised.value)
    with pytest.raises(TypeError):
        asdict(attempt())


TEXTS = ["", "a", "b", "ab", "?", "\ud800", "\udfff", "é", "e\u0301", "\x00", "a" * 1000]


@pytest.mark.parametrize("left", TEXTS)
def test_secrets_are_equal_when_their_texts_are(left: str) -> None:
    """Equal texts, equal secrets and hashes; any other text, lone surrogates included, is another secret."""
    for right in TEXTS:
        assert (Secret(left) == Secret(right)) is (left == right)
    assert hash(Secret(left)) == hash(Secret(left))
    assert Secret(left) != left


# ------------------------------------------------------------------ identity

ANA, BEN, NOTHING = Present("Ana"), Present("Ben"), Absent()
NO_TEXT = Withheld(WithheldReason.NOT_TEXT)


@pytest.mark.parametrize(
    ("in_token", "in_user_info", "claim"),
    [
        (NOTHING, NOTHING, Claim()),
        (ANA, NOTHING, Claim(ANA, ClaimSource.ID_TOKEN)),
        (NOTHING, ANA, Claim(ANA, ClaimSource.USER_INFO)),
        (ANA, ANA, Claim(ANA, ClaimSource.ID_TOKEN)),
        (ANA, BEN, Claim(ANA, ClaimSource.ID_TOKEN, other=BEN)),
        (Present(""), ANA, Claim(Present(""), ClaimSource.ID_TOKEN, other=ANA)),
        (NO_TEXT, ANA, Claim(NO_TEXT, ClaimSource.ID_TOKEN, other=ANA)),
        (NOTHING, NO_TEXT, Claim(NO_TEXT, ClaimSource.USER_INFO)),
    ],
)
def test_the_signed_answer_wins_and_the_other_is_told(in_token: Observed, in_user_info: Observed, claim: Claim) -> None:
    """Where both answers have a claim the ID token's is shown, and a disagreement is kept beside it."""
    assert choose_claim(in_token, in_user_info) == claim


@pytest.mark.parametrize(
    ("email", "user_name", "label"),
    [("ana@example.com", "ana", "ana@example.com"), (None, "ana", "ana"), ("", "ana", "ana"), (None, None, "u1")],
)
def test_a_person_is_named_by_what_people_know(email: str | None, user_name: str | None, label: str) -> None:
    """E-mail, else user name, else the subject."""
    claims = [Claim(Present(text)) if text is not None else Claim() for text in (email, user_name)]
    found = Identity("https://id.example.com", "u1", AT, email=claims[0], preferred_username=claims[1])
    assert found.label == label


def test_an_account_is_its_issuer_and_subject() -> None:
    """Another e-mail is the same account; another issuer with the same subject is not."""
    assert key_of(identity(("Ana", "Li", "new@example.com"))) == key_of(identity())
    assert AccountKey("https://a.example", "u1") != AccountKey("https://b.example", "u1")


# ------------------------------------------------------------------ exits

KINDS = {
    Exit.USAGE: {Kind.CONFIGURATION},
    Exit.NOT_SIGNED_IN: {
        *(Kind.DENIED, Kind.SIGN_IN_AGAIN, Kind.WRONG_ACCOUNT, Kind.ID_TOKEN, Kind.CALLBACK, Kind.BROWSER),
    },
    Exit.CANNOT_TELL: {
        *(Kind.NETWORK, Kind.TIMEOUT, Kind.TLS, Kind.DISCOVERY, Kind.PROVIDER_ERROR, Kind.KEYS, Kind.USERINFO),
        *(Kind.BAD_ANSWER, Kind.STORAGE),
    },
    Exit.FORBIDDEN: {Kind.INSECURE, Kind.POLICY},
    Exit.INTERNAL: {Kind.INTERNAL},
}


def test_every_kind_has_its_exit() -> None:
    """A script branches on the exit: the contract kind by kind."""
    assert {kind: exit_of_problem(kind) for kind in Kind} == {
        kind: code for code, kinds in KINDS.items() for kind in kinds
    }


def test_every_answer_has_its_exit() -> None:
    """0 where nobody has to act, 1 for a finding, 4 where nobody could tell."""
    assert {overall: exit_of_comparison(overall) for overall in Overall} == {
        **dict.fromkeys((Overall.SAME, Overall.SAME_WITH_NOTE, Overall.NOT_COMPARED), Exit.OK),
        **dict.fromkeys((Overall.DIFFERS, Overall.NOT_THERE, Overall.INACTIVE), Exit.DIFFERS),
        Overall.CANNOT_TELL: Exit.CANNOT_TELL,
    }


def test_the_numbers_are_a_contract() -> None:
    """Exit codes never change their number."""
    assert {one.name: one.value for one in Exit} == {
        "OK": 0, "DIFFERS": 1, "USAGE": 2, "NOT_SIGNED_IN": 3, "CANNOT_TELL": 4, "FORBIDDEN": 5, "INTERNAL": 70,
        "INTERRUPTED": 130,
    }  # fmt: skip
