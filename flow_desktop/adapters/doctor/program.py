"""The program's own texts, styles and icons: all there, and readable."""

from __future__ import annotations

import asyncio
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from flow_desktop.core.doctor import Area, DoctorLine, LineState
from flow_desktop.core.words import message

NEEDED = (
    *("words/en.toml", "words/phrase.txt", "guidance/en.toml", "help/en.toml", "causes.toml", "answers.toml"),
    *("style/tokens.toml", "style/sheet.qss", "pages/result.html", "pages/result.css"),
)
"""Without any of these something cannot be shown. Whatever else is there has to be readable too."""

_FOLDERS = ("words", "guidance", "help", "style", "pages", "icons", "schema")


@dataclass(frozen=True, slots=True)
class ProgramProbe:
    """core.ports.Probe over the folder of resources."""

    resources: Path
    area: Area = Area.PROGRAM
    name: str = "files"
    seconds: float = 10.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """One line: intact, or the files that are not."""
        return (await asyncio.to_thread(files_line, self.resources),)


def files_line(resources: Path) -> DoctorLine:
    """Missing and unreadable files by name."""
    there = [path for folder in _FOLDERS for path in (resources / folder).glob("*") if path.is_file()]
    asked = dict.fromkeys((*(resources / name for name in NEEDED), *there))
    damaged = [path.relative_to(resources).as_posix() for path in asked if not _is_readable(path)]
    if not damaged:
        said = message("doctor.program.files", n=str(len(asked)))
        return DoctorLine("program.files", Area.PROGRAM, LineState.OK, said)
    said = message("doctor.program.damaged", files=", ".join(damaged[:5]))
    following = message("doctor.program.damaged_next")
    return DoctorLine("program.files", Area.PROGRAM, LineState.BAD, said, following)


def _is_readable(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            tomllib.loads(text)
        elif path.suffix == ".json":
            json.loads(text)
    except (OSError, ValueError):  # both decoders' errors are ValueErrors
        return False
    return bool(text)
