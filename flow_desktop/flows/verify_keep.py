"""Keeps a run while it goes on, so that it can be resumed: behind its back, and never at its cost.

A history that cannot be written is said once; the run goes on without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from flow_desktop.core.evidence import Account, Look, Observation
from flow_desktop.core.pilot.entries import Entry, Page
from flow_desktop.core.pilot.ports import FlowSide, RunOptions, RunStore
from flow_desktop.core.pilot.results import Result, RunFacts
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.problems import Problem, StorageFailed

PAGES = 64
"""So many answers go into one transaction, or those of half a second."""

SECONDS = 0.5
CLOSING_SECONDS = 0.12
"""A cancelled run waits so long at most for what is being written; the rest is asked for again."""

_T = TypeVar("_T")


class Keeper:
    """Of one run. Methods without ``await`` only note; the writing happens in a task of its own, one at a time."""

    def __init__(self, store: RunStore, run: str, notice: Callable[[Problem], None]) -> None:
        self._store = store
        self._run = run
        self._notice = notice
        self._works = True
        self._begun = False
        self._resumed = False
        self._pages: list[Page] = []
        self._accounts: list[Account] = []
        self._found: dict[str, Observation[tuple[Entry, ...]]] = {}
        self._looks: dict[str, Look] = {}
        self._noted = 0
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    def begin(self, facts: RunFacts, listed: PilotList, options: RunOptions) -> None:
        """A new run; it is written while the first answers are waited for, and before anything else of it."""
        self._begun = True
        self._writing = asyncio.get_running_loop().create_task(self._begin(facts, listed, options))

    async def _begin(self, facts: RunFacts, listed: PilotList, options: RunOptions) -> None:
        try:
            await self._try(self._store.begin(facts, listed, options))
            told = await self._try(self._store.notice())
            if told is not None:
                self._notice(told)
        finally:
            self._writing = None
        if self._noted >= PAGES:
            self._write_soon()

    def goes_on(self) -> None:
        """A run that is kept already, and that the store gave to this process."""
        self._begun = self._resumed = True

    async def begins_anew(self) -> None:
        """What was read of this run is void."""
        await self._try(self._store.drop_read(self._run))

    async def listed(self, listed: PilotList) -> None:
        """The list, now that it is known."""
        await self.settle()
        await self._try(self._store.keep_list(self._run, listed))

    async def read_anew(self) -> None:
        """Flow's members are read from the first page on, also in a run that goes on."""
        if self._resumed:
            await self._try(self._store.drop_accounts(self._run))

    def page(self, page: Page) -> None:
        """A page of the listing."""
        self._pages.append(page)
        self._note()

    def accounts(self, accounts: tuple[Account, ...]) -> None:
        """A page of Flow's members."""
        self._accounts += accounts
        self._note()

    def found(self, key: str, found: Observation[tuple[Entry, ...]], look: Look | None) -> None:
        """The answers about one address."""
        self._found[key] = found
        if look is not None:
            self._looks[key] = look
        self._note()

    async def settle(self) -> None:
        """Everything that was noted is kept when this returns."""
        while self._writing is not None or self._noted:
            if self._writing is None:
                self._write_soon()
            if self._writing is not None:
                await asyncio.wait({self._writing})

    async def finish(self, facts: RunFacts, results: tuple[Result, ...], side: FlowSide) -> None:
        """The run is over."""
        await self.settle()
        await self._try(self._store.keep_flow(self._run, side))
        await self._try(self._store.finish(facts, results))

    async def stop(self) -> None:
        """The run stopped half-way: keep what can be kept quickly, and let others go on with it."""
        if self._works and self._begun:
            ending = asyncio.get_running_loop().create_task(self._end())
            await asyncio.wait({ending}, timeout=CLOSING_SECONDS)

    async def _end(self) -> None:
        await self.settle()
        await self._try(self._store.let_go(self._run))

    def _note(self) -> None:
        self._noted += 1
        if not self._works:
            self._forget()
        elif self._noted >= PAGES:
            self._write_soon()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self._write_soon)

    def _forget(self) -> None:
        """Nothing is kept any more, so nothing is to be held either."""
        self._noted = 0
        self._pages, self._accounts, self._found, self._looks = [], [], {}, {}

    def _write_soon(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is None and self._noted:
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        pages, self._pages = tuple(self._pages), []
        accounts, self._accounts = tuple(self._accounts), []
        found, self._found = self._found, {}
        looks, self._looks = self._looks, {}
        self._noted = 0
        try:
            if pages:
                await self._try(self._store.keep_pages(self._run, pages))
            if accounts:
                await self._try(self._store.keep_accounts(self._run, accounts))
            if found:
                await self._try(self._store.keep_looked_up(self._run, found, looks))
        finally:
            self._writing = None
        if self._noted >= PAGES:
            self._write_soon()

    async def _try(self, call: Coroutine[Any, Any, _T] | Awaitable[_T]) -> _T | None:
        """Does nothing after the first failure."""
        if not self._works:
            if isinstance(call, Coroutine):
                call.close()
            return None
        try:
            return await call
        except StorageFailed as failed:
            self._works = False
            self._forget()
            self._notice(failed.problem)
            return None
