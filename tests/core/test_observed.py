"""Empty, not sent and not allowed to look are three facts."""

from __future__ import annotations

import pytest

from flow_desktop.core.observed import MAX_TEXT, Absent, Observed, Present, Withheld, WithheldReason, received, text_of
from flow_desktop.core.words import flatten
from tests.support.resources import toml

NOT_TEXT, TOO_LONG = Withheld(WithheldReason.NOT_TEXT), Withheld(WithheldReason.TOO_LONG)


@pytest.mark.parametrize(
    ("value", "observed"),
    [
        (None, Absent()),
        ("", Present("")),
        ("  ", Present("  ")),
        ("Ana", Present("Ana")),
        ("\x00", Present("\x00")),
        ("a" * MAX_TEXT, Present("a" * MAX_TEXT)),
        ("a" * (MAX_TEXT + 1), TOO_LONG),
        ("Ana\ud800", NOT_TEXT),
        ("\udfff" * 5000, NOT_TEXT),
        (0, NOT_TEXT),
        (False, NOT_TEXT),
        (1.5, NOT_TEXT),
        (b"Ana", NOT_TEXT),
        (["Ana"], NOT_TEXT),
        ({"value": "Ana"}, NOT_TEXT),
    ],
)
def test_what_came_is_kept_or_refused_whole(value: object, observed: Observed) -> None:
    """Text is kept to the last code point; anything else, and text over the cap, is a reason instead."""
    assert received(value) == observed


def test_hostile_text_is_not_changed(uncommon_text: str) -> None:
    """A value that is kept is the value that came."""
    observed = received(uncommon_text)
    assert text_of(observed) in (uncommon_text, None)
    assert isinstance(observed, Withheld) == (text_of(observed) is None)


def test_only_a_value_has_a_text() -> None:
    """Nothing sent and nothing seen are no texts, and not the same thing."""
    assert (text_of(Present("")), text_of(Absent()), text_of(NOT_TEXT)) == ("", None, None)
    assert len({Present(""), Absent(), NOT_TEXT, TOO_LONG}) == 4


def test_every_reason_has_words() -> None:
    """Whatever kept us from looking can be said, and nothing is said that cannot happen."""
    told = flatten(toml("words/en.toml"))
    prefix = "profile.reason."
    assert {name.removeprefix(prefix) for name in told if name.startswith(prefix)} == set(WithheldReason)
