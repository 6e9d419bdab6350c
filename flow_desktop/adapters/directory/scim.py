"""Source ``scim``: any RFC 7644 server as Directory Sync. ``/Me``, else a filter, else the whole listing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.directory.scim_look import ScimLook
from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, DirectoryAuth
from flow_desktop.core.directory import DirectoryView, Person, Unseen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret


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
        look = ScimLook(wire, person, self._clock)
        try:
            return DirectoryView(directory=await look.sight(as_user=as_user))
        except Refused as refused:
            return DirectoryView(directory=Unseen(refused.reason))
