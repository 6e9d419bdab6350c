"""The options that choose a scenario or a crowd, and what the ready line says about them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flow_desktop.mock.main import Options
from flow_desktop.mock.options import parse_options
from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.scenario import codes, shipped
from tests.mock.scenario.stages import played

CHECKOUT = Path(__file__).parents[3]
PROGRAM = "import sys; from flow_desktop.mock.main import main; sys.exit(main(sys.argv[1:]))"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The service's program to its end; its standard input ends at once."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=60, cwd=CHECKOUT, check=False, stdin=subprocess.DEVNULL
    )


def test_every_code_has_its_scenario() -> None:
    """All of causes.toml, in its order, with a title each, and about its own code."""
    assert [code for code, _, _ in shipped()] == list(codes())
    assert all(title for _, title, _ in shipped())
    assert {path.stem for path in resource("mock", "scenarios").iterdir()} == set(codes())


def test_scenarios_are_listed() -> None:
    """One line each, code first; nothing is started."""
    told = run("--list-scenarios")
    assert (told.returncode, told.stderr) == (0, "")
    assert [line.split()[0] for line in told.stdout.splitlines()] == list(codes())


def test_a_scenario_is_chosen_by_its_code() -> None:
    """The ready line tells what it is about, with the answers only a person could give, and the crowd's size."""
    told = run("--scenario", "create.pending", "--people", "20", "--follow-stdin")
    ready = json.loads(told.stdout)
    assert (told.returncode, told.stderr) == (0, "")
    assert ready["crowd"] == 20
    assert ready["scenario"] == {
        "code": "create.pending",
        "also": [],
        "title": "Assigned ten minutes ago, the cycle has not run",
        "person": "ada.byron@pilot.example",
        "answers": {"idp.assigned": "yes", "idp.assigned_at": "10m ago", "idp.provisioning": "on"},
        "expect": "answer",
        "symptom": "not_created",
    }
    assert [one["email"].split(".")[0] for one in ready["people"]] == ["ada", "linh", "barbara"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--scenario", "no.such"], "there is no scenario 'no.such'; --list-scenarios prints them"),
        (["--scenario", "seats.raised", "--world", "x.toml"], "not allowed with argument"),
        (["--people", "-1"], "must be a number from 0 to 1000000"),
        (["--scenario", "sync.not_enabled", "--people", "5"], "needs an active directory"),
        (["--scenario", "blocked.seat_cap", "--people", "5"], "6 seats are in use, more than the cap of 1"),
    ],
)
def test_senseless_options_are_refused(arguments: list[str], reason: str) -> None:
    """Exit 2 with the reason, nothing on stdout."""
    told = run(*arguments, "--follow-stdin")
    assert (told.returncode, told.stdout) == (2, "")
    assert reason in told.stderr


def test_options_have_their_defaults() -> None:
    """Without options it is the pilot world, as its file is."""
    assert parse_options([]) == Options()
    with played(Options().world) as stage:
        assert (stage.ready["crowd"], stage.ready["scenario"]) == (0, None)
        assert stage.ready["people"][0]["email"] == "ada.byron@pilot.example"


@pytest.mark.parametrize(("world", "scim_on"), [("empty", 1), ("setup", 0)])
def test_the_other_worlds_start(world: str, scim_on: int) -> None:
    """Nobody is provisioned in them: one has an active directory, the other none yet."""
    with played(resource("mock", f"{world}.toml")) as stage:
        assert stage.value("SELECT count(*) FROM directory_users") == 0
        assert stage.value("SELECT count(*) FROM memberships WHERE role = 'admin'") == 1
        assert stage.value("SELECT scim_on FROM enterprise") == scim_on
