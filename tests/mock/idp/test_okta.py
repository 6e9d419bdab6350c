"""Okta's conversations, request by request (domain facts, 4)."""

from __future__ import annotations

import pytest

from tests.mock.idp.listener import TOKEN, Desk

FIND_ADA = 'GET /scim/v2/Users?filter=userName eq "ada.byron@corp.example"&startIndex=1&count=100'
PATCH = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]


@pytest.fixture
def okta(desk_of) -> Desk:
    """Okta with one person who is not assigned."""
    desk = desk_of("okta")
    desk.add_ada()
    return desk


@pytest.fixture
def with_ada(okta: Desk) -> Desk:
    """Okta after the person was provisioned."""
    okta.idp.assign("ada")
    okta.scim.take()
    return okta


def test_an_assignment_creates_at_once(okta: Desk) -> None:
    """Existence check, then POST with everything Okta sends."""
    okta.idp.assign("ada")
    check, create = okta.scim.take()
    assert check.line == FIND_ADA
    assert "%20eq%20%22" in check.path
    assert create.line == "POST /scim/v2/Users"
    assert create.headers["content-type"] == "application/json"
    assert create.headers["authorization"] == f"Bearer {TOKEN}"
    assert create.headers["user-agent"].startswith("Okta")
    body = dict(create.body)
    assert len(body.pop("password")) == 8
    assert body.pop("externalId").startswith("00u")
    assert body == {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "ada.byron@corp.example",
        "name": {"givenName": "Ada", "familyName": "Byron"},
        "emails": [{"primary": True, "type": "work", "value": "ada@pilot.example"}],
        "displayName": "Ada Byron",
        "locale": "en-US",
        "groups": [],
        "active": True,
    }
    assert okta.scim_id("ada") == "users-1"


def test_an_update_reads_and_puts_everything(with_ada: Desk) -> None:
    """GET, then PUT of the whole user; what is not mapped goes back as it was."""
    with_ada.scim.resources["users-1"]["title"] = "Countess"
    with_ada.idp.change_person("ada", family_name="Lovelace")
    read, put = with_ada.scim.take()
    assert (read.line, put.line) == ("GET /scim/v2/Users/users-1", "PUT /scim/v2/Users/users-1")
    assert put.body["name"] == {"givenName": "Ada", "familyName": "Lovelace"}
    assert (put.body["displayName"], put.body["title"]) == ("Ada Lovelace", "Countess")
    assert (put.body["active"], put.body["id"]) == (True, "users-1")


def test_what_is_not_mapped_is_no_update(with_ada: Desk) -> None:
    """A change of an attribute that is out of the mapping sends nothing."""
    with_ada.idp.map_attribute("givenName", None)
    with_ada.idp.map_attribute("displayName", None)
    with_ada.idp.change_person("ada", given_name="Augusta")
    assert with_ada.scim.lines() == []
    with_ada.idp.change_person("ada", family_name="Lovelace")
    assert with_ada.scim.take()[1].body["name"] == {"givenName": "Ada", "familyName": "Lovelace"}


@pytest.mark.parametrize("how", ["unassign", "deactivate", "delete"])
def test_who_goes_is_deactivated_without_a_path(with_ada: Desk, how: str) -> None:
    """Unassigned and deactivated people get the same PATCH; nobody is ever deleted."""
    if how == "unassign":
        with_ada.idp.unassign("ada")
    else:
        with_ada.idp.set_state("ada", "deactivated" if how == "deactivate" else "deleted")
    (request,) = with_ada.scim.take()
    assert request.line == "PATCH /scim/v2/Users/users-1"
    assert request.body == {"schemas": PATCH, "Operations": [{"op": "replace", "value": {"active": False}}]}


def test_deleting_who_is_deactivated_sends_nothing(with_ada: Desk) -> None:
    """The directory keeps an inactive user."""
    with_ada.idp.set_state("ada", "deactivated")
    with_ada.scim.take()
    with_ada.idp.set_state("ada", "deleted")
    assert with_ada.scim.lines() == []


def test_a_suspended_person_is_no_event(with_ada: Desk) -> None:
    """Neither the suspension nor a rename meanwhile; the rename comes when the suspension ends."""
    with_ada.idp.set_state("ada", "suspended")
    with_ada.idp.change_person("ada", family_name="Lovelace")
    assert with_ada.scim.lines() == []
    with_ada.idp.set_state("ada", "active")
    assert with_ada.scim.lines() == ["GET /scim/v2/Users/users-1", "PUT /scim/v2/Users/users-1"]


def test_who_comes_back_is_activated(with_ada: Desk) -> None:
    """The user is looked for, then active:true, then what changed meanwhile."""
    with_ada.idp.unassign("ada")
    with_ada.idp.change_person("ada", given_name="Augusta")
    with_ada.scim.take()
    with_ada.idp.assign("ada")
    check, active, read, put = with_ada.scim.take()
    assert check.line == FIND_ADA
    assert active.body["Operations"] == [{"op": "replace", "value": {"active": True}}]
    assert (read.method, put.method, put.body["name"]["givenName"]) == ("GET", "PUT", "Augusta")


def test_who_is_gone_there_is_posted_again(with_ada: Desk) -> None:
    """With the same externalId, as after a reassignment in the field."""
    first = with_ada.scim.resources["users-1"]["externalId"]
    with_ada.idp.set_state("ada", "deactivated")
    with_ada.scim.resources.clear()
    with_ada.scim.take()
    with_ada.idp.set_state("ada", "active")
    check, create = with_ada.scim.take()
    assert (check.line, create.line) == (FIND_ADA, "POST /scim/v2/Users")
    assert create.body["externalId"] == first
    assert with_ada.scim_id("ada") == "users-2"


def test_somebody_found_there_is_taken_over(okta: Desk) -> None:
    """The existence check finds the user name: PUT instead of POST, other attributes kept."""
    okta.scim.resources["users-7"] = {"id": "users-7", "userName": "ada.byron@corp.example", "title": "Countess"}
    okta.idp.assign("ada")
    _check, put = okta.scim.take()
    assert (put.line, put.body["title"]) == ("PUT /scim/v2/Users/users-7", "Countess")
    assert put.body["name"] == {"givenName": "Ada", "familyName": "Byron"}


def test_pushing_a_group_is_apart_from_assigning_it(with_ada: Desk) -> None:
    """Assigning sends people; pushing sends the group, empty at first, then its members."""
    with_ada.idp.add_group("pilot", "Pilot")
    with_ada.idp.put_in_group("ada", "pilot")
    with_ada.idp.assign_group("pilot")
    assert with_ada.scim.lines() == []
    with_ada.idp.push_group("pilot")
    check, create, add = with_ada.scim.take()
    assert check.line == 'GET /scim/v2/Groups?filter=displayName eq "Pilot"&startIndex=1&count=100'
    assert create.line == "POST /scim/v2/Groups"
    assert create.body == {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Pilot",
        "members": [],
    }
    member = {"value": "users-1", "display": "Ada Byron"}
    assert add.line == "PATCH /scim/v2/Groups/groups-2"
    assert add.body == {"schemas": PATCH, "Operations": [{"op": "add", "path": "members", "value": [member]}]}


def test_an_assigned_group_brings_its_people(okta: Desk) -> None:
    """Whoever joins is created, whoever leaves is deactivated."""
    okta.idp.add_group("pilot", "Pilot")
    okta.idp.assign_group("pilot")
    assert okta.scim.lines() == []
    okta.idp.put_in_group("ada", "pilot")
    assert okta.scim.lines() == [FIND_ADA, "POST /scim/v2/Users"]
    okta.idp.take_out_of_group("ada", "pilot")
    assert okta.scim.lines() == ["PATCH /scim/v2/Users/users-1"]


def test_a_pushed_group_is_followed(with_ada: Desk) -> None:
    """Rename, leave, delete; and people who are provisioned later are added."""
    idp = with_ada.idp
    idp.add_person("bob", email="bob@pilot.example")
    idp.add_group("pilot", "Pilot")
    idp.push_group("pilot")
    idp.put_in_group("bob", "pilot")
    with_ada.scim.take()
    idp.assign("bob")
    assert with_ada.scim.take()[-1].body["Operations"][0]["value"] == [
        {"value": "users-3", "display": "bob@pilot.example"}
    ]
    idp.rename_group("pilot", "Pioneers")
    (rename,) = with_ada.scim.take()
    assert rename.body["Operations"] == [{"op": "replace", "value": {"id": "groups-2", "displayName": "Pioneers"}}]
    idp.take_out_of_group("bob", "pilot")
    (leave,) = with_ada.scim.take()
    assert leave.body["Operations"] == [{"op": "remove", "path": 'members[value eq "users-3"]'}]
    idp.delete_group("pilot")
    assert with_ada.scim.lines() == ["DELETE /scim/v2/Groups/groups-2"]


def test_unassigning_leaves_the_group_as_it_is_until_push_now(with_ada: Desk) -> None:
    """The known gap: the removal from the group is not sent; Push now says all members once more."""
    with_ada.idp.add_group("pilot", "Pilot")
    with_ada.idp.put_in_group("ada", "pilot")
    with_ada.idp.push_group("pilot")
    with_ada.scim.take()
    with_ada.idp.unassign("ada")
    assert with_ada.scim.lines() == ["PATCH /scim/v2/Users/users-1"]
    with_ada.idp.push_group("pilot")
    (again,) = with_ada.scim.take()
    assert again.body["Operations"] == [{"op": "replace", "path": "members", "value": []}]


def test_an_unlinked_group_is_left_there(with_ada: Desk) -> None:
    """Off the tab: nothing is sent, not even when the group is deleted later; pushing again links it."""
    with_ada.idp.add_group("pilot", "Pilot")
    with_ada.idp.push_group("pilot")
    with_ada.scim.take()
    with_ada.idp.push_group("pilot", on=False)
    with_ada.idp.rename_group("pilot", "Pioneers")
    with_ada.idp.rename_group("pilot", "Pilot")
    assert with_ada.scim.lines() == []
    with_ada.idp.push_group("pilot")
    assert [line.split("?")[0] for line in with_ada.scim.lines()] == ["GET /scim/v2/Groups"]


def test_many_members_go_in_batches(okta: Desk) -> None:
    """No request is larger than Directory Sync takes; nobody is sent twice or forgotten."""
    okta.idp.add_group("all", "Everybody")
    for number in range(501):
        okta.idp.add_person(f"p{number}", email=f"p{number}@pilot.example")
        okta.idp.put_in_group(f"p{number}", "all")
    okta.idp.assign_group("all")
    okta.scim.take()
    okta.idp.push_group("all")
    patches = [one.body["Operations"][0]["value"] for one in okta.scim.take() if one.method == "PATCH"]
    assert [len(members) for members in patches] == [500, 1]
    assert len({member["value"] for members in patches for member in members}) == 501


def test_a_group_that_vanished_there_is_made_again(with_ada: Desk) -> None:
    """Push now fails with 404 and is shown; the next push looks for the group and creates it."""
    with_ada.idp.add_group("pilot", "Pilot")
    with_ada.idp.push_group("pilot")
    del with_ada.scim.resources["groups-2"]
    with_ada.idp.push_group("pilot")
    assert with_ada.tasks() == [("group", "failed")]
    with_ada.scim.take()
    with_ada.idp.push_group("pilot")
    assert [line.split("?")[0] for line in with_ada.scim.lines()] == ["GET /scim/v2/Groups", "POST /scim/v2/Groups"]
    assert with_ada.tasks() == []


def test_there_is_no_backfill(okta: Desk) -> None:
    """Assigned before the app is connected: nothing then, nothing later, until assigned or provisioned again."""
    okta.idp.change_settings(connected=False)
    okta.idp.assign("ada")
    okta.idp.change_settings(connected=True)
    okta.idp.change_person("ada", given_name="Augusta")
    okta.pass_minutes(600)
    assert okta.scim.lines() == []
    assert "not sent: the app is not connected to Directory Sync" in okta.log()
    okta.idp.assign("ada")
    assert okta.scim.lines() == [FIND_ADA, "POST /scim/v2/Users"]


def test_too_many_requests_waits_for_the_world(okta: Desk) -> None:
    """Retry-After seconds of the world's clock, then the job once more."""
    okta.scim.refuse(429, Retry_After="30")
    okta.idp.assign("ada")
    assert okta.scim.lines() == [FIND_ADA]
    assert okta.tasks() == [("create", "retry")]
    okta.pass_minutes(0.4)
    assert okta.scim.lines() == []
    okta.pass_minutes(0.2)
    assert okta.scim.lines() == [FIND_ADA, "POST /scim/v2/Users"]
    assert okta.tasks() == []


def test_without_retry_after_the_waits_double(okta: Desk) -> None:
    """Five minutes, then ten; after ten tries the task only shows that it failed."""
    for _ in range(10):
        okta.scim.refuse(429)
    okta.idp.assign("ada")
    okta.pass_minutes(5)
    okta.pass_minutes(5)
    assert len(okta.scim.take()) == 2
    okta.pass_minutes(5)
    assert len(okta.scim.take()) == 1
    for _ in range(8):
        okta.pass_minutes(60 * 48)
    assert len(okta.scim.take()) == 7
    assert okta.tasks() == [("create", "failed")]


def test_a_conflict_ends_the_job(okta: Desk) -> None:
    """409: a failed task with the server's words, no second try by itself; on demand it says so again."""
    okta.scim.refuse(200)  # the existence check finds nobody
    okta.scim.refuse(409, "the e-mail is taken")
    okta.idp.assign("ada")
    okta.pass_minutes(600)
    assert len(okta.scim.take()) == 2
    assert okta.tasks() == [("create", "failed")]
    assert "the e-mail is taken" in okta.log()
    okta.scim.refuse(200)
    okta.scim.refuse(409, "the e-mail is taken.")
    assert okta.idp.provision_now("ada") == "Failed: Ada Byron: HTTP 409: the e-mail is taken."
    assert okta.idp.provision_now("ada") == "Success: Ada Byron was created."
    assert okta.tasks() == []


def test_without_a_mailbox_no_email_is_sent(okta: Desk) -> None:
    """The list of e-mails is empty, the user name is there."""
    okta.idp.add_person("robot", username="robot@corp.example", given_name="R", family_name="B")
    okta.idp.assign("robot")
    create = okta.scim.take()[1]
    assert (create.body["emails"], create.body["userName"]) == ([], "robot@corp.example")
