"""Users are not being created: an announcement that was lost, and somebody of whom none was ever sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import ConnectionState, Evidence
from flow_desktop.core.findings import Outcome
from flow_desktop.core.observed import Withheld, WithheldReason
from flow_desktop.core.symptoms import Symptom
from tests.support.evidence import (
    ACTIVATED,
    AWAY,
    CREATED,
    DAY,
    NOW,
    REFUSED,
    account,
    connection,
    delivery,
    directory_user,
    event,
    events,
    evidence,
    line,
    mark,
    nobody,
    outside,
    removed,
    settings,
    skipped,
    unseen,
)
from tests.support.judging import examined, judged, said

PENDING, EARLY = Cause.CREATE_PENDING, Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION
NOT_ASSIGNED, OFF = Cause.CREATE_NOT_ASSIGNED, Cause.CREATE_PROVISIONING_OFF
ALL_POSSIBLE = dict.fromkeys((PENDING, EARLY, NOT_ASSIGNED, OFF), Outcome.POSSIBLE)
BROKEN = [one for one in ConnectionState if one is not ConnectionState.ACTIVE]
A_MOMENT_AGO = NOW - timedelta(minutes=10)


# --- the announcement ---------------------------------------------------------------------------------------------


def unheard(**pieces: Any) -> Evidence:
    """Directory Sync has Ada since two days ago, Flow has nothing of her, and processed an event of yesterday."""
    came = NOW - 2 * DAY
    usual = {
        "directory_users": (directory_user(created_at=came, updated_at=came),),
        "delivery": delivery(last_event=mark(NOW - DAY), last_processed=mark(NOW - DAY)),
        "events": events(event("dsync.user.created", came)),
    }
    return evidence(**nobody(**{**usual, **pieces}))


def test_a_lost_announcement_is_proven_by_a_later_event() -> None:
    """Neither line nor copy nor link, and a later event was processed; the list of events is not needed."""
    assert said("announced", unheard()) == "create.webhook_missed problem missed"
    assert said("announced", unheard(events=AWAY)) == "create.webhook_missed problem missed"
    failing_since_then = delivery(last_processed=mark(NOW - DAY), failing_since=NOW)
    assert said("announced", unheard(delivery=failing_since_then)) == "create.webhook_missed problem missed"


def test_the_lost_announcement_is_the_only_cause() -> None:
    """Somebody whom Directory Sync has was sent."""
    assert said("sent", unheard()) == "pass known"


@pytest.mark.parametrize(
    "pieces",
    [
        {"account": account(linked_to="directory_user_ada")},
        {"audit": (line("seat_cap"),)},
        {"directory_users": ()},
        {"directory_users": (directory_user(active=False),)},
    ],
)
def test_whom_flow_knows_was_announced(pieces: dict[str, Any]) -> None:
    """A link, a line or a copy shows that Flow heard; so nobody is missing."""
    assert said("announced", unheard(**pieces)) == "pass heard"


@pytest.mark.parametrize(
    "pieces",
    [
        {"audit": (line("unchanged"),)},
        {"audit": (line("seat_cap", CREATED), line("delete_noop", NOW - DAY)), "remembered": (directory_user(),)},
        {"audit": (line("a_word_of_next_year"),)},
        {"remembered": (directory_user(),)},
        {"remembered": (directory_user(),), "account": outside()},
    ],
)
def test_who_is_active_and_out_without_a_reason_is_not_fine(pieces: dict[str, Any]) -> None:
    """Flow heard of them and no line says why they are not in: nobody may call that right."""
    assert said("announced", unheard(**pieces)) == "cannot_tell heard_unexplained"


@pytest.mark.parametrize("piece", ["account", "directory_users", "audit", "remembered", "delivery"])
def test_an_announcement_cannot_be_judged_without(piece: str) -> None:
    """Each of these decides."""
    assert said("announced", unheard(**{piece: AWAY})) == "cannot_tell cannot_tell"


def test_an_announcement_may_be_on_its_way() -> None:
    """Nothing newer was processed and nothing fails: wait."""
    for processed in (None, mark(NOW - 2 * DAY), mark(NOW - 3 * DAY)):
        assert said("announced", unheard(delivery=delivery(last_processed=processed))) == "cannot_tell on_its_way"


def test_a_delivery_that_fails_speaks_for_itself() -> None:
    """Then the cause is that Flow is not reached."""
    failing = delivery(last_processed=mark(NOW - 3 * DAY), failing_since=NOW - 2 * DAY)
    (finding,) = examined("announced", unheard(delivery=failing))
    assert dict(finding.because.args) == {"cause": "sync.webhook_unreachable"}
    assert finding.outcome is Outcome.CANNOT_TELL


@pytest.mark.parametrize("state", BROKEN)
def test_a_stopped_connection_comes_first(state: ConnectionState) -> None:
    """While nothing is synced, nothing was lost."""
    assert said("announced", unheard(connection=connection(state))) == "cannot_tell not_reached"


def test_without_a_time_or_an_event_nothing_is_lost() -> None:
    """A complete list that has no announcement proves that none was sent; a source without times proves nothing."""
    assert said("announced", unheard(events=events())) == "cannot_tell no_event"
    timeless = (directory_user(created_at=None),)
    assert said("announced", unheard(directory_users=timeless)) == "cannot_tell no_time"


# --- there before Directory Sync was active -----------------------------------------------------------------------


def early(**pieces: Any) -> Evidence:
    """In Directory Sync a day before it became active."""
    came = ACTIVATED - DAY
    usual = {"directory_users": (directory_user(created_at=came, updated_at=came),), "events": events()}
    return unheard(**{**usual, **pieces})


def test_somebody_there_before_the_activation_was_never_announced() -> None:
    """The complete list has no event of them; with a list that does not reach back it is possible."""
    assert said("sent", early()) == "create.assigned_before_activation problem before_activation"
    assert said("announced", early()) == "cannot_tell not_reached"
    short = early(events=events(back_to=NOW - DAY))
    assert said("sent", short) == "create.assigned_before_activation possible before_activation_maybe"
    assert said("sent", early(events=AWAY)) == "create.assigned_before_activation possible before_activation_maybe"
    assert said("sent", early(delivery=AWAY)) == "cannot_tell cannot_tell"
    told = early(events=AWAY, answers={"idp.assigned_at": ACTIVATED - DAY})
    assert said("sent", told) == "create.assigned_before_activation problem before_activation"


def test_an_announcement_from_before_the_activation_can_be_lost() -> None:
    """The list of events has it, so it was sent."""
    sent = early(events=events(event("dsync.user.created", ACTIVATED - DAY)))
    assert said("announced", sent) == "create.webhook_missed problem missed"


def test_an_event_ignored_while_the_directory_was_off_is_a_suspicion() -> None:
    """Flow's line says that it was ignored; when the person was assigned decides."""
    world = skipped("directory_inactive")
    (finding,) = examined("sent", evidence(**world))
    assert (finding.cause, finding.outcome, finding.decided_by) == (EARLY, Outcome.POSSIBLE, ("idp.assigned_at",))
    told = evidence(**world, answers={"idp.assigned_at": ACTIVATED - DAY})
    assert judged("sent", told) == {EARLY: Outcome.PROBLEM}


# --- nothing was ever sent ----------------------------------------------------------------------------------------


def test_without_answers_every_reason_is_possible() -> None:
    """All are named together, each with the question that decides it."""
    found = {one.cause: one for one in examined("sent", evidence(**nobody()))}
    assert {cause: one.outcome for cause, one in found.items()} == ALL_POSSIBLE
    assert found[NOT_ASSIGNED].decided_by == ("idp.assigned",)
    assert found[OFF].decided_by == ("idp.provisioning",)
    assert found[EARLY].decided_by == ("idp.assigned_at",)
    assert found[PENDING].decided_by == ("idp.assigned_at", "idp.approval_pending")


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        ({"idp.assigned": "no"}, NOT_ASSIGNED),
        ({"idp.assigned": "nested_group"}, NOT_ASSIGNED),
        ({"idp.provisioning": "off"}, OFF),
        ({"idp.assigned_at": ACTIVATED - DAY}, EARLY),
        ({"idp.assigned_at": A_MOMENT_AGO}, PENDING),
        ({"idp.approval_pending": "yes"}, PENDING),
        ({"idp.assigned_at": A_MOMENT_AGO, "idp.provisioning": "off"}, OFF),
    ],
)
def test_one_answer_proves_one_reason(told: dict[str, str | datetime], cause: Cause) -> None:
    """And then the others are no question any more; waiting is no advice while provisioning is off."""
    assert judged("sent", evidence(**nobody(), answers=told)) == {cause: Outcome.PROBLEM}


def test_nothing_is_on_its_way_over_a_connection_that_is_told_to_fail() -> None:
    """Waiting is no advice then, and what the answers leave open comes after it; what they prove stays proven."""
    broken: dict[str, str | datetime] = {"idp.connection": "failed"}
    moment = evidence(**nobody(), answers={**broken, "idp.assigned_at": A_MOMENT_AGO})
    assert said("sent", moment) == said("sent", evidence(**nobody(), answers=broken)) == "cannot_tell not_reached"
    kept = evidence(**nobody(), answers={**broken, "idp.assigned": "no"})
    assert judged("sent", kept) == {NOT_ASSIGNED: Outcome.PROBLEM}


def test_two_answers_prove_two_reasons() -> None:
    """Several causes can hold at once."""
    both = evidence(**nobody(), answers={"idp.assigned": "no", "idp.provisioning": "off"})
    assert judged("sent", both) == {NOT_ASSIGNED: Outcome.PROBLEM, OFF: Outcome.PROBLEM}


def test_an_answer_rules_a_reason_out() -> None:
    """Assigned, provisioning on, two days ago: what is left is named."""
    assigned = evidence(**nobody(), answers={"idp.assigned": "yes"})
    assert set(judged("sent", assigned)) == {PENDING, EARLY, OFF}
    on = evidence(**nobody(), answers={"idp.assigned": "yes", "idp.provisioning": "on"})
    assert set(judged("sent", on)) == {PENDING, EARLY}
    long_ago = {"idp.assigned": "yes", "idp.provisioning": "on", "idp.assigned_at": NOW - 2 * DAY}
    assert said("sent", evidence(**nobody(), answers=long_ago)) == "pass ruled_out"
    held = {**long_ago, "idp.email_mapped": "no"}
    assert said("sent", evidence(**nobody(), answers=held)) == "cannot_tell not_reached"


def test_only_some_providers_let_a_task_wait_for_approval() -> None:
    """OneLogin has such a queue: an old assignment rules waiting out only when nobody has to approve."""
    told: dict[str, str | datetime] = {"idp.assigned_at": NOW - 2 * DAY, "idp.provisioning": "on"}
    onelogin = {**nobody(), "connection": connection(kind="onelogin scim v2.0")}
    assert judged("sent", evidence(**onelogin, answers=told)) == {PENDING: Outcome.POSSIBLE}
    approved = {**told, "idp.approval_pending": "no"}
    assert said("sent", evidence(**onelogin, answers=approved)) == "pass ruled_out"


def test_the_cycle_is_the_providers() -> None:
    """Half an hour is inside Entra's cycle and long over with Okta."""
    told: dict[str, str | datetime] = {"idp.assigned_at": NOW - timedelta(minutes=30), "idp.provisioning": "on"}
    entra = {**nobody(), "connection": connection(kind="azure scim v2.0"), "settings": settings(idp_name=None)}
    assert judged("sent", evidence(**entra, answers=told)) == {PENDING: Outcome.PROBLEM}
    assert said("sent", evidence(**nobody(), answers=told)) == "pass ruled_out"


@pytest.mark.parametrize("state", BROKEN)
def test_nothing_is_suspected_while_nothing_is_synced(state: ConnectionState) -> None:
    """The connection comes first; what somebody told stays proven, but waiting is no advice."""
    world = {**nobody(), "connection": connection(state)}
    assert said("sent", evidence(**world)) == "cannot_tell not_reached"
    assert judged("sent", evidence(**world, answers={"idp.assigned": "no"})) == {NOT_ASSIGNED: Outcome.PROBLEM}
    assert said("sent", evidence(**world, answers={"idp.assigned_at": A_MOMENT_AGO})) == "cannot_tell not_reached"


@pytest.mark.parametrize("piece", ["account", "directory_users", "audit", "connection"])
def test_nowhere_cannot_be_said_without(piece: str) -> None:
    """ "Not provisioned" may only be said when everything that would show the person was seen."""
    assert said("sent", evidence(**nobody(**{piece: AWAY}))) == "cannot_tell cannot_tell"
    assert said("sent", evidence(**nobody(**{piece: AWAY}), answers={"idp.provisioning": "on"})) == (
        "cannot_tell cannot_tell"
    )


def test_somebody_who_may_not_see_the_connection_gets_the_suspicions() -> None:
    """Not allowed to look is no fault: the reasons stay possible, and pending is not proven by a time alone."""
    assert judged("sent", evidence(**nobody(connection=REFUSED, delivery=REFUSED))) == ALL_POSSIBLE
    told = evidence(**nobody(connection=REFUSED, delivery=REFUSED), answers={"idp.assigned_at": A_MOMENT_AGO})
    assert Outcome.PROBLEM not in judged("sent", told).values()


def test_a_directory_source_alone_can_say_that_nobody_was_sent() -> None:
    """Where no Flow source is configured, a complete directory without the person is enough to ask."""
    world = evidence()
    sees = unseen(connection=connection(), delivery=delivery(), directory_users=(), events=events())
    assert judged("sent", Evidence(world.asked, world.now, sees)) == ALL_POSSIBLE
    away = unseen(WithheldReason.TIMED_OUT, connection=connection(), delivery=delivery(), directory_users=())
    assert said("sent", Evidence(world.asked, world.now, away)) == "cannot_tell cannot_tell"
    unheard = unseen(connection=connection(), delivery=delivery(), directory_users=(), events=AWAY)
    assert said("sent", Evidence(world.asked, world.now, unheard)) == "cannot_tell cannot_tell"


BY_HAND = {"account": account(source="manual", linked_to=None, idp_id=None)}


def test_a_member_added_by_hand_is_missed_by_nobody() -> None:
    """Unless somebody complains that the person was not provisioned."""
    assert said("sent", evidence(**nobody(**BY_HAND))) == "pass known"
    complaint = evidence(**nobody(**BY_HAND), symptom=Symptom.NOT_CREATED)
    assert judged("sent", complaint) == ALL_POSSIBLE


@pytest.mark.parametrize(
    "world", [skipped("seat_cap"), removed(), removed("group_deleted"), skipped("inactive_on_create")]
)
def test_whom_flow_heard_of_was_sent(world: dict[str, Any]) -> None:
    """The newest line explains why the person is not in."""
    assert said("sent", evidence(**world)) == "pass known"


def test_removed_and_then_deleted_is_still_removed() -> None:
    """The directory's last word changes nothing for somebody who was out already."""
    lines = (line("deprovisioned", NOW - 2 * DAY), line("delete_noop", NOW - DAY, event="dsync.user.deleted"))
    assert said("sent", evidence(**removed(audit=lines))) == "pass known"
    assert said("membership", evidence(**removed(audit=lines))) == "member.removed problem removed"


def test_passed_over_and_then_deleted_is_nowhere_again() -> None:
    """The gate is no reason any more: the identity provider took the person back."""
    lines = (line("seat_cap", NOW - 2 * DAY), line("delete_noop", NOW - DAY, event="dsync.user.deleted"))
    assert judged("sent", evidence(**nobody(audit=lines))) == ALL_POSSIBLE


def test_who_was_sent_while_the_directory_was_off_and_is_gone_since_is_nowhere() -> None:
    """The directory of now never sent them: the line of that time explains nothing any more."""
    assert judged("sent", evidence(**nobody(audit=(line("directory_inactive", NOW - 2 * DAY),)))) == ALL_POSSIBLE


def test_an_email_that_cannot_be_read_is_not_missing() -> None:
    """A number or an endless text in its place says nothing about the mapping."""
    users = (directory_user(email=Withheld(WithheldReason.NOT_TEXT)),)
    assert said("email_mapped", evidence(**nobody(directory_users=users))) == "cannot_tell cannot_tell"


@pytest.mark.parametrize("who", [None, outside(), account()])
def test_nobody_misses_a_person_who_still_signs_in(who: Any) -> None:
    """With that complaint the way in is not what somebody asks about."""
    assert said("sent", evidence(**nobody(account=who), symptom=Symptom.STILL_SIGNS_IN)) == "pass known"
