"""Which rows a query finds, in which order: arrays of positions, kept until anything in the store changes.

Paging walks over an array, so that the last page costs what the first one does, with no OFFSET to count through.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from flow_desktop.mock.scim.filter_match import Test, attribute_of, compile_filter, moment
from flow_desktop.mock.scim.filter_syntax import Path, parse_filter, parse_path
from flow_desktop.mock.scim.lookup import Condition, narrowed
from flow_desktop.mock.scim.query import Query
from flow_desktop.mock.scim.records import SHOWN, TABLES, Renderer
from flow_desktop.mock.scim.schemas import Attribute, ResourceType

_KEPT = 8
_AT_ONCE = 500
_ORDERED_COLUMNS = {("User", "userName"): "user_name_key", ("Group", "displayName"): "display_name_key"}
_LINKS = ("groups", "members")


class Results:
    """Finds rows, and remembers the last few findings."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._kept: OrderedDict[tuple[object, ...], array[int]] = OrderedDict()
        self._as_of = -1

    def find(self, connection: sqlite3.Connection, kind: ResourceType, query: Query) -> array[int]:
        """The positions of all rows that fit, in the order asked for. Raises ScimError (invalidFilter)."""
        tree = parse_filter(query.filter) if query.filter.strip() else None
        condition = narrowed(tree, kind) if tree else None
        if condition is not None or connection.in_transaction:  # what is not committed may still be undone
            return self._found(connection, kind, query, condition=condition)
        if connection.total_changes != self._as_of:
            self._kept.clear()
            self._as_of = connection.total_changes
        key = (kind.name, query.filter, query.sort_by.lower(), query.descending)
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._kept[key] = self._found(connection, kind, query, condition=None)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _found(
        self, connection: sqlite3.Connection, kind: ResourceType, query: Query, *, condition: Condition | None
    ) -> array[int]:
        tree = parse_filter(query.filter) if query.filter.strip() else None
        path = parse_path(query.sort_by)
        place = attribute_of(path, kind) if path else None
        if tree is None and (place is None or path is None or path.sub is None):
            column = "position" if place is None else _ORDERED_COLUMNS.get((kind.name, place[1].name))
            if column is not None:
                return _by_column(connection, TABLES[kind.name], column, descending=query.descending and bool(place))
        rows = self._documents(connection, kind, condition, whole=_mentions_links(query))
        test: Test = compile_filter(tree, kind) if tree else _every
        if path is None or place is None:
            return array("q", (position for position, document in rows if test(document)))
        keyed = [(*_sort_key(document, path, place), position) for position, document in rows if test(document)]
        keyed.sort(key=lambda one: one[:2], reverse=query.descending)
        return array("q", (one[2] for one in keyed))

    def _documents(
        self, connection: sqlite3.Connection, kind: ResourceType, condition: Condition | None, *, whole: bool
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        where, values = (f" WHERE {condition.sql}", condition.values) if condition else ("", ())
        found = connection.execute(f"SELECT {SHOWN} FROM {TABLES[kind.name]}{where} ORDER BY position", values)  # noqa: S608
        while rows := found.fetchmany(_AT_ONCE):
            linked = self._renderer.links(connection, kind, [row["id"] for row in rows]) if whole else {}
            for row in rows:
                yield row["position"], self._renderer.document(kind, row, linked)


def _by_column(connection: sqlite3.Connection, table: str, column: str, *, descending: bool) -> array[int]:
    """All rows by an indexed column, without looking at them; by position the index's own order is sorted here."""
    if column == "position":
        return array("q", sorted(row[0] for row in connection.execute(f"SELECT position FROM {table}")))  # noqa: S608
    order = "DESC" if descending else "ASC"
    sql = f"SELECT position FROM {table} ORDER BY {column} {order}, position {order}"  # noqa: S608 - our names
    return array("q", (row[0] for row in connection.execute(sql)))


def _mentions_links(query: Query) -> bool:
    asked = f"{query.filter} {query.sort_by}".lower()
    return any(name in asked for name in _LINKS)


def _sort_key(document: dict[str, Any], path: Path, place: tuple[str | None, Attribute]) -> tuple[bool, Any]:
    """Missing values last when ascending (RFC 7644, 3.4.2.3); of a list the primary or first element counts."""
    urn, attribute = place
    value = document.get(urn, {}).get(attribute.name) if urn else document.get(attribute.name)
    if isinstance(value, list):
        flagged = [one for one in value if isinstance(one, dict) and one.get("primary") is True]
        value = (flagged or value or [None])[0]
    if isinstance(value, dict):
        part = attribute.sub(path.sub or "value")
        value, attribute = (value.get(part.name), part) if part else (None, attribute)
    return value is None, _ordered(value, attribute)


def _ordered(value: Any, attribute: Attribute) -> Any:
    if isinstance(value, str) and attribute.kind == "dateTime":
        return str(moment(value))
    text = "" if value is None else str(value)
    return text if attribute.case_exact else text.casefold()


def _every(_document: Any) -> bool:
    return True
