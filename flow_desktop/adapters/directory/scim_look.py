"""Looking for one person at one SCIM server: ``/Me``, else a filter, else the whole listing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from flow_desktop.adapters.directory.candidates import Candidates, addresses
from flow_desktop.adapters.directory.scim_listing import Abilities, ScimListing
from flow_desktop.adapters.directory.scim_parse import attribute, page_of, record_of, truth
from flow_desktop.adapters.directory.scim_search import ScimSearch
from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.core.directory import DirectoryRecord, DirectorySight, Found, NotThere, Origin, Person, Unseen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused

FROM_ME = "scim_me"
FROM_FILTER = "scim_filter"
FROM_LISTING = "scim_listing"


class ScimLook:
    """One person, one server, one moment."""

    def __init__(self, wire: Wire, person: Person, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self._candidates = Candidates(addresses(person.emails))

    async def sight(self, *, as_user: bool) -> DirectorySight:
        """Each way in turn, cheapest first. Raises Refused."""
        mine = await self._me() if as_user else None
        if mine is not None:
            return mine
        if not self._candidates.wanted:
            return Unseen(WithheldReason.NO_ADDRESS_TO_LOOK_FOR)
        abilities, by_filter = await asyncio.gather(self._abilities(), self._by_filter(), return_exceptions=True)
        if isinstance(abilities, BaseException):
            raise abilities
        if abilities.filter is not False and isinstance(by_filter, BaseException):
            raise by_filter
        settled = None if abilities.filter is False or isinstance(by_filter, BaseException) else by_filter
        return settled or await self._by_listing(abilities)

    def everybody(self) -> tuple[DirectoryRecord, ...]:
        """All who answer to the address, deactivated ones too."""
        return self._candidates.everybody()

    async def _me(self) -> DirectorySight | None:
        """The person's own resource (RFC 7644 section 3.11); None where the server has no such thing."""
        reply = await self._wire.get("Me")
        if reply.status == 401:
            raise Refused(WithheldReason.CREDENTIAL_REFUSED)
        if reply.body is None or page_of(reply.body) is not None or not attribute(reply.body, "userName"):
            return None
        return Found(record_of(reply.body), self._origin(FROM_ME))

    async def _abilities(self) -> Abilities:
        """What the server says of itself; a missing or strange answer says nothing."""
        try:
            body = (await self._wire.get("ServiceProviderConfig")).body or {}
        except Refused as refused:
            if refused.reason is WithheldReason.TIMED_OUT:
                raise
            return Abilities()
        cursor = truth(_inside(body, "pagination", "cursor"))
        sort = truth(_inside(body, "sort", "supported"))
        return Abilities(truth(_inside(body, "filter", "supported")), cursor=cursor is True, sort=sort is True)

    async def _by_filter(self) -> DirectorySight | None:
        """None where a filter cannot settle it."""
        search = ScimSearch(self._wire, self._candidates)
        if await search.found():
            return self._candidates.decide(self._origin(FROM_FILTER))
        if self._candidates.best_rank() is None and await search.proves_absence():
            return NotThere(self._origin(FROM_FILTER))
        return None

    async def _by_listing(self, abilities: Abilities) -> DirectorySight:
        """Everybody. Whoever was seen is there, also when the listing broke off later."""
        listed = await ScimListing(self._wire, self._candidates, clock=self._clock, abilities=abilities).walk()
        origin = self._origin(FROM_LISTING)
        seen = self._candidates.decide(origin)
        if seen is not None:
            return seen
        return NotThere(origin) if listed.why_not is None else Unseen(listed.why_not, origin)

    def _origin(self, source: str) -> Origin:
        return Origin(source, self._clock.now())


def _inside(body: Mapping[str, Any], outer: str, inner: str) -> Any:
    found = attribute(body, outer)
    return attribute(found, inner) if isinstance(found, Mapping) else None
