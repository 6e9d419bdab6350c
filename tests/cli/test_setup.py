"""`setup`: the set-up guide in the terminal, from the real service: as an admin, as a member, and when it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.cli.output import Output
from flow_desktop.cli.setup import Talk, look
from flow_desktop.compose import Desk
from tests.support.checking import WORDS, Office, signed_in, talk
from tests.support.local_service import Person, Service, local_service
from tests.support.terminal import Terminal, check_schema


def speaking(*, json: bool) -> Talk:
    """How the command speaks."""
    return Talk(Output(WORDS, json=json), talk(json=json).explainer)


def looked(office: Office, who: Person) -> tuple[int, dict[str, Any]]:
    """Sign in as somebody and look: exit code and JSON, which fits the published schema."""

    async def scene(desk: Desk) -> int:
        await signed_in(desk, who)
        return await look(desk, None, speaking(json=True))

    code = office.run(scene)
    (line,) = office.capsys.readouterr().out.splitlines()
    found: dict[str, Any] = json.loads(line)
    check_schema("setup", found)
    return code, found


def states(found: dict[str, Any]) -> dict[str, str]:
    return {step["id"]: step["state"] for step in found["steps"]}


@pytest.fixture
def office(service: Service, home: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A computer of the healthy organisation."""
    return Office(service, home, capsys)


@pytest.fixture(scope="module")
def inactive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose directory was deactivated."""
    with local_service(tmp_path_factory.mktemp("inactive"), "--scenario", "sync.deactivated") as running:
        yield running


def test_an_admin_sees_how_far_it_is(office: Office) -> None:
    """In the healthy organisation nothing wants attention: exit 0, SCIM is on, the people have arrived."""
    code, found = looked(office, office.service.person("barbara"))
    assert code == 0, found["sentence"]
    assert {"attention", "unknown"} & set(states(found).values()) == set()
    assert states(found)["activate"] == "done"
    assert found["manual_management"] is False
    assert found["pilots"]["people"]
    assert found["done"] == list(states(found).values()).count("done")


def test_what_is_wrong_has_a_code_and_steps(inactive: Service, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A deactivated directory: exit 1, the step names its code and what to do, and is the next one."""
    code, found = looked(Office(inactive, home, capsys), inactive.person("barbara"))
    step = next(one for one in found["steps"] if one["id"] == "activate")
    assert (code, step["state"], step["cause"], found["next"]) == (1, "attention", "sync.deactivated", "activate")
    assert step["what_to_do"]
    assert found["manual_management"] is False


def test_a_member_is_told_who_may(office: Office) -> None:
    """Somebody without the role: exit 5, the role step says so, and nothing is claimed about what only admins see."""
    code, found = looked(office, office.service.person("ada"))
    step = found["steps"][0]
    assert (code, step["id"], step["cause"]) == (5, "role", "setup.not_admin")
    assert found["manual_management"] is None


def test_people_read_it(office: Office) -> None:
    """Without --json: how far it is first, then what is switched off, then the steps and the people."""

    async def scene(desk: Desk) -> int:
        await signed_in(desk, office.service.person("barbara"))
        return await look(desk, None, speaking(json=False))

    office.run(scene)
    told = office.capsys.readouterr().out
    assert " of 12 done." in told.splitlines()[0]
    assert "Hidden: the Add new user button" in told
    assert "10. Wait until Directory Sync is active: Done" in told
    assert ": Arrived in Flow" in told


def test_nobody_signed_in(terminal: Terminal, service: Service) -> None:
    """Without a session: said, exit 3, and every key of the JSON is there all the same."""
    answer = terminal.command("setup", *service.arguments, "--vault", "memory").answer()
    assert (answer.code, answer.problem["kind"], answer.last["steps"]) == (3, "sign_in_again", [])


def test_no_deployment(terminal: Terminal) -> None:
    """Without a deployment: exit 2."""
    answer = terminal.command("setup").answer()
    assert (answer.code, answer.problem["code"]) == (2, "configuration.missing")
