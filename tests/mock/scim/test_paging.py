"""Lists: by index, by cursor, sorted, searched by POST; nobody twice, nobody left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mock.driver import Running, running_service
from tests.mock.scim.room import EMPTY, LIST, Desk, refused, sitting

PEOPLE = 23
NAMES = [f"p{number:02d}@pilot.example" for number in range(PEOPLE)]


@pytest.fixture(scope="module")
def full() -> Iterator[Running]:
    """A directory with a few people and two groups; titles fall as names rise."""
    with running_service(EMPTY, scim_dialect="rfc") as running, sitting(running) as desk:
        for number, name in enumerate(NAMES):
            title = {} if number % 5 == 0 else {"title": f"T{PEOPLE - number:02d}"}
            desk.made(userName=name, emails=[{"value": f"mail.{name}"}], **title)
        desk.group("A")
        desk.group("B")
        yield running


@pytest.fixture
def people(full: Running) -> Iterator[Desk]:
    """A desk in front of it."""
    with sitting(full) as desk:
        yield desk


def names(page: dict[str, Any]) -> list[str]:
    """Who is on a page."""
    return [one["userName"] for one in page["Resources"]]


@pytest.mark.parametrize(
    ("asked", "expected", "start"),
    [
        ({}, NAMES, 1),
        ({"startIndex": 1, "count": 5}, NAMES[:5], 1),
        ({"startIndex": 21, "count": 5}, NAMES[20:], 21),
        ({"startIndex": 0, "count": 2}, NAMES[:2], 1),
        ({"startIndex": -7, "count": 2}, NAMES[:2], 1),
        ({"startIndex": 24, "count": 2}, [], 24),
        ({"count": 0}, [], 1),
        ({"count": -3}, [], 1),
        ({"COUNT": 2, "startindex": 3}, NAMES[2:4], 3),
        ({"sortBy": "userName", "sortOrder": "descending", "count": 2}, NAMES[:-3:-1], 1),
        ({"sortBy": "emails.value", "startIndex": 4, "count": 2}, NAMES[3:5], 4),
        ({"sortBy": "title", "count": 1}, [NAMES[22]], 1),
        ({"sortBy": "title", "startIndex": 23}, [NAMES[20]], 23),
        ({"sortBy": "nothing", "count": 2}, NAMES[:2], 1),
        ({"sortBy": "meta.created", "sortOrder": "ascending", "count": 3}, NAMES[:3], 1),
    ],
)
def test_a_page_by_index(people: Desk, asked: dict[str, Any], expected: list[str], start: int) -> None:
    """startIndex, count and sorting give the page RFC 7644, 3.4.2 describes, and the whole number."""
    page = people.get("Users", **asked)
    assert names(page) == expected
    assert page["schemas"] == [LIST]
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (PEOPLE, start, len(expected))


@pytest.mark.parametrize("asked", [{"startIndex": "x"}, {"count": "1.5"}, {"count": ""}, {"startIndex": "9" * 30}])
def test_numbers_that_are_none(people: Desk, asked: dict[str, str]) -> None:
    """What is no whole number is invalidValue."""
    refused(people.http.get("Users", params=asked), 400, "invalidValue")


@pytest.mark.parametrize("query", [{}, {"filter": 'userName sw "p1"'}, {"sortBy": "title"}, {"sortBy": "userName"}])
def test_a_walk_by_cursor(people: Desk, query: dict[str, str]) -> None:
    """Forward by nextCursor and back by previousCursor sees the same people, each once (RFC 9865)."""
    everybody = names(people.get("Users", **query))
    pages = [people.get("Users", cursor="", count=4, **query)]
    assert "previousCursor" not in pages[0]
    while "nextCursor" in pages[-1]:
        pages.append(people.get("Users", cursor=pages[-1]["nextCursor"], count=4, **query))
    assert [name for page in pages for name in names(page)] == everybody
    assert all(page["totalResults"] == len(everybody) for page in pages)
    back = pages[-1]
    for page in reversed(pages[:-1]):
        back = people.get("Users", cursor=back["previousCursor"], count=4, **query)
        assert names(back) == names(page)
    assert "previousCursor" not in back


@pytest.mark.parametrize("word", ["x", "AAAA", "\u00e9", "====", "a" * 500])
def test_a_cursor_nobody_gave_out(people: Desk, word: str) -> None:
    """A made-up cursor, or one of another listing, is invalidCursor."""
    refused(people.http.get("Users", params={"cursor": word}), 400, "invalidCursor")
    real = people.get("Users", cursor="", count=1)["nextCursor"]
    refused(people.http.get("Groups", params={"cursor": real}), 400, "invalidCursor")
    refused(people.http.get("Users", params={"cursor": real, "filter": "active eq true"}), 400, "invalidCursor")
    assert names(people.get("Users", cursor=real, count=1)) == [NAMES[1]]


def test_a_cursor_survives_changes() -> None:
    """Who is deleted before the cursor makes nobody skipped; who is added comes at the end."""
    with running_service(EMPTY, scim_dialect="rfc") as running, sitting(running) as desk:
        made = [desk.made() for _ in range(6)]
        first = desk.get("Users", cursor="", count=3)
        for user in made[:3]:
            desk.ask("DELETE", f"Users/{user['id']}")
        late = desk.made()
        rest = desk.get("Users", cursor=first["nextCursor"], count=10)
        assert names(rest) == [user["userName"] for user in (*made[3:], late)]


def test_a_search_by_post(people: Desk) -> None:
    """POST to .search asks as GET does, for users, and at the root for groups as well."""
    body = {"filter": 'userName sw "P1"', "attributes": ["userName"], "startIndex": 2, "count": 3, "sortBy": "userName"}
    found = people.ask("POST", "Users/.search", body).json()
    assert found == people.get("Users", **{**body, "attributes": "userName"})
    assert names(found) == NAMES[11:14]
    both = people.ask("POST", ".search", {"startIndex": PEOPLE, "count": 2}).json()
    assert [one["meta"]["resourceType"] for one in both["Resources"]] == ["User", "Group"]
    assert (both["totalResults"], both["itemsPerPage"]) == (PEOPLE + 2, 2)
    refused(people.ask("POST", "Users/.search", {"filter": "x"}), 400, "invalidFilter")
    refused(people.ask("POST", "Users/.search", {"filter": 5}), 400, "invalidValue")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('userName eq "P07@PILOT.EXAMPLE"', [NAMES[7]]),
        ('emails.value eq "MAIL.p08@pilot.example"', [NAMES[8]]),
        ('emails[type eq "work" and value eq "mail.p08@pilot.example"]', []),
        ('userName eq "p01@pilot.example" or emails eq "mail.p02@pilot.example"', NAMES[1:3]),
        ('userName eq "p01@pilot.example" and title eq "none"', []),
        ('userName eq "p01@pilot.example" or title eq "T20"', [NAMES[1], NAMES[3]]),
        ('not (title pr) and userName lt "p06"', [NAMES[0], NAMES[5]]),
        ('meta.resourceType eq "User" and userName ew "2@pilot.example"', [NAMES[2], NAMES[12], NAMES[22]]),
    ],
)
def test_filters_by_index_and_by_looking(people: Desk, condition: str, expected: list[str]) -> None:
    """An index that helps finds what looking at everybody would."""
    assert people.found(condition) == expected


def test_a_list_is_as_new_as_the_last_change(people: Desk) -> None:
    """What is remembered of a listing is forgotten with the next change of anybody."""
    query = 'title co "T"'
    before = people.found(query)
    user = people.get("Users", filter=f'userName eq "{NAMES[0]}"')["Resources"][0]
    people.patch(f"Users/{user['id']}", {"op": "add", "path": "title", "value": "T99"})
    assert people.found(query) == [NAMES[0], *before]
    people.patch(f"Users/{user['id']}", {"op": "remove", "path": "title"})
    assert people.found(query) == before
