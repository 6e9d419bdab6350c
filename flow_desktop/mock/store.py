"""The state of the service in SQLite: in memory, or in one private file with `--data`.

No secret is stored as such: tokens, codes and cookies are kept as SHA-256 digests, passwords not at all.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flow_desktop.mock.schema import SCHEMA, SCHEMA_VERSION

_APPLICATION = 0x464C4F57  # "FLOW": marks the file as ours (SQLite, application_id)
_LOCK_SECONDS = 1.0
_PAGE_BYTES, _CACHE_KILOBYTES = 8192, 128 * 1024


class StoreError(Exception):
    """The `--data` file cannot be used."""


def digest(secret: str) -> str:
    """The form in which a secret is stored and looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Store:
    """One connection guarded by one lock; every write is a short transaction."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = _connect(path)
        self._connection.row_factory = sqlite3.Row
        try:
            self.is_new = self._prepare()
        except StoreError:
            self._connection.close()
            raise

    def _prepare(self) -> bool:
        """Make the tables of an empty file; True when the state is still to be filled in.

        The layout's number is written by `settle`, after the filling. So a file whose making was interrupted is known:
        it is ours by its application id, has no number yet, and is made once more.
        """
        owner, version = (self._pragma(name) for name in ("application_id", "user_version"))
        tables = [row["name"] for row in self.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        if tables and (owner != _APPLICATION or version not in (0, SCHEMA_VERSION)):
            raise StoreError(
                f"the data file has layout {version}, this version needs {SCHEMA_VERSION}"
                if owner == _APPLICATION
                else "the data file belongs to another program"
            )
        if version:
            return False
        self._connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        for name in tables:
            if not name.startswith("sqlite_"):
                self._connection.execute(f"DROP TABLE {name}")
        self._connection.executescript(SCHEMA)
        return True

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

    def settle(self) -> None:
        """The state is filled in: from now on the file is opened as it is."""
        self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the lock; commit at the end, roll back when the block raises. Inside another one it is part of that."""
        with self._lock:
            if self._depth:
                yield self._connection
                return
            self._depth = 1
            try:
                with self._connection:
                    yield self._connection
            finally:
                self._depth = 0

    def run(self, sql: str, *values: Any) -> int:
        """Execute one statement; the number of rows it changed."""
        with self.transaction() as connection:
            return connection.execute(sql, values).rowcount

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        with self._lock:
            row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return row

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def close(self) -> None:
        """Close the connection; an in-memory state is gone then."""
        with self._lock:
            self._connection.close()


def _connect(path: Path | None) -> sqlite3.Connection:
    if path is None:
        # SQLite's own kind of a passing database: in memory, and what grows beyond the cache in a file without a name.
        connection = sqlite3.connect("", check_same_thread=False)
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}")
        connection.execute("PRAGMA journal_mode = MEMORY")
        return connection
    try:
        # Created by us first, so that its mode is private from the first byte on; its journal takes the mode over.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=_LOCK_SECONDS, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: {error}") from error
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # one service for one file
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing; only power loss could
        connection.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.Error as error:
        connection.close()
        raise StoreError(f"{path}: {error}") from error
    return connection
