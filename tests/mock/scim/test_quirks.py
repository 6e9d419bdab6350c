"""The deviations of servers in the field, each switched on alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from flow_desktop.mock.scim import quirks
from tests.mock.driver import Running, running_service
from tests.mock.scim.room import EMPTY, PATCH, Desk, sitting

PEOPLE = 60


@pytest.fixture(scope="module")
def _full() -> Iterator[Running]:
    with running_service(EMPTY, patch_204=True) as running, sitting(running) as desk:
        for _ in range(PEOPLE):
            desk.made()
        yield running


@pytest.fixture
def odd(_full: Running) -> Iterator[Desk]:
    """A desk in front of a server that is right again afterwards."""
    with sitting(_full) as desk:
        yield desk
        desk.break_()


def test_a_total_of_the_page(odd: Desk) -> None:
    """total_is_page_size."""
    odd.break_("total_is_page_size")
    assert odd.get("Users", count=5)["totalResults"] == 5


def test_a_filter_nobody_applies(odd: Desk) -> None:
    """ignores_filter."""
    odd.break_("ignores_filter")
    assert odd.get("Users", filter='userName eq "nobody"')["totalResults"] == PEOPLE


def test_counting_from_zero(odd: Desk) -> None:
    """start_index_zero_based: the first is 0, so a client that counts from 1 misses somebody."""
    everybody = odd.get("Users", count=3)["Resources"]
    odd.break_("start_index_zero_based")
    assert [odd.get("Users", startIndex=start, count=1)["Resources"][0] for start in (0, 1)] == everybody[:2]
    assert odd.get("Users", count=1)["startIndex"] == 0
    assert odd.get("Users", count=1)["Resources"] == everybody[:1]


def test_nothing_without_a_count(odd: Desk) -> None:
    """empty_without_count."""
    odd.break_("empty_without_count")
    assert odd.get("Users")["Resources"] == []
    assert len(odd.get("Users", count=2)["Resources"]) == 2


def test_resources_in_lower_case(odd: Desk) -> None:
    """lower_case_resources."""
    odd.break_("lower_case_resources")
    page = odd.get("Users", count=2)
    assert len(page["resources"]) == 2
    assert "Resources" not in page


def test_booleans_as_texts(odd: Desk) -> None:
    """string_booleans."""
    odd.break_("string_booleans")
    user = odd.get("Users", count=1)["Resources"][0]
    assert (user["active"], user["emails"][0]["primary"]) == ("True", "True")


def test_a_cap_of_fifty(odd: Desk) -> None:
    """cap_50."""
    odd.break_("cap_50")
    page = odd.get("Users", count=60)
    assert (len(page["Resources"]), page["totalResults"]) == (50, PEOPLE)


def test_errors_as_pages(odd: Desk) -> None:
    """html_on_error, at a refused token as well; what succeeds is JSON."""
    odd.break_("html_on_error")
    for path, status in (("Users/nobody", 404), ("Users?filter=x", 400)):
        answer = odd.ask("GET", path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert odd.ask("GET", "Users", Authorization="Bearer x").text.startswith("<!doctype html>")
    assert odd.get("Users")["totalResults"] == PEOPLE


def test_an_order_that_changes(odd: Desk) -> None:
    """unstable_order: the same page twice is not the same page, unless it is sorted."""
    odd.break_("unstable_order")
    assert odd.get("Users", count=5)["Resources"] != odd.get("Users", count=5)["Resources"]
    asked = {"sortBy": "userName", "count": 5}
    assert odd.get("Users", **asked) == odd.get("Users", **asked)


def test_resources_without_meta(odd: Desk) -> None:
    """no_meta."""
    odd.break_("no_meta")
    user = odd.get("Users", count=1)["Resources"][0]
    assert "meta" not in user
    assert "meta" not in odd.get(f"Users/{user['id']}")


def test_a_patch_that_does_nothing(odd: Desk) -> None:
    """patch_no_op: success, and the user is as before."""
    user = odd.get("Users", count=1)["Resources"][0]
    odd.break_("patch_no_op")
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]}
    assert odd.ask("PATCH", f"Users/{user['id']}", body).status_code == 204
    assert odd.get(f"Users/{user['id']}") == user


def test_an_unknown_id_is_a_bad_request(odd: Desk) -> None:
    """unknown_id_400."""
    odd.break_("unknown_id_400")
    answer = odd.ask("GET", "Users/nobody")
    assert (answer.status_code, answer.json()["status"]) == (400, "400")


def test_every_quirk_does_something(odd: Desk) -> None:
    """All at once still answer, and each name is one that this file tests."""
    odd.break_(*quirks.NAMES)
    assert odd.ask("GET", "Users").status_code == 200
    faults = odd.running.places.faults
    faults.put(replace(faults.now(), scim_quirks=()))
    assert odd.get("Users", count=1)["totalResults"] == PEOPLE


def test_patch_without_a_body(odd: Desk) -> None:
    """`--patch-204`: no body and the new version, unless attributes are asked for."""
    user = odd.get("Users", count=1)["Resources"][0]
    operation = {"op": "add", "path": "title", "value": "x"}
    answer = odd.patch(f"Users/{user['id']}", operation)
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (204, b"", 'W/"2"')
    assert odd.patch(f"Users/{user['id']}?attributes=title", operation).json()["title"] == "x"
