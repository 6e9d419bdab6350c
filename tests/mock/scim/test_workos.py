"""What WorkOS accepts, refuses and changes in silence; each rule once, and what Directory Sync hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.scim.room import Desk, refused


def held(desk: Desk) -> list[tuple[str | None, str]]:
    """Who is held in state validating, and why."""
    rows = desk.running.service.store.all("SELECT user_name, reason FROM scim_held_users ORDER BY position")
    return [(row["user_name"], row["reason"]) for row in rows]


def heard(desk: Desk, key: str) -> list[tuple[str, str | None]]:
    """The events about one user, with the e-mail each tells."""
    sql = "SELECT event, json_extract(data, '$.email') AS email FROM events WHERE object_id = ? ORDER BY position"
    rows = desk.running.service.store.all(sql, key)
    return [(row["event"].removeprefix("dsync.user."), row["email"]) for row in rows]


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"userName": ""}, "userName"),
        ({"userName": None}, "userName"),
        ({"userName": "ada", "emails": []}, "emails"),
        ({"userName": "ada", "emails": [{"value": " "}, {"type": "work"}]}, "emails"),
    ],
)
def test_who_lacks_something_is_held(workos: Desk, changes: dict[str, Any], missing: str) -> None:
    """Without user name or e-mail: 400, held, no event; the same refusal twice is held once; a right one heals it."""
    before = workos.events()
    sent = workos.fresh(externalId="held", **changes)
    for _ in range(2):
        detail = refused(workos.ask("POST", "Users", sent), 400, "invalidValue")
        assert detail == f"Required attributes missing: {missing}"
    assert workos.events() == before
    assert held(workos) == [(changes["userName"] or None, detail)] or held(workos) == [("", detail)]
    user = workos.made(externalId="held")
    assert held(workos) == []
    assert heard(workos, user["id"]) == [("created", user["userName"])]


def test_an_update_can_be_held_too(workos: Desk) -> None:
    """Who loses the last e-mail by PUT or PATCH is held and stays as before, until a right one comes."""
    name = "no-address-at-all"
    user = workos.made(userName=name)
    refused(workos.ask("PUT", f"Users/{user['id']}", {"userName": name}), 400, "invalidValue")
    refused(workos.patch(f"Users/{user['id']}", {"op": "remove", "path": "emails"}), 400, "invalidValue")
    assert [one for one, _ in held(workos)] == [name]
    assert workos.get(f"Users/{user['id']}") == user
    workos.patch(f"Users/{user['id']}", {"op": "add", "path": "title", "value": "x"})
    assert held(workos) == []


@pytest.mark.parametrize(
    ("emails", "expected"),
    [
        ([{"value": "a@x.example", "type": "home"}, {"value": "b@x.example", "primary": True}], "b@x.example"),
        ([{"value": "a@x.example", "type": "home"}, {"value": "b@x.example", "type": "Work"}], "b@x.example"),
        ([{"value": "a@x.example", "type": "other"}, {"value": "b@x.example", "type": "home"}], "b@x.example"),
        ([{"value": "a@x.example", "type": "other"}], None),
        ([{"value": "a@x.example"}], None),
        ([{"value": "not an address", "type": "work"}], None),
        ([{"value": "not an address", "primary": True}, {"value": "b@x.example", "type": "work"}], None),
        ([], "the user name"),
        ([{"value": ""}], "the user name"),
    ],
)
def test_which_email_is_the_primary_one(workos: Desk, emails: list[Any], expected: str | None) -> None:
    """Flagged, else work, else home, else none; a malformed one is taken in silence and is no e-mail."""
    user = workos.made(emails=emails)
    wanted = user["userName"] if expected == "the user name" else expected
    assert heard(workos, user["id"]) == [("created", wanted)]
    workos.ask("DELETE", f"Users/{user['id']}")


def test_an_email_belongs_to_one_active_user(workos: Desk) -> None:
    """The e-mail of another active user is 409 whatever its letter case; that of an inactive one is free."""
    first = workos.made(emails=[{"value": "shared@x.example", "type": "work"}])
    again = [{"value": "SHARED@x.example", "type": "work"}]
    detail = refused(workos.ask("POST", "Users", workos.fresh(emails=again)), 409, "uniqueness")
    assert "SHARED@x.example" in detail
    workos.patch(f"Users/{first['id']}", {"op": "replace", "value": {"active": False}})
    second = workos.made(emails=again)
    refused(workos.patch(f"Users/{first['id']}", {"op": "replace", "value": {"active": True}}), 409, "uniqueness")
    assert workos.found('emails.value eq "shared@x.example"') == [first["userName"], second["userName"]]


def test_user_names_are_unique(workos: Desk) -> None:
    """A taken user name is 409, letter case aside."""
    user = workos.made()
    refused(workos.ask("POST", "Users", workos.fresh(userName=user["userName"].title())), 409, "uniqueness")


@pytest.mark.parametrize("text", ["True", "False", "true"])
def test_active_must_be_a_boolean(workos: Desk, text: str) -> None:
    """Text for `active` is refused on create and replace, and understood in PATCH."""
    refused(workos.ask("POST", "Users", workos.fresh(active=text)), 400, "invalidValue")
    user = workos.made()
    refused(workos.ask("PUT", f"Users/{user['id']}", {**user, "active": text}), 400, "invalidValue")
    answer = workos.patch(f"Users/{user['id']}", {"op": "Replace", "path": "active", "value": text})
    assert answer.json()["active"] is (text.lower() == "true")


def test_nobody_is_created_inactive_unless_inactive_users_are_kept(workos: Desk) -> None:
    """active false on create is 400 while inactive users are deleted, and taken when they are retained."""
    sent = workos.fresh(active=False)
    refused(workos.ask("POST", "Users", sent), 400, "invalidValue")
    workos.running.places.sync.set_inactive_users("retain")
    answer = workos.ask("POST", "Users", sent)
    workos.running.places.sync.set_inactive_users("delete")
    assert (answer.status_code, answer.json()["active"]) == (201, False)


def test_deactivation_as_each_provider_sends_it(workos: Desk) -> None:
    """Okta's path-less false, Entra's "False" and a PUT are all a deletion event, and true brings them back."""
    ways: list[dict[str, Any]] = [
        {"op": "replace", "value": {"active": False}},
        {"op": "Replace", "path": "active", "value": "False"},
    ]
    for way in ways:
        user = workos.made()
        workos.patch(f"Users/{user['id']}", way)
        assert workos.get(f"Users/{user['id']}")["active"] is False
        workos.ask("PUT", f"Users/{user['id']}", user)
        kinds = [kind for kind, _ in heard(workos, user["id"])]
        assert kinds == ["created", "deleted", "created"]


def test_a_deleted_user_leaves_a_tombstone(workos: Desk) -> None:
    """Who is deleted stays in /Users as inactive, free for a return under the same name with the same id."""
    user = workos.made()
    path = f"Users/{user['id']}"
    for _ in range(2):
        assert workos.ask("DELETE", path).status_code == 204
    assert workos.get(path)["active"] is False
    assert workos.found(f'userName eq "{user["userName"]}"') == [user["userName"]]
    store = workos.running.service.store
    assert store.one("SELECT 1 FROM directory_users WHERE id = ?", user["id"]) is None
    back = workos.ask("POST", "Users", workos.fresh(userName=user["userName"].upper())).json()
    assert (back["id"], back["active"]) == (user["id"], True)
    assert [kind for kind, _ in heard(workos, user["id"])] == ["created", "deleted", "created"]


def test_a_missing_name_is_no_reason(workos: Desk) -> None:
    """A user without first or last name is taken, and the event says so."""
    user = workos.made(name={"familyName": "Byron"})
    assert [kind for kind, _ in heard(workos, user["id"])] == ["created"]


def test_members_nobody_knows_vanish(workos: Desk) -> None:
    """Members that are nobody's id, and those who were deleted, are dropped without a word."""
    ada, gone = workos.made(), workos.made()
    workos.ask("DELETE", f"Users/{gone['id']}")
    group = workos.group("Vanishing", ada["id"], "nobody", gone["id"])
    assert [one["value"] for one in group["members"]] == [ada["id"]]
    answer = workos.patch(f"Groups/{group['id']}", {"op": "add", "path": "members", "value": [{"value": "nobody"}]})
    assert answer.json()["members"] == group["members"]


@pytest.mark.parametrize("more", [{}, {"externalId": "0oa1"}])
def test_a_group_keeps_its_identity(workos: Desk, more: dict[str, str]) -> None:
    """A group is known by externalId, else by its first name, whatever it is called later; and there is one of it."""
    group = workos.group("First", **more)
    rename = {"op": "replace", "value": {"displayName": "Second"}}
    assert workos.patch(f"Groups/{group['id']}", rename).json()["displayName"] == "Second"
    row = workos.running.service.store.one("SELECT idp_id, name FROM directory_groups WHERE id = ?", group["id"])
    assert row is not None
    assert (row["idp_id"], row["name"]) == (more.get("externalId", "First"), "Second")
    refused(workos.ask("POST", "Groups", {"displayName": "First", **more}), 409, "uniqueness")
    workos.ask("DELETE", f"Groups/{group['id']}")


def test_a_group_needs_a_name(workos: Desk) -> None:
    """A group without displayName is refused, and nobody is held for it."""
    refused(workos.ask("POST", "Groups", {"externalId": "x"}), 400, "invalidValue")
    assert held(workos) == []


def test_an_element_that_is_not_there_is_made(workos: Desk) -> None:
    """Entra replaces the work e-mail of somebody who has none; it is there then, and heard of."""
    user = workos.made(emails=[{"value": "home@y.example", "type": "home"}])
    operation = {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "work@y.example"}
    workos.patch(f"Users/{user['id']}", operation)
    assert heard(workos, user["id"]) == [("created", "home@y.example"), ("updated", "work@y.example")]
