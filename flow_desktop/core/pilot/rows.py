"""A pilot list as it was read: who is in it, what could not be read and why, and how the file was understood."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class PilotRow(NamedTuple):
    """One person of the list, values as given. A NamedTuple: a list may have a million of them.

    ``line``: where it stands in the file, as a person counts (1 is the first line, the header included); in pasted
    text the number of the entry. ``given``, ``family``, ``full``: None where the list has no such column; ``full`` is
    a whole name in one column, "First Last" or "Last, First" as it stood. Blanks around ``email`` are gone, every
    other value is as it came, byte for byte. ``extras``: values of the other columns, in the order of
    `PilotList.extra_columns`.
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
    """How a list was understood, for the preview. ``columns``: role (email, login, given, family, full) -> header.

    The header is as written; a column without one has its letter (A, B, ...). ``login``: the column that was not
    chosen as e-mail (userPrincipalName, Login); its values stay in the extras, and it stood in for the e-mail in
    ``by_login`` rows that had none. ``delimiter`` and ``encoding`` are empty where there is none (a sheet, a group).
    ``header_line``: where the headers stand, 0: there are none; what is above them was left out. ``by_entry``: the
    lines of the rows are numbers of entries, because several of them stand in a line.
    """

    kind: ListKind
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    sheet: str = ""
    header_line: int = 0
    by_login: int = 0
    by_entry: bool = False


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
        if any(role in ("given", "family", "full") for role, _ in self.read_as.columns):
            return True
        return any(row.given is not None or row.family is not None or row.full is not None for row in self.rows[:1])
