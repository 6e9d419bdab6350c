"""Lists by keyset: a page costs the same wherever it is, and nobody is skipped when people come and go meanwhile."""

from __future__ import annotations

import base64
import binascii
import re
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from flow_desktop.mock.flow.problems import Refused, invalid
from flow_desktop.mock.store import Store

MOST = 1000
USUAL = 100

_Key = Annotated[int, msgspec.Meta(ge=0, le=2**62)] | str
_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)  # RFC 3339, 5.6


@dataclass(frozen=True, slots=True)
class Keyset:
    """A list: `columns` from `tables` where all `conditions` hold, in the order of columns that are unique together.

    `begins_after`: keys before the first page, where a list can be known to begin later than at its beginning.
    `name` and the values of the conditions are part of the cursor: it works for the same list and filters only.
    """

    name: str
    columns: str
    tables: str
    order: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    values: tuple[str | int, ...] = ()
    begins_after: tuple[str | int, ...] = ()

    def where(self, condition: str, *values: str | int) -> Keyset:
        """The same list, narrowed."""
        return replace(self, conditions=(*self.conditions, condition), values=(*self.values, *values))

    def ordered_by(self, *columns: str) -> Keyset:
        """The same list in another order."""
        return replace(self, order=columns)

    def page(self, store: Store, cursor: str | None, *, limit: int) -> tuple[list[sqlite3.Row], str | None]:
        """The rows after the cursor, and the cursor of the next page: None where the list ends."""
        start = self._decode(cursor) if cursor else self.begins_after
        rows: list[sqlite3.Row] = []
        for condition, values in self._stretches(start):
            if len(rows) <= limit:
                rows += self._read(store, condition, values, most=limit + 1 - len(rows))
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], self._encode(rows[limit - 1][-len(self.order) :])

    def _stretches(self, start: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        """What comes after `start`, cut into ranges of the index: equal in all columns but the last, and so on.

        One comparison of row values would walk over everybody who is equal in the first column.
        """
        if not start:
            yield "1", ()
        for length in range(len(start), 0, -1):
            *equal, last = self.order[:length]
            yield " AND ".join([*(f"{column} = ?" for column in equal), f"{last} > ?"]), start[:length]

    def _read(self, store: Store, condition: str, values: tuple[str | int, ...], *, most: int) -> list[sqlite3.Row]:
        order, where = ", ".join(self.order), " AND ".join([*self.conditions, condition])
        sql = f"SELECT {self.columns}, {order} FROM {self.tables} WHERE {where} ORDER BY {order} LIMIT {most}"  # noqa: S608 - our own texts
        return store.all(sql, *self.values, *values)

    @property
    def _mark(self) -> int:
        return zlib.crc32(repr((self.name, self.order, self.conditions, self.values)).encode("utf-8", "surrogatepass"))

    def _encode(self, last: Sequence[str | int]) -> str:
        text = msgspec.json.encode([self._mark, *last])
        return base64.urlsafe_b64encode(text).rstrip(b"=").decode()

    def _decode(self, cursor: str) -> tuple[str | int, ...]:
        """Where the page before ended. Raises Refused with 404: there is no page at a cursor nobody gave."""
        try:
            text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            mark, *start = msgspec.json.decode(text, type=list[_Key])
        except (binascii.Error, msgspec.DecodeError, ValueError):
            mark, start = -1, []
        if mark != self._mark or len(start) != len(self.order):
            raise Refused(404, "cursor_unknown", detail="No page of this list begins at this cursor.")
        return tuple(start)


def moment(text: str) -> str:
    """An RFC 3339 time as the store writes times, rounded up to the millisecond. Raises Refused with 422."""
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise invalid("`since` must be a time with a zone, as 2026-04-30T09:00:00Z.")
    day, minute, second, fraction, zone = match.groups()
    second = "59" if second == "60" else second  # a leap second, which Python has no word for
    micros = (fraction or ".0")[1:7].ljust(6, "0")
    try:
        found = datetime.fromisoformat(f"{day}T{minute}:{second}.{micros}{zone.upper()}")
    except ValueError as wrong:
        raise invalid("`since` is no time that exists.") from wrong
    try:
        found = found.astimezone(UTC) + timedelta(microseconds=-found.microsecond % 1000)
    except OverflowError:  # the first or the last day of the calendar in another zone
        found = found.replace(tzinfo=UTC)
    return found.isoformat(timespec="milliseconds").replace("+00:00", "Z")
