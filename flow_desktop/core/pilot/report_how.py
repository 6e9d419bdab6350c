"""How a run looked: the lines at the end of every report, so that somebody else can judge what it is worth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from flow_desktop.core.pilot.entries import Completeness
from flow_desktop.core.pilot.report import Report
from flow_desktop.core.pilot.results import Strategy
from flow_desktop.core.text import for_display
from flow_desktop.core.words import Words


class HowLine(NamedTuple):
    """A label and what is to say of it."""

    label: str
    text: str


def how_it_was_looked_at(report: Report) -> tuple[HowLine, ...]:
    """List, source, strategy with its cost, proof of completeness, times, run and program; what was replaced, if so."""
    words = report.words
    return tuple(HowLine(words(f"pilot.export.how.{name}"), text) for name, text in _lines(report) if text)


def listing_sentence(words: Words, told: Completeness, at: datetime | None) -> str:
    """Whether a listing is proven whole: "complete at 14:02:11, 12,300 people in 123 answers", or why it is not."""
    if told.complete:
        counted = {"people": _count(told.people), "pages": _count(told.pages)}
        return words("pilot.export.complete", n=told.pages, at=_clock(at), **counted)
    why = [_or_code(words, "profile.reason", told.why_not.value)] if told.why_not is not None else []
    why += [_or_code(words, "pilot.fault", told.fault.value)] if told.fault is not None else []
    reason = "; ".join(one.rstrip(".") for one in why) or words("pilot.export.no_reason")
    return words("pilot.export.incomplete", people=_count(told.people), reason=reason)


def _lines(report: Report) -> Iterator[tuple[str, str]]:
    facts, words = report.facts, report.words
    yield "list", _list(report)
    yield "read_as", _read_as(report)
    yield "source", _or_code(words, "evidence.source", facts.source)
    yield "strategy", _strategy(report)
    looked_up = facts.cost.strategy is Strategy.LOOKED_UP
    if not looked_up or not facts.directory.complete:
        yield "directory", listing_sentence(words, facts.directory, facts.finished_at)
    flow = facts.flow
    yield "flow", listing_sentence(words, flow, facts.finished_at) if flow else words("pilot.export.flow_not_looked_at")
    yield "started", moment(facts.started_at)
    yield "finished", moment(facts.finished_at) if facts.finished_at else words("pilot.export.not_finished")
    yield "run", facts.id
    yield "program", f"Flow Desktop {report.version}".strip()
    if report.is_masked:
        yield "redacted", words("pilot.export.redacted")


def _list(report: Report) -> str:
    listed, words = report.listed, report.words
    counted = words("pilot.export.rows", n=listed.total, count=_count(listed.total))
    if listed.rejected:
        counted += " " + words("pilot.export.rejected", n=len(listed.rejected), count=_count(len(listed.rejected)))
    return words("pilot.export.list", name=report.list_name, counted=counted)


def _read_as(report: Report) -> str:
    """Kind, encoding and the columns that were used; headers may say who somebody is, so a masked report has none."""
    read, words = report.listed.read_as, report.words
    parts = [_or_code(words, "pilot.list_kind", read.kind.value), read.encoding]
    if not report.is_masked:
        parts += [f"{words(f'pilot.role.{role}')}: “{for_display(header)}”" for role, header in read.columns]
    return ", ".join(part for part in parts if part)


def _strategy(report: Report) -> str:
    """The cost rule as it was weighed (verify.md section 5)."""
    cost, words = report.facts.cost, report.words
    if cost.strategy is Strategy.LOOKED_UP:
        return words("pilot.export.looked_up", n=cost.pilots, count=_count(cost.pilots))
    n = report.facts.directory.people
    return words("pilot.export.listed", n=n, count=_count(n), page=_count(cost.page_size))


def moment(at: datetime) -> str:
    """A time for people anywhere."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _clock(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%H:%M:%S} UTC" if at else "?"


def _count(n: int) -> str:
    """With a comma for each thousand."""
    return f"{n:,}"


def _or_code(words: Words, family: str, code: str) -> str:
    """The text of a code; the code itself where a newer part of the program knows more than the texts."""
    return words(f"{family}.{code}") if words.has(f"{family}.{code}") else code
