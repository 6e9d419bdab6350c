"""What may leave the machine: no secret, and everything else unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.redact import STARS, redact, without_query


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer canary.0123456789",
        "authorization: basic Y2FuYXJ5OmNhbmFyeQ==",
        "?code=canary-1&state=canary-2&x=1",
        "{'refresh_token': 'canary', \"access_token\": \"canary\"}",
        "code_verifier = canary",
        "password: canary",
        "id_token_hint=canary",
        "login_hint=canary@example.com",
        "eyJhbGciOiJub25lIn0.canary.canary",
        "sk_canary_123456",
        "request_uri=urn:canary:1",
        "device_code=canary",
    ],
)
def test_secret_shapes_are_starred(text: str) -> None:
    """Headers, parameters, JSON, tokens and keys."""
    shown = redact(text)
    assert "canary" not in shown
    assert STARS in shown


@pytest.mark.parametrize("text", ["AUTHORIZATION: BEARER canary.0123", "Code=canary", '"Access_Token":"canary"'])
def test_the_letter_case_of_a_name_does_not_matter(text: str) -> None:
    """Servers write header and parameter names as they like."""
    assert "canary" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Your last name differs: Okta says Nguyễn, Flow says Nguyen.",
        "https://login.example.com/path?x=1",
        "GET /directory_users 200 in 14 ms",
        "stateful codes are decoded",
    ],
)
def test_plain_text_stays(text: str) -> None:
    """What helps support is not lost."""
    assert redact(text) == text


def test_known_secrets_are_starred_wherever_they_stand() -> None:
    """Longest first, so that no rest of a longer one stays behind; very short ones would star everything."""
    known = frozenset({"abcdef", "abcdef-ghij", "a"})
    assert redact("x abcdef-ghij y abcdefz a", known) == f"x {STARS} y {STARS}z a"


@given(text=st.text(max_size=200), secret=st.text(alphabet="abcXYZ0189-_", min_size=6, max_size=20))
def test_a_known_secret_never_survives(text: str, secret: str) -> None:
    """Whatever stands around it."""
    assert secret not in redact(text + secret + text, frozenset({secret}))


_PIECES = st.sampled_from(
    [
        "code",
        "state",
        "token",
        "=",
        ":",
        " ",
        '"',
        "'",
        "&",
        "Bearer ",
        "abcdefgh",
        "eyJabcdef.x.y",
        "sk_abcdefgh",
        "***",
    ]
)


@given(pieces=st.lists(_PIECES, max_size=12))
def test_redacting_twice_changes_nothing(pieces: list[str]) -> None:
    """What is redacted stays as it is, so it may pass several handlers."""
    once = redact("".join(pieces))
    assert redact(once) == once


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?code=1#y", "https://a.example/x"),
        ("https://a.example/x#y?z", "https://a.example/x"),
        ("https://a.example/x", "https://a.example/x"),
    ],
)
def test_an_address_loses_query_and_fragment(url: str, expected: str) -> None:
    """Both may carry a code."""
    assert without_query(url) == expected
