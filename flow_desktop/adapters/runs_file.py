"""The one private file of the history: opened, checked, and set aside where nobody can read it (SQLite, WAL).

Blocking: everything here runs on the history's own thread.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flow_desktop.adapters.places import Places
from flow_desktop.core.problems import Code, StorageFailed, problem

FILE = "runs.sqlite"
VERSION = 1
"""Of the tables; a file with a higher one was written by a newer program and is left alone."""

_BUSY_SECONDS = 5.0
_TABLES = (
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    """CREATE TABLE IF NOT EXISTS runs (id TEXT PRIMARY KEY, realm TEXT NOT NULL, started TEXT NOT NULL,
        finished INTEGER NOT NULL, whole INTEGER NOT NULL, facts BLOB NOT NULL, options BLOB NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS blobs (run TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,
        data BLOB NOT NULL, UNIQUE (run, kind, number))""",
    f"PRAGMA user_version = {VERSION}",
)
_SETTINGS = ("PRAGMA synchronous = NORMAL", "PRAGMA secure_delete = ON", "PRAGMA temp_store = MEMORY")


class RunsFile:
    """An open connection, made when it is first needed. ``was_set_aside`` turns True when a damaged file was."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._open: sqlite3.Connection | None = None
        self.was_set_aside = False

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """One transaction. Raises StorageFailed, and nothing of it stays then."""
        try:
            line = self._connection()
            line.execute("BEGIN IMMEDIATE")
            try:
                yield line
                line.execute("COMMIT")
            finally:
                if line.in_transaction:
                    line.execute("ROLLBACK")
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def tidy(self) -> None:
        """Give freed pages back, also those that lie beside the file. Raises StorageFailed."""
        try:
            line = self._connection()
            for statement in ("PRAGMA incremental_vacuum", "PRAGMA wal_checkpoint(TRUNCATE)"):
                line.execute(statement).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Close the connection; a later call opens it anew."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            try:
                self._open = self._opened()
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._set_aside()
                self._open = self._opened()
        return self._open

    def _opened(self) -> sqlite3.Connection:
        path = self._places.folder() / FILE
        _make_private(path)
        line = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            _prepare(line)
        except BaseException:
            line.close()
            raise
        return line

    def _failed(self, error: sqlite3.Error | OSError) -> StorageFailed:
        if isinstance(error, sqlite3.DatabaseError) and _is_damage(error):
            self.close()
            self._set_aside()
            return StorageFailed(problem(Code.STORAGE_HISTORY_DAMAGED))
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return StorageFailed(problem(Code.STORAGE_HISTORY, reason=reason or type(error).__name__))

    def _set_aside(self) -> None:
        """With what SQLite keeps beside it, so that the two still belong together."""
        self.was_set_aside = True
        for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
            self._places.set_aside(name)


def _make_private(path: Path) -> None:
    """Only this person can read it, from its first byte on; SQLite gives its side files the same mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare(line: sqlite3.Connection) -> None:
    """Raises StorageFailed where a newer program wrote it."""
    found = line.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise StorageFailed(problem(Code.STORAGE_HISTORY_NEWER))
    for statement in _SETTINGS if found == VERSION else (*_TABLES, *_SETTINGS):
        line.execute(statement)
    line.execute("SELECT count(*) FROM runs").fetchone()


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
