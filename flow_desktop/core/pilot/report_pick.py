"""What a report for reading says of persons: who is listed, how a value is shown, and what differs, in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import escape
from itertools import chain

from flow_desktop.core.phrasing import Phrasing
from flow_desktop.core.pilot.report import GroupText, Person, Report, person_of
from flow_desktop.core.pilot.results import Status
from flow_desktop.core.text import for_display

MOST_LETTERS = 200
"""A value longer than this is cut for reading; the CSV and JSON reports have all of it."""


def not_ready_people(report: Report, most: int) -> Iterator[Person]:
    """Those with something left to do: at most ``most``, by status in its order, then in the list's."""
    kept: dict[Status, list[int]] = {status: [] for status in Status if not status.is_ready}
    for position, result in enumerate(report.results):
        numbers = kept.get(result.status)
        if numbers is not None and len(numbers) < most:
            numbers.append(position)
    for number, position in enumerate(chain.from_iterable(kept.values())):
        if number == most:
            return
        yield person_of(report, position + 1, report.results[position])


MOST_MARKS = 6
"""A letter with more accents than this runs over the lines above and below it; no script needs that many."""


def shown(value: str) -> str:
    """A value as it is read: harmless, and not endless in any direction."""
    return for_display(_cut(value))


def _cut(value: str) -> str:
    short = value if len(value) <= MOST_LETTERS else value[:MOST_LETTERS] + "\u2026"
    if short.isascii():
        return short
    kept, run = list[str](), 0
    for letter in short:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def html_text(sentence: str) -> str:
    """Text for HTML. What comes from outside is harmless already; this is the second lock: no control character, no
    half of a letter and nothing that turns the direction of writing reaches a page.
    """
    return escape(_HARMFUL.sub("\ufffd", sentence))


_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")


def address_of(person: Person) -> str:
    """Whom a row is about: the list's address, else what the directory has, else the row as it stood."""
    there = person.directory
    found = person.listed.email or (there and (there.email or there.user_name)) or person.shown or person.result.key
    return shown(found)


def counted(group: GroupText, report: Report) -> str:
    """How many are in a group: rows where the list is at fault, else people."""
    unit = "group_rows" if group.status is Status.LIST_PROBLEM else "group_n"
    return report.words(f"pilot.export.{unit}", n=group.n, count=f"{group.n:,}")


def name_of(person: Person) -> str:
    """The name of the list, else of the directory; "" where neither has one."""
    for place in (person.listed, person.directory):
        if place is not None and (place.full or place.given or place.family):
            return shown(place.full or " ".join(part for part in (place.given, place.family) if part))
    return ""


def line_of(person: Person, report: Report) -> str:
    """Where somebody stands in the list."""
    if person.line is None:
        return report.words("pilot.export.not_in_list") if person.result.status is Status.UNEXPECTED else ""
    entry = "entry_of" if report.listed.read_as.by_entry else "line_of"
    return report.words(f"pilot.export.{entry}", line=person.line)


def called(person: Person, report: Report) -> tuple[str, ...]:
    """What heads a row: address, name and line, as far as they are there; a row that may not be shown has its line."""
    parts = (address_of(person), name_of(person), line_of(person, report))
    return tuple(part for part in parts if part) or (report.words("pilot.export.no_value"),)


def differences(person: Person, report: Report) -> tuple[str, ...]:
    """One sentence for each field that is not simply the same: "Last name differs: list: Nguyen, Directory Sync: ...".

    Only what was compared is said. In a masked report the values are stand-ins, which the grade explains.
    """
    rows = zip(("given", "family", "email"), person.result.grades, strict=True)
    return tuple(
        _difference(person, report, key=key, grade=grade.name.lower())
        for key, grade in rows
        if grade is not None and (grade.is_finding or grade.is_note)
    )


def _difference(person: Person, report: Report, *, key: str, grade: str) -> str:
    words, compose = report.words, Phrasing(report.words, None).compose
    places = (("list", person.listed), ("directory", person.directory), ("flow", person.flow))
    said = []
    for name, place in places:
        if place is None or (name == "list" and person.result.status is Status.UNEXPECTED):
            continue
        value = getattr(place, key)
        if name == "list" and value is None:
            value = place.full
            if value is None:  # the list has no such column
                continue
        said.append(compose(f"pilot.export.said_by_{name}", value=_value(value, report)))
    field, how = words(f"pilot.export.field.{key}"), words(f"pilot.export.grade.{grade}")
    return compose("pilot.export.difference", field=field, how=how, values=", ".join(said))


def _value(value: str | None, report: Report) -> str:
    if value is None:
        return report.words("pilot.export.no_value")
    return f"“{shown(value)}”" if value else report.words("pilot.export.empty_value")
