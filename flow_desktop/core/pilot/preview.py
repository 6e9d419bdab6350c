"""What a list looks like before anything is asked about it: the first rows as understood, and what cannot be used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flow_desktop.core.pilot.rows import ListKind, PilotList, PilotRow, RejectedRow, RowFault
from flow_desktop.core.words import Message, message

FIRST = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a list. ``columns``: role -> header; ``faults``: how many rows each reason costs, most first.

    ``notes``: sentences on how it was understood (text ids ``pilot.list.*``), the e-mail column first.
    """

    name: str
    rows: tuple[PilotRow, ...]
    rejected: tuple[RejectedRow, ...]
    usable: int
    refused: int
    faults: tuple[tuple[RowFault, int], ...]
    columns: tuple[tuple[str, str], ...]
    extra_columns: tuple[str, ...]
    notes: tuple[Message, ...]


def preview(listed: PilotList, *, first: int = FIRST) -> Preview:
    """The first ``first`` usable rows and rejected ones, and the whole numbers of both."""
    faults = Counter(one.fault for one in listed.rejected)
    return Preview(
        name=listed.name,
        rows=listed.rows[:first],
        rejected=listed.rejected[:first],
        usable=len(listed.rows),
        refused=len(listed.rejected),
        faults=tuple(faults.most_common()),
        columns=listed.read_as.columns,
        extra_columns=listed.extra_columns,
        notes=tuple(notes_of(listed)),
    )


def notes_of(listed: PilotList) -> list[Message]:
    """How a list was understood, as sentences; what was decided for the person comes first."""
    read = listed.read_as
    columns = dict(read.columns)
    notes: list[Message] = []
    if "email" in columns and "login" in columns:
        notes.append(message("pilot.list.mail_before_login", email=columns["email"], login=columns["login"]))
    elif "email" in columns:
        notes.append(message("pilot.list.email_from", email=columns["email"]))
    if read.by_login:
        notes.append(message("pilot.list.by_login", n=str(read.by_login), login=columns.get("login", "")))
    if read.kind is not ListKind.GROUP and not listed.has_names:
        notes.append(message("pilot.list.no_names"))
    if read.header_line > 1:
        notes.append(message("pilot.list.header_line", line=str(read.header_line)))
    if read.sheet:
        notes.append(message("pilot.list.sheet", sheet=read.sheet))
    if read.encoding:
        notes.append(message("pilot.list.encoding", encoding=read.encoding))
    if listed.extra_columns:
        notes.append(message("pilot.list.extras", columns=", ".join(listed.extra_columns)))
    return notes
