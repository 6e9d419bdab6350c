"""The Flow API says what Directory Sync and Flow have about the signed-in person, and never the provider's claims."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.driver import Running, Visitor


def me(visitor: Visitor, start: str) -> dict[str, Any]:
    """Sign a person in and ask."""
    token = visitor.tokens(visitor.running.email(start))["access_token"]
    response = visitor.get("/flow/v1/me", token)
    assert response.status_code == 200
    return dict(response.json())


def test_the_pilot_person_is_the_same_everywhere(visitor: Visitor, running: Running) -> None:
    """Account, membership, enterprise, directory and directory user, each with its fields."""
    found = me(visitor, "ada")
    assert sorted(found) == ["account", "directory", "directory_user", "enterprise", "membership"]
    assert found["membership"] == {"role": "member", "source": "scim"}
    assert found["enterprise"] == {
        "id": found["enterprise"]["id"],
        "name": "Pilot Example",
        "plan": "enterprise",
        "sso_enforced": False,
        "admin_portal_url": running.ready["console"],
    }
    assert (found["directory"]["state"], found["directory"]["type"]) == ("active", "okta scim v2.0")
    assert found["directory"]["id"] == running.ready["workos_directory"]
    for place in ("account", "directory_user"):
        assert [found[place][name] for name in ("first_name", "last_name", "email")] == [
            *("Ada", "Byron", running.email("ada"))
        ]
        assert found[place]["updated_at"].endswith("Z")


@pytest.mark.parametrize(
    ("person", "field", "in_directory", "in_flow"),
    [
        ("linh", "last_name", "Nguyễn", "Nguyen"),
        ("katherine", "email", "katherine.johnson@pilot.example", "katherine.coleman@pilot.example"),
        ("grace", "email", "grace.hopper@pilot.example", "grace.hopper@pilot.example"),
        ("zoe", "first_name", "Zo\u00eb", "Zo\u00eb"),
        ("alan", "first_name", None, None),
    ],
)
def test_each_person_shows_their_case(
    visitor: Visitor, person: str, field: str, in_directory: str | None, in_flow: str | None
) -> None:
    """The values of the world, untouched; the provider's spelling is not among them."""
    found = me(visitor, person)
    assert (found["directory_user"][field], found["account"][field]) == (in_directory, in_flow)


@pytest.mark.parametrize(
    ("person", "membership"),
    [
        ("radia", {"role": "it_admin", "source": "scim"}),
        ("barbara", {"role": "admin", "source": "manual"}),
    ],
)
def test_roles_are_told(visitor: Visitor, person: str, membership: dict[str, str]) -> None:
    """IT Admin and Admin, and where the membership came from."""
    assert me(visitor, person)["membership"] == membership


def test_an_account_outside_the_enterprise(visitor: Visitor, running: Running) -> None:
    """null means: looked, and there is none."""
    found = me(visitor, "emmy")
    assert found["account"]["email"] == running.email("emmy")
    assert [found[name] for name in ("membership", "enterprise", "directory", "directory_user")] == [None] * 4


@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_token_is_needed(visitor: Visitor, token: str) -> None:
    """401 as problem+json with a challenge that names the error only when a token was sent."""
    response = visitor.get("/flow/v1/me", token)
    assert (response.status_code, response.headers["content-type"]) == (401, "application/problem+json")
    assert response.json()["status"] == 401
    assert ('error="invalid_token"' in response.headers["www-authenticate"]) == bool(token)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("POST", "/me", 405), ("DELETE", "/x/y", 404), ("GET", "/", 404)],
)
def test_errors_are_problems(visitor: Visitor, method: str, path: str, status: int) -> None:
    """Every refusal is problem+json."""
    response = visitor.http.request(method, f"/flow/v1{path}")
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
