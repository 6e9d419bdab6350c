"""The history of runs: the real one and the fake keep the contract; the file is private, and survives what it can."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import stat
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.adapters.places import Places
from flow_desktop.adapters.runs import SqliteRuns
from flow_desktop.adapters.runs_codec import BadBlob, pack
from flow_desktop.adapters.runs_file import FILE
from flow_desktop.adapters.runs_tagged import pack_value, value_in, value_of
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.evidence import Seen
from flow_desktop.core.pilot.ports import Checkpoint, RunStore
from flow_desktop.core.problems import Code, StorageFailed
from flow_desktop.core.secret import Secret
from tests.contracts.runs_contract import ONE, TWO, RunsContract, play
from tests.fakes.runs import FakeRuns
from tests.support.pilot_kept import FOUND, LISTED, NOON, OPTIONS, PAGES, RESULTS, SIDE, STRANGE, facts
from tests.support.programs import ROOT, Program

DEPLOYMENT = Deployment("https://login.example.com", "app", directory_url="https://scim.example.com")
ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows keeps files private by the profile's access list")


@pytest.fixture
def places(home: Path) -> Places:
    """The home folder."""
    return Places(home)


def runs_of(places: Places, deployment: Deployment = DEPLOYMENT) -> SqliteRuns:
    """The real store."""
    return SqliteRuns(places, deployment)


class TestSqliteRuns(RunsContract):
    """The real one."""

    @pytest.fixture
    def store(self, places: Places) -> RunStore:
        return runs_of(places)


class TestFakeRuns(RunsContract):
    """The fake that other tests use."""

    @pytest.fixture
    def store(self) -> RunStore:
        return FakeRuns()


async def _begun(store: RunStore) -> None:
    await store.begin(facts(), LISTED, OPTIONS)
    await store.keep_pages(ONE, PAGES)


def test_nothing_is_opened_before_it_is_needed(places: Places) -> None:
    """A window that never verifies has no history file and no thread for it."""

    async def story() -> None:
        store = runs_of(places)
        assert await store.notice() is None
        await store.close()

    asyncio.run(story())
    assert list(places.home.iterdir()) == []


@ON_POSIX
def test_the_file_is_private(places: Places) -> None:
    """Whatever SQLite keeps beside it as well."""

    async def story() -> list[int]:
        store = runs_of(places)
        await _begun(store)
        modes = [stat.S_IMODE(path.stat().st_mode) for path in places.home.glob(f"{FILE}*")]
        await store.close()
        return modes

    modes = asyncio.run(story())
    assert len(modes) == 3
    assert set(modes) == {0o600}


def test_a_run_outlives_the_program(places: Places) -> None:
    """Another store on the same file has it, and can go on with it."""
    play(store := runs_of(places), _begun(store))
    again = runs_of(places)

    async def story() -> tuple[Checkpoint | None, bool]:
        return await again.load(ONE), (await again.runs())[0].resumable

    assert play(again, story()) == (Checkpoint(facts(), LISTED, OPTIONS, PAGES), True)


def test_another_organisation_sees_nothing(places: Places) -> None:
    """Runs belong to the places they were made at."""
    play(store := runs_of(places), _begun(store))
    other = runs_of(places, replace(DEPLOYMENT, directory_url="https://other.example.com"))

    async def story() -> tuple[object, ...]:
        return await other.runs(), await other.load(ONE)

    assert play(other, story()) == ((), None)


def test_two_programs_do_not_go_on_with_the_same_run(places: Places) -> None:
    """Who has it in hand holds a lock that a kill opens."""
    first, second = runs_of(places), runs_of(places)

    async def story() -> list[bool]:
        await _begun(first)
        seen = [(await second.runs())[0].resumable, await second.claim(ONE)]
        await first.close()
        seen += [(await second.runs())[0].resumable, await second.claim(ONE)]
        await second.close()
        return seen

    assert asyncio.run(story()) == [False, False, True, True]


def test_a_damaged_file_is_set_aside_and_said(places: Places) -> None:
    """Once; the new history works, and the old file can still be looked at."""
    (places.home / FILE).write_bytes(b"nonsense" * 1000)
    store = runs_of(places)

    async def story() -> tuple[object, ...]:
        await _begun(store)
        return await store.notice(), await store.notice(), len(await store.runs())

    told, again, n = play(store, story())
    assert told is not None
    assert told.code is Code.STORAGE_HISTORY_DAMAGED  # type: ignore[attr-defined]
    assert (again, n) == (None, 1)
    assert (places.home / f"{FILE}.unreadable").read_bytes().startswith(b"nonsense")


def test_damage_in_the_middle_is_set_aside_too(places: Places) -> None:
    """The call that met it fails with words; the next one finds a working history."""
    play(store := runs_of(places), _begun(store))
    path = places.home / FILE
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (path.stat().st_size - 4096))
    again = runs_of(places)

    async def story() -> tuple[str, int]:
        try:
            await again.load(ONE)
            failed = ""
        except StorageFailed as error:
            failed = error.problem.code.value
        await again.begin(facts(TWO), LISTED, OPTIONS)
        return failed, len(await again.runs())

    failed, n = play(again, story())
    assert failed in ("", Code.STORAGE_HISTORY_DAMAGED)  # "": met as early as at the opening
    assert n == 1


def test_a_newer_file_is_left_alone(places: Places) -> None:
    """Nothing is read from it or written to it, and that is said."""
    with closing(sqlite3.connect(places.home / FILE)) as line:
        line.execute("PRAGMA user_version = 99")
        line.commit()
    before = (places.home / FILE).read_bytes()
    store = runs_of(places)

    with pytest.raises(StorageFailed) as failed:
        play(store, store.begin(facts(), LISTED, OPTIONS))
    assert failed.value.problem.code is Code.STORAGE_HISTORY_NEWER
    assert (places.home / FILE).read_bytes() == before


@ON_POSIX
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_takes_nothing_is_said(places: Places) -> None:
    """With the system's reason."""
    places.home.chmod(0o500)
    store = runs_of(places)
    try:
        with pytest.raises(StorageFailed) as failed:
            play(store, store.begin(facts(), LISTED, OPTIONS))
    finally:
        places.home.chmod(0o700)
    assert failed.value.problem.code is Code.STORAGE_HISTORY


def test_a_folder_in_its_place_is_said(places: Places) -> None:
    """The history cannot be opened: a problem with a reason, no crash."""
    (places.home / FILE).mkdir()
    store = runs_of(places)
    with pytest.raises(StorageFailed) as failed:
        play(store, store.begin(facts(), LISTED, OPTIONS))
    assert failed.value.problem.code is Code.STORAGE_HISTORY
    assert dict(failed.value.problem.facts)["reason"]


def test_a_blob_nobody_can_read_is_no_run(places: Places) -> None:
    """It is as if it were not kept; the others stay."""
    play(store := runs_of(places), _begun(store))
    with closing(sqlite3.connect(places.home / FILE)) as line:
        line.execute("UPDATE blobs SET data = x'00ff' WHERE kind = 'page' AND number = 0")
        line.execute("INSERT INTO runs SELECT 'other', realm, started, 1, 1, x'01', options FROM runs")
        line.commit()
    again = runs_of(places)

    async def story() -> tuple[object, ...]:
        return await again.load(ONE), [one.facts.id for one in await again.runs()]

    assert play(again, story()) == (None, [ONE])


def test_what_is_forgotten_is_not_in_the_file(places: Places) -> None:
    """Neither in the file nor in what SQLite keeps beside it."""
    store = runs_of(places)

    async def story() -> bytes:
        await store.begin(facts("kept", after=1), LISTED, OPTIONS)
        await store.begin(facts(), replace(LISTED, name="canary-list.csv"), OPTIONS)
        await store.finish(replace(facts(ended=True), list_name="canary-list.csv"), RESULTS)
        await store.keep_pages("kept", PAGES)
        await store.forget(ONE)
        return b"".join(path.read_bytes() for path in places.home.glob(f"{FILE}*"))

    left = play(store, story())
    assert ONE.encode() not in left
    assert b"kept" in left


def test_only_known_types_come_out_of_a_blob() -> None:
    """Whatever stands in it: no other class is ever made."""
    shapes: list[Any] = [["Path", "/"], ["Secret", "x"], ["Seen"], [[]], [], ["{:}", 1], ["Role", "king"]]
    for told in shapes:
        with pytest.raises(BadBlob):
            value_in(told)
    with pytest.raises(BadBlob):
        value_of(pack([1, 2]), Seen)
    with pytest.raises(BadBlob):
        value_of(b"nonsense", Seen)


def test_a_secret_cannot_be_kept() -> None:
    """No way leads from a token into the history."""
    with pytest.raises(TypeError):
        pack_value(Seen(Secret("rt-canary"), "x", NOON))


def test_small_values_come_back() -> None:
    """Every type that is kept, as it was."""
    for value in (SIDE.firm, SIDE.known, SIDE.wanted, FOUND, OPTIONS, facts(ended=True), STRANGE, None, (1, 2.5, True)):
        assert value_of(pack_value(value), type(value)) == value


_KILLED = """
import asyncio, sys
from pathlib import Path
from flow_desktop.adapters.places import Places
from flow_desktop.adapters.runs import SqliteRuns
from tests.adapters.test_runs import DEPLOYMENT
from tests.support.pilot_kept import LISTED, OPTIONS, PAGES, facts

async def main():
    store = SqliteRuns(Places(Path(sys.argv[1])), DEPLOYMENT)
    await store.begin(facts(), LISTED, OPTIONS)
    await store.keep_pages(facts().id, PAGES)
    print("kept", flush=True)
    while True:
        await store.keep_pages(facts().id, PAGES)

asyncio.run(main())
"""


def test_a_kill_loses_nothing_that_was_kept(places: Places, tmp_path: Path) -> None:
    """In the middle of writing: the run is there, and free to be gone on with."""
    script = tmp_path / "killed.py"
    script.write_text(_KILLED, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with Program([sys.executable, str(script), str(places.home)], tmp_path / "killed", env=env) as program:
        assert program.line(0) == "kept"
        program.send(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        program.finish()
    store = runs_of(places)

    async def story() -> tuple[Checkpoint | None, bool]:
        return await store.load(ONE), (await store.runs())[0].resumable

    assert play(store, story()) == (Checkpoint(facts(), LISTED, OPTIONS, PAGES), True)
