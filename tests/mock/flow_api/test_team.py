"""Members and invitations by hand: blocked while SCIM is on, by the rules when it is off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from flow_desktop.mock.facts import SeatCapChanged
from tests.mock.driver import Running, running_service
from tests.mock.flow_api.asking import ADMIN, OUTSIDER, Api


@pytest.fixture
def by_hand() -> Iterator[Api]:
    """A service whose directory was deleted, so that people are managed by hand again."""
    with running_service() as running:
        running.places.sync.delete()
        api = Api(running)
        yield api
        api.close()


def invite(api: Api, *emails: str, **more: Any) -> Any:
    """Invite as the admin; the answer's body."""
    response = api.ask(ADMIN, "POST", "/invitations", json={"emails": emails, **more})
    return {"status": response.status_code, **response.json()}


def test_scim_blocks_what_is_done_by_hand(api: Api, running: Running) -> None:
    """Invite, bulk invite, remove and revoke are 409 with the code of the audit; the audit has each of them."""
    member = api.get(ADMIN, "/members", email=running.email("grace"))["data"][0]["id"]
    running.service.store.run(
        "INSERT INTO invitations (id, email, email_key, role, state, kind, created_at)"
        " VALUES ('invitation_1', 'x@pilot.example', 'x@pilot.example', 'member', 'pending', 'fallback', ?)",
        running.service.world.stamp(),
    )
    before = len(api.pages(ADMIN, "/audit", reason="manual_blocked_by_scim"))
    for method, path, sent in (
        ("POST", "/invitations", {"json": {"emails": ["a@pilot.example"]}}),
        ("POST", "/invitations", {"json": {"emails": ["a@pilot.example", "b@pilot.example"]}}),
        ("DELETE", f"/members/{member}", {}),
        ("DELETE", "/invitations/invitation_1", {}),
    ):
        refused = api.ask(ADMIN, method, path, **sent)
        assert (refused.status_code, refused.json()["code"]) == (409, "manual_blocked_by_scim")
    lines = api.pages(ADMIN, "/audit", reason="manual_blocked_by_scim")[before:]
    assert [line["detail"]["action"] for line in lines] == [
        *("invite", "bulk invite", "bulk invite", "remove member", "revoke invitation")
    ]
    assert api.get(ADMIN, "/invitations", state="pending")["data"][0]["fallback"] is True


def test_an_invitation_from_sending_to_joining(by_hand: Api) -> None:
    """Invited, seen by the admin and by the person invited, accepted by that person only, once."""
    email = by_hand.running.email(OUTSIDER)
    told = invite(by_hand, email, role="member")
    (one,) = told["data"]
    assert (told["status"], one["email"], one["invitation"]["state"], one["code"]) == (201, email, "pending", None)
    path = f"/invitations/{one['invitation']['id']}"
    assert by_hand.get(ADMIN, "/invitations")["data"] == [by_hand.get(OUTSIDER, path)]
    assert by_hand.ask("ada", "GET", path).status_code == 403
    assert by_hand.ask("ada", "POST", f"{path}/accept").json()["code"] == "not_invited"
    tag = by_hand.ask(OUTSIDER, "GET", path).headers["etag"]
    accepted = by_hand.ask(OUTSIDER, "POST", f"{path}/accept", headers={"If-Match": tag})
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert by_hand.get(OUTSIDER, "/me")["membership"] == {"role": "member", "source": "invite"}
    again = by_hand.ask(OUTSIDER, "POST", f"{path}/accept")
    assert (again.status_code, again.json()["code"]) == (409, "invitation_unusable")


def test_a_bulk_invite_tells_about_each(by_hand: Api) -> None:
    """Who cannot be invited has a code; refused as a whole only when it is so for everybody."""
    member = by_hand.running.email("ada")
    told = invite(by_hand, "new@pilot.example", member, "NEW@pilot.example")
    assert told["status"] == 201
    assert [one["code"] for one in told["data"]] == [None, "already_member", "invitation_exists"]
    assert (invite(by_hand, "new@pilot.example")["status"], invite(by_hand, "new@pilot.example")["code"]) == (
        *(409, "invitation_exists"),
    )


def test_the_seat_cap_refuses(by_hand: Api) -> None:
    """409 seat_cap for an invitation that would need a seat; IT Admin needs none."""
    seats = by_hand.get(ADMIN, "/enterprise")["seats"]
    by_hand.running.places.flow.perform(SeatCapChanged(seats["used"]))
    refused = invite(by_hand, "a@pilot.example")
    assert (refused["status"], refused["code"]) == (409, "seat_cap")
    assert invite(by_hand, "b@pilot.example", role="it_admin")["status"] == 201


@pytest.mark.parametrize(
    "body",
    [
        *({}, {"emails": []}, {"emails": ["no address"]}, {"emails": "a@b.example"}, {"emails": ["a@b.example\n"]}),
        *({"emails": ["a@b.example"], "role": "owner"}, {"emails": ["a@b.example"] * 101}, {"emails": [None]}),
    ],
)
def test_what_is_no_invitation(by_hand: Api, body: dict[str, Any]) -> None:
    """422 for a body that does not say whom to invite."""
    assert by_hand.ask(ADMIN, "POST", "/invitations", json=body).status_code == 422


def test_revoked_and_removed(by_hand: Api) -> None:
    """204 and gone: the invitation is revoked, the member is an account outside that keeps its audit."""
    (one,) = invite(by_hand, "x@pilot.example")["data"]
    path = f"/invitations/{one['invitation']['id']}"
    assert by_hand.ask(ADMIN, "DELETE", path).status_code == 204
    assert by_hand.get(ADMIN, path)["state"] == "revoked"
    assert by_hand.ask(ADMIN, "DELETE", path).json()["code"] == "invitation_unusable"
    ada = by_hand.get(ADMIN, "/members", email=by_hand.running.email("ada"))["data"][0]["id"]
    assert by_hand.ask(ADMIN, "DELETE", f"/members/{ada}").status_code == 204
    assert by_hand.ask(ADMIN, "DELETE", f"/members/{ada}").json()["code"] == "not_a_member"
    assert by_hand.get(ADMIN, "/members", email=by_hand.running.email("ada"))["data"] == []
    gone = by_hand.get(ADMIN, f"/members/{ada}")
    assert (gone["status"], gone["role"], gone["directory_user"]) == ("outside", None, None)
    assert ada in [one["id"] for one in by_hand.pages(ADMIN, "/members", status="outside", limit=1)]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", "/members/account_none"), ("PATCH", "/members/account_none"), ("DELETE", "/members/account_none")),
        *(("GET", "/invitations/none"), ("DELETE", "/invitations/none"), ("POST", "/invitations/none/accept")),
        ("GET", "/directory/users/none"),
    ],
)
def test_nobody_has_this_id(api: Api, method: str, path: str) -> None:
    """404 wherever an id is not known."""
    sent = {"json": {"role": "member"}} if method == "PATCH" else {}
    assert api.ask(ADMIN, method, path, **sent).json()["code"] == "not_found"


def test_an_admin_does_not_make_themselves_a_member(api: Api, running: Running) -> None:
    """409 role_not_allowed, so that an enterprise keeps an admin."""
    own = api.get(ADMIN, "/me")["account"]["id"]
    refused = api.ask(ADMIN, "PATCH", f"/members/{own}", json={"role": "member"})
    assert (refused.status_code, refused.json()["code"]) == (409, "role_not_allowed")
