"""What the command line answers before it does anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flow_desktop import __version__
from flow_desktop.cli.common import given_values
from flow_desktop.cli.parser import build_parser
from tests.support.local_service import Service
from tests.support.terminal import Terminal
from tests.support.walker import Walker


def test_version(terminal: Terminal) -> None:
    """`--version` says name and version on stdout, and nothing else."""
    ended = terminal.run("--version")
    assert (ended.code, ended.out, ended.err) == (0, f"flow-desktop {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("sign-in", "--timeout", "0"),
        ("sign-in", "--timeout", "soon"),
        ("sign-in", "--timeout", "nan"),
        ("sign-in", "--vault", "plain-file"),
        ("sign-in", "--browser", "firefox", "--no-browser"),
        ("sign-in", "--scim", "https://a.example", "--workos", "https://b.example"),
        ("secret", "set", "something"),
        ("secret",),
        ("profile", "--nonsense"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_wrong_usage(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    """Wrong usage ends with exit code 2, says where help is on stderr, and leaves stdout to data."""
    ended = terminal.run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "--help" in ended.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
@pytest.mark.parametrize("arguments", [(), ("--deployment", "acme.toml"), ("--deployment=acme.toml",)], ids=" ".join)
def test_no_display(terminal: Terminal, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """What asks for the window says that there is no display for it, and ends with exit code 2."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    ended = terminal.run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "no display" in ended.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
@pytest.mark.parametrize(("arguments", "code"), [((), 2), (("demo",), 0)], ids=["window", "demo"])
def test_a_dead_display(
    terminal: Terminal, arguments: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody answers at DISPLAY, that is said, and the job runs in the terminal as without a display."""
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    ended = terminal.run(*arguments, env={"DISPLAY": ":4077"})
    assert ended.err.startswith("The display :4077 does not answer")
    assert (ended.code, "Everything matches." in ended.out) == (code, bool(arguments))


@pytest.mark.parametrize("command", ["sign-in", "profile", "sign-out"])
def test_no_deployment(terminal: Terminal, command: str) -> None:
    """Without any deployment a command ends with exit code 2 and says that there is none."""
    answer = terminal.command(command).answer()
    assert (answer.code, answer.problem["code"]) == (2, "configuration.missing")
    assert answer.problem["next_step"] in answer.ended.err


def test_secret_without_deployment(terminal: Terminal) -> None:
    """A directory secret belongs to a deployment: without one it is not stored."""
    answer = terminal.command("secret", "set", "directory", stdin="s3cret").answer()
    assert (answer.code, answer.problem["code"], answer.last["stored"]) == (2, "configuration.missing", False)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('issuer = "http://idp.example"\nclient_id = "a"', "issuer"),
        ('issuer = "http://localhost:8080"\nclient_id = "a"', "issuer"),
        ('issuer = "https://idp.example"\nclient_id = ""', "client_id"),
        ('issuer = "https://idp.example"\nclient_id = "a"\nredirect_ports = [80]', "redirect_ports"),
        ('issuer = "https://idp.example"\nclient_id = "a"\nissuers = "b"', "issuers"),
        ('issuer = "https://idp.example"\nclient_id = "a"\nsource = "scim"', "directory_url"),
        ('issuer = "https://idp.example"\nclient_id = "a"\nscopes = ["profile"]', "scopes"),
        ("issuer = ", "--deployment"),
    ],
    ids=lambda text: text.replace("\n", " "),
)
def test_bad_file(terminal: Terminal, tmp_path: Path, text: str, key: str) -> None:
    """A bad deployment file is refused whole; key and file are named, in the answer and on stderr."""
    file = tmp_path / "deployment.toml"
    file.write_text(text, encoding="utf-8")
    answer = terminal.command("sign-in", "--deployment", str(file)).answer()
    assert (answer.code, answer.problem["kind"]) == (2, "configuration")
    assert key in answer.problem["detail"]
    assert (str(file) in answer.problem["detail"]) or key == "directory_url"
    assert key in answer.ended.err


def test_bad_environment(terminal: Terminal) -> None:
    """A misspelt variable is refused and the nearest known one is named; its value is not repeated."""
    env = {"FLOW_ISUER": "https://secret-looking.example", "FLOW_CLIENT_ID": "a"}
    answer = terminal.command("sign-in", env=env).answer()
    assert (answer.code, answer.problem["kind"]) == (2, "configuration")
    assert "FLOW_ISSUER" in answer.problem["detail"]
    assert "secret-looking" not in answer.ended.err + answer.ended.out


def test_command_line_wins(terminal: Terminal, tmp_path: Path, service: Service) -> None:
    """The command line is stronger than the file: its bad value is the one that is refused, with its origin."""
    file = tmp_path / "deployment.toml"
    file.write_text(f'issuer = "{service.issuer}"\nclient_id = "a"\n', encoding="utf-8")
    answer = terminal.command("sign-in", "--deployment", str(file), "--issuer", "ftp://idp.example").answer()
    assert "command line" in answer.problem["detail"]


def test_the_flow_api_may_have_another_source_beside_it() -> None:
    """`--flow` with `--workos` or `--scim`; what the command line names replaces both sources of a file."""
    flow, scim = ("--flow", "https://flow.example/v1"), ("--scim", "https://scim.example/v2")
    first = {"source": "flow", "directory_url": "https://flow.example/v1"}
    second = {"second_source": "scim", "second_url": "https://scim.example/v2"}
    alone = {"source": "scim", "directory_url": "https://scim.example/v2", "second_source": "none"}
    for given, expected in (
        ((*flow, *scim), {**first, **second}),
        (flow, {**first, "second_source": "none"}),
        (scim, alone),
        ((), {}),
    ):
        assert given_values(build_parser().parse_args(["profile", *given])) == expected


def test_secret_file_must_be_private(terminal: Terminal, tmp_path: Path, service: Service) -> None:
    """A credential file that others can read is refused, and its content is not repeated."""
    file = tmp_path / "token"
    file.write_text("open-secret", encoding="utf-8")
    file.chmod(0o644)
    given = ("--scim", f"{service.issuer}/scim", "--directory-token-file", str(file))
    answer = terminal.command("sign-in", "--issuer", service.issuer, "--client-id", "a", *given).answer()
    assert (answer.code, answer.problem["code"]) == (2, "configuration.token_file")
    assert [event["event"] for event in answer.events] == ["result"]
    assert "open-secret" not in answer.ended.out + answer.ended.err


@pytest.mark.skipif(os.name == "nt", reason="process listings differ")
def test_qt_is_never_imported(terminal: Terminal, service: Service) -> None:
    """A whole sign-in in a terminal imports neither Qt nor the local directory service."""
    person = service.person("ada")
    env = {"PYTHONPROFILEIMPORTTIME": "1"}
    with terminal.sign_in(*service.arguments, "--vault", "memory", env=env) as command:
        Walker().sign_in(command.handed_over(), email=person.email, password=person.password)
        answer = command.answer()
    imported = {line.rpartition("|")[2].strip() for line in answer.ended.err.splitlines() if "|" in line}
    assert "flow_desktop.flows.sign_in" in imported
    assert not [name for name in imported if name.startswith(("PySide6", "shiboken6", "flow_desktop.mock"))]


def test_version_imports_nothing_heavy(terminal: Terminal) -> None:
    """`--version` answers without HTTP, OAuth, keychain or an event loop in memory."""
    ended = terminal.run("--version", env={"PYTHONPROFILEIMPORTTIME": "1"})
    imported = {line.rpartition("|")[2].strip() for line in ended.err.splitlines() if "|" in line}
    heavy = ("httpx2", "authlib", "joserfc", "keyring", "cryptography", "asyncio", "PySide6", "flask")
    assert not [name for name in imported if name.split(".")[0] in heavy]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_no_verdict(tmp_path: Path) -> None:
    """Where the result cannot be written, the exit code says that nothing was told, never "something differs"."""
    command = [sys.executable, "-m", "flow_desktop", "sign-in", "--json"]
    env = {**os.environ, "FLOW_DESKTOP_HOME": str(tmp_path)}
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=env, text=True, check=False)
    assert ended.returncode == 4
    assert "Traceback" not in ended.stderr
