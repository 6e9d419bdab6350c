"""Signing in, signing up and managing by hand: each code proven, possible, not to be told, and fine."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.evidence import ConnectionState, NotSeen, SignInAttempt
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.symptoms import Symptom
from tests.support.evidence import (
    ADA,
    AWAY,
    BARBARA,
    DAY,
    NOW,
    account,
    connection,
    directory_user,
    enterprise,
    evidence,
    identity,
    line,
    nobody,
    outside,
    settings,
)
from tests.support.judging import said

METHOD, WHOSE, SIGN_UP, BY_HAND = "sign_in_method", "right_account", "sign_up", "manual_changes"
LINH = "linh.nguyen@pilot.example"
ENFORCED = {"enterprise": enterprise(sso_enforced=True)}


def sign_in(reason: str, at: Any = NOW, method: str = "google") -> Any:
    """A line about signing in."""
    return line(reason, at, event="sign_in_attempted", event_id=None, detail={"method": method})


# --- the method ---------------------------------------------------------------------------------------------------


def refused(**pieces: Any) -> Any:
    """SSO is enforced, and Google was used."""
    return evidence(**{"audit": (line("provisioned"), sign_in("sso_required")), **ENFORCED, **pieces})


def test_the_newest_sign_in_was_refused_for_its_method() -> None:
    """The audit says so, and SSO is enforced still."""
    assert said(METHOD, refused()) == "signin.sso_required problem refused"


def test_a_later_sign_in_settles_it() -> None:
    """Whoever got in by SSO afterwards has found the way."""
    lines = (sign_in("sso_required", NOW - DAY), sign_in("signed_in", NOW, "sso"))
    assert said(METHOD, refused(audit=lines)) == "pass not_refused"


def test_a_refused_sign_up_is_no_sign_in() -> None:
    """Signing up with another method is not signing in."""
    lines = (line("sso_required", NOW, event="sign_up_attempted"),)
    assert said(METHOD, refused(audit=lines)) == "pass not_refused"


@pytest.mark.parametrize(
    ("firm", "expected"),
    [
        (enterprise(sso_enforced=False), "pass not_enforced_now"),
        (enterprise(sso_enforced=None), "signin.sso_required possible maybe"),
        (AWAY, "signin.sso_required possible maybe"),
    ],
)
def test_the_setting_of_today_decides(firm: Any, expected: str) -> None:
    """A refusal of yesterday is past once SSO is enforced no more."""
    assert said(METHOD, refused(enterprise=firm)) == expected


def failed(**changes: Any) -> SignInAttempt:
    """A sign-in noted here that was refused for its method."""
    usual: dict[str, Any] = {"at": NOW, "typed": ADA, "cause": "signin.sso_required"}
    return SignInAttempt(**{**usual, **changes})


def test_a_sign_in_noted_here_proves_it_too() -> None:
    """Flow's own code came back to this computer."""
    assert said(METHOD, evidence(attempt=failed(), **ENFORCED)) == "signin.sso_required problem refused"
    assert said(METHOD, evidence(attempt=failed(), audit=AWAY, **ENFORCED)) == "signin.sso_required possible maybe"


def test_a_sign_in_noted_here_of_somebody_else_says_nothing() -> None:
    """The note is about the address that was typed."""
    for is_self in (False, True):
        found = evidence(attempt=failed(typed=LINH), is_self=is_self, **ENFORCED)
        assert said(METHOD, found) == "pass not_refused"


def test_a_sign_in_noted_here_without_an_address_proves_nothing() -> None:
    """Whoever checks themselves on this computer need not be the one who tried."""
    found = evidence(attempt=failed(typed=""), is_self=True, **ENFORCED)
    assert said(METHOD, found) == "signin.sso_required possible maybe"
    assert said(METHOD, evidence(attempt=failed(typed=""), **ENFORCED)) == "pass not_refused"


def test_a_note_is_settled_by_a_later_sign_in() -> None:
    """The audit has a newer one that worked."""
    lines = (sign_in("signed_in", NOW, "sso"),)
    found = evidence(attempt=failed(at=NOW - DAY), audit=lines, **ENFORCED)
    assert said(METHOD, found) == "pass not_refused"


def test_without_audit_and_note_nothing_is_told() -> None:
    """Nobody sees how the person signed in."""
    assert said(METHOD, evidence(audit=AWAY)) == "cannot_tell cannot_tell"


# --- whose account ------------------------------------------------------------------------------------------------


def came(*signed_in: str, typed: str = ADA) -> SignInAttempt:
    """Somebody typed one address and came back with others."""
    return SignInAttempt(NOW, typed, signed_in)


def test_the_browser_signed_in_somebody_else() -> None:
    """The typed address is none of the addresses of who came back; from both people's side."""
    assert said(WHOSE, evidence(attempt=came(LINH))) == "signin.wrong_account problem somebody_else"
    found = evidence(attempt=came(ADA, typed=LINH), is_self=True, claims=identity())
    assert said(WHOSE, found) == "signin.wrong_account problem somebody_else"


def test_another_address_of_the_same_person_is_possible_only() -> None:
    """Directory Sync knows both addresses as hers."""
    users = (directory_user(email="ada.lovelace@pilot.example"),)
    found = evidence(attempt=came("ada.lovelace@pilot.example"), directory_users=users)
    assert said(WHOSE, found) == "signin.wrong_account possible other_address"


@pytest.mark.parametrize("piece", ["account", "directory_users"])
def test_with_a_place_unseen_it_may_be_another_address(piece: str) -> None:
    """That place may know the address as hers."""
    assert said(WHOSE, evidence(attempt=came(LINH), **{piece: AWAY})) == "signin.wrong_account possible maybe"


@pytest.mark.parametrize(
    "attempt",
    [None, came(ADA), came("ADA.BYRON@pilot.example"), came(), came(LINH, typed=""), came(LINH, typed=BARBARA)],
)
def test_where_the_right_account_came_or_it_is_about_others(attempt: Any) -> None:
    """The same address in any letter case, nothing to compare, or two other people."""
    assert said(WHOSE, evidence(attempt=attempt)).startswith("pass")


def test_an_unreadable_note_tells_nothing() -> None:
    """The note on this computer could not be read."""
    assert said(WHOSE, evidence(attempt=NotSeen(WithheldReason.BAD_ANSWER))) == "cannot_tell cannot_tell"


# --- signing up ---------------------------------------------------------------------------------------------------


BLOCKED = line("self_signup_blocked", NOW - DAY, event="sign_up_attempted", event_id=None)
COMPLAINT = {"symptom": Symptom.CANNOT_SIGN_UP}


def blocked(**pieces: Any) -> Any:
    """Nobody knows her, and she tried to sign up."""
    return evidence(**nobody(**{"audit": (BLOCKED,), **pieces}))


def test_a_refused_sign_up_is_proven() -> None:
    """The audit has it, and the domain is managed still."""
    assert said(SIGN_UP, blocked()) == "signup.blocked problem refused"


def test_the_complaint_is_proven_by_the_settings() -> None:
    """A managed domain lets nobody sign up; without complaint that is how it works."""
    assert said(SIGN_UP, evidence(**nobody(), **COMPLAINT)) == "signup.blocked problem managed"
    assert said(SIGN_UP, evidence(**nobody())) == "pass not_tried"


def test_a_refusal_noted_here_is_proven() -> None:
    """The sign-in page's code came back to this computer."""
    noted = SignInAttempt(NOW, ADA, cause="signup.blocked")
    assert said(SIGN_UP, evidence(**nobody(), attempt=noted)) == "signup.blocked problem refused"
    other = SignInAttempt(NOW, LINH, cause="signup.blocked")
    assert said(SIGN_UP, evidence(**nobody(), attempt=other)) == "pass not_tried"


@pytest.mark.parametrize(
    "pieces",
    [
        {"account": account()},
        {"audit": (BLOCKED, line("provisioned", NOW)), "account": outside()},
    ],
)
def test_who_was_let_in_since_needs_no_sign_up(pieces: Any) -> None:
    """A member, or one who was provisioned after the refusal."""
    assert said(SIGN_UP, blocked(**pieces)).startswith("pass")


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ({"settings": settings(domains=("other.example",))}, "pass not_managed"),
        ({"settings": settings(scim_on=False)}, "pass not_managed"),
        ({"settings": settings(domains=("PILOT.example",))}, "signup.blocked problem refused"),
        ({"settings": AWAY}, "signup.blocked possible maybe"),
        ({"settings": AWAY, "connection": connection(ConnectionState.NONE)}, "cannot_tell no_directory"),
        ({"account": AWAY}, "signup.blocked possible maybe"),
        ({"audit": AWAY}, "cannot_tell cannot_tell"),
        ({"audit": AWAY, **COMPLAINT}, "signup.blocked possible maybe"),
    ],
)
def test_what_decides_whether_it_is_blocked_still(pieces: Any, expected: str) -> None:
    """Provisioning on and the domain registered, both seen."""
    symptom = {"symptom": pieces["symptom"]} if "symptom" in pieces else {}
    look = {name: piece for name, piece in pieces.items() if name != "symptom"}
    assert said(SIGN_UP, evidence(**nobody(**{"audit": (BLOCKED,), **look}), **symptom)) == expected


# --- by hand ------------------------------------------------------------------------------------------------------


def attempt(**changes: Any) -> Any:
    """Ada, an admin, tried to invite Linh."""
    usual: dict[str, Any] = {"event": "invite_requested", "event_id": None, "email": LINH, "actor": "account_ada"}
    return line("manual_blocked_by_scim", changes.pop("at", NOW - DAY), **{**usual, **changes})


INVITE = {"detail": {"action": "invite"}}


def test_a_refused_change_of_this_admin_is_proven() -> None:
    """Provisioning is on, and the audit has the attempt."""
    assert said(BY_HAND, evidence(attempts_by_hand=(attempt(**INVITE),))) == ("manual.disabled_by_scim problem refused")


def test_whom_it_was_about_is_told_as_well_until_it_came_by_itself() -> None:
    """An invitation that was wanted counts until the person is a member, a removal until they are none."""
    about = attempt(email=ADA, actor="account_barbara", **INVITE)
    assert said(BY_HAND, evidence(**nobody(attempts_by_hand=(about,)))).endswith("problem refused")
    assert said(BY_HAND, evidence(attempts_by_hand=(about,))) == "pass not_tried"
    removal = attempt(email=ADA, actor="account_barbara", detail={"action": "remove member"})
    assert said(BY_HAND, evidence(attempts_by_hand=(removal,))).endswith("problem refused")
    assert said(BY_HAND, evidence(**nobody(attempts_by_hand=(removal,)))) == "pass not_tried"


def test_attempts_of_others_and_old_ones_are_left_out() -> None:
    """Somebody else's, or one of last year."""
    assert said(BY_HAND, evidence(attempts_by_hand=(attempt(actor="account_barbara"),))) == "pass not_tried"
    assert said(BY_HAND, evidence(attempts_by_hand=(attempt(at=NOW - 40 * DAY),))) == "pass not_tried"


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ({}, "manual.disabled_by_scim problem off"),
        ({"settings": settings(scim_on=False)}, "pass possible_again"),
        ({"settings": AWAY}, "manual.disabled_by_scim possible maybe"),
        ({"attempts_by_hand": AWAY}, "manual.disabled_by_scim problem off"),
    ],
)
def test_the_complaint_is_decided_by_the_setting(pieces: Any, expected: str) -> None:
    """Manual management is off exactly while provisioning is on."""
    assert said(BY_HAND, evidence(symptom=Symptom.CANNOT_MANAGE_BY_HAND, **pieces)) == expected


def test_without_complaint_and_record_nothing_is_told() -> None:
    """Members may not see the record."""
    assert said(BY_HAND, evidence(attempts_by_hand=AWAY)) == "cannot_tell cannot_tell"
    assert said(BY_HAND, evidence(attempts_by_hand=(attempt(),), settings=AWAY)).endswith("possible maybe")
