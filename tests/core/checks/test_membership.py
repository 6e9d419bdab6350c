"""Membership that went: by the identity provider, with a group, or by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flow_desktop.core.symptoms import Symptom
from tests.support.evidence import (
    AWAY,
    DAY,
    NOW,
    account,
    connection,
    directory_user,
    event,
    events,
    evidence,
    line,
    nobody,
    removed,
    skipped,
    unseen,
)
from tests.support.judging import examined, said


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("deprovisioned", "member.removed problem removed"),
        ("deactivated", "member.removed problem removed"),
        ("group_deleted", "member.group_deleted problem group_deleted"),
        ("removed_by_hand", "cannot_tell quoted"),
    ],
)
def test_the_newest_line_says_why(reason: str, answer: str) -> None:
    """The account is outside; what was done by hand is quoted and names no cause."""
    assert said("membership", evidence(**removed(reason))) == answer


@pytest.mark.parametrize("reason", ["deprovisioned", "deactivated", "group_deleted"])
def test_a_removal_that_was_wanted_is_fine(reason: str) -> None:
    """Whoever complains that somebody still signs in wanted the removal."""
    assert said("membership", evidence(**removed(reason), symptom=Symptom.STILL_SIGNS_IN)) == "pass wanted"


def test_an_invitation_withdrawn_with_the_group_needs_no_account() -> None:
    """Pending invitations of the group's people are revoked; without an account there was no other membership."""
    assert said("membership", evidence(**removed("group_deleted", account=None))) == (
        "member.group_deleted problem group_deleted"
    )
    assert said("membership", evidence(**removed(account=None))) == "cannot_tell quoted"


def test_the_group_is_named() -> None:
    """Whom to ask about it is in the line's detail."""
    lines = (line("group_deleted", NOW - DAY, event="dsync.group.deleted", detail={"group": "Pilot"}),)
    (finding,) = examined("membership", evidence(**removed(audit=lines)))
    assert [(one.label, one.value) for one in finding.exhibits] == [
        ("audit_line", "group_deleted (dsync.group.deleted)"),
        ("group", "Pilot"),
    ]


def test_who_is_in_or_never_was_passes() -> None:
    """A member, somebody nobody knows, and somebody who was passed over."""
    assert said("membership", evidence()) == "pass member"
    assert said("membership", evidence(audit=AWAY)) == "pass member"
    assert said("membership", evidence(**removed(account=account()))) == "pass member"
    assert said("membership", evidence(**nobody())) == "pass never"
    assert said("membership", evidence(**skipped("seat_cap"))) == "pass never"


@pytest.mark.parametrize("pieces", [{"account": AWAY}, {"audit": AWAY}])
def test_what_was_not_seen_proves_nothing(pieces: dict[str, Any]) -> None:
    """Neither a removal nor that there was none."""
    assert said("membership", evidence(**removed(**pieces))) == "cannot_tell cannot_tell"


def test_outside_without_a_line_that_says_why_is_quoted() -> None:
    """The newest line says that the person came in, or came as not active."""
    assert said("membership", evidence(**removed("provisioned"))) == "cannot_tell quoted"
    assert said("membership", evidence(**skipped("inactive_on_create"))) == "cannot_tell quoted"


def test_taken_out_of_a_directory_that_is_all_we_see_is_told_and_proves_nothing() -> None:
    """Without a Flow source the events, or the inactive entry, say that the person was there, and no more than that."""
    lifted = events(event("dsync.user.created"), event("dsync.user.deleted", NOW - DAY))
    for seen in ({"directory_users": (), "events": lifted}, {"directory_users": (directory_user(active=False),)}):
        for answers in ({}, {"idp.assigned": "no"}):
            alone = replace(evidence(answers=answers), look=unseen(connection=connection(), **seen))
            assert said("membership", alone) == "cannot_tell taken_out"
            assert said("sent", alone) == "pass known"


def test_came_back_or_never_there_was_not_taken_out() -> None:
    """Only the newest of coming and going counts."""
    back = events(event("dsync.user.deleted", NOW - 2 * DAY), event("dsync.user.created", NOW - DAY))
    for listed in (back, events()):
        alone = replace(evidence(), look=unseen(connection=connection(), directory_users=(), events=listed))
        assert said("membership", alone) == "cannot_tell cannot_tell"
