"""No secret of a sign-in is found anywhere afterwards: the whole program is searched, as a window and as a command."""

from __future__ import annotations

import json
import os
import signal
import stat
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest

from flow_desktop.mock.main import Options, RunningService, ready_line
from tests.bench.starting import sign_in_window, surroundings
from tests.bench.visitor import Visitor, bring
from tests.support.programs import Program
from tests.support.terminal import Terminal

IN_FORM = ("state", "nonce", "code", "code_verifier", "refresh_token")
IN_ANSWER = ("access_token", "refresh_token", "id_token")


@dataclass(slots=True)
class Secrets:
    """A WSGI layer around the local directory service that writes down every secret it sees go by."""

    app: Any
    seen: dict[str, str] = field(default_factory=dict)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Pass on, and read what is sent to the endpoints that only programs talk to."""
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(sent)
        answer = b"".join(self.app(environ, start_response))
        form = parse_qs(sent.decode("utf-8", "replace"))
        if environ["REQUEST_METHOD"] == "POST" and ("grant_type" in form or "code_challenge" in form):
            self.note({name: values[0] for name, values in form.items()}, IN_FORM)
            self.note(json.loads(answer), IN_ANSWER)
        return [answer]

    def note(self, values: dict[str, Any], names: Iterable[str]) -> None:
        """Keep what these names stand for."""
        self.seen |= {f"{name} {len(self.seen)}": str(values[name]) for name in names if values.get(name)}

    def found_in(self, text: str) -> list[str]:
        """Names of the secrets that a text holds, plain or percent-encoded."""
        return [name for name, secret in self.seen.items() if secret in text or secret in unquote(text)]


@contextmanager
def overheard() -> Iterator[tuple[Secrets, dict[str, Any]]]:
    """The local directory service in a thread, with its ready line."""
    running = RunningService(Options())
    running._server.application = secrets = Secrets(running._server.application)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        yield secrets, ready_line(running.service)
    finally:
        running.stop()
        thread.join(10)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything a program may write to: its home, the person's home, the system's folder for temporary files."""
    folder = tmp_path / "place"
    for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        (folder / name).mkdir(parents=True, mode=0o700)
        monkeypatch.setenv(name, str(folder / name))
    monkeypatch.setenv("FLOW_DESKTOP_HOME", str(folder / "program"))
    return folder


def environment(ready: dict[str, Any]) -> dict[str, str]:
    """The deployment on the service."""
    return {
        "FLOW_ISSUER": ready["issuer"],
        "FLOW_CLIENT_ID": ready["client_id"],
        "FLOW_SOURCE": "flow",
        "FLOW_DIRECTORY_URL": ready["flow_api"],
    }


def walk(link: str, ready: dict[str, Any], secrets: Secrets) -> None:
    """Sign the first person in, and bring the answer back."""
    person = ready["people"][0]
    bring(Visitor(ready["issuer"]).walk(link, email=person["email"], password=person["password"]))
    kinds = {name.split()[0] for name in secrets.seen}
    assert kinds == {*IN_FORM, *IN_ANSWER}, kinds


def on_disk(folder: Path, secrets: Secrets) -> list[str]:
    """Which files, or names of files, hold a secret."""
    files = [path for path in folder.rglob("*") if stat.S_ISREG(path.lstat().st_mode)]
    texts = {str(path): path.read_bytes().decode("utf-8", "replace") for path in files}
    return [f"{name} in {path}" for path, text in texts.items() for name in secrets.found_in(path + text)]


def of_process(program: Program, secrets: Secrets) -> list[str]:
    """Secrets that the system shows of a process: arguments and environment."""
    shown = {name: Path(f"/proc/{program.pid}/{name}").read_bytes() for name in ("cmdline", "environ")}
    return [
        f"{name} in {where}"
        for where, raw in shown.items()
        for name in secrets.found_in(raw.decode("utf-8", "replace"))
    ]


def test_a_window_shows_and_leaves_no_secret(place: Path, tmp_path: Path) -> None:
    """Window, clipboard, logs, crash file, arguments and disk hold no secret after a sign-in and a crash."""
    with overheard() as (secrets, ready):
        env = surroundings(place / "program", QT_QPA_PLATFORM="offscreen", **environment(ready))
        with sign_in_window(tmp_path / "window", env) as program:
            walk(json.loads(program.line(0))["link"], ready, secrets)
            assert "painted" in json.loads(program.line(1))
            program.send(signal.SIGUSR1)
            texts = json.loads(program.line(2))["texts"]
            assert any(ready["people"][0]["email"] in text for text in texts), "the profile is not there to be searched"
            assert of_process(program, secrets) == []
            program.send(signal.SIGABRT)
            assert program.finish().code == -signal.SIGABRT
        crash = place / "program" / "logs" / "crash.txt"
        assert "show_window" in crash.read_text(encoding="utf-8"), "no crash was written down"
        assert secrets.found_in("\n".join(texts)) == []
        assert secrets.found_in(program.err) == []
        assert secrets.found_in(program.out) == []
        assert on_disk(place, secrets) == []


def test_a_command_says_and_leaves_no_secret(place: Path, tmp_path: Path) -> None:
    """`sign-in` says no secret on any stream (what was pushed is not in the link) and writes none into any file."""
    with overheard() as (secrets, ready), Terminal(tmp_path / "terminal").sign_in(env=environment(ready)) as command:
        link = command.handed_over()
        walk(link, ready, secrets)
        answer = command.answer()
        assert answer.last["outcome"] == "signed_in"
        assert secrets.found_in(answer.ended.out + answer.ended.err) == []
        assert (place / "program" / "deployment.json").exists(), "nothing was written where the search looks"
        assert on_disk(place, secrets) == []


def test_the_search_sees(place: Path) -> None:
    """A secret in a file or in a file's name is found: the search could fail."""
    secrets = Secrets(None, {"state 0": "canary-1~2"})
    (place / "HOME" / "log.txt").write_text(f"went to http://127.0.0.1/?state={'canary-1%7E2'}", encoding="utf-8")
    (place / "TMPDIR" / "canary-1~2").touch()
    assert len(on_disk(place, secrets)) == 2
    assert "FLOW_DESKTOP_HOME" in os.environ
