"""The steps of Okta's published SCIM 2.0 test, as requests of our own: its file has no licence that lets us keep it.

Origin: Okta-SCIM-20-SPEC-Test.json in github.com/okta/okta-developer-docs at commit
468de9c511b5e4009bb5f06c25cbf4b85fecb8d0. Steps 5 to 8 are about one user and so one test; the first two need somebody.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.mock.scim.room import ERROR, LIST, USER, Desk, desk

READING = {
    "Accept": "application/scim+json",
    "Accept-Charset": "utf-8",
    "Content-Type": "application/scim+json; charset=utf-8",
    "User-Agent": "OKTA SCIM Integration",
}
WRITING = {"Accept": "application/scim+json; charset=utf-8", "Content-Type": "application/json"}
NAME = "runscope.person@pilot.example"
SOMEBODY: dict[str, Any] = {
    "schemas": [USER],
    "userName": NAME,
    "name": {"givenName": "Runa", "familyName": "Scope"},
    "emails": [{"primary": True, "value": NAME, "type": "work"}],
    "displayName": "Runa Scope",
    "active": True,
}
GROUPS_SECONDS = 0.6


@pytest.fixture(scope="module", params=["rfc", "workos"])
def tenant(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A directory in which somebody is, in each dialect."""
    with desk(request.param) as one:
        one.made()
        one.http.close()
        yield one


@pytest.fixture
def okta(tenant: Desk) -> Iterator[httpx2.Client]:
    """Okta's end of the line."""
    token = {"Authorization": f"Bearer {tenant.running.ready['scim_token']}"}
    with httpx2.Client(base_url=tenant.running.ready["scim"], headers=token, trust_env=False) as client:
        yield client


def read(okta: httpx2.Client, path: str, status: int = 200, **params: str) -> dict[str, Any]:
    """One GET with the headers of the file."""
    answer = okta.get(path, params=params, headers=READING)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def is_whole(user: dict[str, Any]) -> None:
    """What Okta wants to see of every user."""
    assert all((user["id"], user["userName"], user["name"]["givenName"], user["name"]["familyName"]))
    assert user["active"] is True
    assert user["emails"][0]["value"]


def test_1_the_users_endpoint(okta: httpx2.Client) -> None:
    """A list of one with numbers that are numbers, and a whole user in it."""
    page = read(okta, "/Users", count="1", startIndex="1")
    assert page["schemas"] == [LIST]
    assert all(isinstance(page[name], int) for name in ("itemsPerPage", "startIndex", "totalResults"))
    is_whole(page["Resources"][0])


def test_2_one_user(okta: httpx2.Client) -> None:
    """The same user at its own address."""
    listed = read(okta, "/Users", count="1")["Resources"][0]
    user = read(okta, f"/Users/{listed['id']}")
    is_whole(user)
    assert user["id"] == listed["id"]


def test_3_nobody_by_user_name(okta: httpx2.Client) -> None:
    """An unknown user name is an empty list."""
    page = read(okta, "/Users", filter='userName eq "nobody@pilot.example"')
    assert (page["schemas"], page["totalResults"]) == ([LIST], 0)


@pytest.mark.parametrize("key", ["nobody", "00919288221112222"])
def test_4_nobody_by_id(okta: httpx2.Client, key: str) -> None:
    """An unknown id is 404 with a SCIM error."""
    error = read(okta, f"/Users/{key}", status=404)
    assert (error["schemas"], error["status"], bool(error["detail"])) == ([ERROR], "404", True)


def test_5_to_8_a_user_is_created_once(okta: httpx2.Client) -> None:
    """Nobody has the name; then somebody, sent as application/json, is whole, is found in capitals and is not twice."""
    assert read(okta, "/Users", filter=f'userName eq "{NAME}"')["totalResults"] == 0
    answer = okta.post("/Users", json=SOMEBODY, headers=WRITING)
    assert answer.status_code == 201
    is_whole(answer.json())
    assert USER in answer.json()["schemas"]
    user = read(okta, f"/Users/{answer.json()['id']}")
    assert (user["userName"], user["name"]) == (NAME, SOMEBODY["name"])
    assert okta.post("/Users", json=SOMEBODY, headers=WRITING).status_code == 409
    assert read(okta, "/Users", filter=f'userName eq "{NAME.upper()}"')["totalResults"] == 1


def test_9_the_groups_endpoint(okta: httpx2.Client) -> None:
    """Groups are listed within 600 ms."""
    began = time.monotonic()
    assert read(okta, "/Groups")["Resources"] == []
    assert time.monotonic() - began < GROUPS_SECONDS


def test_10_a_wrong_token(okta: httpx2.Client) -> None:
    """Without the token there is a 401 with a SCIM error."""
    answer = okta.get("/Users", headers={**READING, "Authorization": "non-token"})
    error = answer.json()
    assert (answer.status_code, error["status"], error["schemas"]) == (401, "401", [ERROR])
    assert error["detail"]
