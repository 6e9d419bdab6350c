"""Single questions to the Flow API in a run: asked once, whoever needs the answer."""

from __future__ import annotations

import asyncio

from flow_desktop.adapters.bulk.flight import stop
from flow_desktop.adapters.bulk.limiter import Limiter
from flow_desktop.adapters.evidence.flow import Common, FlowEvidence, look_of
from flow_desktop.adapters.evidence.reading import Told
from flow_desktop.core.evidence import Look
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key

MOST_KEPT = 500
_NOT_FOR_LONG = (WithheldReason.CREDENTIAL_REFUSED, WithheldReason.NO_CREDENTIAL)
"""A token may be renewed while a run goes on."""


class FlowAnswers:
    """What one address and the enterprise showed. Answers about people are kept until they were used for a look."""

    def __init__(self, base: str, *, limiter: Limiter, clock: Clock) -> None:
        self._evidence = FlowEvidence(base, http=limiter, clock=clock)
        self._common: Common | None = None
        self._asking = asyncio.Lock()
        self._people: dict[str, asyncio.Future[Told]] = {}

    async def common(self, access: Secret | None, *, anew: bool = False) -> Common:
        """The facts that hold for everybody; asked once a run where they are told. Never raises."""
        async with self._asking:
            if self._common is not None and not anew:
                return self._common
            found = await self._evidence.common(access)
            self._common = None if found.me.reason in _NOT_FOR_LONG else found
            return found

    async def person(self, access: Secret | None, email: str) -> Told:
        """What Flow tells of one address, kept for the look that follows or is under way. Never raises."""
        key = email_key(email)
        asked = self._people.get(key)
        if asked is None:
            if len(self._people) >= MOST_KEPT:
                self._people.pop(next(iter(self._people)))
            asked = self._people[key] = asyncio.ensure_future(self._evidence.person(access, email))
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            self._people.pop(key, None)
            await stop(asked)
            raise

    async def look(self, access: Secret | None, email: str) -> Look:
        """Everything about one address. Never raises."""
        common, told = await asyncio.gather(self.common(access), self.person(access, email))
        self._people.pop(email_key(email), None)
        return look_of(common, told, email)
