"""What only support can mend: each code proven, possible, not to be told, and fine."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.directory import Role
from flow_desktop.core.symptoms import Symptom
from tests.support.evidence import AWAY, account, enterprise, evidence, line, nobody, removed, skipped
from tests.support.judging import examined, said

SETTINGS, TEST, CHANGE = "settings_visible", "connection_test", "unexpected_change"
HIDDEN, VISIBLE = {"support.settings_visible": "no"}, {"support.settings_visible": "yes"}


def admin(**pieces: Any) -> Any:
    """About an admin."""
    return evidence(**{"account": account(role=Role.ADMIN), **pieces})


def test_settings_missing_on_the_right_plan_are_proven_by_an_answer() -> None:
    """The plan is Enterprise, the person is an admin, and says they are not there."""
    assert said(SETTINGS, admin(answers=HIDDEN)) == "support.settings_missing problem missing"


def test_the_complaint_alone_asks() -> None:
    """Possible, with the question."""
    found = admin(symptom=Symptom.SETTINGS_MISSING)
    assert said(SETTINGS, found) == "support.settings_missing possible maybe"
    assert examined(SETTINGS, found)[0].decided_by == ("support.settings_visible",)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ({"answers": VISIBLE, "symptom": Symptom.SETTINGS_MISSING}, "pass not_missing"),
        ({}, "pass not_missing"),
        ({"answers": HIDDEN, "enterprise": enterprise(plan="team")}, "pass other_plan"),
        ({"answers": HIDDEN, "enterprise": enterprise(plan=None)}, "cannot_tell plan_unknown"),
        ({"answers": HIDDEN, "enterprise": AWAY}, "cannot_tell cannot_tell"),
        ({"answers": HIDDEN, "account": account()}, "pass not_admin"),
        ({"answers": HIDDEN, "account": AWAY}, "support.settings_missing possible maybe"),
    ],
)
def test_what_rules_missing_settings_out(pieces: Any, expected: str) -> None:
    """They are there, the plan or the role has none, or a place was not seen."""
    assert said(SETTINGS, admin(**pieces)) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (("failed", "yes"), "support.connection_test_fails problem failing"),
        (("failed", "no"), "pass confirm_first"),
        (("failed", None), "support.connection_test_fails possible maybe"),
        (("ok", "yes"), "pass not_failing"),
        ((None, None), "pass not_failing"),
    ],
)
def test_a_failing_connection_test_is_proven_by_both_answers(told: Any, expected: str) -> None:
    """It fails, and address, token and network were confirmed."""
    keys = ("support.connection_test", "support.url_token_network_confirmed")
    answers = {key: value for key, value in zip(keys, told, strict=True) if value}
    assert said(TEST, evidence(answers=answers)) == expected


def test_a_complaint_about_the_test_asks_both_questions() -> None:
    """Possible, until they are answered."""
    (finding,) = examined(TEST, evidence(symptom=Symptom.CONNECTION_TEST_FAILS))
    assert finding.decided_by == ("support.connection_test", "support.url_token_network_confirmed")


NOBODY_DID, SOMEBODY_DID = {"support.idp_changed": "no"}, {"support.idp_changed": "yes"}
COMPLAINT = {"symptom": Symptom.UNEXPECTED_CHANGE}


def test_a_change_that_nobody_made_is_proven_by_audit_and_answer() -> None:
    """Removed, or added, by an event of the directory."""
    assert said(CHANGE, evidence(**removed(), answers=NOBODY_DID)) == "support.unexpected_change problem nobody"
    assert said(CHANGE, evidence(answers=NOBODY_DID)) == "support.unexpected_change problem nobody"


def test_the_complaint_about_a_change_asks() -> None:
    """Possible, with the question."""
    (finding,) = examined(CHANGE, evidence(**removed(), **COMPLAINT))
    assert finding.decided_by == ("support.idp_changed",)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ({}, "pass not_unexpected"),
        ({"answers": SOMEBODY_DID, **COMPLAINT}, "pass not_unexpected"),
        ({"answers": NOBODY_DID, "audit": AWAY}, "cannot_tell cannot_tell"),
        ({"answers": NOBODY_DID, "audit": ()}, "pass no_change"),
        ({"answers": NOBODY_DID, **nobody()}, "pass no_change"),
        ({"answers": NOBODY_DID, **skipped("seat_cap")}, "pass no_change"),
    ],
)
def test_what_is_no_unexpected_change(pieces: Any, expected: str) -> None:
    """Nobody complains, somebody did it, nothing was seen, or nobody was let in or out."""
    assert said(CHANGE, evidence(**pieces)) == expected


def test_a_removal_by_hand_is_no_change_of_the_directory() -> None:
    """An admin did it in Flow."""
    by_hand = removed("removed_by_hand")
    lines = (by_hand["audit"][0], line("removed_by_hand", by_hand["audit"][1].at, event="remove_requested"))
    assert said(CHANGE, evidence(**{**by_hand, "audit": lines}, answers=NOBODY_DID)) == "pass no_change"
