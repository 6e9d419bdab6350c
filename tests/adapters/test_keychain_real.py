"""A real system keychain: gnome-keyring in a D-Bus session of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")
STORY = """
import asyncio, pathlib, subprocess, sys
subprocess.run(["gnome-keyring-daemon", "--unlock", "--components=secrets"], input=b"made-up", check=True,
               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
from flow_desktop.adapters.keychain import WINDOWS_BYTES, Keychain
from flow_desktop.adapters.places import Places
from flow_desktop.adapters.vault import KeyringVault
from flow_desktop.core.problems import StorageFailed
from tests.contracts.vault_contract import ADA, SESSION

async def story():
    keychain = Keychain(most_bytes=WINDOWS_BYTES)
    vault = KeyringVault(Places(pathlib.Path(sys.argv[1])), keychain, "app")
    assert await vault.load(ADA) is None
    await vault.delete(ADA)
    await vault.save(SESSION)
    again = KeyringVault(Places(pathlib.Path(sys.argv[1])), Keychain(), "app")
    assert vault.keeps and await again.load(ADA) == SESSION
    await again.delete(ADA)
    assert await vault.load(ADA) is None
    full = "r" * (WINDOWS_BYTES // 2)
    await keychain.put("size", full)
    assert await keychain.get("size") == full
    try:
        await keychain.put("size", full + "r")
    except StorageFailed:
        print("kept", len(await keychain.get("size")) * 2)

asyncio.run(story())
"""


@pytest.mark.story
@pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason="gnome-keyring or dbus-run-session is not installed")
def test_a_session_lives_in_a_real_keychain(home: Path, tmp_path: Path) -> None:
    """Saved, found again by another object, kept up to 2,560 bytes, gone after delete; nothing in a file of ours."""
    private = {name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "HOME")}
    for folder in private.values():
        Path(folder).mkdir(mode=0o700)
    environ = {**os.environ, **private, "PYTHONPATH": str(Path.cwd())}
    environ.pop("PYTHON_KEYRING_BACKEND", None)
    command = ["dbus-run-session", "--", sys.executable, "-c", STORY, str(home)]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=50, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["kept", "2560"]
    ours = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert not any(b"rt-canary" in content for content in ours)
