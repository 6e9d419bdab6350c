"""The history of runs in memory; passes the contract of the real one, and can be told to fail."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flow_desktop.core.evidence import Account, Look, Observation
from flow_desktop.core.pilot.entries import Entry, Page
from flow_desktop.core.pilot.ports import Checkpoint, FlowSide, PastRun, RunOptions
from flow_desktop.core.pilot.results import Result, RunFacts
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.problems import Problem, StorageFailed

WHOLE = 5


@dataclass
class _Kept:
    facts: RunFacts
    listed: PilotList
    options: RunOptions
    pages: dict[int, Page] = field(default_factory=dict)
    looked_up: dict[str, Observation[tuple[Entry, ...]]] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    side: FlowSide = field(default_factory=FlowSide)
    results: tuple[Result, ...] | None = None
    whole: bool = True


class FakeRuns:
    """``failing``: what every call that writes raises. ``writes``: how many went well. ``owned``: runs in hand.

    ``slow``: a run is let go of when it is set.
    """

    def __init__(self) -> None:
        self.failing: Problem | None = None
        self.told: Problem | None = None
        self.slow: asyncio.Event | None = None
        self.writes = 0
        self.owned: set[str] = set()
        self.elsewhere: set[str] = set()
        self._runs: dict[str, _Kept] = {}

    async def begin(self, facts: RunFacts, listed: PilotList, options: RunOptions) -> None:
        self._write()
        kept = _Kept(facts, listed, options)
        if options.carries and (parent := self._runs.get(options.parent)):
            kept.pages, kept.looked_up, kept.looks = dict(parent.pages), dict(parent.looked_up), dict(parent.looks)
            kept.accounts, kept.side = list(parent.accounts), parent.side
        self._runs[facts.id] = kept
        self.owned.add(facts.id)

    async def claim(self, run: str) -> bool:
        if run in self.elsewhere:
            return False
        self.owned.add(run)
        return True

    async def keep_pages(self, run: str, pages: tuple[Page, ...]) -> None:
        self._write()
        self._runs[run].pages.update({page.number: page for page in pages})

    async def drop_read(self, run: str) -> None:
        self._write()
        kept = self._runs[run]
        kept.pages, kept.looked_up, kept.looks, kept.accounts, kept.side = {}, {}, {}, [], FlowSide()

    async def keep_looked_up(
        self, run: str, found: Mapping[str, Observation[tuple[Entry, ...]]], looks: Mapping[str, Look]
    ) -> None:
        self._write()
        self._runs[run].looked_up.update(found)
        self._runs[run].looks.update(looks)

    async def keep_accounts(self, run: str, accounts: tuple[Account, ...]) -> None:
        self._write()
        self._runs[run].accounts += accounts

    async def drop_accounts(self, run: str) -> None:
        self._write()
        self._runs[run].accounts.clear()

    async def keep_flow(self, run: str, side: FlowSide) -> None:
        self._write()
        self._runs[run].side = side

    async def keep_list(self, run: str, listed: PilotList) -> None:
        self._write()
        self._runs[run].listed = listed

    async def finish(self, facts: RunFacts, results: tuple[Result, ...]) -> None:
        self._write()
        self._runs[facts.id].facts, self._runs[facts.id].results = facts, results
        self.owned.discard(facts.id)
        for old in self._newest()[WHOLE:]:
            old.whole = False

    async def let_go(self, run: str) -> None:
        if self.slow is not None:
            await self.slow.wait()
        self.owned.discard(run)

    async def runs(self) -> tuple[PastRun, ...]:
        return tuple(
            PastRun(kept.facts, self._goes_on(kept), kept.whole, 0 if kept.results is not None else len(kept.pages))
            for kept in self._newest()
        )

    async def load(self, run: str) -> Checkpoint | None:
        kept = self._runs.get(run)
        if kept is None or not kept.whole:
            return None
        side = replace(kept.side, members=tuple(kept.accounts), looks=dict(kept.looks))
        pages = tuple(kept.pages[number] for number in sorted(kept.pages))
        return Checkpoint(kept.facts, kept.listed, kept.options, pages, dict(kept.looked_up), side)

    async def results(self, run: str) -> tuple[Result, ...]:
        kept = self._runs.get(run)
        return (kept.results if kept is not None else None) or ()

    async def forget(self, run: str) -> None:
        self._write()
        self._runs.pop(run, None)
        self.owned.discard(run)

    async def notice(self) -> Problem | None:
        told, self.told = self.told, None
        return told

    async def close(self) -> None:
        self.owned.clear()

    def _write(self) -> None:
        if self.failing is not None:
            raise StorageFailed(self.failing)
        self.writes += 1

    def _newest(self) -> list[_Kept]:
        return sorted(self._runs.values(), key=lambda kept: (kept.facts.started_at, kept.facts.id), reverse=True)

    def _goes_on(self, kept: _Kept) -> bool:
        run, is_ours = kept.facts.id, kept.options.carries
        return kept.results is None and kept.whole and not is_ours and run not in self.owned | self.elsewhere
