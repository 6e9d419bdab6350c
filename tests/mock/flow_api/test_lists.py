"""Lists of the Flow API: every page of 250 people from one end to the other, filters, and times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mock.driver import Running, running_service
from tests.mock.flow_api.asking import ADMIN, Api, crowded

PEOPLE = 250
LISTS = ("/members", "/directory/users", "/audit")
COPIES = "/directory/heard"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The pilot world with 250 more people."""
    with running_service(crowded(tmp_path_factory.mktemp("world"), PEOPLE)) as service:
        yield service


def ids(found: list[dict[str, Any]]) -> list[str]:
    """Their ids."""
    return [one["id"] for one in found]


@pytest.mark.parametrize("path", [*LISTS, COPIES])
@pytest.mark.parametrize("limit", [7, 100, 1000])
def test_pages_give_everybody_once(api: Api, path: str, limit: int) -> None:
    """Read in pages of any size, a list has everybody once and in the same order."""
    whole = ids(api.get(ADMIN, path, limit=1000)["data"])
    assert len(whole) == len(set(whole)) > PEOPLE
    assert ids(api.pages(ADMIN, path, limit=limit)) == whole


def test_the_last_page_may_be_full(api: Api) -> None:
    """A list whose length is a multiple of the page ends without an empty page."""
    total = len(api.pages(ADMIN, "/members", limit=1000))
    page = api.get(ADMIN, "/members", limit=total)
    assert (len(page["data"]), page["next"]) == (total, None)
    assert api.get(ADMIN, "/members", limit=total - 1)["next"] is not None


def test_who_joins_meanwhile_does_not_move_the_others(api: Api) -> None:
    """A cursor stands at a person, not at a number: a role change on the page before leaves the next page alone."""
    first = api.get(ADMIN, "/members", role="member", limit=50)
    following = ids(api.get(ADMIN, "/members", role="member", limit=50, cursor=first["next"])["data"])
    gone = first["data"][3]["id"]
    assert api.ask(ADMIN, "PATCH", f"/members/{gone}", json={"role": "it_admin"}).status_code == 200
    assert ids(api.get(ADMIN, "/members", role="member", limit=50, cursor=first["next"])["data"]) == following


@pytest.mark.parametrize("cursor", ["x", "AAAA", "W10", "WzEsMl0", "e30", "eyJhIjoxfQ", "W251bGxd"])
def test_a_made_up_cursor_leads_nowhere(api: Api, cursor: str) -> None:
    """404: no page begins there."""
    refused = api.ask(ADMIN, "GET", "/members", params={"cursor": cursor})
    assert (refused.status_code, refused.json()["code"]) == (404, "cursor_unknown")


def test_a_cursor_belongs_to_its_filters(api: Api) -> None:
    """The cursor of one list is none of another, nor of the same list with other filters."""
    cursor = api.get(ADMIN, "/members", limit=1)["next"]
    for path, query in (("/members", {"role": "member"}), ("/directory/users", {}), ("/audit", {})):
        assert api.ask(ADMIN, "GET", path, params={**query, "cursor": cursor}).status_code == 404


def test_since_tells_what_changed(api: Api, running: Running) -> None:
    """After an hour only the member whose role was changed and the person who edited their name are listed."""
    running.service.world.advance(3600)
    began = running.service.world.stamp()
    grace = api.get(ADMIN, "/members", email="grace.hopper@pilot.example")["data"][0]["id"]
    api.ask(ADMIN, "PATCH", f"/members/{grace}", json={"role": "admin"})
    api.ask("ada", "PATCH", "/me", json={"first_name": "Augusta"})
    changed = api.pages(ADMIN, "/members", since=began, limit=1)
    assert {one["email"].partition(".")[0] for one in changed} == {"grace", "ada"}
    assert all(one["changed_at"] >= began for one in changed)
    assert api.get(ADMIN, "/directory/users", since=began)["data"] == []
    lines = api.get(ADMIN, "/audit", since=began)["data"]
    assert {"role_changed", "name_edited"} <= {line["reason"] for line in lines}
    assert all(line["at"] >= began for line in lines)


def test_since_pages_through_people_of_one_moment(api: Api) -> None:
    """From the beginning of time `since` gives everybody, in pages of any size, each once."""
    for path in LISTS:
        whole = ids(api.pages(ADMIN, path, since="2000-01-01T00:00:00Z", limit=1000))
        assert sorted(whole) == sorted(ids(api.pages(ADMIN, path, limit=1000)))
        assert ids(api.pages(ADMIN, path, since="2000-01-01T00:00:00Z", limit=33)) == whole


@pytest.mark.parametrize(
    ("time", "status"),
    [
        ("2026-04-30T09:00:00Z", 200),
        ("2026-04-30t09:00:00.123456789+02:00", 200),
        ("2026-12-31T23:59:60Z", 200),
        ("0001-01-01T00:00:00+14:00", 200),
        ("9999-12-31T23:59:59.9999-12:00", 200),
        ("2026-02-30T00:00:00Z", 422),
        ("2026-04-30T09:00:00", 422),
        ("2026-04-30", 422),
        ("1800000000", 422),
        ("null", 422),
        ("", 422),
    ],
)
def test_times_are_rfc_3339(api: Api, time: str, status: int) -> None:
    """A time needs its zone and has to exist; a leap second and the ends of the calendar are times."""
    assert api.ask(ADMIN, "GET", "/audit", params={"since": time, "limit": 1}).status_code == status


def test_after_follows_the_audit(api: Api) -> None:
    """`after` gives the lines written after a known one: none at first, then the new one."""
    last = api.pages(ADMIN, "/audit", limit=1000)[-1]
    assert api.get(ADMIN, "/audit", after=last["id"])["data"] == []
    api.ask("ada", "PATCH", "/me", json={"last_name": "Lovelace"})
    assert [line["reason"] for line in api.get(ADMIN, "/audit", after=last["id"])["data"]] == ["name_edited"]
    assert api.ask(ADMIN, "GET", "/audit", params={"after": "audit_none"}).status_code == 404


def test_filters_narrow(api: Api) -> None:
    """By e-mail whatever its case, by role, by state and by reason; what nobody has gives an empty list."""
    (found,) = api.get(ADMIN, "/members", email="ADA.Byron@pilot.example")["data"]
    assert found["directory_user"]["email"] == found["email"]
    assert {one["role"] for one in api.pages(ADMIN, "/members", role="it_admin")} == {"it_admin"}
    (user,) = api.get(ADMIN, "/directory/users", email="ada.byron@pilot.example", state="active")["data"]
    assert (user["id"], user["account_id"]) == (found["directory_user"]["id"], found["id"])
    assert {one["reason"] for one in api.pages(ADMIN, "/audit", reason="provisioned", limit=1000)} == {"provisioned"}
    assert api.get(ADMIN, "/members", email="nobody@nowhere.example")["data"] == []
    assert api.get(ADMIN, "/directory/users", state="inactive", email="ada.byron@pilot.example")["data"] == []


def test_flows_own_copies_are_those_it_tells_of_a_person(api: Api) -> None:
    """The list has the copy of every directory user, value for value as it is told with the person."""
    copies = {one["id"]: one for one in api.pages(ADMIN, COPIES)}
    (user,) = api.get(ADMIN, "/directory/users", email="ada.byron@pilot.example")["data"]
    assert api.get(ADMIN, "/people", email="ada.byron@pilot.example")["remembered"] == [copies[user["id"]]]
    assert set(copies) == {one["id"] for one in api.pages(ADMIN, "/directory/users", limit=1000)}
    assert api.ask(ADMIN, "GET", COPIES, params={"since": "2026-04-30T09:00:00Z"}).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=1001", "limit=-1", "limit=1e2", "limit=1.0", "limit=x", "limit=", "limit=%D9%A3"),
        *("limit=1&limit=2", "color=red", "role=owner", "role=", "status=gone", "cursor=", "cursor=%00", "email="),
        "email=" + "a" * 321,
    ],
)
def test_a_wrong_parameter_is_refused(api: Api, query: str) -> None:
    """422 for an unknown name, a wrong value and a name that is there twice."""
    refused = api.ask(ADMIN, "GET", f"/members?{query}")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
