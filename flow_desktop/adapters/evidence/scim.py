"""Evidence from a SCIM server (RFC 7644): who is in Directory Sync, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.directory.scim_look import FROM_ME, ScimLook
from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.adapters.evidence.people import people_seen
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, DirectoryAuth
from flow_desktop.core.directory import DirectoryRecord, Found, Person
from flow_desktop.core.evidence import DirectoryUser, Look, NotSeen, Observation, Pilots
from flow_desktop.core.observed import WithheldReason, text_of
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key

FROM_SCIM = "scim_users"


class ScimEvidence:
    """core.ports.EvidenceSource over SCIM, with an admin's token or, where the deployment says so, the person's own."""

    def __init__(
        self,
        deployment: Deployment,
        *,
        http: Http,
        clock: Clock,
        credential: CredentialSource,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``deployment`` with SCIM as its only source."""
        self._deployment = deployment
        self._http = http
        self._clock = clock
        self._credential = credential
        self._pause = pause

    @property
    def needs_session(self) -> bool:
        """True where the deployment lets the server see the person's own token."""
        return self._deployment.directory_auth is DirectoryAuth.USER

    async def gather(self, email: str, access: Secret | None) -> Look:
        """The users of the server that answer to the address."""
        bearer = access if self.needs_session else await self._credential()
        if bearer is None:
            return Look(directory_users=NotSeen(WithheldReason.NO_CREDENTIAL, FROM_SCIM))
        base = self._deployment.directory_url or ""
        wire = Wire(base, bearer, http=self._http, clock=self._clock, pause=self._pause)
        try:
            return Look(directory_users=await self._users(ScimLook(wire, Person((email,)), self._clock), email))
        except Refused as refused:
            return Look(directory_users=NotSeen(refused.reason, FROM_SCIM))

    async def pilots(self, access: Secret | None) -> Observation[Pilots]:
        """SCIM does not know who has arrived in Flow."""
        return NotSeen(WithheldReason.SOURCE_CANNOT_TELL, FROM_SCIM)

    async def _users(self, look: ScimLook, email: str) -> Observation[tuple[DirectoryUser, ...]]:
        """What ``/Me`` shows is the owner of the token: about anybody else it says nothing."""
        sight = await look.sight(as_user=self.needs_session)
        everybody = look.everybody()
        if isinstance(sight, Found) and sight.origin.source == FROM_ME:
            if email_key(email) not in _keys(sight.record):
                return NotSeen(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS, FROM_SCIM)
            everybody = (sight.record,)
        return people_seen(sight, everybody, source=FROM_SCIM, at=self._clock.now())


def _keys(record: DirectoryRecord) -> frozenset[str]:
    values = (text_of(record.user_name), text_of(record.email))
    return frozenset(email_key(value) for value in values if value)
