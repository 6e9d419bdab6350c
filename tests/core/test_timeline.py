"""The timeline: Flow's audit and Directory Sync's events told as one story, with what nobody could see left open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from flow_desktop.core.evidence import DirectoryEvent
from flow_desktop.core.timeline import AUDIT_KEEPS, Happening, Heard, tell_timeline
from tests.support.evidence import (
    ACTIVATED,
    AWAY,
    CREATED,
    DAY,
    NOW,
    delivery,
    event,
    events,
    evidence,
    line,
    mark,
    nobody,
)

CHANGED = "dsync.user.updated"


def told(**pieces: Any) -> tuple[Happening, ...]:
    """The rows of evidence with these pieces."""
    return tell_timeline(evidence(**pieces)).happenings


def test_the_lines_of_one_event_are_one_row() -> None:
    """Provisioned and seats raised by one creation, in the order Flow wrote them, at the event's own time."""
    lines = (line("provisioned"), line("seats_raised"))
    (row,) = told(audit=lines)
    assert row == Happening(
        CREATED, "dsync.user.created", ("provisioned", "seats_raised"), Heard.YES, f"event_{CREATED.isoformat()}"
    )


def test_the_event_tells_the_time_where_both_are_seen() -> None:
    """Flow may have processed it later than it happened."""
    late = line("provisioned", NOW, event_id=f"event_{CREATED.isoformat()}")
    assert [row.at for row in told(audit=(late,))] == [CREATED]
    assert [row.at for row in told(audit=(late,), events=AWAY)] == [NOW]


def test_newest_first_and_of_one_moment_the_later_first() -> None:
    """As it is read from the top."""
    lines = (
        line("provisioned"),
        line("name_edited", NOW, event="name_edited", event_id=None),
        line("signed_in", NOW, event="sign_in_attempted", event_id=None),
    )
    assert [row.reasons[0] for row in told(audit=lines)] == ["signed_in", "name_edited", "provisioned"]


def test_an_event_without_a_line_was_not_heard() -> None:
    """The audit was read, and nothing in it is about that event."""
    listed = events(event("dsync.user.created"), event(CHANGED, NOW - DAY))
    newest = told(events=listed)[0]
    assert (newest.event, newest.heard, newest.reasons) == (CHANGED, Heard.NO, ())


def test_an_unread_audit_leaves_it_open() -> None:
    """Without the audit nobody knows what Flow heard."""
    assert [row.heard for row in told(audit=AWAY)] == [Heard.UNKNOWN]


def test_the_newest_processed_event_was_heard_even_so() -> None:
    """How far events came tells it of that one."""
    last = mark(CREATED)
    heard = told(audit=AWAY, delivery=delivery(last_processed=last), events=events(event("x", id=last.id)))
    assert [row.heard for row in heard] == [Heard.YES]


def test_an_audit_that_is_cut_off_leaves_older_events_open() -> None:
    """Only so many lines are told; an older event may have had one."""
    lines = tuple(line("name_updated", NOW - timedelta(minutes=n), id=str(n)) for n in range(AUDIT_KEEPS, 0, -1))
    found = tell_timeline(evidence(audit=lines))
    assert found.happenings[-1].heard is Heard.UNKNOWN
    assert found.back_to == NOW - timedelta(minutes=AUDIT_KEEPS)


def test_sign_ins_do_not_cut_the_audit_off() -> None:
    """They are counted by themselves."""
    lines = tuple(line("signed_in", NOW, event="sign_in_attempted", event_id=None) for _ in range(AUDIT_KEEPS))
    found = tell_timeline(evidence(audit=lines, events=events(event(CHANGED))))
    assert (found.happenings[-1].heard, found.back_to) == (Heard.NO, None)
    assert len(found.happenings) == AUDIT_KEEPS + 1


def test_a_stranger_whom_flow_does_not_know_was_not_heard_of() -> None:
    """A creation that was lost: nothing links her, but the address was asked for."""
    listed = events(event("dsync.user.created"))
    assert [row.heard for row in told(**nobody(events=listed))] == [Heard.NO]


def test_an_event_that_the_audit_was_not_asked_for_stays_open() -> None:
    """Another address and an entry nobody knows: its line may stand under another person."""
    old = event(CHANGED, directory_user_id="directory_user_old", email="old@pilot.example")
    assert [row.heard for row in told(**nobody(events=events(old)))] == [Heard.UNKNOWN]


def test_what_happened_in_flow_alone_has_no_event() -> None:
    """A sign-in, an edited name: several lines of one action are one row, two sign-ins are two."""
    action = {"event": "join_requested", "event_id": None}
    lines = (
        line("join_approved", NOW, **action),
        line("seats_raised", NOW, **action),
        line("signed_in", NOW, event="sign_in_attempted", event_id=None),
        line("signed_in", NOW, event="sign_in_attempted", event_id=None),
    )
    found = told(audit=lines, events=AWAY)
    assert [row.reasons for row in found] == [("signed_in",), ("signed_in",), ("join_approved", "seats_raised")]
    assert {row.heard for row in found} == {Heard.NO_EVENT}


def test_a_repeated_event_is_told_once() -> None:
    """The repeat names its event in the detail only."""
    repeat = line("duplicate_ignored", NOW, event_id=None, detail={"event_id": f"event_{CREATED.isoformat()}"})
    (row,) = told(audit=(line("provisioned"), repeat))
    assert (row.at, row.reasons) == (CREATED, ("provisioned", "duplicate_ignored"))


DELETED, STARTED = "dsync.deleted", "dsync.activated"


@pytest.mark.parametrize(
    ("name", "at", "known", "heard"),
    [
        (STARTED, ACTIVATED, delivery(), Heard.YES),
        (STARTED, ACTIVATED + DAY, delivery(), Heard.NO),
        (STARTED, ACTIVATED, delivery(activated_at=None), Heard.UNKNOWN),
        (STARTED, ACTIVATED, AWAY, Heard.UNKNOWN),
        (DELETED, NOW - DAY, delivery(deleted_at=NOW - DAY), Heard.YES),
        (DELETED, NOW - DAY, delivery(), Heard.NO),
    ],
)
def test_the_directorys_own_events_are_told_by_its_times(name: str, at: Any, known: Any, heard: Heard) -> None:
    """The person's audit has no line about them."""
    listed = events(DirectoryEvent("event_directory", at, name))
    assert [row.heard for row in told(audit=(), events=listed, delivery=known)] == [heard]


def test_an_older_event_of_the_directory_is_left_open() -> None:
    """Its times tell of the newest one only."""
    listed = events(DirectoryEvent("one", ACTIVATED, STARTED), DirectoryEvent("two", ACTIVATED + DAY, STARTED))
    found = told(audit=(), events=listed, delivery=delivery(activated_at=ACTIVATED + DAY))
    assert [row.heard for row in found] == [Heard.YES, Heard.UNKNOWN]


def test_gaps_are_named() -> None:
    """What could not be read and would have told more."""
    assert tell_timeline(evidence(audit=AWAY, events=AWAY)).gaps == (("audit", AWAY), ("events", AWAY))
    assert tell_timeline(evidence()).gaps == ()


def test_how_far_back_it_is_complete_is_told() -> None:
    """As far as the shorter of the two lists."""
    assert tell_timeline(evidence(events=events(back_to=NOW - DAY))).back_to == NOW - DAY
    assert tell_timeline(evidence()).back_to is None


def test_a_line_without_event_is_called_a_change_in_flow() -> None:
    """Older lines may not say what caused them."""
    (row,) = told(audit=(line("role_changed", event=None, event_id=None),), events=AWAY)
    assert (row.event, row.heard) == ("none", Heard.NO_EVENT)
