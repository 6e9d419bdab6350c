"""A run that is stopped: by hand, by a pipeline, or killed at any moment; it goes on to the identical end."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.adapters.places import Places
from flow_desktop.adapters.runs import SqliteRuns
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.pilot.ports import PastRun
from tests.support.programs import Program
from tests.support.static_directory import Static, list_of, static_directory
from tests.support.terminal import Terminal, check_schema
from tests.support.waiting import wait_until

ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has neither signal")
PEOPLE, PAGE, MILLISECONDS = 600, 10, 40
MOMENTS = 20
ENVIRONMENT = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Static]:
    """Six hundred people on sixty pages, each of which takes a while."""
    with static_directory(tmp_path_factory.mktemp("slow"), PEOPLE, size=PAGE, milliseconds=MILLISECONDS) as running:
        yield running


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A list of all of them with mistakes in it."""
    return list_of(tmp_path, PEOPLE)


def begun(terminal: Terminal, slow: Static, *arguments: str) -> Program:
    """A verification that goes on."""
    return terminal.start("verify", *arguments, "--json", *slow.arguments, env=ENVIRONMENT)


def answer_of(out: str) -> dict[str, Any]:
    """The one JSON line."""
    (line,) = out.splitlines()
    found: dict[str, Any] = json.loads(line)
    check_schema("verify", found)
    return found


def same(record: dict[str, Any]) -> dict[str, Any]:
    """What must not depend on when it was read."""
    kept = ("total", "ready", "counts", "groups", "people", "remarks", "problem")
    return {key: record[key] for key in kept} | {"directory": record["run"]["directory"]["complete"]}


def reading(program: Program) -> bool:
    """Whether pages are being read."""
    return "Reading Directory Sync" in program.err


def done(terminal: Terminal, slow: Static, *arguments: str) -> dict[str, Any]:
    """A run to its end."""
    with begun(terminal, slow, *arguments) as program:
        ended = program.finish()
    assert ended.code == 1, ended.err
    return answer_of(ended.out)


def runs_of(home: Path, slow: Static) -> tuple[PastRun, ...]:
    """The history, read by another program: this one."""

    async def read() -> tuple[PastRun, ...]:
        store = SqliteRuns(Places(home), Deployment("https://login.example.com", "app", directory_url=slow.base))
        try:
            return await store.runs()
        finally:
            await store.close()

    return asyncio.run(read())


@ON_POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_hand_it_says_what_is_known(
    terminal: Terminal, slow: Static, people: Path, home: Path, number: signal.Signals
) -> None:
    """Exit code 130 at once, what was seen so far, how to go on; and then it goes on to the same end."""
    expected = same(done(terminal, slow, str(people)))
    with begun(terminal, slow, str(people)) as program:
        wait_until(lambda: reading(program) or None, "pages are read")
        program.send(number)
        ended = program.finish(seconds=5)
    record = answer_of(ended.out)
    assert (ended.code, record["sentence"], record["problem"]) == (130, None, None)
    run = record["stopped"]["id"]
    assert f"--resume {run}" in ended.err
    assert runs_of(home, slow)[0].resumable
    assert same(done(terminal, slow, "--resume")) == expected


@ON_POSIX
@pytest.mark.timeout(300)
def test_killed_at_any_moment_it_ends_the_same(terminal: Terminal, slow: Static, people: Path, home: Path) -> None:
    """Twenty times at random: whatever was kept is enough, and nothing of it is wrong."""
    with begun(terminal, slow, str(people)) as program:
        wait_until(lambda: reading(program) or None, "pages are read")
        expected = same(answer_of(program.finish().out))
    dice, went_on = random.Random(5), 0
    for _moment in range(MOMENTS):
        before = len(runs_of(home, slow))
        with begun(terminal, slow, str(people)) as program:
            if dice.random() < 0.8:  # most of them while pages are read, the others from the very start on
                wait_until(lambda: reading(program) or not program.runs or None, "pages are read")
            _wait(program, dice.random() * 0.6)
            program.send(signal.SIGKILL)
            killed = program.finish()
        runs = runs_of(home, slow)
        if len(runs) == before:  # killed before it began
            continue
        if runs[0].resumable:
            went_on += 1
            assert same(done(terminal, slow, "--resume")) == expected
        else:
            assert runs[0].facts.finished_at is not None, killed
    assert went_on >= MOMENTS // 3


def _wait(program: Program, seconds: float) -> None:
    """So long at most: the moment is the point."""
    try:
        program.finish(seconds=seconds)
    except AssertionError:
        return
