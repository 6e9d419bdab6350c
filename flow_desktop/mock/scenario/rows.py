"""Writes rows in bulk: who is filled in, with the same few ids of the organisation everywhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from flow_desktop.mock.scenario.history import History
from flow_desktop.mock.scenario.parts import World


@dataclass(frozen=True, slots=True)
class Ground:
    """What every part of the filling needs: the connection, the organisation, its ids and its history."""

    connection: sqlite3.Connection
    world: World
    history: History
    organization: str
    enterprise: str
    directory: str

    def insert(self, table: str, **values: object) -> None:
        """One row."""
        self.insert_many(table, tuple(values), [tuple(values.values())])

    def insert_many(self, table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
        """Many rows of one table."""
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our names
        self.connection.executemany(sql, rows)
