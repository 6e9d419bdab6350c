"""A report as CSV (RFC 4180): the list as it came, with what was found beside it.

The list's own columns stand first, under the headers they had, unknown ones included; ours follow (`COLUMNS`). UTF-8,
with a byte order mark unless told otherwise (Excel needs it; Python reads both as ``utf-8-sig``), CRLF, every field
in quotation marks. What a spreadsheet would read as a formula gets an apostrophe, in the reversible way of
`core.pilot.formula`. Otherwise values are as they were received; half a surrogate pair, which no UTF-8 file can hold,
is U+FFFD. A value that is not there and one that is empty are both an empty field: the JSON report tells them apart.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from flow_desktop.core.pilot.formula import guarded
from flow_desktop.core.pilot.report import Person, Report, Values, persons
from flow_desktop.core.pilot.results import ListNote

COLUMNS = (
    "line", "status", "status_text", "outcome", "cause_codes", "why", "remedy", "who", "matched_by", "candidates",
    "row_as_read", "list_note", "other_line", "list_email", "list_given_name", "list_family_name", "list_name",
    "directory_id", "directory_email", "directory_user_name", "directory_given_name", "directory_family_name",
    "directory_active", "flow_id", "flow_email", "flow_given_name", "flow_family_name", "flow_member",
    "grade_given_name", "grade_family_name", "grade_email", "checked_at", "run_id",
)  # fmt: skip
"""Our columns; the names are a promise to scripts."""

CHUNK_ROWS = 100
"""Rows written in one go: a few milliseconds."""

_ROLES = ("email", "given", "family", "full")
_NOWHERE = Values()
_HALVES = re.compile("[\ud800-\udfff]")


def csv_chunks(report: Report, *, bom: bool = True) -> Iterator[bytes]:
    """The file, piece by piece."""
    lines = _Lines()
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    own = _own_columns(report)
    writer.writerow([guarded(one) for one in (*_headers(report, own), *COLUMNS)])
    yield (b"\xef\xbb\xbf" if bom else b"") + lines.taken()
    moment = _time(report.facts.finished_at or report.facts.started_at)
    people = persons(report)
    while chunk := list(islice(people, CHUNK_ROWS)):
        writer.writerows(_row(person, report, own=own, moment=moment) for person in chunk)
        yield lines.taken()


class _Lines:
    """What the csv module writes into."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def write(self, text: str) -> None:
        """Called once for each row."""
        self._parts.append(text)

    def taken(self) -> bytes:
        """What was written since the last time."""
        text, self._parts = "".join(self._parts), []
        try:
            return text.encode()
        except UnicodeEncodeError:
            return _HALVES.sub("\ufffd", text).encode()


def _own_columns(report: Report) -> tuple[str, ...]:
    """Roles of the columns that the list had, in the order we show them."""
    named = dict(report.listed.read_as.columns)
    return tuple(role for role in _ROLES if role in named) or ("email",)


def _headers(report: Report, own: tuple[str, ...]) -> Iterator[str]:
    """The list's headers as they were; one that is called like ours or like another says that it is the list's."""
    named = {} if report.is_masked else dict(report.listed.read_as.columns)
    taken = set(COLUMNS)
    for header in (*(named.get(role) or role for role in own), *report.extra_columns):
        shown = header
        while shown in taken:
            shown += " (list)"
        taken.add(shown)
        yield shown


def _row(person: Person, report: Report, *, own: tuple[str, ...], moment: str) -> list[str]:
    cells = (*_from_list(person, own, len(report.extra_columns)), *_found(person, report), *_places(person))
    return [guarded(cell) for cell in (*cells, *_grades(person), moment, report.facts.id)]


def _from_list(person: Person, own: tuple[str, ...], extras: int) -> Iterator[str]:
    """The row as it came. A row that is longer or shorter than its header keeps the columns in their places."""
    yield from (getattr(person.listed, role) or "" for role in own)
    padded = (*person.extras, *("",) * extras)
    yield from padded[:extras]


def _found(person: Person, report: Report) -> Iterator[str]:
    result, text, words = person.result, person.text, report.words
    yield "" if person.line is None else str(person.line)
    yield result.status.value
    yield words(f"pilot.status.{result.status}")
    yield result.outcome.value if result.outcome is not None else ""
    yield " ".join(cause.value for cause in result.causes)
    yield text.why
    yield text.remedy[0] if len(text.remedy) == 1 else numbered(text.remedy)
    yield ", ".join(words(f"report.check.who.{who.lower()}") for who in text.who)
    yield result.matched_by.value
    yield str(result.candidates)
    yield person.shown
    yield "" if result.note is ListNote.NONE else result.note.name.lower()
    yield str(person.other_line) if person.other_line else ""


def _places(person: Person) -> Iterator[str]:
    here, there, flow = person.listed, person.directory or _NOWHERE, person.flow or _NOWHERE
    yield from (here.email or "", here.given or "", here.family or "", here.full or "")
    yield from (there.id, there.email or "", there.user_name or "", there.given or "", there.family or "")
    yield _yes(there.active)
    yield from (flow.id, flow.email or "", flow.given or "", flow.family or "", _yes(flow.active))


def _grades(person: Person) -> Iterator[str]:
    yield from ("" if grade is None else grade.name.lower() for grade in person.result.grades)


def numbered(steps: Iterable[str]) -> str:
    """Steps in one line."""
    return " ".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def _yes(value: bool | None) -> str:
    return "" if value is None else "true" if value else "false"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
