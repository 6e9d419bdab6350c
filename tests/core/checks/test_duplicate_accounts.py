"""Duplicate user accounts: each code proven, possible, not to be told, and fine."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Outcome
from tests.support.evidence import ACTIVATED, AWAY, CREATED, DAY, account, delivery, evidence, outside
from tests.support.judging import examined, judged, said

DUPLICATE = "duplicate"
BY_HAND, OTHER = Cause.DUPLICATE_MANUAL_BEFORE_SCIM, Cause.DUPLICATE_DIFFERENT_IDENTIFIER


def second(**changes: Any) -> Any:
    """Another account called Ada Byron, made by hand two days before activation, not linked."""
    usual = {"id": "account_old", "email": "ada@pilot.example", "source": "manual", "linked_to": None, "idp_id": None}
    return account(**{**usual, "created_at": ACTIVATED - 2 * DAY, **changes})


def twice(*others: Any, **pieces: Any) -> Any:
    """Ada's linked account and others with her name."""
    return evidence(similar=others or (second(),), **pieces)


SAME, OTHERS = {"flow.same_person": "yes"}, {"flow.same_person": "no"}


def test_an_equal_name_alone_is_possible_and_says_what_decides() -> None:
    """Two people may have one name."""
    (finding,) = examined(DUPLICATE, twice())
    assert (finding.cause, finding.outcome) == (BY_HAND, Outcome.POSSIBLE)
    assert finding.decided_by == ("flow.same_person",)


def test_one_person_by_answer_is_proven() -> None:
    """Made by hand before activation, or any other pair."""
    assert judged(DUPLICATE, twice(answers=SAME)) == {BY_HAND: Outcome.PROBLEM}
    assert judged(DUPLICATE, twice(second(source="self"), answers=SAME)) == {OTHER: Outcome.PROBLEM}
    assert judged(DUPLICATE, twice(second(created_at=CREATED), answers=SAME)) == {OTHER: Outcome.PROBLEM}


def test_two_people_by_answer_pass() -> None:
    """An answer rules it out."""
    assert said(DUPLICATE, twice(answers=OTHERS)) == "pass two_people"


def test_one_id_at_the_provider_is_proof_without_answer() -> None:
    """Two accounts that one person's id at the provider leads to."""
    assert judged(DUPLICATE, twice(second(linked_to="other", idp_id="00uada", source="scim"))) == {
        OTHER: Outcome.PROBLEM
    }


def test_the_unlinked_one_decides_which_it_is_from_either_side() -> None:
    """Asked about the leftover, the linked one is the other account."""
    old = account(email="ada@pilot.example", source="manual", linked_to=None, idp_id=None, created_at=ACTIVATED - DAY)
    linked = account(id="account_new")
    assert judged(DUPLICATE, evidence(account=old, similar=(linked,), answers=SAME)) == {BY_HAND: Outcome.PROBLEM}


@pytest.mark.parametrize("unseen", [AWAY, delivery(activated_at=None)])
def test_without_the_time_of_activation_it_is_one_of_two(unseen: Any) -> None:
    """Whether it was made before SCIM is not seen, so neither is proven."""
    found = judged(DUPLICATE, twice(delivery=unseen, answers=SAME))
    assert found == {BY_HAND: Outcome.POSSIBLE, OTHER: Outcome.POSSIBLE}


@pytest.mark.parametrize("name", ["BYRON", "Byron\u200b", "byron"])
def test_letter_case_makes_no_other_name(name: str) -> None:
    """Names are compared as people do."""
    assert judged(DUPLICATE, twice(second(family_name=name))) == {BY_HAND: Outcome.POSSIBLE}


@pytest.mark.parametrize(
    "others",
    [
        (),
        (second(linked_to="somebody", idp_id="00uother"),),
        (second(family_name="Lovelace"),),
        (second(family_name=None),),
    ],
)
def test_who_is_no_duplicate(others: Any) -> None:
    """Nobody, a namesake whom the directory looks after as well, another name, half a name."""
    assert said(DUPLICATE, evidence(similar=others)) == "pass none"


def test_two_accounts_outside_are_nobodys_duplicate() -> None:
    """Neither is in the enterprise."""
    assert said(DUPLICATE, evidence(account=outside(), similar=(second(role=None),))) == "pass none"


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ({"account": AWAY}, "cannot_tell cannot_tell"),
        ({"similar": AWAY}, "cannot_tell cannot_tell"),
        ({"account": None}, "pass no_account"),
        ({"account": None, "similar": AWAY}, "pass no_account"),
    ],
)
def test_what_has_to_be_seen(pieces: Any, expected: str) -> None:
    """The account and the others with its name."""
    assert said(DUPLICATE, evidence(**pieces)) == expected


def test_several_others_are_told_once_each_cause() -> None:
    """Two leftovers of one kind are one finding."""
    assert len(examined(DUPLICATE, twice(second(), second(id="account_older"), answers=SAME))) == 1
