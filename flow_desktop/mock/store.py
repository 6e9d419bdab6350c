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

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE enterprise (id TEXT PRIMARY KEY, organization_id TEXT, name TEXT, plan TEXT, sso_enforced INTEGER,
    idp_name TEXT);
CREATE TABLE domains (domain TEXT PRIMARY KEY);
CREATE TABLE directories (id TEXT PRIMARY KEY, organization_id TEXT, external_key TEXT, type TEXT, state TEXT,
    name TEXT, domain TEXT, created_at TEXT, updated_at TEXT);
CREATE TABLE idp_people (position INTEGER PRIMARY KEY, subject TEXT UNIQUE, idp_id TEXT UNIQUE, login_key TEXT UNIQUE,
    email TEXT, email_verified INTEGER, given_name TEXT, family_name TEXT, name TEXT, shows TEXT);
CREATE TABLE directory_users (id TEXT PRIMARY KEY, directory_id TEXT, organization_id TEXT, idp_id TEXT, username TEXT,
    email TEXT, email_key TEXT, first_name TEXT, last_name TEXT, state TEXT, created_at TEXT, updated_at TEXT);
CREATE INDEX directory_users_by_directory ON directory_users (directory_id, id);
CREATE INDEX directory_users_by_email ON directory_users (directory_id, email_key);
CREATE INDEX directory_users_by_idp ON directory_users (idp_id);
CREATE TABLE directory_groups (id TEXT PRIMARY KEY, directory_id TEXT, organization_id TEXT, idp_id TEXT, name TEXT,
    created_at TEXT, updated_at TEXT);
CREATE TABLE directory_group_members (group_id TEXT, user_id TEXT, PRIMARY KEY (group_id, user_id));
CREATE TABLE accounts (id TEXT PRIMARY KEY, subject TEXT UNIQUE, email TEXT, email_key TEXT UNIQUE, first_name TEXT,
    last_name TEXT, updated_at TEXT);
CREATE TABLE memberships (account_id TEXT PRIMARY KEY, enterprise_id TEXT, role TEXT, source TEXT);
CREATE TABLE directory_links (account_id TEXT PRIMARY KEY, directory_user_id TEXT UNIQUE);
CREATE TABLE browsers (id INTEGER PRIMARY KEY, cookie TEXT UNIQUE, form_token TEXT, subject TEXT, auth_time INTEGER,
    created REAL);
CREATE TABLE attempts (id TEXT PRIMARY KEY, browser INTEGER, parameters TEXT, created REAL, fresh_login INTEGER,
    method TEXT, email TEXT, subject TEXT, auth_time INTEGER, finished INTEGER DEFAULT 0);
CREATE TABLE pushed (request_uri TEXT PRIMARY KEY, parameters TEXT, expires REAL);
CREATE TABLE codes (code TEXT PRIMARY KEY, family TEXT, subject TEXT, redirect_uri TEXT, scope TEXT, nonce TEXT,
    challenge TEXT, auth_time INTEGER, expires REAL, used INTEGER DEFAULT 0);
CREATE TABLE tokens (access TEXT PRIMARY KEY, refresh TEXT UNIQUE, family TEXT, subject TEXT, scope TEXT,
    auth_time INTEGER, issued REAL, access_expires REAL, refresh_used INTEGER DEFAULT 0, revoked INTEGER DEFAULT 0);
CREATE INDEX tokens_by_family ON tokens (family);
"""


class StoreError(Exception):
    """The `--data` file cannot be used."""


def digest(secret: str) -> str:
    """The form in which a secret is stored and looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Store:
    """One connection guarded by one lock; every write is a short transaction."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        self._connection = _connect(path)
        self._connection.row_factory = sqlite3.Row
        self.is_new = self._prepare()

    def _prepare(self) -> bool:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, SCHEMA_VERSION):
            raise StoreError(f"the data file has layout {version}, this version needs {SCHEMA_VERSION}")
        if version == 0:
            self._connection.executescript(_SCHEMA)
            self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return bool(version == 0)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the lock; commit at the end, roll back when the block raises."""
        with self._lock, self._connection:
            yield self._connection

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
        return sqlite3.connect(":memory:", check_same_thread=False)
    try:
        # Created by us first, so that its mode is private from the first byte on.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: {error}") from error
    return connection
