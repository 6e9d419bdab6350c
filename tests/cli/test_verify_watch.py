"""`verify --watch`, groups and a history that does not work: at the command line, over places in a test's hands."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.runs_file import FILE
from flow_desktop.adapters.texts import load_pilot_words, load_words
from flow_desktop.cli.output import Output
from flow_desktop.cli.verify import verify
from flow_desktop.cli.verify_request import Ask
from flow_desktop.cli.verify_talk import Talk, exit_of
from flow_desktop.core.exits import Exit
from flow_desktop.core.pilot.results import Status, Strategy
from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.problems import Code, problem
from flow_desktop.core.ticket import TicketFacts
from flow_desktop.flows.verify import Order
from tests.cli.test_verify import NO_KEYCHAIN
from tests.fakes.pilot_places import World
from tests.fakes.time import FakePauses
from tests.support.local_service import Service
from tests.support.static_directory import static_directory
from tests.support.terminal import Terminal, check_schema
from tests.support.verifying import Bench, listing, someone, until

WORDS = load_pilot_words(load_words())
FAILS = frozenset(Status) - {Status.READY, Status.READY_WITH_NOTE, Status.UNKNOWN}


def watching(order: Order) -> Ask:
    """A run with a watch behind it."""
    return Ask(order, None, None, (), FAILS, watches=True)


def talk(*, as_json: bool) -> Talk:
    """How the command speaks."""
    return Talk(Output(WORDS, json=as_json), PilotSpeech(load_explainer(WORDS), TicketFacts("test", "0", "Okta")))


def bench() -> Bench:
    """One is ready, one has another name."""
    return Bench(World([someone(0), someone(1, given="Adele")]), pauses=FakePauses())


ORDER = Order(listing(0, 1), strategy=Strategy.LISTED)


def test_a_watch_tells_each_look_and_ends_with_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each look on stderr, one answer on stdout, and the exit code of the last look."""

    async def scene() -> int:
        machine = bench()
        pauses = machine.pauses
        assert pauses is not None
        running = asyncio.create_task(verify(machine.verifier(), watching(ORDER), talk(as_json=True)))
        await until(lambda: pauses.waiting)
        machine.world.people[1] = someone(1)
        pauses.end()
        return await running

    assert asyncio.run(scene()) == 0
    printed = capsys.readouterr()
    (line,) = printed.out.splitlines()
    record: dict[str, Any] = json.loads(line)
    check_schema("verify", record)
    assert (record["ready"], record["people"]) == (2, [])
    looks = [one for one in printed.err.splitlines() if "ready;" in one or "are ready" in one]
    assert len(looks) == 2
    assert "Nobody is left to wait for." in printed.err


def test_a_watch_that_is_stopped_tells_the_last_look(capsys: pytest.CaptureFixture[str]) -> None:
    """It is a whole answer; how to look again is said."""

    async def scene() -> None:
        machine = bench()
        pauses = machine.pauses
        assert pauses is not None
        running = asyncio.create_task(verify(machine.verifier(), watching(ORDER), talk(as_json=False)))
        await until(lambda: pauses.waiting)
        running.cancel()
        await asyncio.wait({running})
        assert running.cancelled()

    asyncio.run(scene())
    printed = capsys.readouterr()
    assert printed.out.startswith("1 of 2 ready")
    assert "verify --recheck" in printed.err


def test_a_watch_without_a_history_still_tells_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody can be looked at again: that is the problem, and the answer of the run is there."""

    async def scene() -> int:
        machine = bench()
        machine.runs.failing = problem(Code.STORAGE_HISTORY, reason="database or disk is full")
        return await verify(machine.verifier(), watching(ORDER), talk(as_json=True))

    assert asyncio.run(scene()) == 2
    record = json.loads(capsys.readouterr().out)
    check_schema("verify", record)
    assert (record["total"], record["ready"], record["problem"]["code"]) == (2, 1, "configuration.run")


def test_a_history_that_cannot_be_opened_is_said_and_costs_nothing(
    terminal: Terminal, home: Path, tmp_path: Path
) -> None:
    """The same answer and exit code; no way to go on is promised."""
    (home / FILE).mkdir()
    with static_directory(tmp_path / "static", 20) as directory:
        answer = terminal.command(
            "verify", "-", *directory.arguments, env=NO_KEYCHAIN, stdin="person0000001@example.com\n"
        ).answer()
    assert (answer.code, answer.last["counts"]) == (0, {"ready": 1})
    assert "(storage.history)" in answer.ended.err
    assert "kept as" not in answer.ended.err


def test_a_group_of_the_local_service_is_verified(terminal: Terminal, service: Service, tmp_path: Path) -> None:
    """Found by name, verified by id; an id nobody knows is said."""
    token = tmp_path / "token"
    token.write_text(service.ready["scim_token"], encoding="utf-8")
    token.chmod(0o600)
    who = ("--issuer", service.issuer, "--client-id", service.ready["client_id"], "--vault", "memory")
    where = (*who, "--scim", service.ready["scim"], "--directory-token-file", str(token))

    def told(*arguments: str) -> Any:
        return terminal.command("verify", *arguments, *where, env=NO_KEYCHAIN).answer()

    (group,) = told("--list-groups").last["directory_groups"]
    assert group["name"] == "Pilot"
    answer = told("--group", group["id"])
    assert (answer.code, answer.last["run"]["list"]) == (0, "Pilot")
    assert answer.last["total"] == answer.last["ready"] > 1
    assert told("--group", "nobody").problem["code"] == "configuration.group_unknown"
    everybody = told("--everybody").last
    assert everybody["total"] > answer.last["total"]


@pytest.mark.parametrize(
    ("there", "code"),
    [
        ({Status.READY}, Exit.OK),
        ({Status.READY, Status.READY_WITH_NOTE}, Exit.OK),
        ({Status.READY, Status.UNKNOWN}, Exit.CANNOT_TELL),
        ({Status.UNKNOWN, Status.PENDING}, Exit.DIFFERS),
        ({Status.LIST_PROBLEM}, Exit.DIFFERS),
        (set(), Exit.OK),
    ],
)
def test_what_a_script_hears(there: set[Status], code: Exit) -> None:
    """Somebody who is not ready counts more than somebody who could not be seen; pending is not ready yet."""
    counts = tuple((status, int(status in there)) for status in Status)
    assert exit_of(counts, FAILS) is code
