"""The doctor's probes one by one: each against the real thing it looks at, well and broken."""

from __future__ import annotations

import asyncio
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flow_desktop.adapters.accounts import FileAccounts
from flow_desktop.adapters.doctor.browser import LoopbackProbe, OpenerProbe
from flow_desktop.adapters.doctor.keychain import KeychainProbe, NoKeychainProbe
from flow_desktop.adapters.doctor.machine import MachineProbe, home_line
from flow_desktop.adapters.doctor.program import NEEDED, files_line
from flow_desktop.adapters.doctor.service import SessionProbe
from flow_desktop.adapters.keychain import Keychain
from flow_desktop.adapters.places import Places, find_resources
from flow_desktop.adapters.texts import load_words
from flow_desktop.adapters.vault import KeyringVault
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.doctor import DoctorLine, LineState
from flow_desktop.core.doctor_report import line_text
from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import KnownAccount, Probe, StoredSession
from flow_desktop.core.secret import Secret
from tests.fakes.keychain import DictBackend, FailingBackend, WaitingBackend

WORDS = load_words()
DEPLOYMENT = Deployment(issuer="https://id.example.com", client_id="app")
KEY = AccountKey(DEPLOYMENT.issuer, "u1")


def look(probe: Probe) -> tuple[DoctorLine, ...]:
    """What a probe says."""
    return asyncio.run(probe.look())


def only(probe: Probe) -> DoctorLine:
    """Its one line."""
    (line,) = look(probe)
    return line


# --- this computer ------------------------------------------------------------------------------------------------


def test_a_home_that_works(home: Path) -> None:
    """A file was kept for a moment; nothing of it is left."""
    assert home_line(Places(home)).state is LineState.OK
    assert list(home.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX matter")
def test_a_home_that_others_can_look_into(home: Path) -> None:
    """It works, and the next step says how to close it."""
    home.chmod(0o755)
    line = home_line(Places(home))
    assert line.state is LineState.WARN
    assert "chmod 700" in line_text(line, WORDS).next_step


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    """A file stands where the folder should be: bad, with the system's own reason."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    line = home_line(Places(tmp_path / "file" / "home"))
    assert line.state is LineState.BAD
    assert os.strerror(20) in line_text(line, WORDS).sentence


def test_a_path_does_not_name_the_person(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the person's own folder a path begins with a tilde."""
    monkeypatch.setenv("HOME", str(home.parent))
    monkeypatch.setenv("USERPROFILE", str(home.parent))
    assert str(Path("~", "home")) in line_text(home_line(Places(home)), WORDS).sentence


@pytest.mark.skipif(os.name != "posix", reason="only Linux can be without a display")
@pytest.mark.parametrize(
    ("environ", "text"), [({}, "no display"), ({"DISPLAY": ":4077"}, ":4077"), ({"QT_QPA_PLATFORM": "offscreen"}, "Qt")]
)
def test_the_window(home: Path, environ: dict[str, str], text: str) -> None:
    """No display, one that does not answer, and one that will do are three things; none of them is a failure."""
    line = next(one for one in look(MachineProbe(Places(home), environ)) if one.id == "machine.window")
    assert text in line_text(line, WORDS).sentence
    assert line.state in (LineState.OK, LineState.WARN)


# --- the program's own files --------------------------------------------------------------------------------------


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """A copy of what ships."""
    return shutil.copytree(find_resources(), tmp_path / "resources")


def test_what_ships_is_intact(resources: Path) -> None:
    """Every file is there and readable."""
    assert files_line(resources).state is LineState.OK


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_file_is_named(resources: Path, name: str) -> None:
    """Whatever cannot be done without."""
    (resources / name).unlink()
    line = files_line(resources)
    assert (line.state, dict(line.said.args)["files"]) == (LineState.BAD, name)


@pytest.mark.parametrize("name", ["words/en.toml", "schema/check.json", "icons/help.svg"])
def test_a_damaged_file_is_named(resources: Path, name: str) -> None:
    """Half a file, a wrong format, or an empty one."""
    file = resources / name
    file.write_text("" if file.suffix == ".svg" else file.read_text(encoding="utf-8")[:-20] + "\n=", encoding="utf-8")
    assert dict(files_line(resources).said.args)["files"] == name


# --- keychain and session -----------------------------------------------------------------------------------------


def test_a_keychain_that_works() -> None:
    """A throw-away item goes in and out; what is stored stays, and nothing is left."""
    backend = DictBackend()
    backend.items["Flow Desktop", "session"] = "kept"
    line = only(KeychainProbe(Keychain(backend=lambda: backend)))
    assert line.state is LineState.OK
    assert backend.items == {("Flow Desktop", "session"): "kept"}


def test_a_keychain_that_fails() -> None:
    """The program goes on without one: good to know, with the code, and nothing of the error's text."""
    line = only(KeychainProbe(Keychain(backend=lambda: FailingBackend(OSError("canary")))))
    told = line_text(line, WORDS)
    assert (line.state, told.code) == (LineState.WARN, "storage.unavailable")
    assert "canary" not in told.sentence + told.next_step


def test_a_locked_keychain() -> None:
    """Named as locked, with what to do."""
    locked = type("KeyringLocked", (Exception,), {})
    told = line_text(only(KeychainProbe(Keychain(backend=lambda: FailingBackend(locked())))), WORDS)
    assert (told.code, told.next_step) == ("storage.locked", "Unlock the keychain, then check again.")


def test_a_keychain_that_waits_for_somebody() -> None:
    """It is not waited for without end."""
    backend = WaitingBackend()
    line = only(KeychainProbe(Keychain(backend=lambda: backend, seconds=0.05)))
    backend.unlocked.set()
    assert line_text(line, WORDS).code == "storage.busy"


def test_a_keychain_that_forgets() -> None:
    """What goes in has to come out."""

    class Forgetful(DictBackend):
        def set_password(self, service: str, username: str, password: str) -> None:
            self.items[service, username] = "something else"

    assert only(KeychainProbe(Keychain(backend=Forgetful))).state is LineState.BAD


def test_a_run_without_a_keychain() -> None:
    """Where nothing is to be kept it is not asked."""
    assert only(NoKeychainProbe()).state is LineState.OK


@pytest.mark.parametrize(("is_needed", "state"), [(True, LineState.WARN), (False, LineState.OK)])
def test_no_session(home: Path, is_needed: bool, state: LineState) -> None:
    """Nobody signed in: good to know only where a source is asked by a person."""
    vault = KeyringVault(Places(home), Keychain(backend=DictBackend))
    assert only(SessionProbe(FileAccounts(Places(home), DEPLOYMENT), vault, is_needed)).state is state


def test_a_stored_session(home: Path) -> None:
    """Whose it is, and nothing of what is in it."""
    backend, accounts = DictBackend(), FileAccounts(Places(home), DEPLOYMENT)
    vault = KeyringVault(Places(home), Keychain(backend=lambda: backend))
    accounts.remember(KnownAccount(KEY, "ada@example.com"))
    asyncio.run(vault.save(StoredSession(Secret("refresh-canary"), KEY, "openid", datetime(2027, 1, 15, tzinfo=UTC))))
    line = only(SessionProbe(accounts, vault, is_needed=True))
    assert line.state is LineState.OK
    assert "ada@example.com" in line_text(line, WORDS).sentence
    assert "canary" not in repr(line)


# --- browser ------------------------------------------------------------------------------------------------------


def test_the_way_back() -> None:
    """A listener as the sign-in has it can be reached; afterwards nobody listens."""
    assert only(LoopbackProbe()).state is LineState.OK


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="these systems open links themselves")
def test_no_opener(tmp_path: Path) -> None:
    """Without a screen, or without a program that opens links, the person needs another way."""
    assert only(OpenerProbe({})).state is LineState.WARN
    opener = tmp_path / "xdg-open"
    opener.write_text("#!/bin/sh\n", encoding="utf-8")
    opener.chmod(0o700)
    line = only(OpenerProbe({"DISPLAY": ":0", "PATH": str(tmp_path)}))
    assert (line.state, dict(line.said.args)) == (LineState.OK, {"name": "xdg-open"})
