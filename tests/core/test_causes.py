"""The closed vocabulary of "why": codes in the program, words in the data, one order for both."""

from __future__ import annotations

import re

import pytest

from flow_desktop.core.causes import Cause
from tests.support.resources import toml

WORDS = toml("causes.toml")
HEADINGS = {
    "Before you start",
    "How to set up SCIM provisioning",
    "How to verify your provisioned account",
    "Directory sync is not activating",
    "Users are not being created in Flow",
    "User updates are not appearing in Flow",
    "Deactivated users can still sign in",
    "Duplicate user accounts",
    "Users receive email invitations instead of being provisioned automatically",
    "A user is not provisioned despite a matching email domain",
    "Users are not provisioned despite correct configuration",
    "What happens when a user is removed from the identity provider?",
    "Can users sign up for Flow directly when SCIM is enabled?",
    "How do SCIM-provisioned users sign in?",
    "What role are SCIM-provisioned users assigned?",
    "What happens if a directory group is deleted in the identity provider?",
    "Does SCIM affect billing?",
    "Still need help?",
}
NOBODY = {Cause.ROLE_IT_ADMIN_NO_DICTATION, Cause.SEATS_RAISED, Cause.SEATS_NOT_REDUCED}
FAMILIES = [
    *("setup", "sync", "blocked", "create", "invite", "create", "member", "remove", "duplicate", "update"),
    *("signin", "signup", "manual", "support", "role", "seats"),
]


def test_codes_and_words_are_equal_and_in_blocking_order() -> None:
    """Every code has its words, no words stand for a code that is not there, and both are in the same order."""
    assert list(WORDS) == [cause.value for cause in Cause]


def test_the_codes_are_a_contract() -> None:
    """Lower-case `<family>.<detail>`, 45 of them, the families in blocking order."""
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", cause) for cause in Cause)
    families = [cause.partition(".")[0] for cause in Cause]
    assert [one for at, one in enumerate(families) if at == 0 or families[at - 1] != one] == FAMILIES
    assert len(Cause) == 45


@pytest.mark.parametrize("cause", list(Cause))
def test_a_cause_can_be_explained_and_acted_on(cause: Cause) -> None:
    """A heading of the article, at least one whole sentence, somebody who can act, and where it is proven."""
    told = WORDS[cause.value]
    assert set(told) == {"heading", "meaning", "who", "provable_by"}
    assert told["heading"] in HEADINGS
    assert re.fullmatch(r"[A-Z].{30,200}\.", told["meaning"])
    assert set(told["who"]) <= {"USER", "IT_ADMIN", "SUPPORT", "WAIT"}
    assert (told["who"] == []) == (cause in NOBODY)
    assert told["provable_by"]
    assert set(told["provable_by"]) <= {"flow", "workos", "scim", "claims", "sign-in", "answer"}


def test_no_two_causes_say_the_same() -> None:
    """A person who reads two causes reads two different things."""
    assert len({told["meaning"] for told in WORDS.values()}) == len(WORDS)


def test_only_time_helps_where_something_is_pending() -> None:
    """A cause that ends by itself is named so, and no other cause is."""
    assert {code for code, told in WORDS.items() if told["who"] == ["WAIT"]} == {
        cause.value for cause in Cause if cause.endswith(".pending")
    }
