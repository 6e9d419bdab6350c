"""The Flow API: null is "not there", a missing key is "cannot tell", a wrong shape is never guessed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from flow_desktop.adapters.directory.flow import FlowDirectory
from flow_desktop.adapters.http import Http
from flow_desktop.core.directory import (
    DirectoryView,
    Found,
    NotThere,
    Organisation,
    Person,
    Role,
    Unseen,
)
from flow_desktop.core.observed import Absent, Present, Withheld, WithheldReason
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.support.answering import Asked, Said, answering

ME: dict[str, Any] = {
    "account": {
        "id": "acc_1",
        "email": "ada@example.com",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "updated_at": "2026-01-05T09:00:00Z",
    },
    "membership": {"role": "it_admin", "source": "scim"},
    "enterprise": {
        "id": "ent_1",
        "name": "Example",
        "plan": "enterprise",
        "sso_enforced": True,
        "admin_portal_url": "https://admin.example.com/",
    },
    "directory": {"id": "dir_1", "state": "linked", "type": "okta scim v2.0"},
    "directory_user": {
        "id": "du_1",
        "idp_id": "00u1",
        "username": "ada",
        "email": "Ada@example.com",
        "first_name": "Ada",
        "last_name": None,
        "state": "inactive",
        "updated_at": "2026-01-04T09:00:00Z",
    },
}


def look(said: Said) -> DirectoryView:
    """What a person sees of themselves."""

    def answer(asked: Asked) -> Said:
        assert (asked.path, asked.bearer) == ("/flow/v1/me", "own-token")
        return said

    async def story(base: str) -> DirectoryView:
        http = Http(proxy_for=lambda url: None)
        try:
            source = FlowDirectory(f"{base}/flow/v1", http=http, clock=FakeClock())
            return await source.look_up(Person(("ada@example.com",)), Secret("own-token"))
        finally:
            await http.close()

    with answering(answer) as server:
        return asyncio.run(story(server.url))


def look_at(**change: Any) -> DirectoryView:
    """The usual answer with some keys changed; ``...`` leaves a key out."""
    return look(Said(body={key: value for key, value in (ME | change).items() if value is not ...}))


def test_both_places_and_the_enterprise_are_told() -> None:
    """Every value as sent, with the role and what the directory says of itself in one vocabulary."""
    view = look_at()
    assert isinstance(view.flow, Found)
    assert isinstance(view.directory, Found)
    account, record = view.flow.record, view.directory.record
    assert (account.email, account.given_name, account.family_name, account.role) == (
        Present("ada@example.com"),
        Present("Ada"),
        Present("Lovelace"),
        Role.IT_ADMIN,
    )
    assert (record.email, record.family_name, record.active) == (Present("Ada@example.com"), Absent(), False)
    assert view.organisation == Organisation("Example", "enterprise", True, "active", "https://admin.example.com/")
    assert view.flow.origin == view.directory.origin


@pytest.mark.parametrize(("key", "place"), [("account", "flow"), ("directory_user", "directory")])
def test_null_is_not_there_and_missing_is_not_told(key: str, place: str) -> None:
    """Two facts: the service says that nobody is there, or it does not say."""
    assert isinstance(getattr(look_at(**{key: None}), place), NotThere)
    untold = getattr(look_at(**{key: ...}), place)
    assert isinstance(untold, Unseen)
    assert untold.reason is WithheldReason.SOURCE_CANNOT_TELL


@pytest.mark.parametrize("wrong", ["Ada", 3, [], {}, {"id": 7}, {"id": ""}, True])
@pytest.mark.parametrize(("key", "place"), [("account", "flow"), ("directory_user", "directory")])
def test_a_wrong_shape_is_not_guessed(key: str, place: str, wrong: Any) -> None:
    """It costs this place only; the other one is still told."""
    view = look_at(**{key: wrong})
    spoilt, other = getattr(view, place), view.directory if place == "flow" else view.flow
    assert isinstance(spoilt, Unseen)
    assert spoilt.reason is WithheldReason.BAD_ANSWER
    assert isinstance(other, Found)


@pytest.mark.parametrize(
    ("membership", "role"),
    [({"role": "member"}, Role.MEMBER), ({"role": "admin"}, Role.ADMIN), (None, None), (..., None)],
)
def test_roles(membership: Any, role: Role | None) -> None:
    """No membership is no role."""
    view = look_at(membership=membership)
    assert isinstance(view.flow, Found)
    assert view.flow.record.role is role


@pytest.mark.parametrize("membership", [{"role": "owner"}, {"role": None}, {"role": ["admin"]}, {}, "admin"])
def test_a_role_nobody_knows_is_not_no_role(membership: Any) -> None:
    """Telling somebody that they are outside the enterprise would be a lie."""
    view = look_at(membership=membership)
    assert isinstance(view.flow, Unseen)
    assert view.flow.reason is WithheldReason.BAD_ANSWER


def test_no_directory_leaves_the_person_not_there() -> None:
    """An account in no enterprise: no directory, no directory user, no organisation."""
    view = look_at(directory=None, directory_user=None, enterprise=None, membership=None)
    assert isinstance(view.directory, NotThere)
    assert isinstance(view.flow, Found)
    assert view.organisation is None


@pytest.mark.parametrize(
    "url",
    [
        "http://admin.example.com/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://user:pw@admin.example.com/",
        "https://[",
        "https://a.example/\n",
        "//admin.example.com",
        7,
        "",
    ],
)
def test_an_unsafe_portal_address_is_left_out(url: Any) -> None:
    """It would be opened in the browser with one click."""
    view = look_at(enterprise={**ME["enterprise"], "admin_portal_url": url})
    assert view.organisation is not None
    assert view.organisation.admin_portal_url is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Said(401, {}), WithheldReason.CREDENTIAL_REFUSED),
        (Said(403, {}), WithheldReason.FORBIDDEN),
        (Said(404, {}), WithheldReason.NO_SUCH_ADDRESS),
        (Said(500, {}), WithheldReason.SERVER_ERROR),
        (Said(429, {}, headers={"Retry-After": "60"}), WithheldReason.THROTTLED),
        (Said(301, {}, headers={"Location": "https://evil.example/"}), WithheldReason.BAD_ANSWER),
        (Said(200, b"<html>", type="text/html"), WithheldReason.BAD_ANSWER),
        (Said(200, []), WithheldReason.BAD_ANSWER),
        (Said(200, b'{"account": null, "account": {}}'), WithheldReason.BAD_ANSWER),
    ],
)
def test_whatever_the_service_does_has_a_reason(said: Said, reason: WithheldReason) -> None:
    """Both places say why nobody could look."""
    assert look(said) == DirectoryView(directory=Unseen(reason), flow=Unseen(reason))


def test_hostile_values_never_stop_the_look(uncommon_text: str) -> None:
    """Kept as sent, or refused aloud."""
    view = look_at(account={**ME["account"], "last_name": uncommon_text})
    assert isinstance(view.flow, Found)
    assert view.flow.record.family_name in (
        Present(uncommon_text),
        Withheld(WithheldReason.NOT_TEXT),
        Withheld(WithheldReason.TOO_LONG),
    )
