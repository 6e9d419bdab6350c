"""WorkOS's Directory Sync interface: shapes, cursors and refusals."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.mock.driver import Running, Visitor


@pytest.fixture
def read(visitor: Visitor, running: Running):
    """Reads with the right key."""

    def reader(path: str) -> Any:
        return visitor.get(f"/workos{path}", running.ready["workos_api_key"])

    return reader


@pytest.fixture
def directory(running: Running) -> str:
    """The id of the one directory."""
    return str(running.ready["workos_directory"])


def test_the_directory_is_listed(read, directory: str) -> None:
    """With WorkOS's fields and its REST word for the state."""
    found = read("/directories").json()
    one = found["data"][0]
    assert (found["object"], one["id"], one["state"]) == ("list", directory, "linked")
    assert one["type"] == "okta scim v2.0"
    assert one["metadata"] == {"users": {"active": 8, "inactive": 0}, "groups": 1}
    assert read(f"/directories/{directory}").json() == one
    assert read("/directories?search=nobody").json()["data"] == []


def test_a_user_has_workos_shape(read, directory: str, running: Running) -> None:
    """Every required field, ids of prefix and ULID, null for what was not sent."""
    user = read(f"/directory_users?directory={directory}&email=ALAN.turing@pilot.example").json()["data"][0]
    assert re.fullmatch(r"directory_user_[0-9A-HJKMNP-TV-Z]{26}", user["id"])
    assert (user["first_name"], user["last_name"], user["name"]) == (None, "Turing", "Turing")
    assert (user["object"], user["directory_id"], user["state"]) == ("directory_user", directory, "active")
    assert user["emails"] == [{"primary": True, "type": "work", "value": running.email("alan")}]
    assert {"organization_id", "idp_id", "raw_attributes", "custom_attributes", "created_at"} <= user.keys()
    assert read(f"/directory_users/{user['id']}").json() == {**user, "groups": []}
    assert read(f"/directory_users?directory={directory}&idp_id={user['idp_id']}").json()["data"] == [user]


def test_who_is_not_provisioned_is_not_found(read, directory: str, running: Running) -> None:
    """An empty list, not an error."""
    found = read(f"/directory_users?directory={directory}&email={running.email('emmy')}")
    assert (found.status_code, found.json()["data"]) == (200, [])
    assert found.json()["list_metadata"] == {"before": None, "after": None}


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_cursors_walk_the_list_both_ways(read, directory: str, order: str) -> None:
    """`after` gives every user once and ends with null; `before` walks the same pages back."""
    base = f"/directory_users?directory={directory}&order={order}"
    whole = [user["id"] for user in read(base + "&limit=100").json()["data"]]
    page = read(f"{base}&limit=3").json()
    pages = [[user["id"] for user in page["data"]]]
    while page["list_metadata"]["after"]:
        page = read(f"{base}&limit=3&after={page['list_metadata']['after']}").json()
        pages.append([user["id"] for user in page["data"]])
    assert [key for page in pages for key in page] == whole
    assert [len(page) for page in pages] == [3, 3, 2]
    back = read(f"{base}&limit=3&before={pages[2][0]}").json()
    assert [user["id"] for user in back["data"]] == pages[1]
    first = read(f"{base}&limit=3&before={back['list_metadata']['before']}").json()
    assert ([user["id"] for user in first["data"]], first["list_metadata"]["before"]) == (pages[0], None)


def test_newest_first_unless_asked(read, directory: str) -> None:
    """The default order is descending, ten at a time."""
    users = read(f"/directory_users?directory={directory}").json()["data"]
    assert [user["id"] for user in users] == sorted((user["id"] for user in users), reverse=True)


def test_groups_and_their_users(read, directory: str, running: Running) -> None:
    """A group has Okta's idp_id, and users can be read by group and groups by user."""
    group = read(f"/directory_groups?directory={directory}").json()["data"][0]
    assert (group["object"], group["name"], group["idp_id"]) == ("directory_group", "Pilot", "Pilot")
    assert read(f"/directory_groups/{group['id']}").json() == group
    members = read(f"/directory_users?group={group['id']}&limit=100").json()["data"]
    assert running.email("ada") in [user["email"] for user in members]
    assert running.email("barbara") not in [user["email"] for user in members]
    assert read(f"/directory_groups?user={members[0]['id']}").json()["data"] == [group]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("email=a@pilot.example", 422),
        ("group=x&email=a@pilot.example", 422),
        ("directory=directory_unknown", 404),
        ("directory=D&limit=0", 422),
        ("directory=D&limit=101", 422),
        ("directory=D&limit=x", 422),
        ("directory=D&order=up", 422),
        ("directory=D&after=unknown", 422),
        ("directory=D&after=x&before=y", 422),
    ],
)
def test_a_wrong_question_is_refused(read, directory: str, query: str, status: int) -> None:
    """With a message that says what is wrong."""
    response = read(f"/directory_users?{query.replace('=D', '=' + directory)}")
    assert (response.status_code, list(response.json())) == (status, ["message"])


@pytest.mark.parametrize("path", ["/directories/x", "/directory_users/x", "/directory_groups/x", "/nothing"])
def test_what_is_not_there_is_404(read, path: str) -> None:
    """Unknown objects and addresses."""
    assert read(path).status_code == 404


@pytest.mark.parametrize("key", ["", "sk_test_wrong"])
@pytest.mark.parametrize("path", ["/directories", "/directory_users", "/nothing"])
def test_the_key_is_needed(visitor: Visitor, path: str, key: str) -> None:
    """401 before anything else is looked at."""
    response = visitor.get(f"/workos{path}", key)
    assert (response.status_code, response.json()) == (401, {"message": "Unauthorized"})


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_nothing_else_can_be_changed(visitor: Visitor, running: Running, directory: str, method: str) -> None:
    """The key may only read, delete the directory and make portal links: 403."""
    headers = {"Authorization": f"Bearer {running.ready['workos_api_key']}"}
    assert visitor.http.request(method, f"/workos/directories/{directory}", headers=headers).status_code == 403
