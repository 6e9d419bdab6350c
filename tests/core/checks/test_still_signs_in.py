"""Deactivated users can still sign in: each code proven, possible, not to be told, and fine."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import ConnectionState
from flow_desktop.core.findings import Outcome
from flow_desktop.core.symptoms import Symptom
from tests.support.evidence import (
    AWAY,
    CREATED,
    DAY,
    NOW,
    account,
    connection,
    delivery,
    directory_user,
    enterprise,
    event,
    events,
    evidence,
    line,
    mark,
    outside,
    removed,
)
from tests.support.judging import examined, judged, said

HEARD, SENT, ENFORCED = "removal_heard", "removal_sent", "sso_enforced"
PENDING, UNASSIGNED = Cause.REMOVE_PENDING, Cause.REMOVE_UNASSIGNED_WITHOUT_DELETE
NOT_SENT = Cause.REMOVE_EVENT_NOT_SENT
COMPLAINT = {"symptom": Symptom.STILL_SIGNS_IN}
BY_HAND = account(source="manual", linked_to=None, idp_id=None)
MOMENT, LONG = NOW - timedelta(minutes=10), NOW - DAY


# --- the event of the removal -------------------------------------------------------------------------------------


def gone(**pieces: Any) -> Any:
    """Deleted in the directory two days ago; Flow's copy is active, she is a member; a later event was processed."""
    later = mark(NOW - DAY)
    usual = {
        "directory_users": (),
        "account": account(linked_to=None, idp_id=None),
        "delivery": delivery(last_event=later, last_processed=later),
        "events": events(event("dsync.user.created"), event("dsync.user.deleted", NOW - 2 * DAY)),
    }
    return evidence(**{**usual, **pieces})


def test_a_lost_removal_is_proven_without_any_complaint() -> None:
    """The directory has her no more, Flow never heard of it, and later events were processed."""
    assert said(HEARD, gone()) == "remove.webhook_missed problem missed"
    assert said(HEARD, gone(answers={"idp.connection": "failed"})) == "remove.webhook_missed problem missed"


def test_an_inactive_entry_is_gone_too() -> None:
    """A directory that keeps inactive people tells the time by the entry itself."""
    users = (directory_user(active=False, updated_at=NOW - 2 * DAY),)
    found = gone(directory_users=users, account=account(), events=AWAY)
    assert said(HEARD, found) == "remove.webhook_missed problem missed"


def test_without_the_event_list_the_newest_event_of_all_must_be_processed() -> None:
    """Nobody tells when the removal was; only if nothing is left to process was it passed by."""
    assert said(HEARD, gone(events=AWAY)) == "remove.webhook_missed problem missed"
    waiting = delivery(last_event=mark(NOW - DAY), last_processed=mark(NOW - 2 * DAY))
    assert said(HEARD, gone(events=AWAY, delivery=waiting)) == "cannot_tell on_its_way"


@pytest.mark.parametrize("last", [None, mark(CREATED), mark(NOW - 2 * DAY)])
def test_a_removal_on_its_way_is_not_lost(last: Any) -> None:
    """Nothing newer was processed."""
    assert said(HEARD, gone(delivery=delivery(last_processed=last))) == "cannot_tell on_its_way"


@pytest.mark.parametrize("piece", ["delivery", "audit", "connection"])
def test_without_the_deciding_piece_a_lost_removal_is_possible(piece: str) -> None:
    """Gone in one place and not in the other is seen; why is not."""
    assert said(HEARD, gone(**{piece: AWAY})) == "remove.webhook_missed possible maybe"


@pytest.mark.parametrize("piece", ["account", "directory_users", "remembered"])
def test_without_both_sides_nothing_is_told(piece: str) -> None:
    """Membership, directory and what Flow remembers are all needed."""
    assert said(HEARD, gone(**{piece: AWAY})) == "cannot_tell cannot_tell"


def test_failing_deliveries_speak_first() -> None:
    """Deliveries fail since before the removal, or since nobody knows when."""
    failing = delivery(failing_since=NOW - 3 * DAY, last_processed=mark(NOW - DAY))
    assert said(HEARD, gone(delivery=failing)) == "cannot_tell not_reached"
    assert said(HEARD, gone(delivery=failing, events=AWAY)) == "cannot_tell not_reached"


def test_a_stopped_connection_speaks_first() -> None:
    """A deactivated directory tells Flow of no removal."""
    assert said(HEARD, gone(connection=connection(ConnectionState.INACTIVE))) == "cannot_tell not_reached"


def test_a_removal_that_flow_passed_over_was_heard() -> None:
    """The audit has an event about her since the removal."""
    lines = (line("provisioned"), line("directory_inactive", NOW - 2 * DAY, event="dsync.user.deleted"))
    assert said(HEARD, gone(audit=lines)) == "cannot_tell passed_over"


def test_of_two_events_of_one_moment_only_the_removal_itself_was_heard() -> None:
    """Created and removed at once: the creation says nothing, and neither does the time of the newest event."""
    at = NOW - 2 * DAY
    created = (line("provisioned", at),)
    assert said(HEARD, gone(audit=created)) == "remove.webhook_missed problem missed"
    done = mark(at)
    assert said(HEARD, gone(delivery=delivery(last_event=done, last_processed=done))) == (
        "remove.webhook_missed problem missed"
    )
    removal = (line("directory_inactive", at, event="dsync.user.deleted"),)
    assert said(HEARD, gone(audit=removal, events=AWAY)) == "cannot_tell passed_over"


def test_a_member_by_hand_does_not_go_with_the_directory() -> None:
    """Whose membership hangs on no directory user is not proven to have lost it."""
    by_hand = account(source="manual", linked_to=None)
    assert said(HEARD, gone(account=by_hand, audit=())) == "remove.webhook_missed possible maybe"
    tied = (line("linked_existing"),)
    assert said(HEARD, gone(account=by_hand, audit=tied)) == "remove.webhook_missed problem missed"
    untied = (line("linked_existing"), line("removed_by_hand", NOW - 3 * DAY, event="member_removed"))
    assert said(HEARD, gone(account=by_hand, audit=untied)) == "remove.webhook_missed possible maybe"


def test_the_people_of_an_earlier_directory_were_not_removed() -> None:
    """A directory connected anew never had them."""
    anew = delivery(activated_at=NOW - 3 * DAY, last_event=mark(NOW - DAY), last_processed=mark(NOW - DAY))
    assert said(HEARD, gone(delivery=anew)) == "remove.webhook_missed possible maybe"


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ({}, "pass still_there"),
        ({"account": outside()}, "pass not_member"),
        ({"account": None}, "pass not_member"),
        ({"directory_users": (), "remembered": (), "account": BY_HAND}, "pass never_there"),
        ({"directory_users": (), "remembered": ()}, "cannot_tell copy_gone"),
        ({"directory_users": (), "remembered": (), "account": account(linked_to=None)}, "cannot_tell copy_gone"),
        ({"directory_users": (), "remembered": (directory_user(active=None),)}, "cannot_tell copy_unknown"),
        ({"directory_users": (), "remembered": (directory_user(active=False),)}, "pass heard"),
        ({"directory_users": (directory_user(active=None),)}, "cannot_tell state_unknown"),
    ],
)
def test_where_nothing_was_removed_there_is_nothing_to_hear(pieces: Any, expected: str) -> None:
    """Active, no member, never there, or heard."""
    assert said(HEARD, evidence(**pieces)) == expected


# --- whether the removal was sent ---------------------------------------------------------------------------------


def told(**pieces: Any) -> Any:
    """Still active everywhere; answers say what was done at the provider."""
    answers = {name.replace("_", ".", 1): value for name, value in pieces.pop("said", {}).items()}
    return evidence(answers=answers, **pieces)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"idp_removed": "unassigned", "idp_removed_at": MOMENT}, {PENDING: Outcome.PROBLEM}),
        ({"idp_removed": "deactivated", "idp_removed_at": MOMENT}, {PENDING: Outcome.PROBLEM}),
        ({"idp_approval_pending": "yes", "idp_removed": "deleted"}, {PENDING: Outcome.PROBLEM}),
        (
            {"idp_removed": "unassigned", "idp_removed_at": LONG, "idp_active": "yes"},
            {UNASSIGNED: Outcome.PROBLEM},
        ),
        ({"idp_removed": "unassigned", "idp_removed_at": LONG}, {UNASSIGNED: Outcome.PROBLEM}),
        ({"idp_removed": "deactivated", "idp_removed_at": LONG}, {NOT_SENT: Outcome.PROBLEM}),
        ({"idp_removed": "deleted", "idp_removed_at": LONG, "idp_active": "no"}, {NOT_SENT: Outcome.PROBLEM}),
        ({"idp_removed": "deactivated", "idp_removed_at": LONG, "idp_active": "yes"}, {NOT_SENT: Outcome.POSSIBLE}),
        ({"idp_active": "no", "idp_removed_at": LONG}, {NOT_SENT: Outcome.PROBLEM}),
        ({"idp_active": "no"}, {PENDING: Outcome.POSSIBLE, NOT_SENT: Outcome.POSSIBLE}),
        ({"idp_removed": "unassigned"}, {PENDING: Outcome.POSSIBLE, UNASSIGNED: Outcome.POSSIBLE}),
        ({"idp_removed_at": LONG}, {UNASSIGNED: Outcome.POSSIBLE, NOT_SENT: Outcome.POSSIBLE}),
        ({"idp_removed_at": LONG, "idp_active": "yes"}, {UNASSIGNED: Outcome.POSSIBLE}),
        ({"idp_active": "no", "idp_removed": "no", "idp_removed_at": LONG}, {NOT_SENT: Outcome.POSSIBLE}),
        ({"idp_removed": "unassigned", "idp_connection": "failed"}, {None: Outcome.CANNOT_TELL}),
        ({"idp_removed": "no"}, {None: Outcome.PASS}),
    ],
)
def test_answers_tell_how_the_removal_was_lost(answers: Any, expected: Any) -> None:
    """When and how somebody was removed decides; half an answer leaves what fits."""
    assert judged(SENT, told(said=answers)) == expected


def test_the_complaint_alone_makes_all_three_possible_with_their_questions() -> None:
    """Each says what would decide it."""
    found = {one.cause: one for one in examined(SENT, evidence(**COMPLAINT))}
    assert {cause: one.outcome for cause, one in found.items()} == dict.fromkeys(
        (PENDING, UNASSIGNED, NOT_SENT), Outcome.POSSIBLE
    )
    assert found[PENDING].decided_by == ("idp.removed_at", "idp.approval_pending")
    assert found[UNASSIGNED].decided_by == ("idp.removed", "idp.removed_at")
    assert found[NOT_SENT].decided_by == ("idp.removed", "idp.active", "idp.removed_at")


@pytest.mark.parametrize("piece", ["account", "connection"])
def test_nothing_is_proven_without_membership_and_connection(piece: str) -> None:
    """The answers alone do not prove that the person is a member and that the connection works."""
    answers = {"idp_removed": "unassigned", "idp_removed_at": LONG}
    assert judged(SENT, told(said=answers, **{piece: AWAY})) == {UNASSIGNED: Outcome.POSSIBLE}


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ({"directory_users": AWAY}, "cannot_tell cannot_tell"),
        ({"account": outside()}, "pass not_member"),
        ({"directory_users": ()}, "pass not_active"),
        ({"directory_users": (directory_user(active=None),)}, "cannot_tell state_unknown"),
        ({"connection": connection(ConnectionState.INACTIVE)}, "cannot_tell not_reached"),
        ({"connection": connection(ConnectionState.OTHER)}, "cannot_tell connection_unknown"),
    ],
)
def test_what_the_complaint_is_not_about(pieces: Any, expected: str) -> None:
    """No member, not active, unseen, or stopped before."""
    assert said(SENT, evidence(**pieces, **COMPLAINT)) == expected


def test_an_active_person_without_complaint_is_as_it_should_be() -> None:
    """That somebody who works here is active explains itself."""
    assert said(SENT, evidence()) == "pass not_removed"


# --- another way in -----------------------------------------------------------------------------------------------


def signed_in(method: str = "google", at: Any = NOW) -> Any:
    """A sign-in without membership."""
    return line("signed_in_without_membership", at, event="sign_in_attempted", detail={"method": method})


def test_a_sign_in_after_the_removal_is_proven_without_complaint() -> None:
    """The membership is gone, SSO is not enforced, and somebody came in with Google."""
    lines = (*removed()["audit"], signed_in())
    assert said(ENFORCED, evidence(**removed(audit=lines))) == "remove.sso_not_enforced problem signed_in"


def test_the_complaint_proves_it_for_whoever_was_removed() -> None:
    """Nothing keeps the person out of the account."""
    assert said(ENFORCED, evidence(**removed(), **COMPLAINT)) == "remove.sso_not_enforced problem open"
    assert said(ENFORCED, evidence(**removed())) == "pass did_not_sign_in"


@pytest.mark.parametrize("method", ["sso"])
def test_a_sign_in_through_sso_is_no_other_way(method: str) -> None:
    """SSO is the method that enforcing would leave."""
    lines = (*removed()["audit"], signed_in(method))
    assert said(ENFORCED, evidence(**removed(audit=lines))) == "pass did_not_sign_in"


def test_a_sign_in_before_the_removal_does_not_count() -> None:
    """Then the person was let in by right."""
    created, left = removed()["audit"]
    lines = (created, signed_in(at=CREATED), left)
    assert said(ENFORCED, evidence(**removed(audit=lines))) == "pass did_not_sign_in"


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ({"enterprise": enterprise(sso_enforced=True)}, "pass enforced"),
        ({"enterprise": enterprise(sso_enforced=None)}, "cannot_tell setting_unknown"),
        ({"enterprise": AWAY}, "cannot_tell cannot_tell"),
        ({"account": AWAY}, "cannot_tell cannot_tell"),
        ({"account": None}, "pass not_removed"),
        ({"account": account()}, "pass not_removed"),
        ({"audit": ()}, "pass not_removed"),
        ({"audit": AWAY}, "remove.sso_not_enforced possible maybe"),
        ({"audit": AWAY, "enterprise": enterprise(sso_enforced=True)}, "pass enforced"),
        ({"audit": AWAY, "enterprise": AWAY}, "cannot_tell cannot_tell"),
    ],
)
def test_what_decides_whether_another_way_is_open(pieces: Any, expected: str) -> None:
    """Removed, and the setting: each has to be seen."""
    assert said(ENFORCED, evidence(**removed(**pieces), **COMPLAINT)) == expected


def test_without_complaint_and_audit_nothing_is_told() -> None:
    """Whether somebody signed in is not seen."""
    assert said(ENFORCED, evidence(**removed(audit=AWAY))) == "cannot_tell cannot_tell"
