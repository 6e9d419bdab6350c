"""The guards around every test bite: each is shown a test that does the wrong thing."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.house.source import ROOT

BAD_TESTS = """
import logging, os, socket, threading, warnings
import pytest

kept = []

def test_thread(request):
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten", daemon=True)
    thread.start()
    kept.append(stop)

def test_socket():
    kept.append(socket.socket())

@pytest.mark.leaves_behind("on purpose")
def test_socket_on_purpose():
    kept.append(socket.socket())

def test_log():
    logging.getLogger("flow_desktop").warning("something is wrong")

@pytest.mark.expects_log("something is wrong")
def test_expected_log():
    logging.getLogger("flow_desktop").warning("something is wrong")

@pytest.mark.expects_log("something is wrong")
def test_missing_log():
    pass

@pytest.mark.expects_log("something is wrong")
def test_other_log():
    logging.getLogger("flow_desktop").warning("something is wrong")
    logging.getLogger("flow_desktop").error("something else")

def test_warning():
    warnings.warn("old", DeprecationWarning)

def test_task():
    import asyncio
    async def main():
        kept.append(asyncio.get_running_loop().create_future())
        asyncio.get_running_loop().call_exception_handler({"message": "Task was destroyed but it is pending"})
    asyncio.run(main())

def test_qt():
    from PySide6.QtCore import qWarning
    qWarning("not like this")

@pytest.mark.expects_log
def test_expected_qt():
    from PySide6.QtCore import qWarning
    qWarning("not like this")

def test_clean():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()

def test_home(home):
    assert os.environ["FLOW_DESKTOP_HOME"] == str(home)
    assert "FLOW_ISSUER" not in os.environ
"""
FAIL = {  # test: what its message names
    "test_thread": "forgotten",
    "test_socket": "made at",
    "test_log": "something is wrong",
    "test_missing_log": "never logged",
    "test_other_log": "something else",
    "test_warning": "DeprecationWarning",
    "test_task": "destroyed",
    "test_qt": "not like this",
}
PASS = {"test_socket_on_purpose", "test_expected_log", "test_expected_qt", "test_clean", "test_home"}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Test name to the text of its failures; empty for a test that passed."""
    pytest.importorskip("PySide6.QtWidgets", reason="Qt does not load here", exc_type=ImportError)
    folder = tmp_path_factory.mktemp("guards")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_bad.py").write_text(BAD_TESTS, encoding="utf-8")
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml")]
    command += ["--rootdir", str(folder), f"--junitxml={report}", str(folder / "tests")]
    env = {**os.environ, "FLOW_ISSUER": "https://issuer.example.test", "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):
        complaints = [f"{child.get('message')} {child.text}" for child in case if child.tag in {"failure", "error"}]
        name = str(case.get("name"))
        found[name] = found.get(name, "") + "".join(complaints)
    return found


@pytest.mark.parametrize(("name", "words"), FAIL.items())
def test_a_guard_bites(outcomes: dict[str, str], name: str, words: str) -> None:
    """A test that leaves something running or warns unasked fails, and the message names it."""
    assert words in outcomes[name]


@pytest.mark.parametrize("name", sorted(PASS))
def test_a_guard_lets_pass(outcomes: dict[str, str], name: str) -> None:
    """A test that cleans up, or says what it provokes, passes."""
    assert outcomes[name] == ""


def test_each_wrong_is_shown(outcomes: dict[str, str]) -> None:
    """Every test of the sample is accounted for."""
    assert outcomes.keys() == FAIL.keys() | PASS
    assert Path(ROOT / "tests" / "conftest.py").is_file()
