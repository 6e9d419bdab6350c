"""Directory Sync at first hand: WorkOS tells the connection, people and events; a SCIM server tells people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from flow_desktop.core.deployment import DirectoryAuth, SourceKind
from flow_desktop.core.evidence import (
    Connection,
    ConnectionState,
    Delivery,
    EventList,
    Look,
    NotSeen,
    Seen,
    seen,
)
from flow_desktop.core.observed import Present
from flow_desktop.core.observed import WithheldReason as Why
from tests.support.answering import Asked, Said
from tests.support.asking import asking
from tests.support.scim_server import TOKEN, ScimServer, user
from tests.support.workos_server import DIRECTORY, KEY, WorkosServer, event, person

ADA = "ada@example.com"
NONE = Connection(ConnectionState.NONE)
HERE = {"id": "directory_user_1", "directory_id": "directory_1", "email": ADA}
DELETED = event(9, "dsync.deleted", {"id": "directory_1", "organization_id": "org_1"}, day=3)


def look(served: Any, email: str = ADA, **place: Any) -> Look:
    """What WorkOS shows."""
    with asking(served, SourceKind.WORKOS, credential=KEY, **place) as (source, _):
        return source.gather(email)


def events(found: Look) -> list[str]:
    """Names of the events, oldest first."""
    listed = seen(found.events)
    assert listed is not None
    return [one.event for one in listed.events]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("linked", "active"),
        ("unlinked", "inactive"),
        ("validating", "validating"),
        ("invalid_credentials", "invalid_credentials"),
        ("deleting", "deleting"),
        ("asleep", "other"),
        ("none", "other"),
    ],
)
def test_the_state_of_the_connection(said: str, state: str) -> None:
    """REST's words mean those of events; a word nobody knows is never "none"."""

    def answer(asked: Asked) -> Said:
        body = {"data": [{**DIRECTORY, "state": said}], "list_metadata": {"after": None}}
        return Said(body=body) if asked.path == "/directories" else Said(404, {})

    assert seen(look(answer).connection) == Connection(ConnectionState(state), "okta scim v2.0")


def test_no_directory_at_all() -> None:
    """Nobody is in Directory Sync then; when it was deleted is in the events, else nobody knows whether it was."""
    found = look(WorkosServer([], directories=0))
    assert (seen(found.connection), seen(found.directory_users)) == (NONE, ())
    assert found.delivery == NotSeen()
    found = look(WorkosServer([], directories=0, events=[DELETED]))
    assert seen(found.delivery) == Delivery(None, None, None, None, datetime(2026, 1, 3, 0, 9, tzinfo=UTC))
    other = event(8, "dsync.deleted", {"id": "directory_2", "organization_id": "org_2"})
    assert look(WorkosServer([], directories=0, events=[other, DELETED])).delivery == NotSeen()


def test_a_deletion_in_the_past_is_over() -> None:
    """Where there is a directory now, only Flow can tell how far events came."""
    assert look(WorkosServer([], events=[DELETED])).delivery == NotSeen()


def test_several_directories_and_none_named() -> None:
    """Nobody says which: nothing is told, also no events of somebody else's directory."""
    found = look(WorkosServer([person(1, ADA)], directories=2, events=[DELETED]))
    pieces = (found.connection, found.directory_users, found.events)
    assert {one.reason for one in pieces if isinstance(one, NotSeen)} == {Why.SOURCE_CANNOT_TELL}


def test_a_named_directory_that_is_not_there() -> None:
    """It is gone where the list is empty; where there are others, its id may be wrong."""
    gone = look(WorkosServer([], frozenset({"no directory"}), directories=0), directory="directory_1")
    assert (seen(gone.connection), seen(gone.directory_users)) == (NONE, ())
    wrong = look(WorkosServer([]), directory="directory_7")
    assert wrong.connection == NotSeen(Why.NOT_FOUND_THERE, "workos_directories")
    assert isinstance(wrong.directory_users, NotSeen)
    unlisted = look(WorkosServer([], frozenset({"no directory", "no list of directories"})), directory="directory_1")
    assert unlisted.connection == NotSeen(Why.NO_SUCH_ADDRESS, "workos_directories")


def test_a_server_without_a_list_of_directories_still_shows_people() -> None:
    """People are looked for in whatever the key can see."""
    found = look(WorkosServer([person(1, ADA)], frozenset({"no list of directories"})))
    assert [one.id for one in seen(found.directory_users) or ()] == ["directory_user_1"]
    assert found.connection == NotSeen(Why.NO_SUCH_ADDRESS, "workos_directories")


def test_everybody_with_the_address_is_told() -> None:
    """A tombstone beside the living entry, each with its own state."""
    old = person(1, ADA, state="inactive", idp_id="00u1", created_at="2026-01-01T00:00:00Z")
    found = look(WorkosServer([old, person(2, "Ada@Example.com", state="resting")]))
    users = {one.id: one for one in seen(found.directory_users) or ()}
    assert {key: one.active for key, one in users.items()} == {"directory_user_1": False, "directory_user_2": None}
    assert (users["directory_user_1"].idp_id, users["directory_user_2"].email) == ("00u1", Present("Ada@Example.com"))
    assert users["directory_user_1"].created_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_events_about_the_person_and_the_directory() -> None:
    """By id or address, also the address before a change and the user inside a group's event; oldest first."""
    theirs = [
        event(1, "dsync.user.created", {**HERE, "email": "old@example.com"}),
        event(2, "dsync.user.updated", {**HERE, "previous_attributes": {"email": "old@example.com"}}),
        event(3, "dsync.group.user_added", {"directory_id": "directory_1", "user": HERE, "group": {}}),
    ]
    others = [
        event(4, "dsync.user.created", {**HERE, "id": "directory_user_2", "email": "grace@example.com"}),
        event(5, "dsync.user.created", {**HERE, "id": "directory_user_3", "directory_id": "directory_2"}),
        event(6, "dsync.activated", {"id": "directory_2"}),
    ]
    served = WorkosServer(
        [person(1, ADA)], events=[event(0, "dsync.activated", {"id": "directory_1"}), *theirs, *others]
    )
    found = look(served)
    assert events(found) == ["dsync.activated", *(one["event"] for one in theirs)]
    assert isinstance(found.events, Seen)
    assert (found.events.value.back_to, found.events.source) == (None, "workos_events")
    assert events(look(served, "old@example.com")) == events(found)


def test_who_had_the_address_and_has_another_now_is_found() -> None:
    """The events lead to the entry; one that is gone is gone, and one that cannot be read is not "nobody"."""
    changed = event(
        2, "dsync.user.updated", {**HERE, "email": "new@example.com", "previous_attributes": {"email": ADA}}
    )
    people = [person(1, "new@example.com"), person(2, "grace@example.com")]
    found = look(WorkosServer(people, events=[changed]))
    assert [one.email for one in seen(found.directory_users) or ()] == [Present("new@example.com")]
    assert seen(look(WorkosServer(people[1:], events=[changed])).directory_users) == ()
    unread = look(WorkosServer(people, frozenset({"500 on one"}), events=[changed]))
    assert unread.directory_users == NotSeen(Why.SERVER_ERROR, "workos_users")


def test_an_address_given_to_somebody_else_is_theirs() -> None:
    """Who has it now is the person; who had it before is not."""
    moved = event(2, "dsync.user.updated", {**HERE, "email": "new@example.com", "previous_attributes": {"email": ADA}})
    found = look(WorkosServer([person(1, "new@example.com"), person(2, ADA)], events=[moved]))
    assert [one.id for one in seen(found.directory_users) or ()] == ["directory_user_2"]


def test_events_are_read_ten_pages_back() -> None:
    """Beyond that the list says how far back it is complete."""
    crowd = [event(n, "dsync.user.created", {**HERE, "id": f"u{n}", "email": f"u{n}@x.example"}) for n in range(1400)]
    served = WorkosServer([person(1, ADA)], events=[event(0, "dsync.user.created", HERE, day=1), *crowd[1:]])
    with asking(served, SourceKind.WORKOS, credential=KEY) as (source, server):
        found = source.gather(ADA)
    assert seen(found.events) == EventList((), datetime(2026, 1, 1, 6, 40, tzinfo=UTC))
    assert len([one for one in server.asked if one.path == "/events" and "user" in one.query["events"]]) == 10


def test_a_server_that_begins_with_the_oldest_events() -> None:
    """All of them are a whole list in any order; the oldest of many tell nothing of now."""
    few = [event(n, "dsync.user.created", HERE) for n in range(3)]
    found = look(WorkosServer([person(1, ADA)], frozenset({"oldest events first"}), events=few))
    assert [one.id for one in (seen(found.events) or EventList(())).events] == ["event_1_0", "event_1_1", "event_1_2"]
    many = [event(n, "dsync.user.created", HERE) for n in range(300)]
    found = look(WorkosServer([person(1, ADA)], frozenset({"oldest events first"}), events=many))
    assert found.events == NotSeen(Why.LISTING_INCOMPLETE, "workos_events")


def test_events_that_fail_cost_only_themselves() -> None:
    """People and connection are still seen."""
    found = look(WorkosServer([person(1, ADA)], frozenset({"events fail"})))
    assert found.events == NotSeen(Why.SERVER_ERROR, "workos_events")
    assert isinstance(found.directory_users, Seen)
    assert isinstance(found.connection, Seen)


# ------------------------------------------------------------------ SCIM


def scim(served: ScimServer, email: str = ADA, **more: Any) -> Look:
    """What a SCIM server shows."""
    with asking(served, SourceKind.SCIM, **{"credential": TOKEN, **more}) as (source, _):
        return source.gather(email)


def test_a_scim_server_shows_people_only() -> None:
    """With the id at the identity provider and the times of the resource."""
    meta = {"created": "2026-01-01T00:00:00Z", "lastModified": "some time ago"}
    found = scim(ScimServer([user(1, ADA, externalId="00u1", meta=meta)]))
    (one,) = seen(found.directory_users) or ()
    assert (one.id, one.idp_id, one.active) == ("id-1", "00u1", True)
    assert (one.created_at, one.updated_at) == (datetime(2026, 1, 1, tzinfo=UTC), None)


def test_me_is_about_the_owner_of_the_token_only() -> None:
    """With the person's own token: their entry for their address, and no word about anybody else."""
    own = {"access": TOKEN, "auth": DirectoryAuth.USER}
    served = ScimServer([user(1, ADA), user(2, "grace@example.com")], me=user(1, ADA))
    assert [one.id for one in seen(scim(served, **own).directory_users) or ()] == ["id-1"]
    stranger = scim(served, "grace@example.com", **own).directory_users
    assert stranger == NotSeen(Why.ONLY_THE_PERSON_CAN_SHOW_THIS, "scim_users")


def test_a_list_that_was_not_whole_proves_nothing() -> None:
    """Who was seen is there; who was not may be."""
    people = [user(n, f"p{n}@example.com") for n in range(120)]
    broken = frozenset({"filter refused", "broken on page 2"})
    assert scim(ScimServer(people, broken)).directory_users == NotSeen(Why.LISTING_INCOMPLETE, "scim_users")
    assert isinstance(scim(ScimServer([user(500, ADA), *people], broken)).directory_users, Seen)
