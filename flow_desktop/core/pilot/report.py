"""The report of one run: everything an export says, in one frozen value; persons are read from it one by one.

Nothing here is as long as the list except the list and the results, which the run holds anyway. Where names and
addresses are replaced (`Report.mask`), they are replaced while a person is read: no writer can forget it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from flow_desktop.core.evidence import Account
from flow_desktop.core.guidance import Who
from flow_desktop.core.observed import text_of
from flow_desktop.core.pilot.entries import Entry
from flow_desktop.core.pilot.results import ListNote, Result, RunFacts, Status
from flow_desktop.core.pilot.rows import PilotList, PilotRow, RejectedRow
from flow_desktop.core.pilot.speech import MARKS
from flow_desktop.core.presenting import Mark
from flow_desktop.core.redact import Pseudonyms
from flow_desktop.core.trail import StepId, StepState
from flow_desktop.core.words import Words


class PersonText(NamedTuple):
    """Why somebody is where they are, and what to do, in words. ``remedy``: the steps; empty where none is left."""

    why: str = ""
    remedy: tuple[str, ...] = ()
    who: tuple[Who, ...] = ()


class StepText(NamedTuple):
    """One of the five steps of a person's way, in words. ``causes``: codes that belong here."""

    id: StepId
    state: StepState
    said: str
    causes: tuple[str, ...] = ()


class Backing(Protocol):
    """What a run saw of each person; asked for one person at a time. Nothing raises."""

    def entry(self, result: Result) -> Entry | None:
        """The directory user that was found, None for none (or several)."""
        ...

    def account(self, result: Result) -> Account | None:
        """The Flow account that was found, None for none, or where Flow was not looked at."""
        ...

    def text(self, result: Result) -> PersonText:
        """Why, and what to do."""
        ...

    def trail(self, result: Result) -> tuple[StepText, ...]:
        """The way of the account in five steps; empty where there is nothing to draw. Costs a diagnosis."""
        ...


@dataclass(frozen=True, slots=True)
class GroupText:
    """People who share a cause (or, without one, a status) and therefore a remedy.

    ``code``: the cause's code or "". ``where``: where to click at the identity provider. ``ticket``: what to paste.
    ``certain`` False: the cause is only possible.
    """

    status: Status
    n: int
    title: str
    code: str = ""
    why: str = ""
    remedy: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    who: tuple[Who, ...] = ()
    ticket: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """One run as it is exported. ``verdict`` is the sentence at the top; ``remarks`` what else has to be said there.

    ``counts`` in the order of `Status`, without zeros. ``mask``: set where names and addresses are replaced.
    ``is_whole`` False: what the run read is not kept any more, the results are.
    """

    facts: RunFacts
    listed: PilotList
    results: tuple[Result, ...]
    verdict: str
    people: Backing
    words: Words
    remarks: tuple[str, ...] = ()
    groups: tuple[GroupText, ...] = ()
    counts: tuple[tuple[Status, int], ...] = ()
    version: str = ""
    mask: Pseudonyms | None = None
    is_whole: bool = True

    @property
    def is_masked(self) -> bool:
        """Whether names and addresses are replaced."""
        return self.mask is not None

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """The list's columns that mean nothing to us; left out of a masked report: nobody knows what is in them."""
        return () if self.mask is not None else self.listed.extra_columns

    @property
    def list_name(self) -> str:
        """The list's name; a file may be called after a person."""
        return self.words("pilot.export.list_hidden") if self.mask is not None else self.listed.name

    @property
    def not_ready(self) -> int:
        """How many have something left to be done."""
        return sum(n for status, n in self.counts if not status.is_ready)

    @property
    def open_groups(self) -> tuple[GroupText, ...]:
        """Groups with something left to do."""
        return tuple(one for one in self.groups if not one.status.is_ready)

    @property
    def notes(self) -> tuple[GroupText, ...]:
        """Groups of people who are ready, and of whom something is to be said."""
        return tuple(one for one in self.groups if one.status.is_ready)

    def safe(self, sentence: str) -> str:
        """A sentence as this report may say it."""
        return sentence if self.mask is None else self.mask.text(sentence)


class Values(NamedTuple):
    """What one place says of a person. ``id`` and ``user_name`` are empty for the list; None: not there, not sent."""

    email: str | None = None
    given: str | None = None
    family: str | None = None
    full: str | None = None
    id: str = ""
    user_name: str | None = None
    active: bool | None = None


class Person(NamedTuple):
    """One result with everything an export says of it. ``number`` counts from 1 and is the ``result_id``.

    ``line`` None: not in the list, or not kept. ``shown``: a row of the list that could not be used, as it stood.
    """

    number: int
    line: int | None
    listed: Values
    extras: tuple[str, ...]
    shown: str
    result: Result
    directory: Values | None
    flow: Values | None
    text: PersonText

    @property
    def other_line(self) -> int | None:
        """The line of the list that this one repeats or looks like."""
        return (self.result.other or None) if self.result.note is not ListNote.REJECTED else None


def persons(report: Report) -> Iterator[Person]:
    """Everybody, in the order of the list; whoever is not in it comes last."""
    for position in _in_order(report):
        yield person_of(report, position + 1, report.results[position])


def _in_order(report: Report) -> Iterator[int]:
    """Positions of the results by line: rows that could not be used stand behind the others there, each sorted."""
    rejected = iter([at for at, result in enumerate(report.results) if result.row < 0])
    waiting = next(rejected, None)
    for position, result in enumerate(report.results):
        if result.row < 0:
            continue
        row = row_of(report.listed, result)
        while waiting is not None and (row is None or _line(report, waiting) < row.line):
            yield waiting
            waiting = next(rejected, None)
        yield position
    while waiting is not None:
        yield waiting
        waiting = next(rejected, None)


def _line(report: Report, position: int) -> int:
    row = row_of(report.listed, report.results[position])
    return row.line if row is not None else 0


def person_of(report: Report, number: int, result: Result) -> Person:
    """One of them; names and addresses replaced where the report says so."""
    row = row_of(report.listed, result)
    entry, account = report.people.entry(result), report.people.account(result)
    found = Person(
        number=number,
        line=(row.line or None) if row is not None else None,
        listed=_listed(row),
        extras=row.extras if row is not None else (),
        shown=row.shown if isinstance(row, RejectedRow) else "",
        result=result,
        directory=_directory(entry) if entry is not None else None,
        flow=_flow(account) if account is not None else None,
        text=report.people.text(result),
    )
    return found if report.mask is None else _masked(found, report.mask)


def row_of(listed: PilotList, result: Result) -> PilotRow | RejectedRow | None:
    """The row of the list a result is about, None for somebody who is not in the list."""
    if result.status is Status.UNEXPECTED:
        return None
    if result.row < 0:
        return listed.rejected[-1 - result.row]
    return listed.rows[result.row] if result.row < len(listed.rows) else None


def mark_of(status: Status) -> Mark:
    """The palette's state for a status."""
    return MARKS[status]


def _listed(row: PilotRow | RejectedRow | None) -> Values:
    return Values(row.email, row.given, row.family, row.full) if isinstance(row, PilotRow) else Values()


def _directory(entry: Entry) -> Values:
    return Values(entry.email, entry.given, entry.family, None, entry.id, entry.user_name, entry.active)


def _flow(account: Account) -> Values:
    email, given, family = (text_of(one) for one in (account.email, account.given_name, account.family_name))
    return Values(email, given, family, id=account.id, active=account.is_member)


def _masked(person: Person, mask: Pseudonyms) -> Person:
    """Ids, extra columns and raw rows go; names and addresses get a stand-in; sentences lose their addresses."""
    number = person.number
    text = person.text
    return person._replace(
        listed=_hidden(person.listed, mask, number),
        extras=(),
        shown="",
        result=person.result._replace(key="", entry_id=""),
        directory=_hidden(person.directory, mask, number) if person.directory is not None else None,
        flow=_hidden(person.flow, mask, number) if person.flow is not None else None,
        text=text._replace(why=mask.text(text.why), remedy=tuple(mask.text(step) for step in text.remedy)),
    )


def _hidden(values: Values, mask: Pseudonyms, number: int) -> Values:
    """Names by person: the same name of two people is not the same stand-in, so that nobody can count them."""
    return Values(
        email=mask.address(values.email),
        given=mask.name(values.given, number),
        family=mask.name(values.family, number),
        full=mask.name(values.full, number),
        user_name=mask.address(values.user_name),
        active=values.active,
    )
