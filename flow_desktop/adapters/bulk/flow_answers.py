"""Single questions to the Flow API in a run: asked once, whoever needs the answer."""

from __future__ import annotations

import asyncio

from flow_desktop.adapters.bulk.limiter import Limiter
from flow_desktop.adapters.evidence.flow import Common, FlowEvidence, look_of
from flow_desktop.adapters.evidence.reading import Told
from flow_desktop.core.evidence import Look
from flow_desktop.core.ports import Clock
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key

MOST_KEPT = 500


class FlowAnswers:
    """What one address and the enterprise showed. Answers about people are kept until they were used for a look."""

    def __init__(self, base: str, *, limiter: Limiter, clock: Clock) -> None:
        self._evidence = FlowEvidence(base, http=limiter, clock=clock)
        self._common: Common | None = None
        self._asking = asyncio.Lock()
        self._people: dict[str, Told] = {}

    async def common(self, access: Secret | None, *, anew: bool = False) -> Common:
        """The facts that hold for everybody; asked once a run. Never raises."""
        async with self._asking:
            if self._common is None or anew:
                self._common = await self._evidence.common(access)
            return self._common

    async def person(self, access: Secret | None, email: str) -> Told:
        """What Flow tells of one address, kept for the look that follows. Never raises."""
        told = await self._evidence.person(access, email)
        if len(self._people) >= MOST_KEPT:
            self._people.pop(next(iter(self._people)))
        self._people[email_key(email)] = told
        return told

    async def look(self, access: Secret | None, email: str) -> Look:
        """Everything about one address. Never raises."""
        kept = self._people.pop(email_key(email), None)
        common, told = await asyncio.gather(self.common(access), _given(kept) if kept else self.person(access, email))
        self._people.pop(email_key(email), None)
        return look_of(common, told, email)


async def _given(told: Told) -> Told:
    return told
