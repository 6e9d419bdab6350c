"""Whole listings of servers that others wrote: the same people are the same entries everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from flow_desktop.adapters.bulk.build import BulkSources
from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.evidence import Seen
from flow_desktop.core.pilot.entries import Abilities, Entry
from flow_desktop.core.secret import Secret
from flow_desktop.mock.resources import resource
from tests.interop import peers, scim_people
from tests.interop.peers import Peer
from tests.mock.driver import running_service
from tests.support.bulk import Bulk, bulk_of

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def ours() -> Iterator[Bulk]:
    """The local directory service with the peers' people."""
    with running_service(resource("mock", "empty.toml"), scim_dialect="rfc") as running:
        place: Any = SimpleNamespace(address=running.ready["scim"], password=running.ready["scim_token"])
        scim_people.seed(place)
        yield bulk_of(SourceKind.SCIM, place.address, credential=place.password)


@pytest.fixture(scope="module")
def theirs(scim2_server: Peer) -> Bulk:
    """The strict SCIM server with the same people."""
    return bulk_of(SourceKind.SCIM, scim2_server.address, credential=scim2_server.password)


def shown(entries: tuple[Entry, ...]) -> list[Entry]:
    """What does not depend on the server: ids and times do."""
    plain = [one._replace(id="", created_at=None, updated_at=None) for one in entries]
    return sorted(plain, key=lambda one: one.user_name or "")


async def abilities(bulk: BulkSources, access: Secret | None) -> Abilities:
    """What a server can do."""
    return await bulk.people.discover(access)


def test_the_same_people_are_the_same_entries(ours: Bulk, theirs: Bulk) -> None:
    """Value for value, and both listings are proven."""
    here, there = ours.read(), theirs.read()
    assert here.completeness.complete
    assert there.completeness.complete
    assert shown(here.entries) == shown(there.entries) != []


def test_both_filters_are_proven(ours: Bulk, theirs: Bulk) -> None:
    """Somebody is found in any letter case, nobody is proven to be nobody."""
    name = next(one.user_name for one in theirs.read().entries if one.user_name and one.email and one.active)

    async def ask(bulk: BulkSources, access: Secret | None) -> list[list[Entry]]:
        found = [await bulk.people.look_up(access, email) for email in (name.upper(), "nobody@example.com")]
        return [shown(one.value) for one in found if isinstance(one, Seen)]

    assert ours.run(abilities).filters
    assert theirs.run(abilities).filters
    assert ours.run(ask) == theirs.run(ask)
    assert [len(found) for found in ours.run(ask)] == [1, 0]


def test_a_server_that_cannot_page_is_read_whole(canaille: Peer) -> None:
    """canaille answers 500 to every `count` and has no filter; everybody is read at once, and that is proven."""
    bulk = bulk_of(SourceKind.SCIM, f"{canaille.address}/scim/v2", credential=canaille.password)
    read, told = bulk.read(), bulk.run(abilities)
    assert read.completeness.complete
    assert not told.filters
    people = peers.people()
    assert {one.user_name for one in read.entries} == {one["idp"]["sub"] for one in people}
    names = {one.user_name: (one.given, one.family, one.email) for one in read.entries}
    assert names == {
        one["idp"]["sub"]: (one["idp"]["given_name"], one["idp"]["family_name"], one["idp"]["email"]) for one in people
    }


def test_a_wrong_token_claims_nothing(theirs: Bulk) -> None:
    """Refused is not empty."""
    read = replace(theirs, credential="made-up").read()
    assert (read.entries, read.completeness.complete) == ((), False)
    assert read.completeness.why_not == "credential_refused"
