"""Conditional requests (RFC 9110, 13): nothing is sent twice, and nobody overwrites what they have not seen."""

from __future__ import annotations

import pytest

from tests.mock.driver import Running
from tests.mock.flow_api.asking import ADMIN, Api

READABLE = (
    "/me",
    "/enterprise",
    "/members",
    "/directory",
    "/directory/users",
    "/invitations",
    "/audit",
    "/openapi.json",
)


@pytest.mark.parametrize("path", READABLE)
def test_what_was_read_is_not_sent_again(api: Api, path: str) -> None:
    """Every GET has a strong ETag; asked with it, weak or in a list, it answers 304 with the tag and without a body."""
    tag = api.ask(ADMIN, "GET", path).headers["etag"]
    assert tag.startswith('"')
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = api.ask(ADMIN, "GET", path, headers={"If-None-Match": sent})
        assert (again.status_code, again.headers["etag"], again.content) == (304, tag, b"")
    assert api.ask(ADMIN, "GET", path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_tag_changes_with_the_data(api: Api) -> None:
    """After an edit the old tag is answered in full."""
    tag = api.ask("ada", "GET", "/me").headers["etag"]
    api.ask("ada", "PATCH", "/me", json={"first_name": "Augusta"})
    again = api.ask("ada", "GET", "/me", headers={"If-None-Match": tag})
    assert (again.status_code, again.json()["account"]["first_name"]) == (200, "Augusta")


def test_a_write_heeds_what_was_seen(api: Api) -> None:
    """With the ETag of an older reading 412 and nothing is written, with the present one it is; a weak one is none."""
    seen = api.ask("linh", "GET", "/me").headers["etag"]
    assert api.ask("linh", "PATCH", "/me", json={"first_name": "Lan"}, headers={"If-Match": seen}).status_code == 200
    refused = api.ask("linh", "PATCH", "/me", json={"first_name": "Mai"}, headers={"If-Match": seen})
    assert (refused.status_code, refused.json()["code"]) == (412, "changed_since")
    now = api.ask("linh", "GET", "/me")
    assert now.json()["account"]["first_name"] == "Lan"
    weak = {"If-Match": f"W/{now.headers['etag']}"}
    assert api.ask("linh", "PATCH", "/me", json={"first_name": "Mai"}, headers=weak).status_code == 412
    assert api.ask("linh", "PATCH", "/me", json={"first_name": "Mai"}, headers={"If-Match": "*"}).status_code == 200


def test_members_are_guarded_too(api: Api, running: Running) -> None:
    """The ETag of one member guards their role and their removal; without If-Match the rules decide alone."""
    one = api.get(ADMIN, "/members", email=running.email("grace"))["data"][0]["id"]
    tag = api.ask(ADMIN, "GET", f"/members/{one}").headers["etag"]
    changed = api.ask(ADMIN, "PATCH", f"/members/{one}", json={"role": "admin"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    for method, sent in (("PATCH", {"json": {"role": "member"}}), ("DELETE", {})):
        assert api.ask(ADMIN, method, f"/members/{one}", headers={"If-Match": tag}, **sent).status_code == 412
    assert api.ask(ADMIN, "DELETE", f"/members/{one}").json()["code"] == "manual_blocked_by_scim"
