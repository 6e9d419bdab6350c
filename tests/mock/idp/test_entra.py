"""Microsoft Entra ID's conversations and its clock (domain facts, 4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.idp.listener import Desk

FIND_ADA = 'GET /scim/v2/Users?filter=userName eq "ada.byron@corp.example"'
MONTH = 30 * 24 * 60


@pytest.fixture
def entra(desk_of) -> Desk:
    """Entra with one person who is not assigned, its initial cycle over."""
    desk = desk_of("entra")
    desk.add_ada()
    desk.idp.run()
    return desk


@pytest.fixture
def with_ada(entra: Desk) -> Desk:
    """Entra after the cycle that provisioned the person."""
    entra.idp.assign("ada")
    entra.pass_minutes(40)
    entra.scim.take()
    return entra


def operations(desk: Desk) -> list[dict[str, Any]]:
    """The operations of the one request that was heard."""
    (request,) = desk.scim.take()
    assert request.body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
    return list(request.body["Operations"])


def test_a_creation_waits_for_the_cycle(entra: Desk) -> None:
    """Nothing at the assignment, nothing after 39 minutes; then the check and a POST in Entra's shape."""
    entra.idp.assign("ada")
    entra.pass_minutes(39)
    assert entra.scim.lines() == []
    entra.pass_minutes(1)
    check, create = entra.scim.take()
    assert (check.line, create.line) == (FIND_ADA, "POST /scim/v2/Users")
    assert create.headers["content-type"] == "application/scim+json; charset=utf-8"
    body = dict(create.body)
    assert len(body.pop("externalId")) == 36
    assert body == {
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        ],
        "userName": "ada.byron@corp.example",
        "displayName": "Ada Byron",
        "active": True,
        "emails": [{"primary": True, "type": "work", "value": "ada@pilot.example"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Ada Byron", "givenName": "Ada", "familyName": "Byron"},
        "roles": [],
    }


def test_the_initial_cycle_runs_when_provisioning_starts(desk_of) -> None:
    """Connecting starts one, and it picks up who was assigned before: Entra looks at everybody in scope."""
    desk = desk_of("entra")
    desk.add_ada()
    desk.idp.change_settings(connected=False)
    desk.idp.assign("ada")
    desk.pass_minutes(40)
    assert desk.scim.lines() == []
    assert desk.idp.connect(desk.service.scim, "the-token") is None
    desk.scim.take()
    desk.idp.run()
    assert desk.scim.lines() == [FIND_ADA, "POST /scim/v2/Users"]
    desk.idp.run()
    assert desk.scim.lines() == []


def test_an_update_is_a_patch_with_one_operation_per_attribute(with_ada: Desk) -> None:
    """Capitalised operations, path filters, and the parts of a name one by one."""
    with_ada.idp.change_person("ada", family_name="Lovelace", email="countess@pilot.example")
    with_ada.pass_minutes(40)
    assert operations(with_ada) == [
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "countess@pilot.example"},
        {"op": "Replace", "path": "name.familyName", "value": "Lovelace"},
        {"op": "Replace", "path": "displayName", "value": "Ada Lovelace"},
        {"op": "Replace", "path": "name.formatted", "value": "Ada Lovelace"},
    ]


def test_what_was_empty_is_added_and_what_becomes_empty_is_skipped(entra: Desk) -> None:
    """A null attribute is not sent, so the directory keeps the old value."""
    entra.idp.add_person("bob", username="bob@corp.example", given_name="Bob", name="Bob")
    entra.idp.assign("bob")
    entra.pass_minutes(40)
    create = entra.scim.take()[1]
    assert "emails" not in create.body
    assert create.body["name"] == {"formatted": "Bob", "givenName": "Bob"}
    entra.idp.change_person("bob", email="bob@pilot.example")
    entra.pass_minutes(40)
    assert operations(entra)[0] == {
        "op": "Add",
        "path": 'emails[type eq "work"].value',
        "value": "bob@pilot.example",
    }
    entra.idp.change_person("bob", email=None, given_name=None)
    entra.pass_minutes(40)
    assert entra.scim.lines() == []


@pytest.mark.parametrize("how", ["unassign", "deactivated", "suspended", "deleted"])
def test_who_goes_is_set_to_false_as_text(with_ada: Desk, how: Any) -> None:
    """Unassigned, blocked or deleted softly: the same PATCH in the next cycle, and only once."""
    if how == "unassign":
        with_ada.idp.unassign("ada")
    else:
        with_ada.idp.set_state("ada", how)
    with_ada.pass_minutes(40)
    assert operations(with_ada) == [{"op": "Replace", "path": "active", "value": "False"}]
    with_ada.pass_minutes(40)
    assert with_ada.scim.lines() == []


def test_who_comes_back_is_set_to_true(with_ada: Desk) -> None:
    """With what changed meanwhile; no POST and no group memberships."""
    with_ada.idp.add_group("pilot", "Pilot")
    with_ada.idp.put_in_group("ada", "pilot")
    with_ada.idp.assign_group("pilot")
    with_ada.pass_minutes(40)
    with_ada.idp.set_state("ada", "deactivated")
    with_ada.pass_minutes(40)
    with_ada.idp.change_person("ada", username="ada@corp.example")
    with_ada.scim.take()
    with_ada.idp.set_state("ada", "active")
    with_ada.pass_minutes(40)
    assert operations(with_ada) == [
        {"op": "Replace", "path": "userName", "value": "ada@corp.example"},
        {"op": "Replace", "path": "active", "value": "True"},
    ]


def test_a_deleted_person_is_deleted_there_after_30_days(with_ada: Desk) -> None:
    """Soft at first; the DELETE follows on the world's clock."""
    with_ada.idp.set_state("ada", "deleted")
    with_ada.pass_minutes(40)
    with_ada.scim.take()
    with_ada.pass_minutes(MONTH - 60)
    assert with_ada.scim.lines() == []
    with_ada.pass_minutes(60)
    assert with_ada.scim.lines() == ["DELETE /scim/v2/Users/users-1"]
    with_ada.pass_minutes(MONTH)
    assert with_ada.scim.lines() == []


def test_deleted_for_good_needs_no_30_days(with_ada: Desk) -> None:
    """Deleting once more at the provider; the next cycle deletes there."""
    with_ada.idp.set_state("ada", "deleted")
    with_ada.idp.set_state("ada", "deleted")
    with_ada.pass_minutes(40)
    assert with_ada.scim.lines() == ["DELETE /scim/v2/Users/users-1"]


def test_who_was_unassigned_before_is_never_deleted_there(with_ada: Desk) -> None:
    """Out of scope means out of the cycle's hands."""
    with_ada.idp.unassign("ada")
    with_ada.pass_minutes(40)
    with_ada.scim.take()
    with_ada.idp.set_state("ada", "deleted")
    with_ada.pass_minutes(MONTH)
    assert with_ada.scim.lines() == []


def test_only_direct_members_of_an_assigned_group_are_sent(entra: Desk) -> None:
    """People of a nested group are not in scope; the page says so."""
    entra.idp.add_person("bob", email="bob@pilot.example")
    entra.idp.add_group("all", "Everybody")
    entra.idp.add_group("pilot", "Pilot")
    entra.idp.put_in_group("ada", "all")
    entra.idp.put_in_group("bob", "pilot")
    entra.idp.nest_group("pilot", "all")
    entra.idp.assign_group("all")
    entra.pass_minutes(40)
    posts = [one for one in entra.scim.take() if one.method == "POST"]
    assert [one.body.get("userName", one.body["displayName"]) for one in posts] == [
        "ada.byron@corp.example",
        "Everybody",
    ]
    assert entra.idp.provision_now("bob") == (
        "Skipped: bob@pilot.example: "
        "the app is assigned neither to the person nor to a group that holds the person directly."
    )
    with pytest.raises(ValueError, match="inside"):
        entra.idp.nest_group("all", "pilot")


def test_a_group_goes_with_its_object_id_and_members_follow(with_ada: Desk) -> None:
    """POST without members, Add, Remove, rename; an unassigned group is deleted there."""
    with_ada.idp.add_group("pilot", "Pilot")
    with_ada.idp.put_in_group("ada", "pilot")
    with_ada.idp.assign_group("pilot")
    with_ada.pass_minutes(40)
    check, create, add = with_ada.scim.take()
    assert check.line == 'GET /scim/v2/Groups?filter=displayName eq "Pilot"&excludedAttributes=members'
    assert len(create.body.pop("externalId")) == 36
    assert create.body == {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Pilot"}
    member = [{"$ref": None, "value": "users-1"}]
    assert add.body["Operations"] == [{"op": "Add", "path": "members", "value": member}]
    with_ada.idp.take_out_of_group("ada", "pilot")
    with_ada.idp.rename_group("pilot", "Pioneers")
    with_ada.pass_minutes(40)
    rename, remove = with_ada.scim.take()
    assert rename.body["Operations"] == [{"op": "Replace", "path": "displayName", "value": "Pioneers"}]
    assert remove.body["Operations"] == [{"op": "Remove", "path": "members", "value": member}]
    with_ada.idp.unassign_group("pilot")
    with_ada.pass_minutes(40)
    assert with_ada.scim.lines() == ["DELETE /scim/v2/Groups/groups-2"]


def test_a_deleted_group_goes_before_its_people(entra: Desk) -> None:
    """So the directory can tell whom the group's end concerns."""
    entra.idp.add_group("pilot", "Pilot")
    entra.idp.put_in_group("ada", "pilot")
    entra.idp.assign_group("pilot")
    entra.pass_minutes(40)
    entra.scim.take()
    entra.idp.delete_group("pilot")
    entra.pass_minutes(40)
    assert entra.scim.lines() == ["DELETE /scim/v2/Groups/groups-2", "PATCH /scim/v2/Users/users-1"]


def test_somebody_found_there_is_matched(entra: Desk) -> None:
    """PATCH of what differs, and active again when it was not."""
    found = {"id": "users-7", "userName": "ada.byron@corp.example", "active": False, "name": {"givenName": "Ada"}}
    entra.scim.resources["users-7"] = found
    entra.idp.assign("ada")
    assert entra.idp.provision_now("ada") == "Success: Ada Byron was created."
    _check, match = entra.scim.take()
    assert match.line == "PATCH /scim/v2/Users/users-7"
    found_operations = {(one["op"], one["path"]) for one in match.body["Operations"]}
    assert {("Add", "name.familyName"), ("Replace", "active")} <= found_operations
    assert ("Replace", "name.givenName") not in found_operations


def test_a_failure_is_tried_again_less_and_less_often(entra: Desk) -> None:
    """Next cycle, then 6 hours, 12 hours, daily."""
    entra.idp.assign("ada")
    for _ in range(4):
        entra.scim.refuse(500, "no")
    entra.pass_minutes(40)
    assert entra.tasks() == [("create", "retry")]
    entra.pass_minutes(40)
    assert len(entra.scim.take()) == 2
    entra.pass_minutes(5 * 60)
    assert entra.scim.lines() == []
    entra.pass_minutes(60)
    assert len(entra.scim.take()) == 1
    entra.pass_minutes(11 * 60)
    assert entra.scim.lines() == []
    entra.pass_minutes(60)
    assert len(entra.scim.take()) == 1
    entra.pass_minutes(24 * 60)
    assert entra.scim.lines() == [FIND_ADA, "POST /scim/v2/Users"]
    assert entra.tasks() == []


def test_a_refused_token_means_quarantine(with_ada: Desk) -> None:
    """The cycle stops at the first 401, then tries daily; a new token starts it again."""
    with_ada.idp.add_person("bob", email="bob@pilot.example")
    with_ada.idp.assign("bob")
    with_ada.idp.change_person("ada", given_name="Augusta")
    with_ada.idp.change_settings(token="current")
    with_ada.service.secrets.scim_token = "the-newest"
    with_ada.scim.refuse(401)
    with_ada.pass_minutes(40)
    assert len(with_ada.scim.take()) == 1
    assert [line.split(":")[0] for line in with_ada.log()][-2:] == ["invalid credentials", "quarantine"]
    with_ada.pass_minutes(23 * 60)
    assert with_ada.scim.lines() == []
    with_ada.idp.change_settings(token="current")
    with_ada.idp.run()
    assert len(with_ada.scim.take()) == 3


def test_four_weeks_of_quarantine_end_provisioning(with_ada: Desk) -> None:
    """It is switched off and says so."""
    with_ada.idp.change_person("ada", given_name="Augusta")
    for _ in range(30):
        with_ada.scim.refuse(401)
    with_ada.pass_minutes(40)
    for _ in range(29):
        with_ada.pass_minutes(24 * 60)
    assert not with_ada.idp.settings().on
    assert with_ada.idp.provision_now("ada") == "Skipped: automatic provisioning is switched off."


def test_who_vanished_there_is_created_in_the_next_cycle(with_ada: Desk) -> None:
    """A 404 makes the provider forget the id it had."""
    with_ada.scim.resources.clear()
    with_ada.idp.change_person("ada", given_name="Augusta")
    with_ada.pass_minutes(40)
    assert with_ada.scim.lines() == ["PATCH /scim/v2/Users/users-1"]
    with_ada.pass_minutes(40)
    assert with_ada.scim.lines() == [FIND_ADA, "POST /scim/v2/Users"]


def test_the_mapping_counts_from_the_next_cycle_on(with_ada: Desk) -> None:
    """A changed mapping is a changed value for everybody in scope."""
    with_ada.idp.map_attribute("userName", "email")
    with_ada.pass_minutes(40)
    assert operations(with_ada) == [{"op": "Replace", "path": "userName", "value": "ada@pilot.example"}]
