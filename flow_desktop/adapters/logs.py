"""The program's own record of what happened: a ring in memory, a small file at home, no secret in either."""

from __future__ import annotations

import faulthandler
import json
import logging
import os
from collections import deque
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from flow_desktop.adapters.places import Places

if TYPE_CHECKING:
    from flow_desktop.core.secret import Secret

LOG_FILE = "flow-desktop.log"
CRASH_FILE = "crash.txt"
KEPT_RECORDS = 500
_KEPT_SECRETS = 200
_OURS = "flow_desktop"
_TALKATIVE = ("httpx2", "httpcore2", "h11", "authlib", "joserfc", "keyring", "secretstorage", "jeepney", "filelock")
"""Libraries that write addresses, headers or whole messages at DEBUG and INFO."""


class Redactor:
    """Stars out secret shapes, and the secrets of this process that it was told of."""

    def __init__(self) -> None:
        self._secrets: deque[str] = deque(maxlen=_KEPT_SECRETS)

    def hide(self, secret: Secret) -> None:
        """From now on this text is starred out wherever it appears; the 200 newest are known."""
        self._secrets.append(secret.reveal())

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        from flow_desktop.core.redact import redact  # noqa: PLC0415 - with the first record, not before the first paint

        return redact(text, frozenset(self._secrets))


class Logs:
    """The handlers of one process; `close` takes them off again."""

    def __init__(self, redactor: Redactor, handlers: tuple[logging.Handler, ...], crash: TextIOWrapper | None) -> None:
        self.redactor = redactor
        self._handlers = handlers
        self._crash = crash

    def recent(self) -> tuple[str, ...]:
        """The newest records as JSON lines, oldest first."""
        return tuple(line for handler in self._handlers if isinstance(handler, _Ring) for line in handler.lines)

    def close(self) -> None:
        """Stop recording. Safe to call twice."""
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()
            self._crash = None


def begin_logging(places: Places) -> Logs:
    """Record from now on. A home that cannot be written costs the file only. A second call replaces the first."""
    redactor = Redactor()
    for earlier in [one for one in logging.getLogger().handlers if isinstance(one, _Ring | _File)]:
        logging.getLogger().removeHandler(earlier)
        earlier.close()
    handlers = (_Ring(), *_file_handler(places))
    for handler in handlers:
        handler.setFormatter(_JsonLines(redactor))
        logging.getLogger().addHandler(handler)
    logging.getLogger(_OURS).setLevel(logging.INFO)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    return Logs(redactor, handlers, _watch_for_crashes(places))


class _JsonLines(logging.Formatter):
    """One record, one JSON object, one line. Message and trace are redacted before they are put together."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        from datetime import UTC, datetime  # noqa: PLC0415 - with the first record

        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "text": self._redactor(_message(record)),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["trace"] = self._redactor(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)


class _Ring(logging.Handler):
    """The newest records, for support and for the window."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=KEPT_RECORDS)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class _File(logging.Handler):
    """The file in the home folder; file and rotation are there with the first record."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            from flow_desktop.adapters.log_file import PrivateFile  # noqa: PLC0415 - not before the first paint

            self._file = PrivateFile(self._path)
            self._file.setFormatter(self.formatter)
        self._file.emit(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


def _file_handler(places: Places) -> tuple[logging.Handler, ...]:
    try:
        return (_File(places.folder("logs") / LOG_FILE),)
    except OSError:
        return ()


def _watch_for_crashes(places: Places) -> TextIOWrapper | None:
    """Where the interpreter writes its stack when it dies; somebody else's watch (a debugger's) is left alone."""
    if faulthandler.is_enabled():
        return None
    try:
        file = private_file(places.folder("logs") / CRASH_FILE)
    except OSError:
        return None
    faulthandler.enable(file)
    return file


def private_file(path: Path) -> TextIOWrapper:
    """A file only this person can read, opened to add to it. Raises OSError."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(number, "a", encoding="ascii")


def _message(record: logging.LogRecord) -> str:
    """A record whose arguments do not fit must not take the program down."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return str(record.msg)
