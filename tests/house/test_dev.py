"""The developer's entry tells the truth: about the interpreter, the surroundings and how a run ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tests.check import read_junit, run_group, surroundings
from tests.house.source import ROOT

REPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Start dev.py as a developer does."""
    return subprocess.run([sys.executable, "dev.py", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_without_a_command_it_explains_itself() -> None:
    """Typing nothing shows the commands; a wrong one shows them too and is an error."""
    assert "dev.py demo" in run().stdout
    assert run().returncode == 0
    assert run("nonsense").returncode == 2


def test_another_interpreter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that the program is not made for is named, with the ones it is made for."""
    monkeypatch.setattr(sys, "version_info", (3, 9, 0))
    with pytest.raises(dev.Stop, match=r"3\.11, 3\.12 or 3\.13"):
        dev.check_python()


def test_the_environment_has_a_fingerprint_of_its_requirements() -> None:
    """The same checkout gives the same fingerprint, so that a second command starts at once."""
    assert dev.fingerprint() == dev.fingerprint()
    assert len(dev.fingerprint()) == 64


def test_a_phase_sees_nothing_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, display and session bus of the person who runs the tests are out of reach; the keychain too."""
    for name in ("FLOW_ISSUER", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, "mine")
    calm, story = (surroundings(tmp_path, in_session=value) for value in (False, True))
    assert "mine" not in {*calm.values(), *story.values()}
    assert calm["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
    assert story["HOME"] == str(tmp_path)


@pytest.mark.parametrize(
    ("numbers", "code", "expected"),
    [
        ((5, 0, 0, 1), 0, (True, 4, 0, 1)),
        ((5, 1, 1, 0), 1, (False, 3, 2, 0)),
        ((0, 0, 0, 0), 5, (False, 0, 1, 0)),
        ((5, 0, 0, 0), 3, (False, 5, 1, 0)),
    ],
)
def test_a_report_is_counted(
    tmp_path: Path, numbers: tuple[int, ...], code: int, expected: tuple[bool, int, int, int]
) -> None:
    """Failures and errors both count; a run that ended badly counts as a failure even when no test failed."""
    report = tmp_path / "junit.xml"
    report.write_text(REPORT.format(*numbers), encoding="utf-8")
    result = read_junit("unit", report, code=code, seconds=1.0)
    assert (result.good, result.passed, result.failed, result.skipped) == expected


def test_a_run_without_a_report_failed(tmp_path: Path) -> None:
    """A run that died before it could report is a failure."""
    result = read_junit("unit", tmp_path / "none.xml", code=0, seconds=1.0)
    assert (result.good, result.failed) == (False, 1)


def test_a_phase_passes_its_exit_on() -> None:
    """The exit code of a phase is that of its program."""
    assert run_group([sys.executable, "-c", "raise SystemExit(7)"], {}) == 7
