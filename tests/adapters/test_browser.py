"""A link reaches a browser as one argument, through no shell, or the program says that it did not."""

from __future__ import annotations

import asyncio
import os
import shlex
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from flow_desktop.adapters.browser import (
    CommandBrowser,
    NoBrowser,
    SystemBrowser,
    is_safe_to_open,
    outside_environment,
    system_opener,
)
from flow_desktop.core.problems import Code, FlowError

URL = "https://login.example.com/authorize?client_id=a&scope=openid%20email&state=$(touch%20x);`id`'\"|&nonce=b"
SECONDS = 10.0


def program(folder: Path, text: str) -> str:
    """A command that runs a Python program with the link as its argument."""
    file = folder / "my browser.py"
    file.write_text(text, encoding="utf-8")
    return shlex.join([sys.executable, str(file), "--new-window"])


def told(file: Path) -> list[str]:
    """What a started program wrote, once it has."""
    deadline = time.monotonic() + SECONDS
    pause = threading.Event()
    while not file.exists():
        assert time.monotonic() < deadline, "the program did not run"
        pause.wait(0.02)
    return file.read_text(encoding="utf-8").splitlines()


WRITES = """
import os, sys, pathlib
lines = [*sys.argv[1:], str(os.getsid(0) == os.getpid()), str(sys.stdin.read() == ""), str(sys.stdout.isatty())]
target = pathlib.Path(__file__).with_name("told")
target.with_suffix(".part").write_text("\\n".join(lines), encoding="utf-8")
target.with_suffix(".part").rename(target)
"""
STAYS = """
import pathlib, threading
threading.Event().wait(0.6)
pathlib.Path(__file__).with_name("told").write_text("bye")
"""


@pytest.mark.skipif(os.name != "posix", reason="sessions are of POSIX systems")
def test_the_link_is_the_last_argument(tmp_path: Path) -> None:
    """Quotes, dollars and semicolons arrive untouched; the program stands on its own, without our streams."""
    assert CommandBrowser(program(tmp_path, WRITES)).open(URL)
    assert told(tmp_path / "told") == ["--new-window", URL, "True", "True", "False"]


@pytest.mark.parametrize("command", ["/nowhere/browser", "no-such-browser-here --x", shlex.quote(os.sep)])
def test_a_command_that_does_not_start(command: str) -> None:
    """A program that is not there is said to be not there."""
    assert not CommandBrowser(command).open(URL)


def test_a_command_that_gives_up_at_once(tmp_path: Path) -> None:
    """An error at once counts as not opened; an early good end (it handed over to a running browser) as opened."""
    file = tmp_path / "quick"
    for code in (0, 1):
        file.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        assert CommandBrowser(shlex.quote(str(file))).open(URL) is (code == 0)


def test_a_browser_that_stays_does_not_hold_us_up(tmp_path: Path) -> None:
    """A running browser is left alone after a fifth of a second, and collected when it ends."""
    command = program(tmp_path, STAYS)

    async def story() -> float:
        began = time.monotonic()
        assert CommandBrowser(command).open(URL)
        return time.monotonic() - began

    assert asyncio.run(story()) < 0.5
    assert told(tmp_path / "told") == ["bye"]


@pytest.mark.parametrize("command", ["", "   ", "'unfinished"])
def test_a_command_that_is_none(command: str) -> None:
    """Such a command is refused before anything is opened."""
    with pytest.raises(FlowError) as refused:
        CommandBrowser(command)
    assert refused.value.problem.code is Code.CONFIGURATION_BROWSER


@pytest.mark.parametrize(
    "url",
    [
        "https://login.example.com/authorize?x=1",
        "https://login.example.com:8443/a",
        "http://127.0.0.1:4000/authorize",
        "http://[::1]:4000/authorize",
        "https://h/" + "a" * (8 * 1024 - len("https://h/")),
    ],
)
def test_links_that_may_be_opened(url: str) -> None:
    """https anywhere, http on this machine only."""
    assert is_safe_to_open(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://login.example.com/",
        "http://localhost:4000/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ms-msdt:/id",
        "-https://x.example.com",
        "--help",
        "//login.example.com/",
        "https:///nowhere",
        "https://-x.example.com/",
        "https://user@login.example.com/",
        "https://login.example.com:99999/",
        "https://[::1/",
        "https://login.example.com/a b",
        "https://login.example.com/\n--new",
        "https://login.example.com/\x00",
        "https://login.example.com/\x7f",
        "https://lógin.example.com/",
        "https://h/" + "a" * 8192,
    ],
)
def test_links_that_are_never_opened(url: str, tmp_path: Path) -> None:
    """Any other scheme, blanks, control characters, user names and endless links reach no program."""
    assert not is_safe_to_open(url)
    marker = tmp_path / "started"
    assert not CommandBrowser(shlex.join([sys.executable, "-c", f"open({str(marker)!r}, 'w')"])).open(url)
    assert not SystemBrowser().open(url)
    assert not NoBrowser().open(url)
    assert not marker.exists()


def test_no_browser_takes_the_link() -> None:
    """With --no-browser the person has the link already."""
    assert NoBrowser().open(URL.replace("`", "").replace('"', ""))


def test_the_openers_of_each_system(tmp_path: Path) -> None:
    """macOS has its own; elsewhere the first known opener on the path, and none where there is no screen."""
    assert system_opener({}, "darwin") == ["/usr/bin/open"]
    path = {"PATH": str(tmp_path), "DISPLAY": ":0"}
    assert system_opener(path, "linux") is None
    for name, words in (("gio", ["open"]), ("xdg-open", [])):
        file = tmp_path / name
        file.write_text("#!/bin/sh\n", encoding="utf-8")
        file.chmod(0o700)
        assert system_opener(path, "linux") == [str(file), *words]
    assert system_opener({"PATH": str(tmp_path)}, "linux") is None


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open is of Linux desktops")
def test_the_system_browser_gets_the_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The opener of the desktop is started with the link as its one argument; without a screen nothing is."""
    file = tmp_path / "xdg-open"
    file.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$#" "$1" > "{tmp_path}/part" && mv "{tmp_path}/part" "{tmp_path}/told"\n'
    )
    file.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    assert not SystemBrowser().open(URL)
    monkeypatch.setenv("DISPLAY", ":9")
    assert SystemBrowser().open(URL)
    assert told(tmp_path / "told") == ["1", URL]


def test_a_frozen_programs_library_path_is_not_handed_on() -> None:
    """A browser started from a frozen program finds its own libraries, not ours."""
    ours = {"LD_LIBRARY_PATH": "/tmp/_MEI1", "LD_LIBRARY_PATH_ORIG": "/opt/lib", "PATH": "/bin"}
    assert outside_environment(ours, frozen=True) == {"LD_LIBRARY_PATH": "/opt/lib", "PATH": "/bin"}
    assert outside_environment({"LD_LIBRARY_PATH": "/tmp/_MEI1"}, frozen=True) == {}
    assert outside_environment({"LD_LIBRARY_PATH": "/opt/lib"}, frozen=False) == {"LD_LIBRARY_PATH": "/opt/lib"}
