"""Who may ask the Flow API for what: nobody, somebody outside, a member, an admin, an IT admin."""

from __future__ import annotations

import pytest

from tests.mock.driver import Running, running_service
from tests.mock.flow_api.asking import ADMIN, IT_ADMIN, MEMBER, OUTSIDER, Api

ENTERPRISE = (
    *("/enterprise", "/members", "/directory", "/directory/users", "/directory/heard", "/invitations", "/audit"),
)


@pytest.mark.parametrize("path", ENTERPRISE)
@pytest.mark.parametrize(("who", "status"), [("", 401), (OUTSIDER, 403), (MEMBER, 403), (ADMIN, 200), (IT_ADMIN, 200)])
def test_the_enterprise_is_for_its_admins(api: Api, path: str, who: str, status: int) -> None:
    """Admin and IT Admin see it; a member, somebody outside and nobody do not."""
    assert api.ask(who, "GET", path).status_code == status


@pytest.mark.parametrize("path", ["/audit", "/people"])
def test_a_member_sees_their_own_lines(api: Api, running: Running, path: str) -> None:
    """Asked with one's own address it is answered, with another one's it is not; letter case does not count."""
    own, other = running.email(MEMBER), running.email(ADMIN)
    assert api.ask(MEMBER, "GET", path, params={"email": own.upper()}).status_code == 200
    refused = api.ask(MEMBER, "GET", path, params={"email": other})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_admin")
    assert api.ask(ADMIN, "GET", path, params={"email": own}).status_code == 200


def test_ones_own_address_may_be_the_directorys(api: Api) -> None:
    """Whose e-mail differs between the places asks with either one."""
    for email in ("katherine.johnson@pilot.example", "katherine.coleman@pilot.example"):
        assert api.get("katherine", "/people", email=email)["email"] == email


def test_somebody_outside_sees_themselves_only(api: Api, running: Running) -> None:
    """/me answers; their own audit lines are the enterprise's."""
    assert api.get(OUTSIDER, "/me")["membership"] is None
    refused = api.ask(OUTSIDER, "GET", "/people", params={"email": running.email(OUTSIDER)})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_member")


@pytest.mark.parametrize(("who", "status"), [("", 401), (OUTSIDER, 403), (MEMBER, 403), (ADMIN, 409), (IT_ADMIN, 409)])
def test_writing_is_for_admins(api: Api, who: str, status: int) -> None:
    """Who may write meets the rules (here: Directory Sync is on); the others do not get that far."""
    member = api.get(ADMIN, "/members", email="grace.hopper@pilot.example")["data"][0]["id"]
    assert api.ask(who, "POST", "/invitations", json={"emails": ["x@pilot.example"]}).status_code == status
    assert api.ask(who, "DELETE", f"/members/{member}").status_code == status


@pytest.mark.parametrize(("path", "sent"), [("/enterprise", "wrong"), ("/me", "wrong"), ("/me", "")])
def test_a_wrong_token_is_named(api: Api, path: str, sent: str) -> None:
    """401 as problem+json, with a challenge that names the error only when a token was sent (RFC 6750, 3)."""
    response = api.ask("", "GET", path, headers={"Authorization": f"Bearer {sent}"} if sent else {})
    assert response.status_code == 401
    assert ('error="invalid_token"' in response.headers["www-authenticate"]) == bool(sent)
    assert response.json()["code"] == ("invalid_token" if sent else "token_missing")


def test_an_expired_token_is_refused() -> None:
    """The token's lifetime is on the machine's clock, whatever the world's clock does."""
    with running_service(access_ttl=60) as running:
        api = Api(running)
        running.service.world.advance(10_000)
        assert api.ask(MEMBER, "GET", "/me").status_code == 200
        running.clock.now += 61
        assert api.ask(MEMBER, "GET", "/me").status_code == 401
        api.close()


def test_a_role_counts_from_the_next_request_on(api: Api, running: Running) -> None:
    """Who becomes IT Admin may see the enterprise at once, and who is a member again may not."""
    (member,) = api.get(ADMIN, "/members", email=running.email("zoe"))["data"]
    for role, status in (("it_admin", 200), ("member", 403)):
        changed = api.ask(ADMIN, "PATCH", f"/members/{member['id']}", json={"role": role})
        assert (changed.status_code, changed.json()["role"]) == (200, role)
        assert api.ask("zoe", "GET", "/members").status_code == status
