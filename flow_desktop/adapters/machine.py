"""What support needs to know about the computer: system, version and kind of processor; no host or user name."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping

LONGEST = 120
_WINDOWS_11 = 22000
"""First build of Windows 11, which still calls itself Windows 10 in its own registry."""


def describe_machine() -> str:
    """One line such as ``Debian GNU/Linux 12 (bookworm) x86_64``. Takes some milliseconds; never raises."""
    try:
        name = _system_name()
    except Exception:  # noqa: BLE001 - files and answers of the system's own; a detail must not stop Help
        name = ""
    return " ".join(f"{name or sys.platform} {_processor()}".split())[:LONGEST]


def windows_name(told: Mapping[str, object], build: int) -> str:
    """``Windows 11 Pro 23H2 (build 22631.3737)`` from the registry's CurrentVersion values, as far as there are any."""
    name = str(told.get("ProductName") or "Windows")
    if build >= _WINDOWS_11:
        name = name.replace("Windows 10", "Windows 11", 1)
    exact = f"{build}.{told['UBR']}" if "UBR" in told else f"{build}"
    return f"{name} {told.get('DisplayVersion', '')} (build {exact})"


def _system_name() -> str:
    if sys.platform == "win32":
        return windows_name(_registry(), sys.getwindowsversion().build)
    if sys.platform == "darwin":
        return f"macOS {platform.mac_ver()[0]}"
    return _freedesktop()


def _freedesktop() -> str:
    """The distribution's own words (os-release(5)); where there are none, the kernel's."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"


def _processor() -> str:
    """Windows tells it in the environment; Python would ask a service there that may take seconds."""
    told = os.environ.get("PROCESSOR_ARCHITEW6432") or os.environ.get("PROCESSOR_ARCHITECTURE", "")
    return told if sys.platform == "win32" else platform.machine()


def _registry() -> Mapping[str, object]:
    """What Windows says about itself; nothing elsewhere, or where it may not be read."""
    told: dict[str, object] = {}
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - there is none elsewhere

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion") as key:
                for index in range(winreg.QueryInfoKey(key)[1]):
                    name, value, _ = winreg.EnumValue(key, index)
                    told[name] = value
        except OSError:
            return told
    return told
