"""The Flow API in bulk where it does not do what it should: what was not seen is never "nothing"."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from flow_desktop.adapters.bulk.build import BulkSources
from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.evidence import Account, NotSeen, Seen
from flow_desktop.core.observed import Present, Withheld
from flow_desktop.core.pilot.entries import Completeness, Fault
from flow_desktop.core.pilot.ports import Known, Wanted
from flow_desktop.core.secret import Secret
from tests.support.answering import Asked, Said, Server, answering
from tests.support.bulk import Read, bulk_of
from tests.support.flow_server import ACCOUNT, ADA, ADMIN, DIRECTORY_USER, LINE, PERSON

KIND = "application/json"
WANTED = Wanted(frozenset({ADA}), frozenset({"id-ada"}), frozenset({"account_ada"}))
Answer = Callable[[Asked], Said | None]


def rows(of: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """So many, each with an id and an address of its own."""
    return [{**of, "id": f"{of['id']}-{n}", "email": f"p{n}@example.com"} for n in range(count)]


LISTS: Mapping[str, list[dict[str, Any]]] = {
    "/directory/users": rows(DIRECTORY_USER, 25),
    "/members": [*rows(ACCOUNT, 24), ACCOUNT],
    "/members?outside": rows({**ACCOUNT, "id": "out", "role": None, "source": None}, 5),
    "/audit": [*rows(LINE, 23), LINE, {**LINE, "id": "other", "email": None, "account_id": "account_ada"}],
    "/invitations": [PERSON["invitations"][0]],
    "/directory/heard": [*rows(PERSON["remembered"][0], 3), PERSON["remembered"][0]],
}
for _line in LISTS["/audit"][:23]:
    _line.update(directory_user_id=None, account_id=None)


class FlowLists:
    """Lists by cursor, ten rows on a page whatever is asked for; `instead` may answer in its place."""

    def __init__(self, instead: Answer = lambda asked: None) -> None:
        self.instead = instead

    def __call__(self, asked: Asked) -> Said:
        if asked.bearer != ADMIN:
            return Said(401, {}, type=KIND)
        return self.instead(asked) or self.listed(asked)

    def listed(self, asked: Asked) -> Said:
        """A page."""
        path = asked.path.removeprefix("/flow/v1")
        found = LISTS.get(f"{path}?outside" if asked.query.get("status") == "outside" else path)
        if found is None:
            return Said(404, {}, type=KIND)
        start = int(asked.query.get("cursor", "c0").removeprefix("c"))
        following = f"c{start + 10}" if start + 10 < len(found) else None
        return Said(body={"data": found[start : start + 10], "next": following}, type=KIND)


def at(path: str, said: Said, *, later: bool = False) -> Answer:
    """This answer at one address; only beyond the first page with ``later``."""
    return lambda asked: said if asked.path.endswith(path) and (not later or "cursor" in asked.query) else None


def read(instead: Answer = lambda asked: None) -> tuple[Read, Server]:
    """Everybody in Directory Sync."""
    with answering(FlowLists(instead)) as server:
        return bulk_of(SourceKind.FLOW, f"{server.url}/flow/v1", access=ADMIN).read(), server


def flow(instead: Answer = lambda asked: None, wanted: Wanted = WANTED) -> tuple[list[Account], Completeness, Known]:
    """Flow's own side."""

    async def story(bulk: BulkSources, access: Secret | None) -> tuple[list[Account], Completeness, Known]:
        assert bulk.flow is not None
        accounts = [one async for page in bulk.flow.members(access) for one in page]
        return accounts, bulk.flow.completeness(), await bulk.flow.known(access, wanted)

    with answering(FlowLists(instead)) as server:
        return bulk_of(SourceKind.FLOW, f"{server.url}/flow/v1", access=ADMIN).run(story)


def test_everything_is_read() -> None:
    """Over all pages: people, members, those outside, and what is about wanted people only."""
    people, _ = read()
    accounts, told, known = flow()
    assert (len(people.entries), people.completeness.complete) == (25, True)
    assert (len(accounts), told.complete, told.people) == (30, True, 30)
    assert isinstance(known.audit, Seen)
    assert [one.id for one in known.audit.value] == ["audit_1", "other"]
    assert isinstance(known.invitations, Seen)
    assert len(known.invitations.value) == 1
    assert isinstance(known.remembered, Seen)
    assert set(known.remembered.value) == {"id-ada"}


@pytest.mark.parametrize(
    ("instead", "fault", "why"),
    [
        (at("/directory/users", Said(500, {}), later=True), Fault.BROKEN_PAGE, "server_error"),
        (at("/directory/users", Said(403, {})), Fault.REFUSED, "forbidden"),
        (at("/directory/users", Said(200, b"<html>", type="text/html")), Fault.BROKEN_PAGE, "bad_answer"),
        (at("/directory/users", Said(200, {"data": 5, "next": None}, type=KIND)), Fault.BROKEN_PAGE, "bad_answer"),
        (at("/directory/users", Said(404, {}, type=KIND), later=True), Fault.CURSOR_EXPIRED, "listing_incomplete"),
    ],
)
def test_a_list_of_people_that_breaks_off_is_not_whole(instead: Answer, fault: Fault, why: str) -> None:
    """And it says why."""
    told = read(instead)[0].completeness
    assert (told.complete, told.fault, told.why_not) == (False, fault, why)


def test_a_list_without_next_is_no_page() -> None:
    """Without `next` nobody knows whether it goes on."""
    told = read(at("/directory/users", Said(200, {"data": []}, type=KIND)))[0].completeness
    assert not told.complete


def test_a_cursor_that_is_forgotten_once_begins_the_list_anew() -> None:
    """Nobody is handed on twice, and it is proven."""
    forgot: list[str] = []

    def instead(asked: Asked) -> Said | None:
        if asked.query.get("cursor") == "c20" and not forgot:
            forgot.append("c20")
            return Said(404, {}, type=KIND)
        return None

    found, _ = read(instead)
    assert found.completeness.complete
    assert len(found.entries) == len(found.people) == 25


def test_a_service_that_tells_no_copies_claims_nothing() -> None:
    """An older Flow has no list of its copies: that is not seen, and nothing else suffers."""
    _, _, known = flow(at("/directory/heard", Said(404, {}, type=KIND)))
    assert known.remembered == NotSeen(reason="source_cannot_tell", source="flow_heard")  # type: ignore[arg-type]
    assert isinstance(known.audit, Seen)


@pytest.mark.parametrize("said", [Said(500, {}), Said(200, {"data": [{"id": 5}], "next": None}, type=KIND)])
def test_half_an_audit_is_not_seen(said: Said) -> None:
    """A reason that stands on the half nobody read would be missed."""
    known = flow(at("/audit", said, later=True))[2]
    assert isinstance(known.audit, NotSeen)
    assert isinstance(known.invitations, Seen)


@pytest.mark.parametrize("said", [Said(403, {}), Said(500, {}), Said(200, {"data": [{}], "next": None}, type=KIND)])
def test_members_that_cannot_be_read_are_not_whole(said: Said) -> None:
    """Neither where the first page is refused nor where one is broken."""
    _, told, _ = flow(at("/members", said))
    assert not told.complete
    assert told.why_not is not None


def test_a_value_that_is_no_text_costs_that_value_only() -> None:
    """A member whose name is a number is there, with a name nobody can compare."""
    odd = {**ACCOUNT, "first_name": 5}
    accounts, told, _ = flow(at("/members", Said(200, {"data": [odd], "next": None}, type=KIND)))
    assert told.complete
    assert isinstance(accounts[0].given_name, Withheld)
    assert accounts[0].email == Present(ADA)


def test_a_cursor_in_a_circle_ends() -> None:
    """A list whose next page is one that was there is not read for ever."""
    circle = Said(200, {"data": [ACCOUNT], "next": "c10"}, type=KIND)
    _, told, _ = flow(at("/members", circle))
    assert not told.complete


def test_one_person_is_one_request() -> None:
    """Looked up and looked at, at once or after each other: the enterprise is asked for once a run, a person once."""

    def instead(asked: Asked) -> Said | None:
        if asked.path.endswith("/people"):
            return Said(body={**json.loads(json.dumps(PERSON)), "email": asked.query["email"]}, type=KIND)
        return Said(404, {}, type=KIND)

    async def story(bulk: BulkSources, access: Secret | None) -> None:
        assert bulk.flow is not None
        for number in range(5):
            email = ADA if number == 0 else f"p{number}@example.com"
            looking = bulk.people.look_up(access, email), bulk.flow.person(access, email)
            found, look = await asyncio.gather(*looking) if number % 2 else (await looking[0], await looking[1])
            assert isinstance(found, Seen)
            assert len(found.value) == (1 if email == ADA else 0)
            assert isinstance(look.account, Seen)

    with answering(FlowLists(instead)) as server:
        bulk_of(SourceKind.FLOW, f"{server.url}/flow/v1", access=ADMIN).run(story)
    paths = [path.removeprefix("/flow/v1") for path in server.paths()]
    assert paths.count("/people") == 5
    assert sorted(set(paths)) == ["/audit", "/enterprise", "/me", "/people"]
    assert len(paths) == 8
