"""What Directory Sync makes of SCIM writes: rows, events, and the shape of each event's data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.mock.sync.room import ADA, BOB, DIRECTORY, GROUP, ORGANIZATION, Room

USER_KEYS = {
    "object", "id", "directory_id", "organization_id", "idp_id", "email", "first_name", "last_name", "name", "emails",
    "job_title", "username", "state", "raw_attributes", "custom_attributes", "created_at", "updated_at",
}  # fmt: skip
GROUP_KEYS = {
    "object", "id", "idp_id", "directory_id", "organization_id", "name", "raw_attributes", "created_at", "updated_at",
}  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def kinds(events: list[dict[str, object]]) -> list[object]:
    """Their names."""
    return [event["event"] for event in events]


def test_a_new_user_is_told_in_the_envelope_of_events(room: Room) -> None:
    """Envelope, ids, times and every field of a directory user are as WorkOS sends them."""
    (event,) = room.put(ADA)
    assert event.keys() == {"object", "id", "event", "data", "created_at", "context"}
    assert (event["object"], event["event"], event["context"]) == ("event", "dsync.user.created", {})
    assert re.fullmatch(r"event_[0-9A-HJKMNP-TV-Z]{26}", event["id"])
    user = event["data"]
    assert user.keys() == USER_KEYS
    assert (user["object"], user["directory_id"], user["organization_id"]) == (
        "directory_user",
        DIRECTORY,
        ORGANIZATION,
    )
    assert (user["id"], user["idp_id"], user["state"], user["name"]) == (ADA.id, "00u-ada", "active", "Ada Byron")
    assert user["emails"] == [{"primary": True, "type": "work", "value": "ada@pilot.example"}]
    for time in (event["created_at"], user["created_at"], user["updated_at"]):
        assert TIME.fullmatch(time)


def test_raw_attributes_are_the_scim_resource(room: Room) -> None:
    """Whatever the identity provider sent is passed on under raw_attributes."""
    sent = {"userName": "ada", "title": "Countess"}
    room.say("INSERT INTO scim_users (id, resource, created_at) VALUES (?, ?, 'then')", ADA.id, json.dumps(sent))
    (event,) = room.put(ADA)
    assert (event["data"]["raw_attributes"], event["data"]["created_at"]) == (sent, "then")


def test_an_update_says_what_was_before(room: Room) -> None:
    """`previous_attributes` has each changed attribute once, and the time of the change moves."""
    (created,) = room.put(ADA)
    room.clock.now += 60
    (event,) = room.put(replace(ADA, first_name="Augusta"))
    assert event["event"] == "dsync.user.updated"
    assert event["data"].keys() == USER_KEYS | {"previous_attributes"}
    assert event["data"]["previous_attributes"] == {"first_name": "Ada", "name": "Ada Byron"}
    assert event["data"]["created_at"] == created["data"]["created_at"] < event["data"]["updated_at"]


def test_a_new_attribute_was_null(room: Room) -> None:
    """An attribute that was not there before is null among the previous ones."""
    room.put(replace(ADA, last_name=None))
    (event,) = room.put(ADA)
    assert event["data"]["previous_attributes"] == {"last_name": None, "name": "Ada"}


def test_a_changed_address_is_told_with_its_list(room: Room) -> None:
    """Shallow: of a changed e-mail the whole list of addresses is there."""
    room.put(ADA)
    (event,) = room.put(replace(ADA, email="countess@pilot.example"))
    before = {"primary": True, "type": "work", "value": "ada@pilot.example"}
    assert event["data"]["previous_attributes"] == {"email": "ada@pilot.example", "emails": [before]}
    assert room.users()[0]["email_key"] == "countess@pilot.example"


def test_the_same_again_is_no_event(room: Room) -> None:
    """A PUT that changes nothing is silent and does not move updated_at."""
    room.put(ADA)
    before = room.users()
    room.clock.now += 60
    assert (room.put(ADA), room.users()) == ([], before)


def test_an_identity_is_needed(room: Room) -> None:
    """Without an external id the user name is the idp_id; events require one."""
    (event,) = room.put(replace(ADA, idp_id=None))
    assert event["data"]["idp_id"] == "ada@pilot.example"


def test_inactive_is_deleted_by_default(room: Room) -> None:
    """Deactivating looks like deleting: dsync.user.deleted, and the directory has the user no more."""
    room.put(ADA)
    (event,) = room.put(replace(ADA, active=False))
    assert (event["event"], event["data"]["id"], event["data"]["state"]) == ("dsync.user.deleted", ADA.id, "inactive")
    assert room.users() == []
    assert room.put(replace(ADA, active=False)) == []


def test_who_returns_is_created_again(room: Room) -> None:
    """With the same id; group edges are still there and are not told again."""
    room.put(ADA)
    room.group("Pilot", ADA.id)
    room.put(replace(ADA, active=False))
    events = room.put(ADA)
    assert [(event["event"], event["data"]["id"]) for event in events] == [("dsync.user.created", ADA.id)]
    assert room.edges() == [(GROUP, ADA.id)]
    assert room.group("Pilot", ADA.id) == []


def test_inactive_can_be_retained(room: Room) -> None:
    """In the other mode leaving and returning are updates, with the state before."""
    room.say("INSERT INTO directory_settings VALUES ('inactive_users', 'retain')")
    room.put(ADA)
    (left,) = room.put(replace(ADA, active=False))
    (back,) = room.put(ADA)
    assert kinds([left, back]) == ["dsync.user.updated"] * 2
    assert [event["data"]["previous_attributes"] for event in (left, back)] == [
        {"state": "active"},
        {"state": "inactive"},
    ]
    (gone,) = room.delete(ADA.id)
    assert (gone["event"], gone["data"]["state"], room.users()) == ("dsync.user.deleted", "active", [])


@pytest.mark.parametrize(("mode", "events"), [("delete", []), ("retain", ["dsync.user.created"])])
def test_who_comes_inactive(room: Room, mode: str, events: list[str]) -> None:
    """Is not in a directory that deletes inactive users, and is created as inactive in one that retains them."""
    room.say("INSERT INTO directory_settings VALUES ('inactive_users', ?)", mode)
    assert kinds(room.put(replace(ADA, active=False))) == events
    assert [user["state"] for user in room.users()] == ["inactive"] * len(events)


def test_entra_creates_and_updates(make_room: Callable[..., Room]) -> None:
    """A create of Microsoft Entra arrives as both events."""
    room = make_room(kind="azure scim v2.0")
    created, updated = room.put(ADA)
    assert kinds([created, updated]) == ["dsync.user.created", "dsync.user.updated"]
    assert updated["data"] == {**created["data"], "previous_attributes": {}}


def test_deleting_drops_the_edges(room: Room) -> None:
    """A SCIM DELETE takes user and edges, tells one event, and nothing for an unknown user."""
    room.put(ADA)
    room.group("Pilot", ADA.id)
    assert kinds(room.delete(ADA.id)) == ["dsync.user.deleted"]
    assert (room.users(), room.edges()) == ([], [])
    assert room.delete(ADA.id) == []


def test_a_group_is_created_and_renamed(room: Room) -> None:
    """With the identity it was given; the same name again is silent."""
    (created,) = room.group("Pilot", idp_id="an-object-id")
    assert (created["event"], created["data"].keys()) == ("dsync.group.created", GROUP_KEYS)
    assert (created["data"]["name"], created["data"]["idp_id"]) == ("Pilot", "an-object-id")
    room.clock.now += 60
    (renamed,) = room.group("Pilots", idp_id="an-object-id")
    assert renamed["event"] == "dsync.group.updated"
    assert renamed["data"]["previous_attributes"] == {"name": "Pilot"}
    assert room.group("Pilots", idp_id="an-object-id") == []


def test_members_come_and_go(room: Room) -> None:
    """One event for each, with the whole user and the whole group; nobody's updated_at moves."""
    room.put(ADA, BOB)
    before = room.users()
    room.clock.now += 60
    events = room.group("Pilot", ADA.id, BOB.id)
    assert kinds(events) == ["dsync.group.created", "dsync.group.user_added", "dsync.group.user_added"]
    added = events[1]["data"]
    assert added.keys() == {"directory_id", "user", "group"}
    assert (added["user"].keys(), added["group"].keys()) == (USER_KEYS, GROUP_KEYS)
    assert {event["data"]["user"]["id"] for event in events[1:]} == {ADA.id, BOB.id}
    (removed,) = room.group("Pilot", BOB.id)
    assert (removed["event"], removed["data"]["user"]["id"]) == ("dsync.group.user_removed", ADA.id)
    assert (room.edges(), room.users()) == ([(GROUP, BOB.id)], before)


def test_members_nobody_knows_are_dropped(room: Room) -> None:
    """An unresolved member is no edge and no event; somebody inactive leaves a group silently."""
    room.put(ADA)
    assert kinds(room.group("Pilot", ADA.id, "directory_user_unknown"))[1:] == ["dsync.group.user_added"]
    room.put(replace(ADA, active=False))
    assert (room.group("Pilot"), room.edges()) == ([], [])


def test_a_deleted_group_is_one_event(room: Room) -> None:
    """No user_removed events; the edges are gone, the users stay."""
    room.put(ADA)
    room.group("Pilot", ADA.id)
    (event,) = room.delete_group()
    assert (event["event"], event["data"]["id"]) == ("dsync.group.deleted", GROUP)
    assert (room.edges(), len(room.users()), room.delete_group()) == ([], 1, [])


def test_before_activation_users_are_kept_but_not_told(make_room: Callable[..., Room]) -> None:
    """Nothing is backfilled: what came before activation is never told, what comes after it is."""
    room = make_room(state="validating")
    assert room.put(ADA) == room.group("Pilot", ADA.id) == []
    assert ([user["id"] for user in room.users()], room.edges()) == ([ADA.id], [(GROUP, ADA.id)])
    room.say("UPDATE directories SET state = 'linked'")
    assert (room.heard(), room.put(ADA)) == ([], [])
    assert kinds(room.put(replace(ADA, first_name="Augusta"))) == ["dsync.user.updated"]


def test_a_deactivated_directory_sleeps(room: Room) -> None:
    """Nothing syncs while it is deactivated; the first write afterwards brings the change."""
    room.put(ADA)
    before = room.users()
    room.say("UPDATE directories SET state = 'unlinked'")
    assert room.put(replace(ADA, first_name="Augusta"), BOB) == room.group("Pilot", ADA.id) == []
    assert room.delete(ADA.id) == room.delete_group() == []
    assert (room.users(), room.edges()) == (before, [])
    room.say("UPDATE directories SET state = 'linked'")
    assert kinds(room.put(replace(ADA, first_name="Augusta"), BOB)) == ["dsync.user.updated", "dsync.user.created"]


def test_without_a_directory_nothing_happens(room: Room) -> None:
    """After the directory is gone a late write changes nothing."""
    room.say("DELETE FROM directories")
    assert (room.put(ADA), room.users()) == ([], [])


def test_what_is_rolled_back_is_not_told(room: Room) -> None:
    """Rows, event and delivery are one transaction with the SCIM write."""

    def write_and_fail() -> None:
        with room.store.transaction() as connection:
            room.changes.put_user(connection, ADA)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert (room.heard(), room.users(), room.store.all("SELECT * FROM events")) == ([], [], [])
