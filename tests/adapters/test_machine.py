"""Support reads which system it is, and nothing about the person or the computer's name."""

from __future__ import annotations

import getpass
import platform
import socket
import sys
from pathlib import Path

import pytest

from flow_desktop.adapters.machine import LONGEST, describe_machine, windows_name


def _raise(_error: Exception) -> dict[str, str]:
    raise _error


@pytest.mark.skipif(not Path("/etc/os-release").exists(), reason="not a freedesktop system")
def test_this_linux() -> None:
    """The distribution's name and version as it writes them, and the kind of processor."""
    told = describe_machine()
    assert told == f"{platform.freedesktop_os_release()['PRETTY_NAME']} {platform.machine()}"


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="they have no os-release")
def test_a_linux_that_does_not_say_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without os-release the kernel's name and version are told."""
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: _raise(OSError()))
    assert describe_machine() == f"{platform.system()} {platform.release()} {platform.machine()}"


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="they have no os-release")
def test_whatever_goes_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that answers nonsense still leaves a line; a long one is cut, a broken one is joined."""
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: _raise(ValueError()))
    assert describe_machine() == f"{sys.platform} {platform.machine()}"
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"PRETTY_NAME": "a\nb" + "x" * 999})
    assert describe_machine() == ("a b" + "x" * 999)[:LONGEST]


def test_nobody_is_named() -> None:
    """Neither the computer's nor the person's name is in the line."""
    words = describe_machine().casefold().split()
    assert not {socket.gethostname().casefold(), getpass.getuser().casefold()}.intersection(words)


@pytest.mark.parametrize(
    ("told", "build", "expected"),
    [
        (
            {"ProductName": "Windows 10 Pro", "DisplayVersion": "23H2", "UBR": 3737},
            22631,
            "Windows 11 Pro 23H2 (build 22631.3737)",
        ),
        (
            {"ProductName": "Windows 10 Pro", "DisplayVersion": "22H2", "UBR": 0},
            19045,
            "Windows 10 Pro 22H2 (build 19045.0)",
        ),
        (
            {"ProductName": "Windows Server 2025 Datacenter", "DisplayVersion": "24H2"},
            26100,
            "Windows Server 2025 Datacenter 24H2 (build 26100)",
        ),
        ({}, 22631, "Windows (build 22631)"),
    ],
)
def test_windows(told: dict[str, object], build: int, expected: str) -> None:
    """Windows 11 calls itself 10 in its registry; the build decides."""
    assert " ".join(windows_name(told, build).split()) == expected
