"""A list of a hundred thousand people verified, against the least that has to be done for it in the same minute."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
import pytest

from tests.bench.figures import Figure, Table
from tests.bench.starting import PROGRAMS, surroundings
from tests.bench.tokens import access_token
from tests.support.local_service import Service, local_service
from tests.support.static_directory import Static, list_of, static_directory

PEOPLE, PEOPLE_FAR, PAGE, PAIRS = 100_000, 40_000, 100, 5
TIMES_BARE, TIMES_BARE_FAR, TIMES_READER = 1.5, 1.3, 1.3
FAR_MILLISECONDS, LANES = 20, 8
MEMORY_MB, FIRST_MS = 200.0, 300.0
IN_FLOW, NOT_IN_FLOW = 40_000, 400
COMPARED = "explaining"
"""It begins when every status is there and every page on disk: so far goes the comparison (decisions, 23)."""


@dataclass(frozen=True)
class Ground:
    """A server, a list, and places to work in."""

    static: Static
    listed: Path
    folder: Path
    people: int
    lanes: int

    def ours(self, number: int) -> dict[str, Any]:
        """One verification with a history of its own."""
        asked = {"base": self.static.base, "list": str(self.listed), "home": str(self.folder / f"home{number}")}
        return run("verify_pass.py", asked | {"token_file": str(self.folder / "server" / "token")}, self.folder)

    def bare(self, number: int) -> dict[str, Any]:
        """The bare pass."""
        where = {"base": self.static.base, "list": str(self.listed), "store": str(self.folder / f"bare{number}.sqlite")}
        how = {"page": PAGE, "lanes": self.lanes, "people": self.people}
        return run("bare_pass.py", {**where, **how}, self.folder)


def run(program: str, asked: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What a program told."""
    env = surroundings(folder / "own", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    command = [sys.executable, str(PROGRAMS / program)]
    ended = subprocess.run(
        command, env=env, input=json.dumps(asked), capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


@pytest.fixture(scope="module", params=[0, FAR_MILLISECONDS], ids=["near", "far"])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """The server answers at once, or every page after 20 ms, eight of which are asked for at a time."""
    folder, wait = tmp_path_factory.mktemp("verify"), request.param
    people = PEOPLE_FAR if wait else PEOPLE
    listed = list_of(folder, people)
    with static_directory(folder / "server", people, size=PAGE, milliseconds=wait) as static:
        yield Ground(static, listed, folder, people, LANES if wait else 1)


@pytest.mark.timeout(300)
def test_a_verification_takes_little_more_than_its_parts(table: Table, ground: Ground) -> None:
    """Statuses and checkpoint of everybody at 100 a page: 1.5 times the bare pass, 1.3 times where each page is far.

    Memory stays within 200 MB of the program's own, and the first results are told within 300 ms of the first request.
    """
    far = ground.lanes > 1
    name = f"verify {ground.people:,} people{f', {FAR_MILLISECONDS} ms away' if far else ''}"
    pairs = [(ground.ours(number), ground.bare(number)) for number in range(PAIRS)]
    for told, _ in pairs:
        assert told["complete"]
        assert told["people"] == ground.people
    ratios = median(ours["marks"][COMPARED] / bare["seconds"] for ours, bare in pairs)
    ours, bare = median(one["marks"][COMPARED] for one, _ in pairs), median(one["seconds"] for _, one in pairs)
    whole = median(one["seconds"] for one, _ in pairs)
    note = f"{ours:.2f} s against {bare:.2f} s; with explanations {whole:.2f} s"
    bar = TIMES_BARE_FAR if far else TIMES_BARE
    held = [table.add(Figure(f"{name} / bare pass", ratios, "x", bar, note)).holds]
    grown = max(one["peak_mb"] - one["idle_mb"] for one, _ in pairs)
    held.append(table.add(Figure(f"{name}: memory over idle", grown, "MB", MEMORY_MB)).holds)
    marks = [one["marks"] for one, _ in pairs]
    first = median((mark["first_results"] - mark["listing"]) * 1000 for mark in marks)
    held.append(table.add(Figure(f"{name}: first results after the listing began", first, "ms", FIRST_MS)).holds)
    assert all(held)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The local service with many people."""
    with local_service(tmp_path_factory.mktemp("crowd"), "--people", str(IN_FLOW)) as running:
        yield running


@pytest.mark.timeout(300)
def test_explanations_from_flow_cost_little_more_than_reading_it(
    table: Table, crowd: Service, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Statuses and causes of everybody over the Flow API: 1.3 times a bare reader of the listings they stand on.

    Beside it, without a bar: against members, directory and audit alone (decisions, 23). The checks need Flow's own
    copies of the directory's users as well, which are a listing more.
    """
    folder, token = tmp_path_factory.mktemp("flow"), access_token(crowd, "barbara")
    asked = {"base": crowd.ready["flow_api"], "issuer": crowd.issuer, "token": token}
    listed = flow_list(crowd, token, folder)
    pairs = []
    for number in range(PAIRS + 1):
        ours = run("verify_flow.py", asked | {"list": str(listed), "home": str(folder / f"home{number}")}, folder)
        pairs.append((ours, run("bare_listings.py", asked, folder)))
    for told, _ in pairs:
        assert told["complete"]
        assert told["unready"] >= NOT_IN_FLOW
        assert told["causes"] >= NOT_IN_FLOW
    value = median(ours["seconds"] / bare["seconds"] for ours, bare in pairs[1:])
    ours, bare = median(one["seconds"] for one, _ in pairs[1:]), median(one["seconds"] for _, one in pairs[1:])
    note = f"{ours:.2f} s against {bare:.2f} s"
    three = median(one["seconds"] / other["three"] for one, other in pairs[1:])
    table.add(Figure(f"explain {IN_FLOW:,} people / reading three listings", three, "x"))
    assert table.add(Figure(f"explain {IN_FLOW:,} people / reading Flow", value, "x", TIMES_READER, note)).holds


def flow_list(crowd: Service, token: str, folder: Path) -> Path:
    """Everybody in the directory by e-mail and name, and four hundred people who are not there."""
    path, cursor = folder / "everybody.csv", dict[str, str]()
    with path.open("w", newline="", encoding="utf-8") as file, httpx2.Client(trust_env=False) as client:
        rows = csv.writer(file)
        rows.writerow(["email", "first_name", "last_name"])
        while True:
            query, head = {"limit": "1000", **cursor}, {"Authorization": f"Bearer {token}"}
            page = client.get(f"{crowd.ready['flow_api']}/directory/users", params=query, headers=head).json()
            rows.writerows((one["email"], one["first_name"], one["last_name"]) for one in page["data"])
            if not page["next"]:
                break
            cursor = {"cursor": page["next"]}
        rows.writerows((f"nobody{number}@pilot.example", "No", "Body") for number in range(NOT_IN_FLOW))
    return path
