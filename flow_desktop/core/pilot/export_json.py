"""A report as JSON: three linked tables, as `resources/schema/verify-report.json` promises.

``results`` has everybody; ``steps`` (the five steps of a way) and ``fields`` (name by name at each place) point at
them by ``result_id``. The trail of a hundred thousand people would be a file nobody opens: ``scope`` says whose steps
and fields are there and how many were left out. UTF-8, a record to a line; half a surrogate pair is written as JSON
escapes it (``\\ud800``), so that every value is kept as received.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeAlias

from flow_desktop.core.grades import Verdict
from flow_desktop.core.pilot.entries import Completeness
from flow_desktop.core.pilot.report import GroupText, Person, Report, Values, person_of, persons
from flow_desktop.core.pilot.report_how import how_it_was_looked_at
from flow_desktop.core.pilot.results import Cost, ListNote, Result, Status

SCHEMA = "flow-desktop/verify-report"
SCHEMA_VERSION = 1
"""Raised when a key changes its meaning or goes away; new keys may come without."""

EVERYBODY = 20_000
"""Up to this many people, fields are told of all; above, only of those where there is something to say."""

MOST_TRAILS = 2_000
"""Steps are told of at most this many people who are not ready: each costs a whole diagnosis."""

CHUNK_RECORDS = 50

Json: TypeAlias = dict[str, Any]


def json_chunks(report: Report) -> Iterator[bytes]:
    """The file, piece by piece."""
    yield _encoded("{\n")
    for name, value in _head(report).items():
        yield _encoded(f"{json.dumps(name)}: {_dumped(value)},\n")
    yield from _table("results", (_result(person, report) for person in persons(report)))
    yield _encoded(",\n")
    yield from _table("steps", _steps(report))
    yield _encoded(",\n")
    yield from _table("fields", _fields(report))
    yield _encoded("\n}\n")


def _table(name: str, records: Iterable[Json]) -> Iterator[bytes]:
    yield _encoded(f"{json.dumps(name)}: [")
    source, first = iter(records), True
    while chunk := [_dumped(one) for one in islice(source, CHUNK_RECORDS)]:
        yield _encoded(("\n" if first else ",\n") + ",\n".join(chunk))
        first = False
    yield _encoded("]" if first else "\n]")


def _head(report: Report) -> Json:
    """Everything that is not a table."""
    masked = report.is_masked
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "program": {"name": "Flow Desktop", "version": report.version},
        "redacted": masked,
        "redaction": report.words("pilot.export.redacted") if masked else None,
        "run": _run(report),
        "list": _list(report),
        "verdict": {"sentence": report.safe(report.verdict), "remarks": [report.safe(one) for one in report.remarks]},
        "counts": {status.value: n for status, n in report.counts},
        "groups": [_group(one, report) for one in report.groups],
        "how": [{"label": line.label, "text": line.text} for line in how_it_was_looked_at(report)],
        "scope": _scope(report),
    }


def _run(report: Report) -> Json:
    facts = report.facts
    return {
        "id": facts.id,
        "source": facts.source,
        "started_at": _time(facts.started_at),
        "finished_at": _time(facts.finished_at),
        "cost": _cost(facts.cost),
        "directory": _completeness(facts.directory),
        "flow": _completeness(facts.flow) if facts.flow is not None else None,
    }


def _cost(cost: Cost) -> Json:
    return {
        "strategy": cost.strategy.value,
        "pilots": cost.pilots,
        "people": cost.people,
        "page_size": cost.page_size,
        "requests_listed": cost.requests_listed,
        "requests_looked_up": cost.requests_looked_up,
        "filters": cost.filters,
    }


def _completeness(told: Completeness) -> Json:
    return {
        "complete": told.complete,
        "people": told.people,
        "pages": told.pages,
        "why_not": told.why_not.value if told.why_not is not None else None,
        "fault": told.fault.value if told.fault is not None else None,
        "told_total": told.told_total,
    }


def _list(report: Report) -> Json:
    listed = report.listed
    read = listed.read_as
    return {
        "name": report.list_name,
        "kind": read.kind.value,
        "encoding": read.encoding,
        "delimiter": read.delimiter,
        "sheet": "" if report.is_masked else read.sheet,
        "columns": {} if report.is_masked else dict(read.columns),
        "extra_columns": list(report.extra_columns),
        "rows": len(listed.rows),
        "rejected": len(listed.rejected),
    }


def _group(group: GroupText, report: Report) -> Json:
    return {
        "status": group.status.value,
        "code": group.code or None,
        "certain": group.certain,
        "n": group.n,
        "title": report.safe(group.title),
        "why": report.safe(group.why),
        "remedy": [report.safe(step) for step in group.remedy],
        "where": list(group.where),
        "who": [who.value for who in group.who],
    }


def _scope(report: Report) -> Json:
    """Whose steps and fields are in the tables."""
    ways = sum(n for status, n in report.counts if _has_way(status)) if report.is_whole else 0
    trails = min(ways, MOST_TRAILS)
    kind = "none" if not report.is_whole else "some" if trails < ways else "all"
    all_fields = len(report.results) <= EVERYBODY
    words, left_out = report.words, ways - trails
    text = words(f"pilot.export.steps_{kind}", n=trails, all=ways)
    return {
        "steps": {"of": "not_ready", "people": trails, "left_out": left_out, "text": text},
        "fields": {
            "of": "everybody" if all_fields else "not_plainly_ready",
            "text": words("pilot.export.fields_all" if all_fields else "pilot.export.fields_some"),
        },
    }


def _result(person: Person, report: Report) -> Json:
    result, text = person.result, person.text
    return {
        "result_id": person.number,
        "line": person.line,
        "list": _own(person, report),
        "row_as_read": person.shown or None,
        "status": result.status.value,
        "outcome": result.outcome.value if result.outcome is not None else None,
        "causes": [cause.value for cause in result.causes],
        "variant": result.variant,
        "why": text.why,
        "remedy": list(text.remedy),
        "who": [who.value for who in text.who],
        "matched_by": result.matched_by.value,
        "candidates": result.candidates,
        "list_note": None if result.note is ListNote.NONE else result.note.name.lower(),
        "other_line": person.other_line,
        "directory": _place(person.directory),
        "flow": _place(person.flow),
    }


def _own(person: Person, report: Report) -> Json | None:
    """The list's row, without values where it could not be used; null for somebody who is not in the list."""
    if person.result.status is Status.UNEXPECTED:
        return None
    row, extras = person.listed, dict(zip(report.extra_columns, person.extras, strict=False))
    return {"email": row.email, "given": row.given, "family": row.family, "full": row.full, "extras": extras}


def _place(values: Values | None) -> Json | None:
    if values is None:
        return None
    return {"id": values.id or None, "user_name": values.user_name, "active": values.active}


def _steps(report: Report) -> Iterator[Json]:
    """The ways of those who were looked for and are not ready, the first ones. A masked report tells no sentence."""
    told = ((number, one) for number, one in enumerate(report.results, 1) if _has_way(one.status))
    for number, result in islice(told, MOST_TRAILS):
        for step in report.people.trail(result):
            said = None if report.is_masked else step.said
            yield {
                "result_id": number,
                "step": step.id.value,
                "state": step.state.value,
                "said": said,
                "causes": list(step.causes),
            }


def _fields(report: Report) -> Iterator[Json]:
    """Name by name what each place says; null where it says nothing, "" where it says an empty text."""
    everybody = len(report.results) <= EVERYBODY
    for number, result in enumerate(report.results, 1):
        if (everybody or result.status is not Status.READY) and _is_compared(result):
            yield from _fields_of(person_of(report, number, result))


def _has_way(status: Status) -> bool:
    """Whether there is a way to tell: of those who were looked for and are not ready."""
    return not status.is_ready and status not in (Status.LIST_PROBLEM, Status.UNEXPECTED)


def _is_compared(result: Result) -> bool:
    return bool(result.entry_id) or any(grade is not None for grade in result.grades)


def _fields_of(person: Person) -> Iterator[Json]:
    for (name, key), grade in zip(_FIELDS, person.result.grades, strict=True):
        yield {
            "result_id": person.number,
            "field": name,
            "grade": _grade(grade),
            "in_list": getattr(person.listed, key),
            "in_directory": getattr(person.directory, key) if person.directory is not None else None,
            "in_flow": getattr(person.flow, key) if person.flow is not None else None,
        }


_FIELDS = (("given_name", "given"), ("family_name", "family"), ("email", "email"))


def _grade(grade: Verdict | None) -> str | None:
    return grade.name.lower() if grade is not None else None


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
