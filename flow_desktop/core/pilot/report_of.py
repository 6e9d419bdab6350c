"""Makes the report of a run that ended: out of its results, its book and the sentences everybody else says too (pure).

The window and the command line make their reports here, so that both write the same file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from flow_desktop.core.evidence import Account
from flow_desktop.core.findings import Outcome
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Entry
from flow_desktop.core.pilot.explain import diagnosis_of, needs_explaining
from flow_desktop.core.pilot.gathered import Circumstances
from flow_desktop.core.pilot.report import GroupText, PersonText, Report, StepText
from flow_desktop.core.pilot.report_text import ReportTexts
from flow_desktop.core.pilot.results import Result, RunFacts
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.pilot.summary import Group, Summary


class Ended(Protocol):
    """A run that ended, as `flows.verify.RunOutcome` is one."""

    @property
    def facts(self) -> RunFacts:
        """Where, when, how."""
        ...

    @property
    def listed(self) -> PilotList:
        """The list."""
        ...

    @property
    def results(self) -> tuple[Result, ...]:
        """Everybody."""
        ...

    @property
    def book(self) -> Book | None:
        """What was read, None where it is not kept any more."""
        ...

    @property
    def summary(self) -> Summary:
        """Numbers and groups."""
        ...

    @property
    def circumstances(self) -> Circumstances:
        """What holds for everybody."""
        ...


def report_of(ended: Ended, speech: PilotSpeech) -> Report:
    """Everything an export says. Nothing is copied: rows, results and what was read stay where they are."""
    summary, words = ended.summary, speech.explainer.words
    lost = () if ended.book is not None else (words("pilot.export.not_kept"),)
    return Report(
        facts=ended.facts,
        listed=ended.listed,
        results=ended.results,
        verdict=speech.verdict(summary),
        people=_Backing(ended, speech, ReportTexts(speech, ended.listed, summary.provider)),
        words=words,
        remarks=(*speech.remarks(summary), *lost),
        groups=tuple(_group(group, ended, speech) for group in summary.groups),
        counts=tuple((status, n) for status, n in summary.counts if n),
        version=speech.ticket.version,
        is_whole=ended.book is not None,
    )


@dataclass(frozen=True, slots=True)
class _Backing:
    """What the run's book knows of each person (`core.pilot.report.Backing`)."""

    ended: Ended
    speech: PilotSpeech
    texts: ReportTexts

    def entry(self, result: Result) -> Entry | None:
        """The directory user that was found, None for none (or several)."""
        return self.ended.book.entry(result) if self.ended.book is not None else None

    def account(self, result: Result) -> Account | None:
        """The Flow account that was found; a row that could not be used has none."""
        book = self.ended.book
        return book.account(result) if book is not None and result.key else None

    def text(self, result: Result) -> PersonText:
        """Why, and what to do: that of the group, and what is about this row alone."""
        return self.texts.text(result)

    def trail(self, result: Result) -> tuple[StepText, ...]:
        """The way of the account; empty where nothing is kept of it, or there is nothing to find out."""
        book = self.ended.book
        if book is None or not needs_explaining(result):
            return ()
        found = diagnosis_of(result, self.ended.listed, book, circumstances=self.ended.circumstances)
        message = self.speech.explainer.message
        return tuple(
            StepText(step.id, step.state, message(step.headline), tuple(cause.value for cause in step.causes))
            for step in found.trail.steps
        )


def _group(group: Group, ended: Ended, speech: PilotSpeech) -> GroupText:
    remedy = None if group.status.is_ready else speech.remedy(group, ended.summary.provider)
    return GroupText(
        status=group.status,
        n=group.n,
        title=speech.title(group),
        code=group.cause.value if group.cause is not None else "",
        why=speech.why(group),
        remedy=remedy.steps if remedy is not None else (),
        where=remedy.where if remedy is not None else (),
        who=remedy.who if remedy is not None else (),
        ticket=""
        if group.status.is_ready
        else speech.ticket_of(group, ended.summary, ended.listed, results=ended.results),
        certain=group.cause is None or group.outcome is Outcome.PROBLEM,
    )
