"""How a run's list, pages, accounts and results become small blobs and come back: MessagePack, packed by zlib.

A blob holds so few rows that neither side of it holds Python still for long.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Account
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, WithheldReason
from flow_desktop.core.pilot.entries import Page
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.pilot.rows import PilotList, PilotRow, ReadAs, RejectedRow

ROWS = 2000
"""Rows in one blob: under 5 ms of work."""

_LEVEL = 1
"""zlib's fastest: a fifth of the size for a few milliseconds in which Python goes on elsewhere."""

_T = TypeVar("_T")


class BadBlob(ValueError):
    """What was kept cannot be read: damaged, or not ours."""


class _Head(NamedTuple):
    """A list without its rows."""

    name: str
    rejected: tuple[RejectedRow, ...]
    extra_columns: tuple[str, ...]
    read_as: ReadAs


_Told = str | list[str] | None
"""An `Observed`: its text, None for Absent, a list with the reason for Withheld."""


class _AccountRow(NamedTuple):
    """An `Account` as it is kept."""

    id: str
    email: _Told
    given: _Told
    family: _Told
    role: Role | None
    source: str | None
    created_at: datetime | None
    updated_at: datetime | None
    name_edited_at: datetime | None
    linked_to: str | None
    idp_id: str | None


_encoder = msgspec.msgpack.Encoder()
_pages = msgspec.msgpack.Decoder(tuple[Page, ...])
_rows = msgspec.msgpack.Decoder(tuple[PilotRow, ...])
_heads = msgspec.msgpack.Decoder(_Head)
_results = msgspec.msgpack.Decoder(tuple[Result, ...])
_accounts = msgspec.msgpack.Decoder(tuple[_AccountRow, ...])


def sliced(rows: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """The rows, so many at a time that one blob is made quickly."""
    return (rows[start : start + ROWS] for start in range(0, len(rows), ROWS))


def pack(value: Any) -> bytes:
    """Plain values, NamedTuples and simple frozen dataclasses as a blob."""
    return zlib.compress(_encoder.encode(value), _LEVEL)


def pages_of(blob: bytes) -> tuple[Page, ...]:
    """Pages as they were. Raises BadBlob."""
    return _unpack(_pages, blob)


def pack_head(listed: PilotList) -> bytes:
    """Everything of a list but its rows."""
    return pack(_Head(listed.name, listed.rejected, listed.extra_columns, listed.read_as))


def list_of(head: bytes, slices: Sequence[bytes]) -> PilotList:
    """A list as it was. Raises BadBlob."""
    found = _unpack(_heads, head)
    rows = tuple(row for blob in slices for row in _unpack(_rows, blob))
    return PilotList(found.name, rows, found.rejected, found.extra_columns, found.read_as)


def results_of(blob: bytes) -> tuple[Result, ...]:
    """Results as they were. Raises BadBlob."""
    return _unpack(_results, blob)


def pack_accounts(accounts: Sequence[Account]) -> bytes:
    """Accounts of Flow as a blob."""
    return pack([_account_row(one) for one in accounts])


def accounts_of(blob: bytes) -> tuple[Account, ...]:
    """Accounts as they were. Raises BadBlob."""
    return tuple([_account(row) for row in _unpack(_accounts, blob)])


def plain(blob: bytes) -> Any:
    """Whatever plain value is in a blob. Raises BadBlob."""
    return _unpack(msgspec.msgpack.Decoder(), blob)


def _unpack(decoder: msgspec.msgpack.Decoder[_T], blob: bytes) -> _T:
    try:
        return decoder.decode(zlib.decompress(blob))
    except (zlib.error, msgspec.MsgspecError, TypeError) as error:
        raise BadBlob(type(error).__name__) from error


def _account_row(one: Account) -> _AccountRow:
    return _AccountRow(
        one.id, _told(one.email), _told(one.given_name), _told(one.family_name), one.role, one.source,
        one.created_at, one.updated_at, one.name_edited_at, one.linked_to, one.idp_id,
    )  # fmt: skip


def _account(row: _AccountRow) -> Account:
    return Account(
        row.id, _observed(row.email), _observed(row.given), _observed(row.family), row.role, row.source,
        row.created_at, row.updated_at, row.name_edited_at, row.linked_to, row.idp_id,
    )  # fmt: skip


def _told(value: Observed) -> _Told:
    if isinstance(value, Present):
        return value.text
    return [value.reason.value] if isinstance(value, Withheld) else None


def _observed(told: _Told) -> Observed:
    if isinstance(told, str):
        return Present(told)
    return Absent() if told is None else Withheld(WithheldReason(told[0]))
