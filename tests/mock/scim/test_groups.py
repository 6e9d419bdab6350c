"""Groups over the wire: members, names, and the view from the user's side."""

from __future__ import annotations

import pytest

from tests.mock.scim.room import Desk, refused


def members(desk: Desk, key: str) -> list[str]:
    """The ids of a group's members."""
    return [one["value"] for one in desk.get(f"Groups/{key}").get("members", [])]


def test_a_group_and_its_members_know_each_other(rfc: Desk) -> None:
    """A group lists its members with type and address, a user its groups."""
    ada, grace = rfc.made(), rfc.made()
    inner = rfc.group("Inner")
    group = rfc.group("Crew", ada["id"], inner["id"], "nobody", externalId="crew")
    assert group["members"] == [
        {"value": ada["id"], "$ref": ada["meta"]["location"], "type": "User"},
        {"value": inner["id"], "$ref": inner["meta"]["location"], "type": "Group"},
        {"value": "nobody"},
    ]
    found = rfc.get(f"Users/{ada['id']}")
    reference = {"value": group["id"], "$ref": group["meta"]["location"], "display": "Crew", "type": "direct"}
    assert found["groups"] == [reference]
    assert "groups" not in rfc.get(f"Users/{grace['id']}")
    assert rfc.found(f'groups.value eq "{group["id"]}"') == [ada["userName"]]
    assert rfc.found(f'members.value eq "{ada["id"]}"', "Groups") == ["Crew"]
    assert rfc.found('displayName eq "CREW" and externalId eq "crew"', "Groups") == ["Crew"]
    shown = rfc.get("Groups", filter='displayName eq "crew"', excludedAttributes="members")["Resources"][0]
    assert set(shown) == {"schemas", "displayName", "externalId", "id", "meta"}
    assert rfc.get(f"Groups/{group['id']}", attributes="members.value")["members"][2] == {"value": "nobody"}


def test_members_change_one_by_one_and_all_at_once(rfc: Desk) -> None:
    """Entra's and Okta's ways to put members in and take them out; each change raises the version."""
    ada, grace = rfc.made()["id"], rfc.made()["id"]
    group = rfc.group("Changing")["id"]
    path = f"Groups/{group}"
    answer = rfc.patch(path, {"op": "Add", "path": "members", "value": [{"value": ada}, {"value": grace}]})
    assert answer.json()["meta"]["version"] == 'W/"2"'
    rfc.patch(path, {"op": "remove", "path": f'members[value eq "{ada}"]'})
    assert members(rfc, group) == [grace]
    rfc.patch(path, {"op": "add", "path": "members", "value": [{"value": ada, "display": "Ada"}]})
    rfc.patch(path, {"op": "Remove", "path": "members", "value": [{"value": grace}]})
    assert rfc.get(path)["members"][0]["display"] == "Ada"
    rfc.ask("PUT", path, {"displayName": "Changing", "members": [{"value": grace}]})
    assert members(rfc, group) == [grace]
    rfc.patch(path, {"op": "replace", "value": {"id": group, "displayName": "Changed"}})
    assert rfc.found('displayName eq "changed"', "Groups") == ["Changed"]
    rfc.patch(path, {"op": "remove", "path": "members"})
    assert members(rfc, group) == []
    refused(rfc.patch(path, {"op": "remove", "path": "displayName"}), 400, "mutability")


def test_who_is_deleted_leaves_every_group(rfc: Desk) -> None:
    """Deleting a user takes it out of its groups, deleting a group leaves its users."""
    ada = rfc.made()["id"]
    group = rfc.group("Leaving", ada)["id"]
    outer = rfc.group("Outer", group, ada)["id"]
    rfc.ask("DELETE", f"Groups/{group}")
    assert members(rfc, outer) == [ada]
    assert rfc.get(f"Users/{ada}")["groups"][0]["value"] == outer
    rfc.ask("DELETE", f"Users/{ada}")
    assert members(rfc, outer) == []
    assert rfc.get(f"Groups/{outer}")["meta"]["version"] == 'W/"2"'


@pytest.mark.parametrize("body", [{}, {"displayName": " "}, {"displayName": 5}, {"displayName": "x", "members": [5]}])
def test_a_group_needs_a_name(rfc: Desk, body: dict[str, object]) -> None:
    """A group without a name, or with members that are none, is refused."""
    refused(rfc.ask("POST", "Groups", body), 400, "invalidValue")


def test_directory_sync_hears_of_groups(rfc: Desk) -> None:
    """Group and membership changes are events, one for each member; deleting is one event without any removal."""
    ada = rfc.made()["id"]
    before = len(rfc.events())
    path = f"Groups/{rfc.group('Told', ada)['id']}"
    rfc.patch(path, {"op": "replace", "path": "displayName", "value": "Renamed"})
    rfc.patch(path, {"op": "remove", "path": "members"})
    rfc.patch(path, {"op": "add", "path": "members", "value": [{"value": ada}]})
    rfc.ask("DELETE", path)
    kinds = [kind.removeprefix("dsync.group.") for kind in rfc.events()[before:]]
    assert kinds == ["created", "user_added", "updated", "user_removed", "user_added", "deleted"]
