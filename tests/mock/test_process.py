"""The service as a process: one ready line, loopback only, a prompt end, honest refusals."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.mock.driver import Running, Visitor

PROGRAM = "import sys; from flow_desktop.mock.main import main; sys.exit(main(sys.argv[1:]))"
END_SECONDS = 10
CHECKOUT = Path(__file__).parents[2]


@contextmanager
def process(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A running process and its ready line."""
    started = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=CHECKOUT,
    )
    try:
        assert started.stdout is not None
        yield started, json.loads(started.stdout.readline())
    finally:
        started.kill()
        started.communicate(timeout=END_SECONDS)


def test_the_ready_line_says_everything() -> None:
    """One JSON line on stdout, when it already listens: addresses, made-up secrets, people with the pilot first."""
    with process() as (started, ready):
        issuer = ready["issuer"]
        assert urlsplit(issuer).hostname == "127.0.0.1"
        assert (ready["ready"], ready["client_id"], ready["scim"]) == (True, "flow-desktop", f"{issuer}/scim/v2")
        assert (ready["flow_api"], ready["workos_api"]) == (f"{issuer}/flow/v1", f"{issuer}/workos")
        assert ready["people"][0]["email"] == "ada.byron@pilot.example"
        assert ready["console_admin"] == "barbara.liskov@pilot.example"
        assert ready["idp_name"] == "Okta"
        assert all(sorted(one) == ["email", "password", "shows"] for one in ready["people"])
        with httpx2.Client(trust_env=False) as http:
            assert http.get(f"{issuer}/.well-known/openid-configuration").json()["issuer"] == issuer
            assert ready["people"][0]["password"] not in http.get(ready["console"]).text
        started.terminate()
        rest, talk = started.communicate(timeout=END_SECONDS)
        assert (rest, talk, started.returncode) == ("", "", 0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told(number: signal.Signals) -> None:
    """Exit 0, promptly, although a browser holds a connection open."""
    with process() as (started, ready):
        address = urlsplit(ready["issuer"])
        with socket.create_connection((str(address.hostname), int(address.port or 0))):
            started.send_signal(number)
            assert started.wait(END_SECONDS) == 0


def test_it_ends_with_the_program_that_started_it() -> None:
    """Killed hard, a parent cannot say goodbye; the end of standard input says it."""
    command = [sys.executable, "-m", "flow_desktop", "mock", "--follow-stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert json.loads(child.stdout.readline())["ready"] is True
        child.stdin.close()
        assert child.wait(END_SECONDS) == 0


def test_passwords_are_new_at_each_start(tmp_path: Path) -> None:
    """With a data file the people stay the same, their passwords do not, and the file is private."""
    data = tmp_path / "state.db"
    with process("--data", str(data)) as (_, first):
        pass
    with process("--data", str(data), "--world", str(tmp_path / "absent.toml")) as (_, second):
        pass
    assert [one["email"] for one in first["people"]] == [one["email"] for one in second["people"]]
    assert first["people"][0]["password"] != second["people"][0]["password"]
    assert first["workos_directory"] == second["workos_directory"]
    if os.name != "nt":
        assert data.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--world", "WORLD"], "unknown key people[0].nick"),
        (["--world", "nowhere.toml"], "nowhere.toml"),
        (["--port", "65536"], "must be a number from 0 to 65535"),
        (["--access-ttl", "0"], "must be a number from 1 to 86400"),
        (["--data", "/nowhere/state.db"], "/nowhere/state.db"),
        (["https://elsewhere.example"], "unrecognized arguments"),
    ],
)
def test_it_refuses_to_start_with_a_reason(tmp_path: Path, arguments: list[str], reason: str) -> None:
    """Exit 2, the reason on stderr, nothing on stdout."""
    world = tmp_path / "w.toml"
    text = (CHECKOUT / "resources" / "mock" / "pilot.toml").read_text(encoding="utf-8")
    world.write_text(text.replace('key = "ada"', 'key = "ada"\nnick = "x"'), encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM, *(str(world) if one == "WORLD" else one for one in arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=CHECKOUT, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert reason in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_taken_port_is_refused(running: Running) -> None:
    """The service never shares a port."""
    port = str(urlsplit(running.issuer).port)
    command = [sys.executable, "-c", PROGRAM, "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=CHECKOUT, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")


@pytest.mark.parametrize(
    "host", ["localhost:{port}", "127.0.0.1", "127.0.0.1:1", "evil.example", "", "127.0.0.1:{port}."]
)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/console", "/flow/v1/me", "/nothing"])
def test_another_host_is_refused(visitor: Visitor, host: str, path: str) -> None:
    """421 for every name but its own address: a page of another name cannot reach it (DNS rebinding)."""
    name = host.format(port=urlsplit(visitor.running.issuer).port)
    assert visitor.http.get(path, headers={"Host": name}).status_code == 421


def test_it_listens_on_loopback_only(running: Running) -> None:
    """The socket is bound to the literal address."""
    assert running.issuer.startswith("http://127.0.0.1:")
    port = int(urlsplit(running.issuer).port or 0)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        assert probe.connect_ex(("127.0.0.2", port)) != 0


def test_the_console_shows_the_people(visitor: Visitor, running: Running) -> None:
    """Everybody with what they show, and no secret."""
    page = visitor.get("/console").text
    assert all(one["email"] in page for one in running.ready["people"])
    assert "(first name not sent)" in page
    assert "IT Admin" in page
    assert not any(one["password"] in page for one in running.ready["people"])


@pytest.mark.parametrize(
    ("path", "status"), [("/", 404), ("/sign-in/nothing", 404), ("/sign-in/x/method", 404), ("/oauth/x", 404)]
)
def test_an_unknown_address_is_404(visitor: Visitor, path: str, status: int) -> None:
    """With the same guards as every other page."""
    response = visitor.get(path)
    assert response.status_code == status
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_a_missing_extra_is_named() -> None:
    """Installed without the extra, the command says what to install instead of showing a traceback."""
    program = "import sys; sys.modules['flask'] = None; from flow_desktop.mock.start import main; sys.exit(main([]))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert (told.returncode, told.stdout) == (2, "")
    assert "flask is not installed" in told.stderr
    assert "flow-desktop[mock]" in told.stderr
