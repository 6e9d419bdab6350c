"""Short codes for the phone: unique, stable, and hard to mishear."""

from __future__ import annotations

import re

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.spoken import DIGITS, LETTERS, heard_code, spoken_code


def test_no_two_codes_share_a_short_form() -> None:
    """Support never has to ask which of two is meant; rename a new code if this fails, never an old one."""
    assert len({spoken_code(cause) for cause in Cause}) == len(Cause)


@pytest.mark.parametrize("cause", list(Cause))
def test_a_short_form_has_two_letters_and_two_digits(cause: Cause) -> None:
    """Only letters and digits that sound different from one another."""
    assert re.fullmatch(f"[{LETTERS}]{{2}}[{DIGITS}]{{2}}", spoken_code(cause))


@pytest.mark.parametrize("alike", ["BCDEGPTVZ", "MN", "FS", "AJK", "IY", "QU", "O0", "I1", "S5", "59"])
def test_nothing_that_sounds_or_looks_alike_is_used_together(alike: str) -> None:
    """At most one of each group is in the alphabet."""
    assert sum(ch in LETTERS + DIGITS for ch in alike) <= 1


@pytest.mark.parametrize(
    ("cause", "said"),
    [(Cause.BLOCKED_SEAT_CAP, "YK44"), (Cause.CREATE_NOT_ASSIGNED, "YH67"), (Cause.SIGNIN_SSO_REQUIRED, "XY33")],
)
def test_a_short_form_never_changes(cause: Cause, said: str) -> None:
    """What a ticket says today is what it meant last year."""
    assert spoken_code(cause) == said


@pytest.mark.parametrize("cause", list(Cause))
def test_a_short_form_is_understood_however_it_is_typed(cause: Cause) -> None:
    """Small letters, blanks and hyphens do not matter."""
    said = spoken_code(cause)
    assert heard_code(said) is cause
    assert heard_code(f" {said[:2].lower()}-{said[2:]} ") is cause


@pytest.mark.parametrize("said", ["", "AA00", "KM4", "KM477", "é2"])
def test_no_such_code_is_nobody(said: str) -> None:
    """A slip of the ear names no cause."""
    assert heard_code(said) is None
