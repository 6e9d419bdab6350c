"""Killed at any moment, the service leaves a file that is consistent, loses nothing it has answered, and goes on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from flow_desktop.mock.faults import Broken
from flow_desktop.mock.main import Options, RunningService
from flow_desktop.mock.sync.delivery import RETRY_SECONDS
from tests.mock.state.invariants import broken_rules
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
ROOT = Path(__file__).parents[3]
KILLS, EARLY_KILLS, CROWD = 12, 4, 2_000
BUSY_SECONDS = 0.4
END_SECONDS = 20


@dataclass
class Client:
    """Somebody else's SCIM client; keeps what was answered."""

    made: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def work(self, ready: dict[str, Any], cycle: int) -> None:
        """Create, rename and delete until nobody answers any more."""
        headers = {"Authorization": f"Bearer {ready['scim_token']}", "Content-Type": "application/scim+json"}
        chance, count = Random(cycle), 0
        with httpx2.Client(base_url=ready["scim"], headers=headers, trust_env=False) as http:
            try:
                while True:
                    count += 1
                    self._create(http, f"client{cycle}-{count}@pilot.example")
                    if chance.random() < 0.5:
                        self._rename(http, chance.choice(sorted(self.made)), f"Renamed {count}")
                    if chance.random() < 0.2:
                        self._delete(http, chance.choice(sorted(self.made)))
            except httpx2.TransportError:
                return

    def _create(self, http: httpx2.Client, name: str) -> None:
        email = [{"value": name, "primary": True, "type": "work"}]
        body = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": name,
            "externalId": name,
            "active": True,
            "emails": email,
            "name": {"givenName": "Client", "familyName": "Made"},
        }
        answer = http.post("/Users", json=body)
        assert answer.status_code == 201, answer.text
        self.made[answer.json()["id"]] = name

    def _rename(self, http: httpx2.Client, key: str, name: str) -> None:
        change = {"op": "replace", "path": "name.familyName", "value": name}
        schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
        self.renamed.pop(key, None)  # while it is under way either name is right
        answer = http.patch(f"/Users/{key}", json={"schemas": [schema], "Operations": [change]})
        assert answer.status_code == 200, answer.text
        self.renamed[key] = name

    def _delete(self, http: httpx2.Client, key: str) -> None:
        del self.made[key]
        self.renamed.pop(key, None)
        assert http.delete(f"/Users/{key}").status_code == 204
        self.gone.add(key)


@contextmanager
def started(program: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone at the end, killed hard."""
    child = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        yield child
    finally:
        child.send_signal(signal.SIGKILL)
        _, said = child.communicate(timeout=END_SECONDS)
        assert "Traceback" not in said, said


def busy(data: Path, cycle: int) -> list[str]:
    """The command of the busy service."""
    return [sys.executable, "-m", "tests.mock.state.busy", str(data), f"person{cycle}"]


def test_killed_at_work(tmp_path: Path) -> None:
    """A dozen times at a random moment: the file is whole, what was answered is in it, and the next start goes on."""
    data, client, chance = tmp_path / "state.db", Client(), Random(20)
    for cycle in range(KILLS):
        with started(busy(data, cycle)) as child:
            assert child.stdout is not None
            worker = threading.Thread(target=client.work, args=(json.loads(child.stdout.readline()), cycle))
            worker.start()
            worker.join(chance.uniform(0.05, BUSY_SECONDS))
            assert worker.is_alive(), "the client stopped before the service was killed"
        worker.join(END_SECONDS)
        with closing(sqlite3.connect(data)) as database:
            assert broken_rules(database) == []
            assert lost(database, client) == []
    assert len(client.made) > KILLS
    assert client.gone
    goes_on(data)


def lost(database: sqlite3.Connection, client: Client) -> list[str]:
    """What the client was told and the file does not know."""
    kept = {row[0]: (row[1], row[2]) for row in database.execute("SELECT id, user_name, resource FROM scim_users")}
    forgotten = [name for key, name in client.made.items() if key not in kept]
    unnamed = [name for key, name in client.renamed.items() if name not in kept.get(key, ("", ""))[1]]
    live = {row[0] for row in database.execute("SELECT id FROM directory_users")}
    return forgotten + unnamed + sorted(client.gone & live)


@contextmanager
def served(options: Options) -> Iterator[RunningService]:
    """The service in this process, until the block ends."""
    running = RunningService(options)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        yield running
    finally:
        running.stop()
        thread.join(END_SECONDS)
        assert not thread.is_alive()


def goes_on(data: Path) -> None:
    """A last start delivers whatever was still waiting, and everything that was told has its outcome."""
    with served(Options(data=data)) as running:
        running.places.faults.put(Broken())
        for _ in range(len(RETRY_SECONDS) + 1):
            running.service.world.advance(RETRY_SECONDS[-1])
            running.places.sync.pump()
        waiting = running.service.store.one("SELECT COUNT(*) AS n FROM deliveries WHERE state = 'waiting'")
        assert waiting is not None
        assert waiting["n"] == 0
    with closing(sqlite3.connect(data)) as database:
        assert broken_rules(database) == []


def test_killed_while_the_file_is_made(tmp_path: Path) -> None:
    """A start that was interrupted is begun again by the next one; a file is never half an organisation."""
    chance, unfinished = Random(4), 0
    for cycle in range(EARLY_KILLS):
        data = tmp_path / f"{cycle}.db"
        arguments = ["--data", str(data), "--people", str(CROWD)]
        with started([sys.executable, "-m", "flow_desktop", "mock", *arguments]) as child:
            wait_until(data.exists, "the data file")
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(chance.uniform(0.0, 0.6))
        with closing(sqlite3.connect(data)) as database:
            unfinished += database.execute("PRAGMA user_version").fetchone() == (0,)
        with served(Options(data=data, people=CROWD)) as running:
            people = running.service.store.one("SELECT COUNT(*) AS n, SUM(crowd = 0) AS named FROM idp_people")
            assert people is not None
            assert tuple(people) == (CROWD + 10, 10)
        with closing(sqlite3.connect(data)) as database:
            assert broken_rules(database) == []
    assert unfinished, "no kill came early enough to prove anything"
