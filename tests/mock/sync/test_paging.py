"""Long lists: pages in both directions and every order, and an event list that repeats the webhooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from flow_desktop.mock.sync.changes import DirectoryChanges
from tests.mock.driver import Running, running_service
from tests.mock.sync.room import ADA, GROUP, Inbox

PEOPLE = 250
Page = dict[str, Any]


@pytest.fixture(scope="module")
def inbox() -> Inbox:
    """What Flow is told."""
    return Inbox()


@pytest.fixture(scope="module")
def crowd(inbox: Inbox) -> Iterator[Running]:
    """250 users more and a group of two, told to the inbox."""
    with running_service() as running:
        running.service.wire.close()
        running.service.wire.connect(inbox)
        changes = DirectoryChanges(running.service)
        with running.service.store.transaction() as connection:
            for number in range(PEOPLE):
                key = f"directory_user_01K{number:023d}"
                changes.put_user(
                    connection, replace(ADA, id=key, idp_id=f"00u{number}", email=f"{number}@pilot.example")
                )
            changes.put_group(connection, GROUP, name="Pilot group", idp_id="Pilot group")
            changes.set_members(connection, GROUP, frozenset({key, f"directory_user_01K{0:023d}"}))
        running.places.sync.pump()
        yield running


@pytest.fixture
def read(crowd: Running) -> Iterator[Callable[..., Page]]:
    """Reads a list."""
    with crowd.visitor() as visitor:

        def reader(path: str, **parameters: str | int) -> Page:
            key = {"Authorization": f"Bearer {crowd.ready['workos_api_key']}"}
            found = visitor.http.get(f"/workos{path}", params=parameters, headers=key)
            assert found.status_code == 200, found.text
            return dict(found.json())

        yield reader


def walk(read: Callable[..., Page], path: str, side: str, **parameters: str | int) -> list[list[str]]:
    """The ids of all pages in one direction."""
    page = read(path, **parameters)
    pages = [[one["id"] for one in page["data"]]]
    while cursor := page["list_metadata"][side]:
        page = read(path, **{**parameters, side: cursor})
        pages.append([one["id"] for one in page["data"]])
    return pages


@pytest.mark.parametrize("order", ["asc", "desc", "normal"])
def test_there_and_back_again(read: Callable[..., Page], crowd: Running, order: str) -> None:
    """Every user once in each direction; with `normal` the newest come first and before leads to the older ones."""
    onwards, back = ("before", "after") if order == "normal" else ("after", "before")
    asked = {"directory": crowd.ready["workos_directory"], "order": order}
    pages = walk(read, "/directory_users", onwards, limit=40, **asked)
    ids = [key for page in pages for key in page]
    kept = [row["id"] for row in crowd.service.store.all("SELECT id FROM directory_users")]
    assert ids == sorted(kept, reverse=order != "asc")
    assert len(ids) >= PEOPLE
    returned = walk(read, "/directory_users", back, limit=40, **asked, **{back: pages[-1][0]})
    assert returned == pages[-2::-1]


def test_a_cursor_outlives_its_user(read: Callable[..., Page], crowd: Running) -> None:
    """Somebody deleted between two pages does not end the walk."""
    asked = {"directory": crowd.ready["workos_directory"], "limit": 5}
    first = read("/directory_users", **asked)
    cursor = first["list_metadata"]["after"]
    following = read("/directory_users", **asked, after=cursor)["data"]
    row = dict(crowd.service.store.all("SELECT * FROM directory_users WHERE id = ?", cursor)[0])
    crowd.service.store.run("DELETE FROM directory_users WHERE id = ?", cursor)
    assert read("/directory_users", **asked, after=cursor)["data"] == following
    marks = ", ".join("?" * len(row))
    crowd.service.store.run(f"INSERT INTO directory_users ({', '.join(row)}) VALUES ({marks})", *row.values())


def test_a_page_is_found_by_index(read: Callable[..., Page], crowd: Running) -> None:
    """However many there are: SQLite searches the index of directory and id, and sorts nothing."""
    asked: list[str] = []
    with crowd.service.store.transaction() as connection:
        connection.set_trace_callback(asked.append)
    read("/directory_users", directory=crowd.ready["workos_directory"], after=f"directory_user_01K{9:023d}")
    with crowd.service.store.transaction() as connection:
        connection.set_trace_callback(None)
    (sql,) = [text for text in asked if "FROM directory_users o" in text]
    plan = [row["detail"] for row in crowd.service.store.all(f"EXPLAIN QUERY PLAN {sql}")]
    assert plan[0] == "SEARCH o USING INDEX directory_users_by_directory (directory_id=? AND id<?)"
    assert not [line for line in plan if "TEMP B-TREE" in line or "SCAN" in line]


def test_the_event_list_repeats_the_webhooks(read: Callable[..., Page], crowd: Running, inbox: Inbox) -> None:
    """Oldest first, the same ids and the same objects as were delivered, also page by page."""
    kinds = "dsync.user.created,dsync.group.created,dsync.group.user_added"
    delivered = inbox.events()
    assert len(delivered) == PEOPLE + 3
    walked = [key for page in walk(read, "/events", "after", events=kinds, limit=60) for key in page]
    assert walked[-len(delivered) :] == [event["id"] for event in delivered]
    last = read("/events", events="dsync.group.user_added", order="desc")["data"]
    assert last[:2] == delivered[:-3:-1]
    assert read("/events", **{"events[]": "dsync.group.created", "organization_id": "org_unknown"})["data"] == []


def test_events_within_a_range(read: Callable[..., Page], crowd: Running) -> None:
    """From a moment on, and up to but not including one."""
    kind = {"events": "dsync.group.created", "order": "desc"}
    (event, *_) = read("/events", **kind)["data"]
    moment = event["created_at"]
    assert event in read("/events", **kind, range_start=moment)["data"]
    assert event not in read("/events", **kind, range_end=moment)["data"]
    assert event not in read("/events", **kind, range_start="2999-01-01T00:00:00Z")["data"]


@pytest.mark.parametrize(
    "query",
    ["", "events=", "events=a&before=b", "events=a&order=normal", "events=a&after=unknown", "events=a&limit=0",
     "events=a&range_start=yesterday", "events=a&range_start=2026-01-01T00:00:00%2B00:00"],
)  # fmt: skip
def test_a_wrong_question_about_events_is_refused(crowd: Running, query: str) -> None:
    """422 with a message."""
    with crowd.visitor() as visitor:
        found = visitor.get(f"/workos/events?{query}", crowd.ready["workos_api_key"])
    assert (found.status_code, list(found.json())) == (422, ["message"])


def test_a_portal_link(crowd: Running) -> None:
    """Leads to the portal in the console; the organisation must exist and the intent be one of WorkOS's."""
    organization = crowd.service.store.all("SELECT organization_id FROM enterprise")[0]["organization_id"]
    headers = {"Authorization": f"Bearer {crowd.ready['workos_api_key']}"}
    with crowd.visitor() as visitor:

        def ask(body: object) -> tuple[int, list[str]]:
            found = visitor.http.post("/workos/portal/generate_link", json=body, headers=headers)
            return found.status_code, list(found.json())

        assert ask({"organization": organization, "intent": "dsync"}) == (201, ["link"])
        assert ask({"organization": "org_unknown", "intent": "dsync"}) == (404, ["message"])
        wrong: list[object] = [{"organization": organization, "intent": "holidays"}, {}, [], {"organization": 1}]
        for body in wrong:
            assert ask(body) == (422, ["message"])


@pytest.mark.parametrize("body", [b"", b"{", b'{"organization": "\\ud800"}', b"[" * 60_000])
def test_a_portal_link_for_no_json_is_refused(crowd: Running, body: bytes) -> None:
    """A body that is no JSON asks for nothing: 422, never an error of the server."""
    headers = {"Authorization": f"Bearer {crowd.ready['workos_api_key']}", "Content-Type": "application/json"}
    with crowd.visitor() as visitor:
        found = visitor.http.post("/workos/portal/generate_link", content=body, headers=headers)
    assert (found.status_code, list(found.json())) == (422, ["message"])
