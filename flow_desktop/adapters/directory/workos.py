"""Source ``workos``: the Directory Sync REST API, with an API key (an IT admin's machine or a pipeline)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.directory.flow import directory_state
from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.adapters.directory.workos_look import WorkosLook, page_of
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.directory import (
    DirectoryView,
    Organisation,
    Person,
    Unseen,
)
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret

_NOT_FOUND = 404


class WorkosDirectory:
    """core.ports.Directory over ``directory_users``."""

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
        """One look at Directory Sync; the person's own token is never sent here, and Flow is not known."""
        bearer, base = await self._credential(), self._deployment.directory_url
        if bearer is None or base is None:
            return DirectoryView(directory=Unseen(WithheldReason.NO_CREDENTIAL))
        wire = Wire(base, bearer, http=self._http, clock=self._clock, pause=self._pause)
        try:
            directory, facts = await _the_directory(wire, self._deployment.directory_id)
            sight = await WorkosLook(wire, directory, person, self._clock).sight(exists=facts is not None)
        except Refused as refused:
            return DirectoryView(directory=Unseen(refused.reason))
        organisation = Organisation(directory_state=directory_state(facts.get("state"))) if facts else None
        return DirectoryView(directory=sight, organisation=organisation)


async def _the_directory(wire: Wire, wanted: str | None) -> tuple[str | None, Mapping[str, Any] | None]:
    """The directory's id and what it says of itself, if it may be read. Without an id, the only one there is.

    No id at all where the server lists no directories: then people are asked for in whatever the key can see.
    Raises Refused.
    """
    if wanted is not None:
        body = (await wire.get(f"directories/{quote(wanted, safe='')}")).body
        return wanted, body if body is not None and body.get("id") == wanted else None
    reply = await wire.get("directories", limit="2")
    if reply.status == _NOT_FOUND:
        return None, None
    page = page_of(reply.required())
    name = page.users[0].get("id") if len(page.users) == 1 else None
    if not isinstance(name, str):
        raise Refused(WithheldReason.SOURCE_CANNOT_TELL)
    return name, page.users[0]
