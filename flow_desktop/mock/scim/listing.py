"""A page of a listing as bytes (RFC 7644, 3.4.2; RFC 9865 for cursors)."""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from flow_desktop.mock.scim.cursor import Cursors, Place
from flow_desktop.mock.scim.projection import Projection, project
from flow_desktop.mock.scim.query import Query
from flow_desktop.mock.scim.records import SHOWN, TABLES, Renderer
from flow_desktop.mock.scim.rendered import Rendered
from flow_desktop.mock.scim.results import Results
from flow_desktop.mock.scim.schemas import GROUPS, USERS, ResourceType
from flow_desktop.mock.store import Store

LIST_URN = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_LINKED = {"User": "groups", "Group": "members"}


@dataclass(frozen=True, slots=True)
class _Page:
    """The positions of a page, where it begins (from 0), and the rest of the envelope as JSON."""

    positions: array[int]
    begin: int
    total: int
    cursors: str


class Listing:
    """Answers the queries."""

    def __init__(self, store: Store, renderer: Renderer, cursors: Cursors) -> None:
        self._store, self._renderer, self._cursors = store, renderer, cursors
        self._results, self._rendered = Results(renderer), Rendered()

    def page(self, kind: ResourceType, query: Query) -> bytes:
        """A ListResponse. Raises ScimError (invalidFilter, invalidCursor)."""
        shown = project(query.attributes, query.excluded, kind)
        with self._store.transaction() as connection:
            found = self._results.find(connection, kind, query)
            page = self._cut(kind, found, query)
            texts = self._texts(connection, kind, page, shown=shown)
        return _envelope(texts, page)

    def everything(self, query: Query) -> bytes:
        """The same over users and groups, users first (`/.search` at the root; by index only)."""
        texts: list[str] = []
        total = 0
        with self._store.transaction() as connection:
            for kind in (USERS, GROUPS):
                found = self._results.find(connection, kind, query)
                begin = max(query.begin - total, 0)
                positions = found[begin : begin + query.count - len(texts)]
                shown = project(query.attributes, query.excluded, kind)
                texts += self._texts(connection, kind, _Page(positions, 0, 0, ""), shown=shown)
                total += len(found)
        return _envelope(texts, _Page(array("q"), query.begin, total, ""))

    def one(self, connection: sqlite3.Connection, kind: ResourceType, row: sqlite3.Row, *, shown: Projection) -> bytes:
        """One resource."""
        return self._render(connection, kind, [row], shown=shown)[0].encode()

    def _cut(self, kind: ResourceType, found: array[int], query: Query) -> _Page:
        if query.cursor is None:
            positions = found[query.begin : query.begin + query.count]
            return _Page(positions, query.begin, len(found), "")
        name = f"{kind.name}\n{query.filter}\n{query.sort_by.lower()}\n{query.descending}"
        begin = self._begin(found, query, name)
        positions = found[begin : begin + query.count]
        after, before = begin + len(positions), max(begin - query.count, 0)
        cursors = ""
        if positions and after < len(found):
            cursors += f',"nextCursor":"{self._cursors.write(Place(after, positions[-1]), name)}"'
        if begin and query.count:
            place = Place(before, found[before - 1] if before else -1)
            cursors += f',"previousCursor":"{self._cursors.write(place, name)}"'
        return _Page(positions, begin, len(found), cursors)

    def _begin(self, found: array[int], query: Query, name: str) -> int:
        """Behind the last row seen where rows stand by position, so that nobody is skipped when others go."""
        if not query.cursor:
            return 0
        place = self._cursors.read(query.cursor, name)
        return min(place.index, len(found)) if query.sort_by else bisect_right(found, place.position)

    def _texts(
        self, connection: sqlite3.Connection, kind: ResourceType, page: _Page, *, shown: Projection
    ) -> list[str]:
        known = self._rendered.known(connection, kind, page.positions) if shown.is_all else None
        if known is not None:
            return known
        rows = _rows(connection, TABLES[kind.name], page.positions)
        texts = self._render(connection, kind, rows, shown=shown)
        if shown.is_all:
            self._rendered.keep(connection, kind, positions=page.positions, texts=texts)
        return texts

    def _render(
        self, connection: sqlite3.Connection, kind: ResourceType, rows: Sequence[sqlite3.Row], *, shown: Projection
    ) -> list[str]:
        linked = {}
        if rows and shown.wants(_LINKED[kind.name]):
            linked = self._renderer.links(connection, kind, [row["id"] for row in rows])
        if shown.is_all:
            return self._renderer.texts(kind, rows, linked)
        if shown.names is not None:
            return self._renderer.parts(kind, rows, linked, names=shown.names)
        documents = (shown.apply(self._renderer.document(kind, row, linked)) for row in rows)
        return [msgspec.json.encode(document).decode() for document in documents]


def _rows(connection: sqlite3.Connection, table: str, positions: array[int]) -> list[sqlite3.Row]:
    if not positions:
        return []
    first, last = positions[0], positions[-1]
    if positions.tolist() == list(range(first, last + 1)):  # a run without gaps is one walk along the table
        sql = f"SELECT {SHOWN} FROM {table} WHERE position BETWEEN ? AND ? ORDER BY position"  # noqa: S608 - our names
        return connection.execute(sql, (first, last)).fetchall()
    marks = ",".join("?" * len(positions))
    rows = connection.execute(f"SELECT {SHOWN} FROM {table} WHERE position IN ({marks})", positions).fetchall()  # noqa: S608
    if len(rows) > 1 and any(row[0] != position for row, position in zip(rows, positions, strict=False)):
        by_position: dict[Any, sqlite3.Row] = {row[0]: row for row in rows}
        rows = [by_position[position] for position in positions if position in by_position]
    return rows


def _envelope(texts: list[str], page: _Page) -> bytes:
    return (
        f'{{"schemas":["{LIST_URN}"],"totalResults":{page.total},"itemsPerPage":{len(texts)},'
        f'"startIndex":{page.begin + 1}{page.cursors},"Resources":[{",".join(texts)}]}}'
    ).encode()
