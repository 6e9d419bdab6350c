"""The history of runs on this computer: one private file, one thread (core.pilot.ports.RunStore).

runs.py         the port: calls go to the thread, locks say which process is at a run
runs_tables.py  what is written and read, one transaction each
runs_file.py    the file itself
runs_codec.py   rows to blobs; runs_tagged.py: the small values
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from filelock import FileLock, Timeout

from flow_desktop.adapters.places import Places
from flow_desktop.adapters.runs_file import RunsFile
from flow_desktop.adapters.runs_tables import RunsTables
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.evidence import Account, Look, Observation
from flow_desktop.core.pilot.entries import Entry, Page
from flow_desktop.core.pilot.ports import Checkpoint, FlowSide, PastRun, RunOptions
from flow_desktop.core.pilot.results import Result, RunFacts
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.problems import Code, Problem, StorageFailed, problem

_T = TypeVar("_T")


class SqliteRuns:
    """core.pilot.ports.RunStore in a file of the home folder. Nothing is opened, and no thread started, before the
    first call.
    """

    def __init__(self, places: Places, deployment: Deployment) -> None:
        self._places = places
        self._file = RunsFile(places)
        self._tables = RunsTables(self._file, _realm(deployment))
        self._locks: dict[str, FileLock] = {}
        self._thread: ThreadPoolExecutor | None = None
        self._closed = False

    async def begin(self, facts: RunFacts, listed: PilotList, options: RunOptions) -> None:
        """A new run, which is this process's. Raises StorageFailed."""

        def work() -> None:
            self._lock(facts.id)
            self._tables.begin(facts, listed, options)

        await self._do(work)

    async def claim(self, run: str) -> bool:
        """Make it this process's; False where another is at it. Raises StorageFailed."""
        return await self._do(lambda: self._lock(run))

    async def keep_pages(self, run: str, pages: tuple[Page, ...]) -> None:
        """In one transaction. Raises StorageFailed."""
        await self._do(lambda: self._tables.keep_pages(run, pages))

    async def drop_read(self, run: str) -> None:
        """The list stays. Raises StorageFailed."""
        await self._do(lambda: self._tables.drop_read(run))

    async def keep_looked_up(
        self, run: str, found: Mapping[str, Observation[tuple[Entry, ...]]], looks: Mapping[str, Look]
    ) -> None:
        """In one transaction. Raises StorageFailed."""
        await self._do(lambda: self._tables.keep_looked_up(run, found, looks))

    async def keep_accounts(self, run: str, accounts: tuple[Account, ...]) -> None:
        """After those that were kept before. Raises StorageFailed."""
        await self._do(lambda: self._tables.keep_accounts(run, accounts))

    async def drop_accounts(self, run: str) -> None:
        """What was kept of Flow's members is void. Raises StorageFailed."""
        await self._do(lambda: self._tables.drop_accounts(run))

    async def keep_flow(self, run: str, side: FlowSide) -> None:
        """Replacing what was kept. Raises StorageFailed."""
        await self._do(lambda: self._tables.keep_flow(run, side))

    async def keep_list(self, run: str, listed: PilotList) -> None:
        """In the place of the first one. Raises StorageFailed."""
        await self._do(lambda: self._tables.keep_list(run, listed))

    async def finish(self, facts: RunFacts, results: tuple[Result, ...]) -> None:
        """Results and final facts. Raises StorageFailed."""

        def work() -> None:
            self._tables.finish(facts, results)
            self._unlock(facts.id, for_good=True)

        await self._do(work)

    async def let_go(self, run: str) -> None:
        """Another process may go on with it."""
        await self._do(lambda: self._unlock(run))

    async def runs(self) -> tuple[PastRun, ...]:
        """Newest first. Raises StorageFailed."""
        return await self._do(self._history)

    async def load(self, run: str) -> Checkpoint | None:
        """As long as it is kept. Raises StorageFailed."""
        return await self._do(lambda: self._tables.load(run))

    async def results(self, run: str) -> tuple[Result, ...]:
        """As long as they are kept. Raises StorageFailed."""
        return await self._do(lambda: self._tables.results(run))

    async def forget(self, run: str) -> None:
        """With everything that belongs to it. Raises StorageFailed."""

        def work() -> None:
            self._tables.forget(run)
            self._unlock(run, for_good=True)

        await self._do(work)

    async def notice(self) -> Problem | None:
        """Told once: that a damaged file was set aside."""

        def work() -> Problem | None:
            told, self._file.was_set_aside = self._file.was_set_aside, False
            return problem(Code.STORAGE_HISTORY_DAMAGED) if told else None

        return await self._do(work) if self._thread is not None else None

    async def close(self) -> None:
        """End the thread after what is under way. Safe to call twice, and without any call before."""
        if self._thread is not None and not self._closed:
            ending = self._do(self._end)
            self._closed = True
            await ending
            self._thread.shutdown()
        self._closed = True

    def _do(self, work: Callable[[], _T]) -> Awaitable[_T]:
        """On the thread, after everything asked before. Raises StorageFailed after `close`."""
        if self._closed:
            raise StorageFailed(problem(Code.STORAGE_HISTORY, reason="closed"))
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="runs")
        return asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _history(self) -> tuple[PastRun, ...]:
        return tuple(
            PastRun(facts, resumable=goes_on and self._is_free(facts.id), whole=whole, pages=pages)
            for facts, goes_on, whole, pages in self._tables.runs()
        )

    def _is_free(self, run: str) -> bool:
        if run in self._locks or not self._lock(run):
            return False
        self._unlock(run)
        return True

    def _lock(self, run: str) -> bool:
        if run in self._locks:
            return True
        try:
            lock = FileLock(self._places.folder("locks") / f"run-{run}.lock", mode=0o600, thread_local=False)
            lock.acquire(blocking=False)
        except Timeout:
            return False
        except OSError as error:
            raise StorageFailed(problem(Code.STORAGE_HISTORY, reason=error.strerror or "")) from error
        self._locks[run] = lock
        return True

    def _unlock(self, run: str, *, for_good: bool = False) -> None:
        lock = self._locks.pop(run, None)
        if lock is not None:
            lock.release()
        if for_good:
            with suppress(OSError):
                self._places.path("locks", f"run-{run}.lock").unlink(missing_ok=True)

    def _end(self) -> None:
        for run in tuple(self._locks):
            self._unlock(run)
        self._file.close()


def _realm(deployment: Deployment) -> str:
    """Which runs belong together: those of one organisation. A digest: addresses are nobody else's business."""
    told = (deployment.issuer, deployment.client_id, deployment.directory_url, deployment.directory_id)
    named = "\n".join(str(one) for one in (*told, deployment.second_url))
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]
