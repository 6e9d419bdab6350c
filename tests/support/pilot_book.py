"""A running service read into the book of a run, whole, by the real bulk sources with the admin's token."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flow_desktop.adapters.bulk.build import BulkSources, build_bulk
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.evidence import Account
from flow_desktop.core.pilot.book import Book, Sources
from flow_desktop.core.pilot.entries import Completeness
from flow_desktop.core.pilot.explain import Circumstances, explain, wanted
from flow_desktop.core.pilot.judge import judge
from flow_desktop.core.pilot.ports import Firm, Known, Wanted
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.mock.driver import Running


@dataclass(frozen=True, slots=True)
class Way:
    """How a deployment looks, and with which credential."""

    deployment: Deployment
    credential: Secret | None = None

    async def secret(self) -> Secret | None:
        """The directory's credential."""
        return self.credential


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, and how. ``also``: addresses Flow is asked about although they may be ready."""

    access: str
    circumstances: Circumstances
    also: frozenset[str] = frozenset()
    way: str = "flow"


@dataclass(frozen=True, slots=True)
class Verified:
    """A whole run, and what it stands on."""

    results: tuple[Result, ...]
    book: Book
    accounts: tuple[Account, ...]
    known: Known
    wanted: Wanted


def ways(running: Running) -> dict[str, Way]:
    """Every mixture of sources a deployment may have."""
    ready = running.ready
    token, key = Secret(ready["scim_token"]), Secret(ready["workos_api_key"])
    flow = Deployment(ready["issuer"], ready["client_id"], directory_url=ready["flow_api"], source=SourceKind.FLOW)
    scim, workos = SourceKind.SCIM, SourceKind.WORKOS
    return {
        "flow": Way(flow),
        "scim": Way(replace(flow, source=scim, directory_url=ready["scim"]), token),
        "workos": Way(replace(flow, source=workos, directory_url=ready["workos_api"]), key),
        "flow and scim": Way(replace(flow, second_source=scim, second_url=ready["scim"]), token),
        "flow and workos": Way(replace(flow, second_source=workos, second_url=ready["workos_api"]), key),
    }


async def read_whole(
    sources: BulkSources, access: Secret, roll: Roll, *, at: datetime
) -> tuple[Book, tuple[Account, ...]]:
    """Everything but what Flow knows of single people."""
    members = "flow_members" if sources.flow is not None else ""
    book, accounts = Book(Sources(sources.people.name, members), roll), list[Account]()
    try:
        abilities = await sources.people.discover(access)
        book.firm = Firm(connection=abilities.connection)
        async for page in sources.people.pages(access, done={}):
            book.add_page(page, at)
        book.directory = sources.people.completeness()
    except Refused as refused:
        book.directory = Completeness(False, 0, 0, refused.reason)
    if sources.flow is not None:
        async for some in sources.flow.members(access):
            book.add_members(some, at)
            accounts += some
        book.flow = sources.flow.completeness()
        book.firm = await sources.flow.firm(access)
    return book, tuple(accounts)


def addresses(*emails: str) -> PilotList:
    """A list of addresses without names."""
    return PilotList("pilot.csv", tuple(PilotRow(line, email) for line, email in enumerate(emails, start=2)))


def verified(running: Running, listed: PilotList, look: Look) -> Verified:
    """Read, judged, explained."""
    return asyncio.run(_verified(running, listed, look))


async def _verified(running: Running, listed: PilotList, look: Look) -> Verified:
    at, roll, http = datetime.fromtimestamp(running.clock.now, UTC), Roll(listed), Http(proxy_for=lambda _: None)
    way, access = ways(running)[look.way], Secret(look.access)
    sources = build_bulk(way.deployment, http, clock=FakeClock(at), credential=way.secret, tell=lambda _: None)
    try:
        book, accounts = await read_whole(sources, access, roll, at=at)
        judged = tuple(one for part in judge(roll, book) for one in part)
        asked = wanted(judged, book, look.also)
        known = await sources.flow.known(access, asked) if sources.flow is not None else Known()
    finally:
        await http.close()
    book.add_known(known, asked)
    explained = tuple(one for part in explain(judged, listed, book, circumstances=look.circumstances) for one in part)
    return Verified(explained, book, accounts, known, asked)


async def looked_up(running: Running, listed: PilotList, look: Look) -> tuple[Result, ...]:
    """The same run, but everybody is looked up by address, and nobody else is read."""
    at, roll, http = datetime.fromtimestamp(running.clock.now, UTC), Roll(listed), Http(proxy_for=lambda _: None)
    way, access = ways(running)[look.way], Secret(look.access)
    sources = build_bulk(way.deployment, http, clock=FakeClock(at), credential=way.secret, tell=lambda _: None)
    members = "flow_members" if sources.flow is not None else ""
    book = Book(Sources(sources.people.name, members, one_by_one=True), roll)
    try:
        await sources.people.discover(access)
        for key in roll.keys:
            book.add_looked_up(key, await sources.people.look_up(access, key))
            if sources.flow is not None:
                book.add_look(key, await sources.flow.person(access, key))
        book.firm = await sources.flow.firm(access) if sources.flow is not None else Firm()
    finally:
        await http.close()
    judged = (one for part in judge(roll, book) for one in part)
    return tuple(one for part in explain(judged, listed, book, circumstances=look.circumstances) for one in part)
