"""The bridge between the loop's thread and the GUI thread."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from flow_desktop.ui.runner import Emit, Runner


class Heard:
    """What arrived, and on which thread."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self.done: list[object] = []
        self.failed: list[Exception] = []
        self.threads: set[int] = set()

    def value(self, value: object) -> None:
        self._note(self.values, value)

    def end(self, value: object) -> None:
        self._note(self.done, value)

    def fail(self, error: Exception) -> None:
        self._note(self.failed, error)

    def _note(self, where: list, what: object) -> None:
        self.threads.add(threading.get_ident())
        where.append(what)


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.close()


def test_values_and_the_result_arrive_in_the_gui_thread(qtbot: QtBot, runner: Runner) -> None:
    """A coroutine runs on another thread; what it emits and returns is heard, in order, in the GUI thread."""
    heard = Heard()
    worked_on: list[int] = []

    async def work(emit: Emit[int]) -> str:
        worked_on.append(threading.get_ident())
        for number in range(3):
            emit(number)
            await asyncio.sleep(0)
        return "end"

    runner.start(work, on_value=heard.value, on_done=heard.end, on_failed=heard.fail)
    qtbot.waitUntil(lambda: heard.done == ["end"])
    assert heard.values == [0, 1, 2]
    assert heard.threads == {threading.get_ident()}
    assert worked_on != [threading.get_ident()]


def test_a_failure_is_told_once(qtbot: QtBot, runner: Runner) -> None:
    """An exception of a job comes to the one who started it, and nothing else does."""
    heard = Heard()

    async def work(emit: Emit[int]) -> str:
        raise ValueError("no")

    runner.start(work, on_value=heard.value, on_done=heard.end, on_failed=heard.fail)
    qtbot.waitUntil(lambda: bool(heard.failed))
    assert [str(error) for error in heard.failed] == ["no"]
    assert heard.done == []
    assert heard.threads == {threading.get_ident()}


def test_a_cancelled_job_stops_at_once_and_is_silent(qtbot: QtBot, runner: Runner) -> None:
    """Cancel reaches a waiting coroutine within 200 ms; its cleaning up runs, and nothing of it is heard."""
    heard, began, ended = Heard(), threading.Event(), threading.Event()

    async def work(emit: Emit[str]) -> None:
        try:
            began.set()
            await asyncio.Event().wait()
        finally:
            emit("too late")
            ended.set()

    job = runner.start(work, on_value=heard.value, on_done=heard.end, on_failed=heard.fail)
    assert began.wait(5)
    at = time.monotonic()
    job.cancel()
    assert ended.wait(5)
    assert time.monotonic() - at < 0.2
    runner.start(_nothing, on_done=heard.end, on_failed=heard.fail)
    qtbot.waitUntil(lambda: heard.done == [None])
    assert heard.values == []
    assert heard.failed == []


def test_a_job_cancelled_before_it_began_never_runs(qtbot: QtBot, runner: Runner) -> None:
    """Between start and the loop's first turn a job can still be taken back."""
    ran, heard = [], Heard()

    async def work(emit: Emit[None]) -> None:
        ran.append(1)

    runner.start(work, on_done=heard.end, on_failed=heard.fail).cancel()
    runner.start(_nothing, on_done=heard.end, on_failed=heard.fail)
    qtbot.waitUntil(lambda: heard.done == [None])
    assert ran == []


def test_a_plain_call_runs_on_the_loop(qtbot: QtBot, runner: Runner) -> None:
    """`call` runs a function in the loop's thread, in the order of the calls."""
    seen: list[tuple[int, bool]] = []
    for number in range(5):
        runner.call(lambda one: seen.append((one, asyncio.get_running_loop() is not None)), number)
    qtbot.waitUntil(lambda: len(seen) == 5)
    assert seen == [(number, True) for number in range(5)]


def test_closing_ends_what_runs(qtbot: QtBot) -> None:
    """Closing cancels every job, waits for its cleaning up and leaves no thread; later calls do nothing."""
    runner, heard, ended = Runner(), Heard(), []
    began = threading.Event()

    async def work(emit: Emit[None]) -> None:
        try:
            began.set()
            await asyncio.Event().wait()
        finally:
            ended.append(1)

    for _ in range(3):
        runner.start(work, on_done=heard.end, on_failed=heard.fail)
    assert began.wait(5)
    assert runner.close()
    assert ended == [1, 1, 1]
    assert [thread for thread in threading.enumerate() if thread.name == "flow-loop"] == []
    runner.call(ended.append, 2)
    runner.start(work, on_done=heard.end, on_failed=heard.fail)
    assert ended == [1, 1, 1]


def test_closing_what_was_never_used_is_easy() -> None:
    """No thread is made for a window that is closed at once."""
    before = threading.active_count()
    assert Runner().close()
    assert threading.active_count() == before


def test_many_cancelled_jobs_leave_nothing(qtbot: QtBot, runner: Runner) -> None:
    """200 jobs begun and cancelled leave no task behind."""
    heard = Heard()

    async def work(emit: Emit[None]) -> None:
        await asyncio.Event().wait()

    async def count(emit: Emit[None]) -> int:
        return len(asyncio.all_tasks())

    for _ in range(200):
        runner.start(work, on_done=heard.end, on_failed=heard.fail).cancel()
    runner.start(count, on_done=heard.end, on_failed=heard.fail)
    qtbot.waitUntil(lambda: bool(heard.done))
    assert heard.done == [2]  # the loop's own and the one that counts


async def _nothing(emit: Emit[None]) -> None:
    """A job that ends."""
