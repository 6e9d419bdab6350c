"""The log on disk: a small rotating file that only this person can read."""

from __future__ import annotations

from io import TextIOWrapper
from logging import LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path

from flow_desktop.adapters.logs import private_file

_BYTES = 1_000_000
_OLD_FILES = 2


class PrivateFile(RotatingFileHandler):
    """A rotating file that only this person can read; made with the first record."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_BYTES, backupCount=_OLD_FILES, encoding="ascii", delay=True)

    def _open(self) -> TextIOWrapper:
        return private_file(Path(self.baseFilename))

    def handleError(self, record: LogRecord) -> None:  # noqa: N802 - logging's own name
        """A full disk must not write into somebody's terminal."""
