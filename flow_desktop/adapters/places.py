"""Where the program's files are: the one home folder, and the resources that ship with it.

Everything the program keeps is in one folder, so that support can look at it and a person can delete it. The variable
``FLOW_DESKTOP_HOME`` moves all of it. Folders are private (0700) and so are files (0600); on Windows the profile's own
access list does that.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "FLOW_DESKTOP_HOME"
_NAME = "flow-desktop"
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Places:
    """The home folder and how files get into it."""

    home: Path

    def path(self, *parts: str) -> Path:
        """A place below home; nothing is created."""
        return self.home.joinpath(*parts)

    def folder(self, *parts: str) -> Path:
        """A private folder below home, made if missing. Raises OSError."""
        folder = self.home
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        for part in parts:
            folder /= part
            folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
        return folder

    def read(self, name: str) -> str | None:
        """The text of a file in home, None if there is none. Raises OSError and UnicodeDecodeError.

        A pipe or a device never ends, and no file of ours is large: neither is read.
        """
        path = self.path(name)
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
                raise OSError(errno.EFBIG, "not a small file", name)
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def write(self, name: str, text: str, *, lasting: bool = True) -> None:
        """Replace a file in home at one stroke: a reader sees the old or the new text, never half. Raises OSError.

        ``lasting``: it must survive a power cut, which costs a wait for the disk.
        """
        target = self.folder() / name
        draft = target.with_name(f"{name}.{os.urandom(4).hex()}.new")
        try:
            with os.fdopen(new_private(draft), "w", encoding="utf-8") as file:
                file.write(text)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)

    def set_aside(self, name: str) -> None:
        """Rename a file nobody can read any more, so that it can be looked at and is not read again."""
        with suppress(OSError):
            self.path(name).replace(self.path(f"{name}.unreadable"))


def find_places(environ: Mapping[str, str]) -> Places:
    """The home folder: ``FLOW_DESKTOP_HOME`` if set, else the system's folder for an application's own data."""
    wanted = environ.get(HOME_VARIABLE)
    if wanted:
        return Places(Path(wanted).expanduser().absolute())
    from platformdirs import user_data_path  # noqa: PLC0415 - costs 17 ms that a set variable saves

    return Places(user_data_path(_NAME, appauthor=False))


def find_resources() -> Path:
    """The folder of texts, styles and icons: in a frozen program, in a wheel, or in a checkout."""
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [package / "resources", package.parent / "resources"]
    if frozen:
        candidates = [Path(frozen, "flow_desktop", "resources"), Path(frozen, "resources"), *candidates]
    return next((folder for folder in candidates if folder.is_dir()), candidates[-1])


def new_private(path: Path) -> int:
    """A new file that only this person can read, from its first byte on."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
