"""A listing is called whole only where everybody was seen; each switch is a server somebody runs."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.directory.scim import ScimDirectory
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.directory import DirectorySight, NotThere, Person, Unseen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.support.answering import answering
from tests.support.scim_look import ADA, NO_FILTER, found_by, look
from tests.support.scim_server import CAP, TOKEN, ScimServer, crowd

PROVABLE = [
    "500 on count (canaille)",
    "every page is the whole list (WSO2)",
    "cursor only (AWS)",
    "lower-case resources (Entra)",
    "empty without count (WSO2)",
    "empty without params (Bitwarden)",
    "empty with paging",
    "total is page size (AWS)",
]
UNPROVABLE = [
    "500 on count, one page only",
    "stuck on page 1, total is page size (AWS)",
    "index paging broken, total is page size (AWS)",
    "pages overlap (WSO2)",
    "startIndex from 0",
    "total changes",
    "cursor loop",
    "empty for everything",
    "empty, total says more",
    "duplicate ids",
    "broken on page 2",
]


def listed(fault: str, users: list[dict[str, Any]]) -> DirectorySight:
    """What a look without filters sees at a server with this fault."""
    config = {"pagination": {"cursor": True}} if "cursor" in fault else {}
    return look(ScimServer(users, NO_FILTER | {fault}, config=config))[0]


@pytest.mark.parametrize("fault", PROVABLE)
def test_a_strange_but_whole_listing_proves_absence(fault: str) -> None:
    """These servers page oddly, but everybody was seen."""
    sight = listed(fault, crowd(7))
    assert isinstance(sight, NotThere), sight


@pytest.mark.parametrize("fault", UNPROVABLE)
def test_absence_is_never_said_without_a_whole_listing(fault: str) -> None:
    """A person on a page that was never shown must not be called "not provisioned"."""
    sight = listed(fault, crowd(CAP + 8))
    assert isinstance(sight, Unseen), sight
    assert sight.reason is WithheldReason.LISTING_INCOMPLETE


@pytest.mark.parametrize("fault", PROVABLE)
def test_somebody_last_in_a_strange_listing_is_found(fault: str) -> None:
    """Nobody is lost at a page's edge."""
    assert found_by(listed(fault, [*crowd(7), ADA])) == "scim_listing"


@pytest.mark.parametrize("fault", ["pages overlap (WSO2)", "duplicate ids", "broken on page 2", "cursor loop"])
def test_somebody_seen_in_a_broken_listing_is_there(fault: str) -> None:
    """Seeing is proof of being there, whatever happens afterwards."""
    assert found_by(listed(fault, [ADA, *crowd(CAP + 8)])) == "scim_listing"


@pytest.mark.parametrize("count", [CAP, 2 * CAP, 10])
def test_a_round_number_of_people_is_checked_once_more(count: int) -> None:
    """An honest server with as many people as pages usually hold is told from one that stops there."""
    assert isinstance(listed("", crowd(count)), NotThere)


def test_an_empty_directory_is_empty() -> None:
    """Zero people, said twice with a total of zero, is an answer."""
    assert isinstance(listed("", []), NotThere)


def test_reading_without_end_is_ended() -> None:
    """A listing that takes longer than a minute is given up, not waited for."""

    class Racing(FakeClock):
        """Every look at the clock costs ten seconds."""

        def monotonic(self) -> float:
            self.move(10)
            return super().monotonic()

    async def story(base: str) -> DirectorySight:
        http = Http(proxy_for=lambda url: None)
        deployment = Deployment("https://login.example.com", "app", source=SourceKind.SCIM, directory_url=base)
        directory = ScimDirectory(deployment, http=http, clock=Racing(), credential=fixed(Secret(TOKEN)))
        try:
            return (await directory.look_up(Person(("ada@example.com",)), None)).directory
        finally:
            await http.close()

    with answering(ScimServer([], NO_FILTER | {"page never ends"})) as server:
        sight = asyncio.run(story(server.url))
    assert isinstance(sight, Unseen)
    assert sight.reason is WithheldReason.LISTING_INCOMPLETE
    assert len(server.asked) < 20
