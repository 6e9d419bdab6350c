"""Long lists are read a page at a time: with 100,000 people no page of the console ever holds them all."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flask import request

from flow_desktop.mock.store import Store

PER_PAGE = 25
LONGEST_SEARCH = 320


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, which page that is (from 1), and what was searched for."""

    rows: list[sqlite3.Row]
    number: int
    total: int
    search: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def first(self) -> int:
        """The ordinal of the first row, 0 in an empty list."""
        return (self.number - 1) * PER_PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The ordinal of the last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def searched() -> str:
    """What this request searches for."""
    return request.args.get("q", "").strip()[:LONGEST_SEARCH]


def read_page(store: Store, columns: str, rest: str, *values: object, order: str, counted: str = "") -> Page:
    """The page this request asks for of `SELECT columns rest ORDER BY order`; a number too high is the last page.

    `counted` is a shorter way to the same number of rows, where there is one.
    """
    row = store.one(f"SELECT count(*) AS total {counted or rest}", *values)
    total = int(row["total"]) if row else 0
    wanted = request.args.get("page", "1")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else 1
    number = min(max(1, number), max(1, -(-total // PER_PAGE)))
    sql = f"SELECT {columns} {rest} ORDER BY {order} LIMIT ? OFFSET ?"
    return Page(store.all(sql, *values, PER_PAGE, (number - 1) * PER_PAGE), number, total, searched())


def contains(text: str) -> str:
    """A LIKE pattern (ESCAPE '\\') for rows that contain the text; `%` and `_` in it are letters."""
    for letter in "\\%_":
        text = text.replace(letter, "\\" + letter)
    return f"%{text}%"
