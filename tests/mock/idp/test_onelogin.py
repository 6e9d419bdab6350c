"""OneLogin's conversations and its approval queue (domain facts, 4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.idp.listener import Desk

FIND_ADA = 'GET /scim/v2/Users?filter=userName eq "ada@pilot.example"'


@pytest.fixture
def onelogin(desk_of) -> Desk:
    """OneLogin with one person who is not assigned."""
    desk = desk_of("onelogin")
    desk.add_ada()
    return desk


@pytest.fixture
def with_ada(onelogin: Desk) -> Desk:
    """OneLogin after the person was provisioned."""
    onelogin.idp.assign("ada")
    onelogin.scim.take()
    return onelogin


def waiting(desk: Desk) -> int:
    """The one task that waits for approval."""
    (row,) = desk.service.store.all("SELECT position FROM idp_tasks WHERE state = 'waiting'")
    return int(row["position"])


def test_the_template_is_sent(onelogin: Desk) -> None:
    """scimusername is the e-mail; a place without value is sent empty, one that is not mapped is not there."""
    onelogin.idp.change_person("ada", family_name=None, name="Ada")
    onelogin.idp.map_attribute("externalId", None)
    onelogin.idp.assign("ada")
    check, create = onelogin.scim.take()
    assert (check.line, create.line) == (FIND_ADA, "POST /scim/v2/Users")
    assert create.body == {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "ada@pilot.example",
        "displayName": "Ada",
        "name": {"givenName": "Ada", "familyName": ""},
        "emails": [{"primary": True, "type": "work", "value": "ada@pilot.example"}],
        "active": True,
    }


def test_a_change_resends_the_template(with_ada: Desk) -> None:
    """PUT, without reading first."""
    with_ada.idp.change_person("ada", family_name="Lovelace")
    (put,) = with_ada.scim.take()
    assert (put.line, put.body["name"]["familyName"]) == ("PUT /scim/v2/Users/users-1", "Lovelace")


@pytest.mark.parametrize(
    ("removal", "expected"),
    [("delete", ["DELETE /scim/v2/Users/users-1"]), ("deactivate", ["PUT /scim/v2/Users/users-1"]), ("nothing", [])],
)
def test_removing_follows_the_drop_down_list(with_ada: Desk, removal: str, expected: list[str]) -> None:
    """Delete, suspend or do nothing when the app is taken away."""
    with_ada.idp.change_settings(removal=removal)
    with_ada.idp.unassign("ada")
    heard = with_ada.scim.take()
    assert [one.line for one in heard] == expected
    assert [one.body["active"] for one in heard if one.body] == ([False] if removal == "deactivate" else [])


@pytest.mark.parametrize("state", ["deactivated", "suspended"])
def test_another_state_is_a_profile_change(with_ada: Desk, state: Any) -> None:
    """The template with active false; and back with active true."""
    with_ada.idp.set_state("ada", state)
    with_ada.idp.set_state("ada", "active")
    assert [(one.line, one.body["active"]) for one in with_ada.scim.take()] == [
        ("PUT /scim/v2/Users/users-1", False),
        ("PUT /scim/v2/Users/users-1", True),
    ]


def test_who_was_deleted_there_is_created_again(with_ada: Desk) -> None:
    """The id is forgotten with the DELETE."""
    with_ada.idp.unassign("ada")
    with_ada.scim.take()
    with_ada.idp.assign("ada")
    assert with_ada.scim.lines() == [FIND_ADA, "POST /scim/v2/Users"]


def test_an_app_that_dropped_the_user_is_a_provisioning_error(with_ada: Desk) -> None:
    """Reactivating somebody whom the directory does not know any more fails and is shown."""
    with_ada.idp.set_state("ada", "deactivated")
    with_ada.scim.resources.clear()
    with_ada.idp.set_state("ada", "active")
    assert with_ada.tasks() == [("reactivate", "failed")]


def test_tasks_wait_for_approval(onelogin: Desk) -> None:
    """Nothing is sent until an admin says yes; then what is right at that time."""
    onelogin.idp.change_settings(approval=True)
    onelogin.idp.assign("ada")
    onelogin.idp.change_person("ada", given_name="Augusta")
    onelogin.pass_minutes(600)
    assert onelogin.scim.lines() == []
    assert onelogin.tasks() == [("create", "waiting")]
    onelogin.idp.approve(waiting(onelogin))
    create = onelogin.scim.take()[1]
    assert create.body["name"]["givenName"] == "Augusta"
    assert onelogin.tasks() == []
    onelogin.idp.unassign("ada")
    assert onelogin.tasks() == [("delete", "waiting")]


def test_a_refused_task_is_not_sent(onelogin: Desk) -> None:
    """And cannot be answered twice."""
    onelogin.idp.change_settings(approval=True)
    onelogin.idp.assign("ada")
    task = waiting(onelogin)
    onelogin.idp.approve(task, granted=False)
    assert (onelogin.scim.lines(), onelogin.tasks()) == ([], [("create", "refused")])
    with pytest.raises(ValueError, match="does not wait"):
        onelogin.idp.approve(task)
    with pytest.raises(KeyError):
        onelogin.idp.approve(99)


def test_an_approval_that_cannot_be_carried_out_is_kept(onelogin: Desk) -> None:
    """While provisioning is off the task goes on waiting."""
    onelogin.idp.change_settings(approval=True)
    onelogin.idp.assign("ada")
    onelogin.idp.change_settings(on=False)
    with pytest.raises(ValueError, match="goes on waiting"):
        onelogin.idp.approve(waiting(onelogin))
    onelogin.idp.change_settings(on=True)
    onelogin.idp.approve(waiting(onelogin))
    assert onelogin.scim.lines() == [FIND_ADA, "POST /scim/v2/Users"]


def test_a_task_that_is_not_wanted_any_more_is_settled(onelogin: Desk) -> None:
    """Assigned and unassigned before anybody approved: there is nothing to do."""
    onelogin.idp.change_settings(approval=True)
    onelogin.idp.assign("ada")
    onelogin.idp.unassign("ada")
    assert (onelogin.scim.lines(), onelogin.tasks()) == ([], [])


def test_a_group_is_sent_when_it_is_chosen(with_ada: Desk) -> None:
    """POST of the name, members after it, DELETE at the end."""
    with_ada.idp.add_group("pilot", "Pilot")
    with_ada.idp.put_in_group("ada", "pilot")
    with_ada.idp.push_group("pilot")
    with_ada.idp.rename_group("pilot", "Pioneers")
    with_ada.idp.take_out_of_group("ada", "pilot")
    with_ada.idp.delete_group("pilot")
    assert with_ada.scim.lines() == [
        'GET /scim/v2/Groups?filter=displayName eq "Pilot"',
        "POST /scim/v2/Groups",
        "PATCH /scim/v2/Groups/groups-2",
        "PATCH /scim/v2/Groups/groups-2",
        "PATCH /scim/v2/Groups/groups-2",
        "DELETE /scim/v2/Groups/groups-2",
    ]
