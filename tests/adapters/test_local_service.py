"""The local directory service is started as a program of its own, waited for, and always ended."""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.adapters.local_service import LocalService, own_command, start_detached
from flow_desktop.core.problems import Code, FlowError

READY: dict[str, Any] = {
    "ready": True,
    "issuer": "http://127.0.0.1:1",
    "client_id": "app",
    "flow_api": "http://127.0.0.1:1/flow",
    "console": "http://127.0.0.1:1/console",
    "workos_api": None,
    "people": [{"email": "ada@example.com", "password": "canary", "shows": "equal"}],
    "something_new": 3,
}


def saying(line: str, then: str = "import threading; threading.Event().wait(60)") -> list[str]:
    """A program that says a line and goes on."""
    return [sys.executable, "-c", f"print({line!r}, flush=True); {then}"]


def test_the_real_service_answers_and_ends() -> None:
    """Started through the program's own command, it serves its discovery; afterwards nobody listens there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with LocalService() as ready:
        where = f"{ready.issuer}/.well-known/openid-configuration"
        with opener.open(where, timeout=10) as answer:
            assert json.load(answer)["issuer"] == ready.issuer
        assert ready.people
        assert ready.people[0].password.reveal()
    with pytest.raises(OSError, match="refused"):
        opener.open(where, timeout=5)


def test_the_ready_line_is_read_with_its_secrets_hidden() -> None:
    """Known keys are taken, unknown ones ignored, passwords travel as secrets."""
    with LocalService(command=saying(json.dumps(READY))) as ready:
        assert (ready.issuer, ready.workos_api, ready.people[0].email) == (READY["issuer"], None, "ada@example.com")
        assert "canary" not in repr(ready)


def test_the_ready_line_names_the_guest_and_the_admin() -> None:
    """The demo signs in whom the scenario is about, else the first; the admin is one of the people, or nobody."""
    bea = {"email": "bea@example.com", "password": "other", "shows": "admin"}
    told = {**READY, "people": [*READY["people"], bea]}
    with LocalService(command=saying(json.dumps(told))) as ready:
        assert (ready.guest.email, ready.admin) == ("ada@example.com", None)
    about = {**told, "scenario": {"person": "bea@example.com"}, "console_admin": "bea@example.com"}
    with LocalService(command=saying(json.dumps(about))) as ready:
        assert ready.guest.email == "bea@example.com"
        assert ready.admin is not None
        assert ready.admin.password.reveal() == "other"
    gone = {**about, "scenario": {"person": "carl@example.com"}, "console_admin": "carl@example.com"}
    with LocalService(command=saying(json.dumps(gone))) as ready:
        assert (ready.guest.email, ready.admin) == ("ada@example.com", None)


@pytest.mark.expects_log("did not start")
@pytest.mark.parametrize(
    "line",
    [
        "hello",
        "[]",
        "{}",
        json.dumps({**READY, "ready": False}),
        json.dumps({**READY, "people": []}),
        json.dumps({**READY, "issuer": 3}),
        json.dumps({**READY, "people": ["ada"]}),
    ],
)
def test_anything_but_a_ready_line_is_a_failed_start(line: str) -> None:
    """The program is ended and the failure told."""
    with pytest.raises(FlowError) as failed, LocalService(command=saying(line)):
        raise AssertionError("entered")
    assert failed.value.problem.code is Code.CONFIGURATION_LOCAL_SERVICE


@pytest.mark.expects_log("no ready line in time")
def test_a_service_that_says_nothing_is_given_up() -> None:
    """The wait has an end, and so has the program."""
    silent = [sys.executable, "-c", "import threading; threading.Event().wait(60)"]
    with pytest.raises(FlowError), LocalService(command=silent, seconds=0.3):
        raise AssertionError("entered")


@pytest.mark.expects_log("ended without a ready line; boom")
def test_why_it_did_not_start_is_in_the_log() -> None:
    """What it wrote to standard error is the best hint there is."""
    dying = [sys.executable, "-c", "import sys; sys.exit('boom')"]
    with pytest.raises(FlowError) as failed, LocalService(command=dying):
        raise AssertionError("entered")
    assert dict(failed.value.problem.facts) == {"reason": "boom"}


@pytest.mark.expects_log("cannot be started")
def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    """No traceback for a damaged installation."""
    with pytest.raises(FlowError), LocalService(command=[str(tmp_path / "none")]):
        raise AssertionError("entered")


def test_a_failure_inside_ends_it_too() -> None:
    """Whatever happens while it runs, it does not stay behind."""
    service = LocalService(command=saying(json.dumps(READY)))
    children = []

    def inside() -> None:
        with service:
            children.append(service._child)
            raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        inside()
    assert [child is not None and child.returncode is not None for child in children] == [True]


def test_frozen_and_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen program is its own executable; otherwise the interpreter runs the package."""
    assert own_command()[1:] == ("-m", "flow_desktop")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == (sys.executable,)


def test_a_second_program_lives_on_its_own() -> None:
    """Starting it waits for nothing and complains about nothing."""
    start_detached("--version")
