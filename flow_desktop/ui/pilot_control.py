"""Drives the verifier from the GUI thread: one thing at a time, everything slow on the loop's thread or beside it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from flow_desktop.core.problems import SignInAgain
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.pilot_finished import Finished, Preview, with_rows, worth_telling
from flow_desktop.ui.runner import Emit, Job, Runner
from flow_desktop.ui.sign_in_control import problem_of

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from flow_desktop.core.answers import Answer
    from flow_desktop.core.diagnosis import Diagnosis
    from flow_desktop.core.pilot.columns import ColumnChoice
    from flow_desktop.core.pilot.results import Cost, Result
    from flow_desktop.core.pilot.rows import PilotList
    from flow_desktop.core.pilot.speech import PilotSpeech
    from flow_desktop.flows.verify import Control, Happened, Order, RunOutcome, Verifier
    from flow_desktop.ui.pilot_desk import PilotDesk, Saving
    from flow_desktop.ui.pilot_rows import PilotRows, Sieve


STOPPED_SECONDS = 5.0
"""A run that was stopped is let go within this time."""


@dataclass(frozen=True, slots=True)
class _Held:
    """By which the run that just began is held still."""

    control: Control


Events = Callable[["Verifier", "Control"], "AsyncGenerator[Happened, None]"]


class PilotControl(QObject):
    """A run, a watch or a question to the verifier; a new one of the same kind ends the one before.

    ``ready`` carries a PilotSpeech, once. ``listed`` a Preview; ``costed`` a Cost; ``happened`` Progress, Listed and
    Judged; ``finished`` a Finished, for each look of a watch; ``ran``: a run ended by itself; ``failed`` and ``ended``
    (only a new sign-in helps) a Problem. ``past`` carries a tuple of PastRun, ``groups`` a tuple of Group,
    ``compared`` a Comparison, ``saved`` the name of the file.
    """

    ready = Signal(object)
    listed = Signal(object)
    costed = Signal(object)
    happened = Signal(object)
    finished = Signal(object)
    ran = Signal()
    failed = Signal(object)
    ended = Signal(object)
    busy_changed = Signal(bool)
    past = Signal(object)
    groups = Signal(object)
    compared = Signal(object)
    saved = Signal(str)
    forgotten = Signal()

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self._desk, self._runner = desk, runner
        self._run: Job | None = None
        self._asks: dict[str, Job] = {}
        self._held: Control | None = None
        self._preparing = False
        self._ending: asyncio.Event | None = None
        self.made: PilotSpeech | None = None

    @property
    def running(self) -> bool:
        """A run or a watch is under way."""
        return self._run is not None

    def prepare(self) -> None:
        """Texts and rules are loaded on the loop's thread, once."""
        if self.made is not None or self._preparing:
            return
        self._preparing = True

        async def work(_emit: Emit[None]) -> PilotSpeech:
            import flow_desktop.core.pilot.columns  # noqa: PLC0415
            import flow_desktop.flows.verify  # noqa: F401, PLC0415

            return self._pilot.load_speech()

        self._runner.start(work, on_done=self._on_ready, on_failed=self._on_not_ready)

    # --- lists

    def read_file(self, path: Path, choice: ColumnChoice | None = None) -> None:
        """Read a list from a file; ends in `listed`, `failed` or `ended`."""
        self._read(lambda: self._pilot.read_file(path, choice), path)

    def read_pasted(self, text: str) -> None:
        """Read a list out of pasted text."""
        name = self.made.explainer.words("pilot.list.pasted") if self.made is not None else ""
        self._read(lambda: self._pilot.read_pasted(text, name))

    def read_sample(self) -> None:
        """Read the list that comes with the program."""
        self._read(self._pilot.read_sample)

    def _read(self, read: Callable[[], PilotList], path: Path | None = None) -> None:
        async def work(_emit: Emit[None]) -> Preview:
            import asyncio  # noqa: PLC0415

            return Preview(await asyncio.to_thread(read), path)

        self._ask("list", work, self.listed.emit)

    # --- questions

    def plan(self, order: Order) -> None:
        """How it would be done; ends in `costed`, or in nothing where that cannot be told."""

        async def work(_emit: Emit[None]) -> Cost:
            return await (await self._pilot.open_verifier()).plan(order)

        self._ask("plan", work, self.costed.emit)

    def ask_groups(self) -> None:
        """Groups that can be a list."""

        async def work(_emit: Emit[None]) -> object:
            return await (await self._pilot.open_verifier()).groups()

        self._ask("groups", work, self.groups.emit)

    def ask_history(self) -> None:
        """The runs on this computer. One that was just stopped is waited for: until then it is nobody else's."""
        import asyncio  # noqa: PLC0415 - long after the first paint

        stopped = self._ending if self._run is None else None

        async def work(_emit: Emit[None]) -> object:
            if stopped is not None:
                with suppress(TimeoutError):
                    async with asyncio.timeout(STOPPED_SECONDS):
                        await stopped.wait()
            return await (await self._pilot.open_verifier()).history()

        self._ask("history", work, self.past.emit)

    def compare(self, older: str, newer: str) -> None:
        """Two runs beside each other."""

        async def work(_emit: Emit[None]) -> object:
            return await (await self._pilot.open_verifier()).compare(older, newer)

        self._ask("compare", work, self.compared.emit)

    def forget(self, run: str) -> None:
        """Take a run out of the history."""

        async def work(_emit: Emit[None]) -> None:
            await (await self._pilot.open_verifier()).forget(run)

        self._ask("forget", work, lambda _: self.forgotten.emit())

    def open_run(self, run: str) -> None:
        """Show a finished run as it was; ends in `finished`."""

        async def work(_emit: Emit[None]) -> Finished:
            return await self._finished(await (await self._pilot.open_verifier()).open(run))

        self._ask("open", work, self.finished.emit)

    def save(self, outcome: RunOutcome, saving: Saving) -> None:
        """Write a report; ends in `saved`."""

        async def work(_emit: Emit[None]) -> str:
            import asyncio  # noqa: PLC0415

            assert self.made is not None
            await asyncio.to_thread(self._pilot.save, outcome, self.made, saving)
            return saving.path.name

        self._ask("save", work, self.saved.emit)

    def sift(self, rows: PilotRows, sieve: Sieve, then: Callable[[list[int]], None]) -> None:
        """Choose and sort the rows of a large run, a few thousand at a time."""

        async def work(_emit: Emit[None]) -> list[int]:
            import asyncio  # noqa: PLC0415

            found: list[int] = []
            for part in rows.chosen(sieve):
                found += part
                await asyncio.sleep(0)
            return found

        self._ask("sift", work, then)

    def explain(self, outcome: RunOutcome, result: Result, then: Callable[[Diagnosis], None]) -> None:
        """Why somebody is where they are, out of what the run has read."""

        async def work(_emit: Emit[None]) -> Diagnosis:
            from flow_desktop.core.pilot.explain import diagnosis_of  # noqa: PLC0415

            assert outcome.book is not None
            return diagnosis_of(result, outcome.listed, outcome.book, circumstances=outcome.circumstances)

        self._ask("person", work, then)

    # --- runs

    def run(self, order: Order) -> None:
        """Verify; `happened` while it goes on, `finished` and `ran` at its end."""
        self._start(lambda verifier, control: verifier.run(order, control))

    def resume(self, run: str) -> None:
        """Go on with a run that was stopped."""
        self._start(lambda verifier, control: verifier.resume(run, control))

    def recheck(self, run: str, answers: tuple[Answer, ...] = ()) -> None:
        """Look again at who is not ready. ``answers``: what was told since, beside what the run knew."""
        self._start(lambda verifier, control: verifier.recheck(run, control, answers=answers))

    def watch(self, run: str) -> None:
        """Look again and again until all are ready."""
        self._start(lambda verifier, control: verifier.watch(run, control))

    def pause(self, *, paused: bool) -> None:
        """Hold the run still, or let it go on."""
        if self._held is not None:
            (self._held.pause if paused else self._held.resume)()

    def cancel(self) -> None:
        """Stop the run; what was read is kept, and it can be resumed."""
        if self._run is not None:
            self._run.cancel()
            self._over()

    def stop(self) -> None:
        """Stop everything: nothing more is told."""
        self.cancel()
        for job in self._asks.values():
            job.cancel()
        self._asks.clear()

    def _start(self, events: Events) -> None:
        import asyncio  # noqa: PLC0415 - long after the first paint

        self.cancel()
        self._ending = ending = asyncio.Event()

        async def work(emit: Emit[Any]) -> None:
            from contextlib import aclosing  # noqa: PLC0415

            from flow_desktop.flows.collector import Collector  # noqa: PLC0415
            from flow_desktop.flows.verify import Control, Done, Progress  # noqa: PLC0415

            control, collector = Control(), Collector()
            emit(_Held(control))
            try:
                async with aclosing(events(await self._pilot.open_verifier(), control)) as stream:
                    async for one in stream:
                        if isinstance(one, Done):
                            emit(await self._finished(one.outcome))
                            collector.rest()
                        elif (told := worth_telling(one)) is not None:
                            if not isinstance(told, Progress):
                                collector.hold()
                            emit(told)
            finally:
                collector.rest()
                ending.set()

        self._run = self._runner.start(work, on_value=self._on_happened, on_done=self._on_ran, on_failed=self._on_broke)
        self.busy_changed.emit(True)

    async def _finished(self, outcome: RunOutcome) -> Finished:
        assert self.made is not None
        return await with_rows(outcome, self.made)

    # --- what comes back

    @property
    def _pilot(self) -> PilotDesk:
        assert self._desk.pilot is not None
        return self._desk.pilot

    def _ask(
        self, what: str, work: Callable[[Emit[None]], Coroutine[Any, Any, Any]], then: Callable[[Any], object]
    ) -> None:
        before = self._asks.pop(what, None)
        if before is not None:
            before.cancel()

        def done(value: object) -> None:
            self._asks.pop(what, None)
            then(value)

        def failed(error: Exception) -> None:
            self._asks.pop(what, None)
            self._fail(error)

        self._asks[what] = self._runner.start(work, on_done=done, on_failed=failed)

    def _on_ready(self, made: PilotSpeech) -> None:
        self.made, self._preparing = made, False
        self.ready.emit(made)

    def _on_not_ready(self, error: Exception) -> None:
        self._preparing = False
        self._fail(error)

    def _on_happened(self, told: Any) -> None:
        if isinstance(told, Finished):
            self.finished.emit(told)
        elif isinstance(told, _Held):
            self._held = told.control
        else:
            self.happened.emit(told)

    def _on_ran(self, _end: None) -> None:
        self._over()
        self.ran.emit()

    def _on_broke(self, error: Exception) -> None:
        self._over()
        self._fail(error)

    def _over(self) -> None:
        self._run = self._held = None
        self.busy_changed.emit(False)

    def _fail(self, error: Exception) -> None:
        (self.ended if isinstance(error, SignInAgain) else self.failed).emit(problem_of(error))
