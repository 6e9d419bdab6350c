"""A listing is called whole only where everybody was seen; each switch is a server somebody runs."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.pilot.entries import Fault
from tests.support.answering import Asked, Said, answering
from tests.support.bulk import Read, bulk_of
from tests.support.bulk_server import FAULTS, BulkServer
from tests.support.scim_server import CAP, TOKEN, ScimServer, crowd

PEOPLE = 47

PROVEN = (
    "",
    "somebody added while it is read",
    "cap inside page (WSO2)",
    "one page fails once (gateway)",
    "404 beyond the end",
    "no total",
    "total is page size (AWS)",
    '"False" strings (Entra)',
    "missing meta (Entra)",
    "lower-case names (Entra)",
    "no ids",
    "cursor only (AWS)",
    "cursor without being asked",
    "cursor expires once (RFC 9865)",
)
UNPROVEN: dict[str, tuple[Fault, ...]] = {
    "somebody added in front while it is read": (Fault.OVERLAP, Fault.TOTAL_MOVED),
    "somebody removed while it is read": (Fault.TOTAL_MOVED,),
    "page overlap (WSO2)": (Fault.STUCK,),
    "hidden inside page (WSO2)": (Fault.SHORT_OF_TOTAL,),
    "one page always fails (gateway)": (Fault.BROKEN_PAGE,),
    "log-in page in the middle (proxy)": (Fault.NOT_SCIM,),
    "cut body (gateway)": (Fault.REFUSED,),
    "token expires while it is read": (Fault.REFUSED,),
    "404 beyond the end, total is page size (AWS)": (Fault.STUCK,),
    "unstable order without sortBy (scim-for-keycloak)": (Fault.OVERLAP, Fault.SHORT_OF_TOTAL),
    "no ids, no user names": (Fault.NO_IDS,),
    "cursor always expires (RFC 9865)": (Fault.CURSOR_EXPIRED,),
    "cursor loop": (Fault.CURSOR_LOOP,),
    "cursor to the same page": (Fault.REPEATED_IDS,),
    "cursor ends too early": (Fault.SHORT_OF_TOTAL,),
}


def read(server: Any, *, seconds: float = 5.0) -> Read:
    """Everybody this server shows."""
    with answering(server) as served:
        bulk = bulk_of(SourceKind.SCIM, f"{served.url}/scim/v2", credential=TOKEN)
        bulk.seconds = seconds
        return bulk.read()


def served(fault: str, **more: Any) -> BulkServer:
    """A server with one fault."""
    config: dict[str, Any] = {"filter": {"supported": True}, "sort": {"supported": False}}
    if fault.startswith("cursor") and fault != "cursor without being asked":
        config["pagination"] = {"cursor": True}
    return BulkServer(crowd(PEOPLE), frozenset({fault} - {""}), config=config, **more)


def test_every_switch_has_its_test() -> None:
    """No fault is played that nobody looks at."""
    assert {*PROVEN[1:], *UNPROVEN} == set(FAULTS)


@pytest.mark.parametrize("fault", PROVEN)
def test_a_strange_but_whole_listing_is_proven(fault: str) -> None:
    """These servers page oddly, but everybody was seen, each once."""
    server = served(fault)
    found = read(server)
    assert found.completeness.complete, found.completeness
    assert found.completeness.fault is None
    names = [one.user_name for one in found.entries]
    assert len(set(names)) == len(names) == len(server.users) == found.completeness.people


@pytest.mark.parametrize("fault", UNPROVEN)
def test_nothing_is_claimed_of_a_listing_that_is_not_proven(fault: str) -> None:
    """Somebody may be on a page that was never shown; what went wrong is named, and nobody is handed on twice."""
    found = read(served(fault))
    assert not found.completeness.complete
    assert found.completeness.why_not is not None
    assert found.completeness.fault in UNPROVEN[fault]
    names = [one.id for one in found.entries if one.id]
    assert len(set(names)) == len(names)


OLD_PROVEN = [
    "500 on count (canaille)",
    "every page is the whole list (WSO2)",
    "lower-case resources (Entra)",
    "empty without count (WSO2)",
    "empty without params (Bitwarden)",
    "empty with paging",
    "total is page size (AWS)",
    "cursor only (AWS)",
    "total changes",
]
OLD_UNPROVEN = [
    "500 on count, one page only",
    "stuck on page 1, total is page size (AWS)",
    "index paging broken, total is page size (AWS)",
    "pages overlap (WSO2)",
    "startIndex from 0",
    "cursor loop",
    "empty for everything",
    "empty, total says more",
    "duplicate ids",
    "broken on page 2",
    "HTML 500",
    "HTML 200",
    "HTML as JSON",
    "a list instead",
    "another object",
    "cut body",
    "500",
    "404",
    "401",
    "403",
    "302",
]


def old(fault: str, people: int) -> ScimServer:
    """The server that misbehaves for looks at one person."""
    return ScimServer(crowd(people), frozenset({fault}), config={"pagination": {"cursor": "cursor" in fault}})


@pytest.mark.parametrize("fault", OLD_PROVEN)
@pytest.mark.parametrize("people", [7, CAP + 8])
def test_what_proves_absence_of_one_person_proves_a_listing(fault: str, people: int) -> None:
    """The same servers are given credit as where one person is looked up."""
    found = read(old(fault, people))
    assert (found.completeness.complete, len(found.people)) == (True, people), found.completeness


@pytest.mark.parametrize("fault", OLD_UNPROVEN)
def test_what_proves_nothing_of_one_person_proves_no_listing(fault: str) -> None:
    """And those that are given none there are given none here."""
    found = read(old(fault, CAP + 8))
    assert not found.completeness.complete, found.completeness
    assert found.completeness.fault is not None


def test_an_empty_directory_is_empty() -> None:
    """Zero people, said twice with a total of zero, is a whole list."""
    found = read(BulkServer([]))
    assert (found.completeness.complete, found.completeness.people) == (True, 0)


@pytest.mark.parametrize("people", [10, 20, 50, 100])
def test_a_round_number_of_people_is_checked_once_more(people: int) -> None:
    """An honest server with as many people as pages usually hold is told from one that stops there."""
    assert read(BulkServer(crowd(people), cap=people)).completeness.complete


@pytest.mark.parametrize("total", [48, 10_000, 10**12, 10**30, -1, "47", 1.5, True, None])
def test_a_total_is_a_hint_only(total: Any) -> None:
    """One that is too high proves nothing and costs a few requests; one that is no number is none."""
    server = served("")

    def boasting(asked: Asked) -> Said:
        said = server(asked)
        return Said(body={**said.body, "totalResults": total}) if "startIndex" in asked.query else said

    found = read(boasting)
    assert found.completeness.people == len(found.people) == PEOPLE
    assert found.completeness.complete is not (isinstance(total, int) and total > 1)
    assert server.listed < 30


def test_an_answer_that_is_not_scim_is_named() -> None:
    """An HTML page is told as such, not as an empty directory."""
    assert read(old("HTML 200", 3)).completeness.fault is Fault.NOT_SCIM


@pytest.mark.parametrize("config", [None, {"hello": 1}, [1], "x", {"filter": 5, "sort": None, "pagination": []}])
def test_a_strange_configuration_is_a_note(config: Any) -> None:
    """A server that does not describe itself is read all the same."""
    server = BulkServer(crowd(PEOPLE), config=config)
    assert read(server).completeness.complete
