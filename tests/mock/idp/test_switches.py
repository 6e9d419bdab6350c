"""The switches of the provisioning page, the token, the mapping and the people themselves."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.mock.idp.claims import check_login, claims_of, email_of
from tests.mock.idp.listener import TOKEN, Desk


@pytest.fixture
def okta(desk_of) -> Desk:
    """Okta with one person who was provisioned."""
    desk = desk_of("okta")
    desk.add_ada()
    desk.idp.assign("ada")
    desk.scim.take()
    return desk


@pytest.mark.parametrize(
    ("off", "said"),
    [
        ({"on": False}, "automatic provisioning is switched off"),
        ({"connected": False}, "the app is not connected to Directory Sync"),
        ({"token": "none"}, "no token was entered"),
        ({"create": False}, "creating people is switched off"),
    ],
)
def test_nobody_is_created_when_a_switch_is_off(okta: Desk, off: dict[str, Any], said: str) -> None:
    """Nothing is sent; the log and the page say which switch it was."""
    okta.idp.change_settings(**off)
    okta.idp.add_person("bob", email="bob@pilot.example")
    okta.idp.assign("bob")
    assert okta.scim.lines() == []
    assert okta.log()[-1] == f"not sent: {said}"
    assert said in okta.idp.provision_now("bob")


def test_updates_can_be_off(okta: Desk) -> None:
    """A rename is not sent; a deactivation is. Switched on again, the next change carries both."""
    okta.idp.change_settings(update=False)
    okta.idp.change_person("ada", given_name="Augusta")
    assert okta.scim.lines() == []
    okta.idp.change_settings(update=True)
    okta.idp.change_person("ada", family_name="King")
    assert okta.scim.take()[1].body["name"] == {"givenName": "Augusta", "familyName": "King"}
    okta.idp.change_settings(update=False)
    okta.idp.set_state("ada", "deactivated")
    assert okta.scim.lines() == ["PATCH /scim/v2/Users/users-1"]


@pytest.mark.parametrize("switch", ["deactivate", "send_unassigned"])
def test_an_unassignment_may_send_nothing(okta: Desk, switch: str) -> None:
    """The user stays active in the directory; only `deactivate` keeps a deactivation from being sent."""
    okta.idp.change_settings(**{switch: False})
    okta.idp.set_state("ada", "deactivated")
    assert okta.scim.lines() == ([] if switch == "deactivate" else ["PATCH /scim/v2/Users/users-1"])
    okta.idp.set_state("ada", "active")
    okta.scim.take()
    okta.idp.unassign("ada")
    assert okta.scim.lines() == []


def test_groups_can_be_kept_back(okta: Desk) -> None:
    """Group push off: people go, groups do not."""
    okta.idp.change_settings(push_groups=False)
    okta.idp.add_group("pilot", "Pilot")
    okta.idp.push_group("pilot")
    assert okta.scim.lines() == []
    assert okta.log()[-1] == "group Pilot not sent: group push is switched off"


def test_an_old_token_is_refused_and_said_so(okta: Desk) -> None:
    """Rotated at WorkOS: the provider goes on with the one it was given, until the newest is entered."""
    okta.idp.change_settings(token="current")
    okta.service.secrets.scim_token = "the-newest"
    assert okta.idp.settings().token == "old"
    okta.scim.refuse(401)
    okta.idp.change_person("ada", given_name="Augusta")
    (request,) = okta.scim.take()
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert okta.tasks() == [("update", "failed")]
    assert okta.log()[-1] == "invalid credentials"
    okta.idp.change_settings(token="current")
    assert okta.idp.provision_now("ada") == "Success: Augusta Byron was updated."
    assert {one.headers["authorization"] for one in okta.scim.take()} == {"Bearer the-newest"}


def test_a_world_may_start_with_an_old_token(okta: Desk) -> None:
    """`token = old` sends one that WorkOS never has."""
    okta.idp.change_settings(token="old")
    okta.idp.change_person("ada", given_name="Augusta")
    assert okta.scim.take()[0].headers["authorization"] not in (f"Bearer {TOKEN}", "Bearer None")


@pytest.mark.parametrize("profile", ["okta", "entra", "onelogin"])
def test_connecting_tests_address_and_token(desk_of, profile: str) -> None:
    """A wrong address and a refused token are told; only what works is kept."""
    desk = desk_of(profile)
    desk.idp.change_settings(connected=False)
    told = desk.idp.connect("http://127.0.0.1:1/scim", "x")
    assert told is not None
    assert desk.service.scim in told
    desk.scim.refuse(401)
    assert desk.idp.connect(desk.service.scim, "x") == "The test failed: HTTP 401: invalid credentials."
    assert not desk.idp.settings().connected
    assert desk.idp.connect(desk.service.scim + "/", TOKEN) is None
    assert (desk.idp.settings().connected, desk.idp.settings().token) == (True, "current")
    assert desk.scim.take()[-1].headers["authorization"] == f"Bearer {TOKEN}"


def test_entra_wants_an_empty_list_for_nobody(desk_of) -> None:
    """404 for a user that does not exist is a failed test there."""
    desk = desk_of("entra")
    desk.scim.refuse(404, "nobody")
    assert desk.idp.connect(desk.service.scim, TOKEN) == "The test failed: HTTP 404: nobody."


def test_what_does_not_exist_is_refused(okta: Desk) -> None:
    """Settings, values, attributes, people and groups that are unknown; nothing changes then."""
    before = okta.idp.settings()
    changes: list[dict[str, Any]] = [
        {"offf": True},
        {"on": "yes"},
        {"profile": "ping"},
        {"update": False, "removal": "x"},
    ]
    for change in changes:
        with pytest.raises(ValueError, match="setting"):
            okta.idp.change_settings(**change)
    assert okta.idp.settings() == before
    for target, source in (("nickName", "name"), ("userName", "shoe_size")):
        with pytest.raises(ValueError, match="attribute"):
            okta.idp.map_attribute(target, source)
    with pytest.raises(ValueError, match="shoe_size"):
        okta.idp.change_person("ada", shoe_size="38")
    with pytest.raises(ValueError, match="half a character"):
        okta.idp.change_person("ada", given_name="\ud800")
    with pytest.raises(ValueError, match="log-in name"):
        okta.idp.add_person("eve", email="ADA@pilot.example")
    for act in (okta.idp.assign, okta.idp.unassign_group, okta.idp.provision_now, okta.idp.delete_group):
        with pytest.raises(KeyError):
            act("nobody")
    assert okta.scim.lines() == []


def test_the_mapping_starts_as_the_profile_has_it(desk_of) -> None:
    """And is changed target by target; without a user name none is sent, and the page names the mapping."""
    assert desk_of("entra").idp.mapping()["userName"] == "username"
    desk = desk_of("onelogin")
    assert desk.idp.mapping()["userName"] == "email"
    desk.idp.map_attribute("userName", None)
    assert desk.idp.mapping()["userName"] is None
    desk.add_ada()
    desk.scim.refuse(400, "userName is missing.")
    desk.idp.assign("ada")
    (create,) = desk.scim.take()
    assert (create.line, "userName" in create.body) == ("POST /scim/v2/Users", False)
    desk.scim.refuse(400, "userName is missing.")
    told = desk.idp.provision_now("ada")
    assert told == "Failed: Ada Byron: HTTP 400: userName is missing. The mapping gives no userName."


def test_a_user_name_follows_the_email_while_they_are_one(okta: Desk) -> None:
    """A change of address of somebody whose user name is the address changes both; else one."""
    okta.idp.add_person("bob", email="bob@pilot.example", given_name="Bob", family_name="Kahn")
    okta.idp.change_person("bob", email="robert@pilot.example", given_name="Robert")
    row = okta.service.store.one("SELECT username, name, login_key FROM idp_people WHERE key = 'bob'")
    assert row is not None
    assert tuple(row) == ("robert@pilot.example", "Robert Kahn", "robert@pilot.example")
    okta.idp.change_person("ada", email="countess@pilot.example")
    row = okta.service.store.one("SELECT username FROM idp_people WHERE key = 'ada'")
    assert row is not None
    assert row["username"] == "ada.byron@corp.example"


@pytest.mark.parametrize("state", ["deactivated", "suspended", "deleted"])
def test_who_is_not_active_cannot_log_in(okta: Desk, state: Any) -> None:
    """Whatever the password; the log has the reason when it was right; and they can again once active."""
    row = okta.service.store.one("SELECT subject FROM idp_people WHERE key = 'ada'")
    assert row is not None
    password = okta.service.secrets.password_of(row["subject"])
    assert check_login(okta.service, "ada@pilot.example", password=password) == row["subject"]
    okta.idp.set_state("ada", state)
    before = okta.log()
    assert check_login(okta.service, "ada@pilot.example", password="wrong") is None
    assert okta.log() == before
    assert check_login(okta.service, "ada@pilot.example", password=password) is None
    assert okta.log() == [*before, f"log-in refused: the person is {state}"]
    okta.idp.set_state("ada", "active")
    assert check_login(okta.service, "ada@pilot.example", password=password) == row["subject"]


def test_who_has_no_mailbox_has_no_email_claim(okta: Desk) -> None:
    """The log-in name is the user name then."""
    okta.idp.add_person("robot", username="robot@corp.example", name="Robot")
    row = okta.service.store.one("SELECT subject FROM idp_people WHERE login_key = 'robot@corp.example'")
    assert row is not None
    assert claims_of(okta.service.store, row["subject"], scope="email profile") == {
        "sub": row["subject"],
        "name": "Robot",
    }
    assert email_of(okta.service.store, row["subject"]) == ""


def test_no_secret_is_kept(okta: Desk) -> None:
    """Neither log, tasks nor settings hold a token."""
    okta.scim.refuse(401)
    okta.idp.change_person("ada", given_name="Augusta")
    okta.idp.connect(okta.service.scim, TOKEN)
    dump = "\n".join(
        str(tuple(row))
        for table in ("idp_log", "idp_tasks", "idp_settings", "idp_sent_people")
        for row in okta.service.store.all(f"SELECT * FROM {table}")
    )
    assert "invalid credentials" in dump
    assert TOKEN not in dump
