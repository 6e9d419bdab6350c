"""A vault in a dictionary that can be told to fail; passes the same contract as the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import StoredSession
from flow_desktop.core.problems import Code, StorageFailed, problem


class FakeVault:
    """Keeps sessions where a test can look. ``fails``: how every call then ends. ``calls``: what was asked."""

    def __init__(self, *, keeps: bool = True, fails: Code | None = None) -> None:
        self.stored: dict[AccountKey, StoredSession] = {}
        self.calls: list[str] = []
        self.fails = fails
        self._keeps = keeps
        self._locks: dict[AccountKey, asyncio.Lock] = {}

    async def load(self, key: AccountKey) -> StoredSession | None:
        self._note("load")
        return self.stored.get(key)

    async def save(self, session: StoredSession) -> None:
        self._note("save")
        self.stored[session.key] = session

    async def delete(self, key: AccountKey) -> None:
        self._note("delete")
        self.stored.pop(key, None)

    @asynccontextmanager
    async def exclusively(self, key: AccountKey) -> AsyncIterator[None]:
        async with self._locks.setdefault(key, asyncio.Lock()):
            yield

    @property
    def keeps(self) -> bool:
        return self._keeps and self.fails is None

    def _note(self, call: str) -> None:
        self.calls.append(call)
        if self.fails is not None:
            raise StorageFailed(problem(self.fails))
