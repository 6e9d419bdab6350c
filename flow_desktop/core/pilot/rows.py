"""A pilot list as it was read: who is in it, what could not be read and why, and how the file was understood."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class PilotRow(NamedTuple):
    """One person of the list, values as given. A NamedTuple: a list may have a million of them.

    ``line``: where it stands in the file, as a person counts (1 is the first line, the header included); in pasted
    text the number of the entry. ``given``, ``family``, ``full``: None where the list has no such column; ``full`` is
    a whole name in one column. ``extras``: values of the other columns, in the order of `PilotList.extra_columns`.
    """

    line: int
    email: str
    given: str | None = None
    family: str | None = None
    full: str | None = None
    extras: tuple[str, ...] = ()


class RowFault(StrEnum):
    """Why a row cannot be used; texts ``pilot.row_fault.<fault>``."""

    NO_EMAIL = "no_email"
    NOT_AN_ADDRESS = "not_an_address"
    TOO_LONG = "too_long"
    TOO_MANY_VALUES = "too_many_values"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that stays in the result as LIST_PROBLEM. ``shown``: the row as it stood, at most 200 characters."""

    line: int
    fault: RowFault
    shown: str
    extras: tuple[str, ...] = ()


class ListKind(StrEnum):
    """What a list was recognised as; texts ``pilot.list_kind.<kind>``."""

    TABLE = "table"
    ADDRESSES = "addresses"
    ENTRA = "entra"
    OKTA = "okta"
    ONELOGIN = "onelogin"
    GOOGLE = "google"
    JUMPCLOUD = "jumpcloud"
    GROUP = "group"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a list was understood, for the preview. ``columns``: role (email, given, family, full) -> header as written.

    ``delimiter`` and ``encoding`` are empty where there is none (a sheet, a group).
    """

    kind: ListKind
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class PilotList:
    """A whole list. ``name``: the file's name, without its folder. Rows and rejected rows are in the list's order."""

    name: str
    rows: tuple[PilotRow, ...]
    rejected: tuple[RejectedRow, ...] = ()
    extra_columns: tuple[str, ...] = ()
    read_as: ReadAs = ReadAs(ListKind.TABLE)

    @property
    def total(self) -> int:
        """Everybody and everything in it; the counts of a run add up to this."""
        return len(self.rows) + len(self.rejected)

    @property
    def has_names(self) -> bool:
        """Whether names can be compared with the list's own."""
        return any(row.given is not None or row.family is not None or row.full is not None for row in self.rows[:1])
