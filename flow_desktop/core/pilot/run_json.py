"""A run as JSON for scripts: the shape that ``resources/schema/verify.json`` promises (pure).

Ids (statuses, codes, grades) and values are given as they are; sentences as a person reads them. Everybody, with all
values, is in a report file (``--out``); here are those who are not ready.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeAlias

from flow_desktop.core.grades import Verdict
from flow_desktop.core.pilot.compare import Changed, Comparison
from flow_desktop.core.pilot.entries import Completeness, Group
from flow_desktop.core.pilot.ports import PastRun
from flow_desktop.core.pilot.report import row_of
from flow_desktop.core.pilot.results import Cost, ListNote, Result, RunFacts
from flow_desktop.core.pilot.rows import PilotList, RejectedRow
from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.pilot.summary import Group as Shared
from flow_desktop.core.pilot.summary import Summary

Json: TypeAlias = dict[str, Any]

_KEYS = ("run", "sentence", "total", "ready", "remarks", "counts", "groups", "people")


def nothing_json() -> Json:
    """The keys of a result where there is none."""
    return {**dict.fromkeys(_KEYS[:4]), **{key: [] for key in ("remarks", "groups", "people")}, "counts": {}}


def summary_json(facts: RunFacts, summary: Summary, speech: PilotSpeech, *, names_list: bool = True) -> Json:
    """Verdict, counts and groups. ``names_list`` False: the list's name may be that of a person."""
    run = facts_json(facts)
    return {
        "run": run if names_list else {**run, "list": None},
        "sentence": speech.verdict(summary),
        "total": summary.total,
        "ready": summary.ready,
        "remarks": list(speech.remarks(summary)),
        "counts": {status.value: n for status, n in summary.counts if n},
        "groups": [_group(one, summary, speech) for one in summary.groups],
    }


def people_json(results: Iterable[Result], listed: PilotList) -> list[Json]:
    """Those who are not ready."""
    return [_person(one, listed) for one in results if not one.status.is_ready]


def facts_json(facts: RunFacts) -> Json:
    """One run, without its results."""
    return {
        "id": facts.id,
        "list": facts.list_name,
        "total": facts.total,
        "source": facts.source,
        "started_at": _time(facts.started_at),
        "finished_at": _time(facts.finished_at) if facts.finished_at is not None else None,
        "cost": cost_json(facts.cost),
        "directory": _completeness(facts.directory),
        "flow": _completeness(facts.flow) if facts.flow is not None else None,
    }


def cost_json(cost: Cost) -> Json:
    """What the cost rule weighed, and chose."""
    return {
        "strategy": cost.strategy.value,
        "pilots": cost.pilots,
        "people": cost.people,
        "page_size": cost.page_size,
        "requests_listed": cost.requests_listed,
        "requests_looked_up": cost.requests_looked_up,
        "filters": cost.filters,
    }


def past_json(run: PastRun) -> Json:
    """A line of the history."""
    counts = {status.value: n for status, n in run.facts.counts}
    return {**facts_json(run.facts), "counts": counts, "resumable": run.resumable, "whole": run.whole}


def comparison_json(found: Comparison) -> Json:
    """What changed between two runs."""
    return {"unchanged": found.unchanged, "changed": [_changed(one) for one in found.changed]}


def directory_group_json(group: Group) -> Json:
    """A group that can be a list."""
    return {"id": group.id, "name": group.name, "members": group.members}


def list_json(listed: PilotList, most: int) -> Json:
    """How a list was understood, with its first rows and every row that cannot be used."""
    read = listed.read_as
    return {
        "name": listed.name,
        "kind": read.kind.value,
        "encoding": read.encoding or None,
        "delimiter": read.delimiter or None,
        "sheet": read.sheet or None,
        "columns": dict(read.columns),
        "extra_columns": list(listed.extra_columns),
        "rows": len(listed.rows),
        "first": [
            {"line": row.line, "email": row.email, "given": row.given, "family": row.family, "full": row.full}
            for row in listed.rows[:most]
        ],
        "rejected": [{"line": row.line, "fault": row.fault.value, "shown": row.shown} for row in listed.rejected],
    }


def _group(group: Shared, summary: Summary, speech: PilotSpeech) -> Json:
    remedy = speech.remedy(group, summary.provider)
    return {
        "status": group.status.value,
        "n": group.n,
        "cause": group.cause.value if group.cause is not None else None,
        "causes": [cause.value for cause in group.causes],
        "outcome": group.outcome.value if group.outcome is not None else None,
        "title": speech.title(group),
        "why": speech.why(group),
        "who": [one.value for one in remedy.who] if remedy is not None else [],
        "steps": list(remedy.steps) if remedy is not None else [],
        "where": list(remedy.where) if remedy is not None else [],
        "questions": list(group.questions),
    }


def _person(result: Result, listed: PilotList) -> Json:
    row = row_of(listed, result)
    given, family, email = (_grade(one) for one in result.grades)
    return {
        "line": row.line if row is not None and row.line else None,
        "email": result.key or None if row is None or isinstance(row, RejectedRow) else row.email,
        "shown": row.shown if isinstance(row, RejectedRow) else None,
        "fault": row.fault.value if isinstance(row, RejectedRow) else None,
        "status": result.status.value,
        "matched_by": result.matched_by.value,
        "directory_id": result.entry_id or None,
        "candidates": result.candidates,
        "grades": {"given_name": given, "family_name": family, "email": email},
        "causes": [cause.value for cause in result.causes],
        "outcome": result.outcome.value if result.outcome is not None else None,
        "detail": result.variant or None,
        "note": result.note.name.lower() if result.note is not ListNote.NONE else None,
        "other_line": result.other or None,
    }


def _changed(one: Changed) -> Json:
    return {"email": one.key, "change": one.change.value, "before": _short(one.before), "after": _short(one.after)}


def _short(result: Result | None) -> Json | None:
    if result is None:
        return None
    return {"status": result.status.value, "causes": [cause.value for cause in result.causes]}


def _completeness(told: Completeness) -> Json:
    return {
        "complete": told.complete,
        "people": told.people,
        "pages": told.pages,
        "why_not": told.why_not.value if told.why_not is not None else None,
        "fault": told.fault.value if told.fault is not None else None,
    }


def _grade(grade: Verdict | None) -> str | None:
    return grade.name.lower() if grade is not None else None


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
