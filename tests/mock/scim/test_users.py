"""Users over the wire by RFC 7644: written, read, versioned; and what Directory Sync hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.scim.room import ENTERPRISE, USER, Desk, refused


def test_a_user_comes_back_as_it_was_sent(rfc: Desk) -> None:
    """What is sent is kept byte for byte, names in the schema's letter case, with id, meta and an address."""
    sent = rfc.fresh(
        externalId="00u1",
        title='Zoe\u0308 "\\ \u2028',
        emails=[{"Value": "x@pilot.example", "Primary": True}],
        **{ENTERPRISE: {"Department": "R&D", "manager": {"value": "boss"}}},
    )
    answer = rfc.ask("POST", "Users", {**sent, "USERNAME": sent["userName"], "id": "mine", "password": "s", "odd": 1})
    user = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == user["meta"]["location"] == f"{rfc.running.issuer}/scim/v2/Users/{user['id']}"
    assert answer.headers["ETag"] == user["meta"]["version"] == 'W/"1"'
    assert (user["title"], user["emails"]) == (sent["title"], [{"value": "x@pilot.example", "primary": True}])
    assert user[ENTERPRISE] == {"department": "R&D", "manager": {"value": "boss"}}
    assert user["schemas"] == [USER, ENTERPRISE]
    assert user["id"].startswith("directory_user_")
    assert not user.keys() & {"password", "odd"}
    assert rfc.get(f"Users/{user['id']}") == user


def test_a_replacement_drops_what_is_not_sent(rfc: Desk) -> None:
    """PUT replaces the whole; the id stays, the version goes up, a wrong one changes nothing."""
    user = rfc.made(title="Countess")
    answer = rfc.ask("PUT", f"Users/{user['id']}", {"userName": user["userName"], "displayName": "Ada", "active": None})
    after = answer.json()
    assert answer.status_code == 200
    assert (after["id"], after["displayName"], after["meta"]["version"]) == (user["id"], "Ada", 'W/"2"')
    assert not after.keys() & {"title", "emails", "name", "active"}
    refused(rfc.ask("PUT", f"Users/{user['id']}", {"displayName": "x"}), 400, "invalidValue")
    assert rfc.get(f"Users/{user['id']}") == after


def test_user_names_are_unique_without_letter_case(rfc: Desk) -> None:
    """A second user of the same name is 409 uniqueness on POST, PUT and PATCH."""
    first, second = rfc.made(), rfc.made()
    taken = first["userName"].upper()
    refused(rfc.ask("POST", "Users", rfc.fresh(userName=taken)), 409, "uniqueness")
    refused(rfc.ask("PUT", f"Users/{second['id']}", {"userName": taken}), 409, "uniqueness")
    operation = {"op": "replace", "path": "userName", "value": taken}
    refused(rfc.patch(f"Users/{second['id']}", operation), 409, "uniqueness")
    assert rfc.ask("PUT", f"Users/{first['id']}", {**first, "userName": taken}).status_code == 200


def test_a_deleted_user_is_gone(rfc: Desk) -> None:
    """By the RFC a deleted user is 404 for everything, and the name is free."""
    user = rfc.made()
    assert rfc.ask("DELETE", f"Users/{user['id']}").status_code == 204
    for method in ("GET", "DELETE"):
        refused(rfc.ask(method, f"Users/{user['id']}"), 404)
    assert rfc.ask("POST", "Users", rfc.fresh(userName=user["userName"])).status_code == 201


def test_versions_guard_against_lost_updates(rfc: Desk) -> None:
    """If-Match of another version is 412, If-None-Match of this one is 304; a patch that changes nothing keeps it."""
    path = f"Users/{rfc.made()['id']}"
    change = {"op": "add", "path": "title", "value": "x"}
    assert rfc.patch(path, change, If_Match='W/"1"').headers["ETag"] == 'W/"2"'
    refused(rfc.patch(path, change, If_Match='W/"1"'), 412)
    refused(rfc.ask("PUT", path, rfc.fresh(), If_Match='"9", W/"8"'), 412)
    refused(rfc.ask("DELETE", path, If_Match='W/"1"'), 412)
    assert rfc.patch(path, change, If_Match="*").headers["ETag"] == 'W/"2"'
    unchanged = rfc.ask("GET", path, If_None_Match='W/"7", W/"2"')
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", 'W/"2"')
    assert rfc.ask("GET", path, If_None_Match='W/"1"').status_code == 200
    assert rfc.ask("DELETE", path, If_Match='W/"2"').status_code == 204


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"attributes": "userName,name.givenName"}, {"schemas", "id", "userName", "name"}),
        ({"attributes": "USERNAME, nothing"}, {"schemas", "id", "userName"}),
        ({"attributes": f"{ENTERPRISE}:department"}, {"schemas", "id", ENTERPRISE}),
        ({"attributes": f"{ENTERPRISE},meta"}, {"schemas", "id", ENTERPRISE, "meta"}),
        ({"attributes": 'emails[type eq "work"]'}, {"schemas", "id", "emails"}),
        ({"excludedAttributes": "name,id,emails,meta"}, {"schemas", "id", "userName", "active", ENTERPRISE}),
        (
            {"excludedAttributes": f"name.givenName,emails.type,{ENTERPRISE}:department"},
            {"schemas", "id", "userName", "active", "name", "emails", "meta", ENTERPRISE},
        ),
    ],
)
def test_only_what_is_asked_for(rfc: Desk, asked: dict[str, str], keys: set[str]) -> None:
    """attributes and excludedAttributes choose top-level attributes, parts and extensions; id always shows."""
    user = rfc.made(**{ENTERPRISE: {"department": "x", "costCenter": "y"}})
    shown = rfc.get(f"Users/{user['id']}", **asked)
    listed = rfc.get("Users", filter=f'id eq "{user["id"]}"', **asked)["Resources"]
    assert listed == [shown]
    assert set(shown) == keys
    part = shown.get("name", {})
    assert ("givenName" in part) == ("name.givenName" in asked.get("attributes", ""))
    excluded = asked.get("excludedAttributes", "")
    assert ("department" in shown.get(ENTERPRISE, {})) == (ENTERPRISE in keys and ENTERPRISE not in excluded)


def test_a_patch_answers_with_what_is_asked_for(rfc: Desk) -> None:
    """PATCH gives 200 and the resource, with the attributes asked for."""
    answer = rfc.patch(f"Users/{rfc.made()['id']}?attributes=title", {"op": "add", "path": "title", "value": "x"})
    assert (answer.status_code, set(answer.json())) == (200, {"schemas", "id", "title"})


@pytest.mark.parametrize("body", [{"Operations": [{"op": "add", "path": "title", "value": 5}]}, {}, []])
def test_a_refused_patch_changes_nothing(rfc: Desk, body: Any) -> None:
    """A patch of which one operation is wrong leaves user and version alone."""
    user = rfc.made()
    assert rfc.ask("PATCH", f"Users/{user['id']}", body).status_code == 400
    assert rfc.get(f"Users/{user['id']}") == user


def test_directory_sync_hears_of_it(rfc: Desk) -> None:
    """Each write that changes something is one event, and Flow has heard it before the answer comes."""
    before = len(rfc.events())
    path = f"Users/{rfc.made()['id']}"
    rename = {"op": "replace", "path": "name.familyName", "value": "Lovelace"}
    rfc.patch(path, rename)
    rfc.patch(path, rename)
    rfc.ask("DELETE", path)
    assert rfc.events()[before:] == ["dsync.user.created", "dsync.user.updated", "dsync.user.deleted"]
    waiting = rfc.running.service.store.one("SELECT count(*) AS n FROM deliveries WHERE delivered_at IS NULL")
    assert waiting is not None
    assert waiting["n"] == 0
