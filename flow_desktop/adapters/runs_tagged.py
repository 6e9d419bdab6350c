"""Frozen values of core as plain ones and back, each with the name of its type: for the small parts of a kept run.

Only the types named here can come out of a blob, whatever stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from flow_desktop.adapters.runs_codec import BadBlob, pack, plain
from flow_desktop.core import evidence as seen
from flow_desktop.core.answers import Answer
from flow_desktop.core.directory import Role
from flow_desktop.core.observed import Absent, Present, Withheld, WithheldReason
from flow_desktop.core.pilot.entries import Completeness, Entry, Fault
from flow_desktop.core.pilot.ports import Firm, Known, RunOptions, Wanted
from flow_desktop.core.pilot.results import Cost, RunFacts, Status, Strategy

_RECORDS: tuple[type, ...] = (
    *(Present, Absent, Withheld, seen.Seen, seen.NotSeen, seen.Viewer, seen.Enterprise, seen.Seats, seen.Settings),
    *(seen.Connection, seen.EventMark, seen.Delivery, seen.DirectoryUser, seen.Account, seen.Invitation),
    *(seen.AuditLine, seen.DirectoryEvent, seen.EventList, seen.Look, Firm, Known, Wanted),
    *(Answer, RunOptions, RunFacts, Cost, Completeness),
)
_ENUMS: tuple[type[Enum], ...] = (Role, WithheldReason, seen.ConnectionState, Fault, Status, Strategy)
_BY_NAME: Mapping[str, type] = {one.__name__: one for one in (*_RECORDS, *_ENUMS, Entry)}

_TUPLE, _SET, _MAP = "()", "{}", "{:}"


def pack_value(value: Any) -> bytes:
    """One value as a blob. Raises TypeError for a type that is not kept."""
    return pack(_out(value))


def value_of(blob: bytes, kind: type) -> Any:
    """The value of a blob. Raises BadBlob, also where it is no ``kind``."""
    found = value_in(plain(blob))
    if not isinstance(found, kind):
        raise BadBlob(kind.__name__)
    return found


def value_in(told: Any) -> Any:
    """The value that plain ones stand for. Raises BadBlob."""
    try:
        return _in(told)
    except (KeyError, TypeError, ValueError, IndexError, RecursionError) as error:
        raise BadBlob(type(error).__name__) from error


def _out(value: Any) -> Any:
    """Texts, numbers, times and None stand for themselves; everything else is a list that begins with its type."""
    name = type(value).__name__
    if isinstance(value, Enum):
        _known(name)
        return [name, value.value]
    if value is None or isinstance(value, (str, int, float, datetime)):
        return value
    if isinstance(value, Entry):
        return [name, *map(_out, value)]
    if is_dataclass(value):
        _known(name)
        return [name, *(_out(getattr(value, one.name)) for one in fields(value))]
    return _out_many(value)


def _out_many(value: Any) -> list[Any]:
    if isinstance(value, tuple):
        return [_TUPLE, *map(_out, value)]
    if isinstance(value, frozenset):
        return [_SET, *map(_out, sorted(value))]
    if isinstance(value, Mapping):
        return [_MAP, *([_out(key), _out(one)] for key, one in value.items())]
    raise TypeError(type(value).__name__)


def _in(told: Any) -> Any:
    if not isinstance(told, list):
        return told
    name, rest = told[0], told[1:]
    if name == _MAP:
        return {_in(key): _in(one) for key, one in rest}
    values = tuple(map(_in, rest))
    if name == _TUPLE:
        return values
    return frozenset(values) if name == _SET else _BY_NAME[name](*values)


def _known(name: str) -> None:
    if name not in _BY_NAME:
        raise TypeError(name)
