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
from flow_desktop.core.pilot.results import Result, Status, Strategy
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.secret import Secret
from flow_desktop.flows.verify import Order
from flow_desktop.mock.resources import resource
from tests.interop import peers, scim_people
from tests.interop.peers import Peer
from tests.mock.driver import running_service
from tests.support.bulk import Bulk, bulk_of
from tests.support.verified import verified

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


# --- verdicts ----------------------------------------------------------------------------------------------------


def pilot() -> PilotList:
    """Everybody as the identity provider has them, one with another name, and somebody who is nowhere."""
    people = [one["idp"] for one in peers.people()]
    rows = [(one["email"], one["given_name"], one["family_name"]) for one in people]
    first, *others = rows
    listed = [(first[0], first[1], "Liskov"), *others, ("nobody@pilot.example", "No", "Body")]
    return PilotList("pilot.csv", tuple(PilotRow(line, *row) for line, row in enumerate(listed, 2)))


def judged(bulk: Bulk, strategy: Strategy | None = None) -> dict[str, Result]:
    """By address, without what depends on the server: ids, and causes that depend on when somebody changed there."""
    outcome = verified(bulk, Order(pilot(), strategy=strategy))
    assert outcome.facts.directory.complete
    plain = [one._replace(entry_id="") for one in outcome.results]
    timed = (Status.DIFFERS, Status.INACTIVE)
    return {one.key: one._replace(causes=(), outcome=None) if one.status in timed else one for one in plain}


@pytest.mark.parametrize("strategy", [None, *Strategy])
def test_the_same_list_has_the_same_verdicts(ours: Bulk, theirs: Bulk, strategy: Strategy | None) -> None:
    """Status, grades, what matched, causes of who is missing, person by person; every kind of verdict is among them."""
    here, there = judged(ours, strategy), judged(theirs, strategy)
    assert here == there
    found = {one.status for one in here.values()}
    assert {Status.READY, Status.DIFFERS, Status.INACTIVE, Status.NOT_PROVISIONED} <= found


def test_a_server_with_other_data_agrees_where_they_are_the_same(ours: Bulk, theirs: Bulk, canaille: Peer) -> None:
    """canaille has everybody as the identity provider: those whom the other servers have so too are judged alike."""
    third = judged(bulk_of(SourceKind.SCIM, f"{canaille.address}/scim/v2", credential=canaille.password))
    same = {one["idp"]["email"].casefold() for one in peers.people() if one["directory"] == {}}
    same.add("nobody@pilot.example")
    views = [
        {key: (one.status, one.grades) for key, one in each.items() if key in same}
        for each in (third, judged(ours), judged(theirs))
    ]
    assert views[0] == views[1] == views[2]
    assert {status for status, _ in views[0].values()} >= {Status.READY, Status.DIFFERS, Status.NOT_PROVISIONED}


def test_a_wrong_token_claims_nothing(theirs: Bulk) -> None:
    """Refused is not empty."""
    read = replace(theirs, credential="made-up").read()
    assert (read.entries, read.completeness.complete) == ((), False)
    assert read.completeness.why_not == "credential_refused"
    outcome = verified(replace(theirs, credential="made-up"), Order(pilot()))
    assert {one.status for one in outcome.results} == {Status.UNKNOWN}
