"""A screen, a browser, a keychain and the local directory service: everything a story happens in."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.stories import real_keychain
from tests.stories.story import Story
from tests.support.browser import Chromium, lacks_browser
from tests.support.local_service import Service, local_service
from tests.support.terminal import Terminal

OPENER = """#!/bin/sh
printf %s "$1" > "$STORY_LINK.new" && mv "$STORY_LINK.new" "$STORY_LINK"
"""


def lacks() -> str:
    """Why stories cannot happen here, or nothing."""
    if not os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return "there is no screen"
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return "there is no D-Bus session"
    return lacks_browser() or ("" if shutil.which("gnome-keyring-daemon") else "gnome-keyring is not installed")


@pytest.fixture(scope="session")
def keychain() -> None:
    """A real gnome-keyring with an empty keychain of its own, unlocked. It ends with the D-Bus session."""
    reason = lacks()
    if reason:
        pytest.skip(f"{reason}; python3 dev.py test --only stories has what it takes")
    if (Path.home() / ".local" / "share" / "keyrings").exists():
        pytest.skip("there is a keychain of somebody's own; python3 dev.py test --only stories makes an empty one")
    command = ["gnome-keyring-daemon", "--unlock", "--components=secrets"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, input=b"made-up", check=True, timeout=20, **quiet)  # type: ignore[call-overload]


@pytest.fixture(autouse=True)
def _empty_keychain(keychain: None) -> Iterator[None]:
    """Each story begins with nothing of ours in the keychain, and leaves nothing."""
    real_keychain.empty()
    yield
    real_keychain.empty()


@pytest.fixture(scope="session")
def _opener(keychain: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """`xdg-open` of our own, first on the path: Qt opens links through it as it would through the real one."""
    folder = tmp_path_factory.mktemp("opener")
    program = folder / "xdg-open"
    program.write_text(OPENER, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        yield


@pytest.fixture(scope="session")
def service(keychain: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The local directory service."""
    with local_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(scope="session")
def _chromium(keychain: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def terminal(keychain: None, tmp_path: Path) -> Terminal:
    """A terminal in the same session."""
    return Terminal(tmp_path / "terminal")


@pytest.fixture
def story(
    qtbot: QtBot,
    service: Service,
    _chromium: Chromium,
    _opener: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Story]:
    """A person in front of the window, the browser beside it; nobody is signed in anywhere."""
    for name, value in {**service.environment, "STORY_LINK": str(tmp_path / "link")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    _chromium.forget()
    told = Story(qtbot, _chromium, tmp_path / "link")
    yield told
    told.close()
