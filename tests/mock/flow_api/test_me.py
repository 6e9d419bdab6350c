"""The Flow API says what Directory Sync and Flow have about the signed-in person, and never the provider's claims."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.driver import Running, Visitor, running_service


def me(visitor: Visitor, start: str) -> dict[str, Any]:
    """Sign a person in and ask."""
    token = visitor.tokens(visitor.running.email(start))["access_token"]
    response = visitor.get("/flow/v1/me", token)
    assert response.status_code == 200
    return dict(response.json())


def test_the_pilot_person_is_the_same_everywhere(visitor: Visitor, running: Running) -> None:
    """Account, membership, enterprise, directory and directory user, each with its fields."""
    found = me(visitor, "ada")
    assert sorted(found) == [*("account", "audit", "directory", "directory_user", "enterprise", "membership")]
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


def test_why_is_told_with_it(visitor: Visitor) -> None:
    """The audit of the person comes along, newest last; signing in often does not push the reason out."""
    for _ in range(7):
        found = me(visitor, "ada")["audit"]
    assert (found[0]["event"], found[0]["reason"]) == ("dsync.user.created", "provisioned")
    assert [line["reason"] for line in found][-5:] == ["signed_in"] * 5
    assert [line["at"] for line in found] == sorted(line["at"] for line in found)
    assert "signed_in" not in [line["reason"] for line in found[:-5]]


def test_a_directory_user_is_found_without_a_link() -> None:
    """Who was skipped has no link: the person's id at the identity provider finds them, else their e-mail."""
    with running_service() as running, running.visitor() as visitor:
        email, store = running.email("grace"), running.service.store
        token = visitor.tokens(email)["access_token"]
        linked = visitor.get("/flow/v1/me", token).json()["directory_user"]
        store.run("DELETE FROM directory_links WHERE directory_user_id = ?", linked["id"])
        assert visitor.get("/flow/v1/me", token).json()["directory_user"] == linked
        store.run("UPDATE directory_users SET email_key = 'other' WHERE id = ?", linked["id"])
        assert visitor.get("/flow/v1/me", token).json()["directory_user"] == linked
        store.run("UPDATE directory_users SET idp_id = '00u', email_key = ? WHERE id = ?", email.lower(), linked["id"])
        assert visitor.get("/flow/v1/me", token).json()["directory_user"]["id"] == linked["id"]
        store.run("UPDATE directory_users SET email_key = 'other' WHERE id = ?", linked["id"])
        assert visitor.get("/flow/v1/me", token).json()["directory_user"] is None


def test_a_name_edited_in_flow(visitor: Visitor) -> None:
    """PATCH changes what is sent and leaves the rest, notes the time, and leaves a line in the audit."""
    token = visitor.tokens(visitor.running.email("radia"))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    before = visitor.get("/flow/v1/me", token).json()["account"]
    after = visitor.http.patch("/flow/v1/me", headers=headers, json={"last_name": "Perlmann"}).json()
    assert (after["account"]["first_name"], after["account"]["last_name"]) == (before["first_name"], "Perlmann")
    assert before["name_edited_at"] is None
    assert after["account"]["name_edited_at"] == visitor.running.service.world.stamp()
    assert "name_edited" in [line["reason"] for line in after["audit"]]
    refused = visitor.http.patch("/flow/v1/me", headers=headers, json={"last_name": "<b>"})
    assert (refused.status_code, refused.json()["code"]) == (422, "name_refused")
