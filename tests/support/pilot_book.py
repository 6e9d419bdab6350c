"""A running service read into the book of a run, whole, by the real bulk sources with the admin's token."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flow_desktop.adapters.bulk.build import BulkSources, build_bulk
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.evidence import Account
from flow_desktop.core.pilot.book import Book, Sources
from flow_desktop.core.pilot.explain import Circumstances, explain, wanted
from flow_desktop.core.pilot.judge import judge
from flow_desktop.core.pilot.ports import Known, Wanted
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.mock.driver import Running


@dataclass(frozen=True, slots=True)
class Verified:
    """A whole run, and what it stands on."""

    results: tuple[Result, ...]
    book: Book
    accounts: tuple[Account, ...]
    known: Known
    wanted: Wanted


async def read_whole(
    sources: BulkSources, access: Secret, roll: Roll, at: datetime
) -> tuple[Book, tuple[Account, ...]]:
    """Everything but what Flow knows of single people."""
    assert sources.flow is not None
    book, accounts = Book(Sources(sources.people.name, "flow_members"), roll), list[Account]()
    await sources.people.discover(access)
    async for page in sources.people.pages(access, done={}):
        book.add_page(page, at)
    book.directory = sources.people.completeness()
    async for some in sources.flow.members(access):
        book.add_members(some, at)
        accounts += some
    book.flow = sources.flow.completeness()
    book.firm = await sources.flow.firm(access)
    return book, tuple(accounts)


async def no_credential() -> Secret | None:
    """The Flow API is asked with the person's own token."""
    return None


def verified(
    running: Running, access: str, listed: PilotList, circumstances: Circumstances, *, also: Iterable[str] = ()
) -> Verified:
    """Read, judged, explained. ``also``: addresses Flow is asked about although they may be ready."""
    return asyncio.run(_verified(running, Secret(access), listed, circumstances, also=frozenset(also)))


async def _verified(
    running: Running, access: Secret, listed: PilotList, circumstances: Circumstances, *, also: frozenset[str]
) -> Verified:
    at, roll, http = datetime.fromtimestamp(running.clock.now, UTC), Roll(listed), Http(proxy_for=lambda _: None)
    ready = running.ready
    deployment = Deployment(
        ready["issuer"], ready["client_id"], directory_url=ready["flow_api"], source=SourceKind.FLOW
    )
    clock = FakeClock(at)
    sources = build_bulk(deployment, http, clock=clock, credential=no_credential, tell=lambda _: None)
    assert sources.flow is not None
    try:
        book, accounts = await read_whole(sources, access, roll, at)
        judged = tuple(one for part in judge(roll, book) for one in part)
        asked = wanted(judged, book, also)
        known = await sources.flow.known(access, asked)
    finally:
        await http.close()
    book.add_known(known, asked)
    explained = tuple(one for part in explain(judged, listed, book, circumstances=circumstances) for one in part)
    return Verified(explained, book, accounts, known, asked)


def addresses(*emails: str) -> PilotList:
    """A list of addresses without names."""
    return PilotList("pilot.csv", tuple(PilotRow(line, email) for line, email in enumerate(emails, start=2)))
