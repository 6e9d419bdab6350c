"""WorkOS in bulk: one directory, by cursor; what it does not show is never "nobody"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flow_desktop.adapters.bulk.build import BulkSources
from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.evidence import Seen
from flow_desktop.core.pilot.entries import Abilities, Fault
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret
from tests.support.answering import Asked, Said, answering
from tests.support.bulk import Bulk, Read, bulk_of
from tests.support.workos_server import KEY, WorkosServer, person

PEOPLE = [person(n, f"p{n}@example.com") for n in range(230)]


def read(server: Any, **more: Any) -> Read:
    """Everybody of the directory."""
    with answering(server) as served:
        return bulk_of(SourceKind.WORKOS, served.url, credential=KEY, **more).read()


@pytest.mark.parametrize("more", [{}, {"directory_id": "directory_1"}])
def test_a_directory_is_read_whole(more: dict[str, str]) -> None:
    """The only one, or the one that was named."""
    found = read(WorkosServer(PEOPLE), **more)
    assert found.completeness.complete
    assert [one.id for one in found.entries] == [one["id"] for one in PEOPLE]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("500 on the list", Fault.BROKEN_PAGE),
        ("cursor loop", Fault.CURSOR_LOOP),
        ("two cursors in a circle", Fault.CURSOR_LOOP),
        ("somebody twice", Fault.OVERLAP),
    ],
)
def test_a_list_that_goes_wrong_is_not_whole(fault: str, expected: Fault) -> None:
    """And it says how."""
    told = read(WorkosServer(PEOPLE, frozenset({fault}))).completeness
    assert not told.complete
    assert told.fault in (expected, Fault.REPEATED_IDS)


@pytest.mark.parametrize(
    ("server", "more", "why"),
    [
        (WorkosServer(PEOPLE, directories=2), {}, "source_cannot_tell"),
        (WorkosServer(PEOPLE, frozenset({"no directory"})), {"directory_id": "directory_9"}, "no_such_address"),
    ],
)
def test_nobody_guesses_the_directory(server: WorkosServer, more: dict[str, str], why: str) -> None:
    """With several, or with a wrong id, nothing is claimed."""
    told = read(server, **more).completeness
    assert (told.complete, told.fault, told.why_not) == (False, Fault.REFUSED, why)


def test_no_directory_is_nobody() -> None:
    """Where the key sees a list without any directory, nobody is in one."""
    told = read(WorkosServer([], directories=0)).completeness
    assert (told.complete, told.people) == (True, 0)


@pytest.mark.parametrize(("people", "complete"), [(PEOPLE, True), ([], False)])
def test_an_empty_list_of_a_directory_nobody_saw_proves_nothing(people: list[Any], complete: bool) -> None:
    """A server that lists no directories is asked all the same; somebody seen proves that there is one."""
    assert read(WorkosServer(people, frozenset({"no list of directories"}))).completeness.complete is complete


def test_a_page_that_is_none() -> None:
    """HTML instead of a page is told, never taken for the end."""

    def html(asked: Asked) -> Said:
        page = Said(200, b"<html>", type="text/html")
        return page if asked.path == "/directory_users" else WorkosServer(PEOPLE)(asked)

    told = read(html).completeness
    assert (told.complete, told.fault) == (False, Fault.BROKEN_PAGE)


@pytest.mark.parametrize(
    ("fault", "filters"),
    [("", True), ("filter ignored", False), ("filter always empty", False), ("filter tells case", False)],
)
def test_filters_are_believed_where_they_are_proven(fault: str, filters: bool) -> None:
    """Nobody is told to be missing by a filter that finds nobody; somebody who is found is there."""

    async def ask(bulk: BulkSources, access: Secret | None) -> tuple[Abilities, list[str]]:
        can = await bulk.people.discover(access)
        found = [await bulk.people.look_up(access, mail) for mail in ("p7@example.com", "nobody@example.com")]
        return can, [str(len(one.value)) if isinstance(one, Seen) else one.reason.value for one in found]

    with answering(WorkosServer(PEOPLE, frozenset({fault}))) as served:
        can, found = bulk_of(SourceKind.WORKOS, served.url, credential=KEY).run(ask)
    assert (can.filters, can.serial, can.page_size) == (filters, True, 100)
    assert found[1] == ("0" if filters else "listing_incomplete")
    assert found[0] == {"filter ignored": "listing_incomplete", "filter always empty": "listing_incomplete"}.get(
        fault, "1"
    )


def test_without_a_credential_nothing_is_asked() -> None:
    """And a refused one is told."""
    with answering(WorkosServer(PEOPLE)) as served:
        bulk: Bulk = bulk_of(SourceKind.WORKOS, served.url, credential=None)
        assert bulk.read().completeness.why_not == "no_credential"
        assert served.asked == []
        assert replace(bulk, credential="wrong").read().completeness.why_not == "credential_refused"

        async def ask(sources: BulkSources, access: Secret | None) -> None:
            with pytest.raises(Refused) as refused:
                await sources.people.discover(access)
            assert refused.value.reason == "credential_refused"

        replace(bulk, credential="wrong").run(ask)
