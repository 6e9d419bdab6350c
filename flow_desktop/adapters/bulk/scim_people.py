"""Everybody of a SCIM server (RFC 7644): how it is asked is discovered, and "whole" is said only where it is proven.

Servers in the wild ignore paging, overlap pages, give the page's size as the total, answer ``count`` with an error, or
loop; what each of them is given credit for is the same as where one person is looked up (`directory/scim_listing`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing

from flow_desktop.adapters.bulk.asking import Server
from flow_desktop.adapters.bulk.flight import streamed
from flow_desktop.adapters.bulk.proof import Emit, Faulty, Records
from flow_desktop.adapters.bulk.scim_discovery import Discovered, discover
from flow_desktop.adapters.bulk.scim_groups import list_groups, list_members
from flow_desktop.adapters.bulk.scim_index import may_be_a_cap
from flow_desktop.adapters.bulk.scim_listing import ScimListing, kept_page
from flow_desktop.adapters.bulk.scim_lookup import look_up
from flow_desktop.adapters.bulk.scim_server import Users
from flow_desktop.core.evidence import Observation
from flow_desktop.core.pilot.entries import Abilities, Completeness, Entry, Fault, Group, GroupMembers, Page
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret

FROM_SCIM = "scim_users"


class ScimPeople:
    """core.pilot.ports.PeopleSource over SCIM. Belongs to one run at a time."""

    def __init__(self, server: Server, *, needs_session: bool = False) -> None:
        self._server = server
        self._needs_session = needs_session
        self._records = Records()
        self._known: Discovered | None = None
        self._finding = asyncio.Lock()

    @property
    def name(self) -> str:
        """Source of its evidence."""
        return FROM_SCIM

    @property
    def needs_session(self) -> bool:
        """True where the deployment lets the server see the person's own token."""
        return self._needs_session

    async def discover(self, access: Secret | None) -> Abilities:
        """Configuration, first page, and what the filters are worth. Raises Refused."""
        self._known = None
        found = await self._discovered(access)
        people, page_size = _sizes(found)
        return Abilities(
            people=people,
            page_size=page_size,
            filters=found.filters,
            serial=found.manners.cursor,
            groups=found.groups,
            notes=found.notes,
        )

    async def pages(self, access: Secret | None, *, done: Mapping[int, str]) -> AsyncIterator[Page]:
        """Every page as it comes; what went wrong is told by `completeness`."""
        ledger = self._records.begin(anew=not done)
        try:
            manners = (await self._discovered(access)).manners
            users = Users(self._server, access, manners)

            async def walk(emit: Emit) -> None:
                await ScimListing(users, ledger, emit).walk(done)

            async with aclosing(streamed(walk)) as pages:
                async for page in pages:
                    yield page
                    await asyncio.sleep(0)
        except Faulty as faulty:
            ledger.spoil(faulty.fault, faulty.why)
        except Refused as refused:
            ledger.spoil(Fault.REFUSED, refused.reason)

    def completeness(self) -> Completeness:
        """Whether the listing is proven to be whole."""
        return self._records.ledger.completeness()

    def note_kept(self, page: Page) -> None:
        """A page of the checkpoint counts for the proof."""
        kept_page(self._records.kept(), page)

    async def look_up(self, access: Secret | None, email: str) -> Observation[tuple[Entry, ...]]:
        """By user name and by e-mail; nobody only where both filters are proven."""
        found = await self._discovered(access)
        users = Users(self._server, access, found.manners)
        return await look_up(users, email, proven=found.filters, source=FROM_SCIM, clock=self._server.clock)

    async def groups(self, access: Secret | None) -> tuple[Group, ...]:
        """The groups of the server. Raises Refused."""
        return await list_groups(self._server, access)

    async def members_of(self, access: Secret | None, group_id: str) -> GroupMembers:
        """Who is in a group. Raises Refused."""
        return await list_members(self._server, access, group_id)

    async def _discovered(self, access: Secret | None) -> Discovered:
        """Once a run, whoever asks first."""
        async with self._finding:
            if self._known is None:
                self._known = await discover(self._server, access)
            return self._known


def _sizes(found: Discovered) -> tuple[int | None, int]:
    """About how many people there are, and how many come on a page. A total that may be the page's size is none."""
    first, most = found.first, found.manners.size
    if isinstance(first, Faulty) or first.total is None:
        return None, most
    here = len(first.entries)
    if first.total <= here:
        return (None if here and may_be_a_cap(here) else here), most
    return first.total, min(here, most) or most
