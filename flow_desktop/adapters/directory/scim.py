"""Source ``scim``: any RFC 7644 server as Directory Sync. ``/Me``, else a filter, else the whole listing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.directory.candidates import Candidates, addresses
from flow_desktop.adapters.directory.scim_listing import Abilities, ScimListing
from flow_desktop.adapters.directory.scim_parse import attribute, page_of, record_of, truth
from flow_desktop.adapters.directory.scim_search import ScimSearch
from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, DirectoryAuth
from flow_desktop.core.directory import DirectorySight, DirectoryView, Found, NotThere, Origin, Person, Unseen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret

FROM_ME = "scim_me"
FROM_FILTER = "scim_filter"
FROM_LISTING = "scim_listing"


class ScimDirectory:
    """core.ports.Directory over SCIM. With an admin's token, or with the person's own where the deployment says so."""

    def __init__(
        self,
        deployment: Deployment,
        *,
        http: Http,
        clock: Clock,
        credential: CredentialSource,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._deployment = deployment
        self._http = http
        self._clock = clock
        self._credential = credential
        self._pause = pause

    async def look_up(self, person: Person, access: Secret | None) -> DirectoryView:
        """One look at Directory Sync; Flow is not known here."""
        as_user = self._deployment.directory_auth is DirectoryAuth.USER
        bearer = access if as_user else await self._credential()
        base = self._deployment.directory_url
        if bearer is None or base is None:
            return DirectoryView(directory=Unseen(WithheldReason.NO_CREDENTIAL))
        wire = Wire(base, bearer, http=self._http, clock=self._clock, pause=self._pause)
        look = _Look(wire, person, self._clock)
        try:
            return DirectoryView(directory=await look.sight(as_user=as_user))
        except Refused as refused:
            return DirectoryView(directory=Unseen(refused.reason))


class _Look:
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
        abilities = await self._abilities()
        by_filter = None if abilities.filter is False else await self._by_filter()
        return by_filter or await self._by_listing(abilities)

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
