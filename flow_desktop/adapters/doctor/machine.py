"""This computer: system and versions, whether a window can appear, and the folder the program keeps its files in."""

from __future__ import annotations

import asyncio
import os
import platform
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flow_desktop import __version__
from flow_desktop.adapters.display import has_display, named_display
from flow_desktop.adapters.machine import describe_machine
from flow_desktop.adapters.places import Places
from flow_desktop.core.doctor import Area, DoctorLine, LineState
from flow_desktop.core.words import message

_QT = "PySide6_Essentials"


@dataclass(frozen=True, slots=True)
class MachineProbe:
    """core.ports.Probe. ``environ``: where a display is named."""

    places: Places
    environ: Mapping[str, str]
    area: Area = Area.MACHINE
    name: str = "system"
    seconds: float = 10.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """A display may take a second to answer: not on the loop."""
        return await asyncio.to_thread(self._lines)

    def _lines(self) -> tuple[DoctorLine, ...]:
        return (_system(), _window(self.environ), home_line(self.places))


def _system() -> DoctorLine:
    said = message(
        "doctor.machine.system", system=describe_machine(), python=platform.python_version(), version=__version__
    )
    return DoctorLine("machine.system", Area.MACHINE, LineState.OK, said)


def _window(environ: Mapping[str, str]) -> DoctorLine:
    """The commands need neither Qt nor a display."""
    qt = _version_of(_QT)
    if qt is None:
        return _no_window("no_qt")
    if not has_display(environ, sys.platform):
        name = named_display(environ)
        return _no_window("display_silent", name=name) if name else _no_window("no_display")
    return DoctorLine("machine.window", Area.MACHINE, LineState.OK, message("doctor.machine.window", qt=qt))


def _no_window(why: str, **facts: str) -> DoctorLine:
    said, following = message(f"doctor.machine.{why}", **facts), message(f"doctor.machine.{why}_next")
    return DoctorLine("machine.window", Area.MACHINE, LineState.WARN, said, following)


def _version_of(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def home_line(places: Places) -> DoctorLine:
    """Whether files can be kept, by keeping one for a moment, and whether others can look at them."""
    shown, name = _shown(places.home), f"doctor-{os.urandom(4).hex()}"
    try:
        places.write(name, "", lasting=False)
        places.path(name).unlink()
        mode = places.home.stat().st_mode
    except OSError as error:
        said = message("doctor.machine.home_fails", path=shown, reason=error.strerror or type(error).__name__)
        return DoctorLine("machine.home", Area.MACHINE, LineState.BAD, said, message("doctor.machine.home_fails_next"))
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        said, following = message("doctor.machine.home_open", path=shown), message("doctor.machine.home_open_next")
        return DoctorLine("machine.home", Area.MACHINE, LineState.WARN, said, following)
    return DoctorLine("machine.home", Area.MACHINE, LineState.OK, message("doctor.machine.home", path=shown))


def _shown(path: Path) -> str:
    """A path without the name of the person."""
    try:
        return str(Path("~", path.relative_to(Path.home())))
    except (ValueError, RuntimeError):
        return str(path)
