"""From a run to its report: the sentences of its groups, and each person with what was seen of them (pure).

The window and the command line make their reports here, so that both write the same file.
"""

from __future__ import annotations

from typing import Protocol

from flow_desktop.core.evidence import Account
from flow_desktop.core.findings import Outcome
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Entry
from flow_desktop.core.pilot.explain import diagnosis_of
from flow_desktop.core.pilot.gathered import Circumstances
from flow_desktop.core.pilot.report import GroupText, PersonText, Report, StepText
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


class Told:
    """A run that ended, and how it is told."""

    def __init__(self, run: Ended, speech: PilotSpeech) -> None:
        self._run = run
        self.speech = speech
        self.summary = run.summary
        self._texts: dict[int, PersonText] = {}

    def report(self) -> Report:
        """Everything an export says; persons are read from it one by one."""
        summary, speech = self.summary, self.speech
        lost = () if self._book is not None else (speech.explainer.words("pilot.export.not_kept"),)
        return Report(
            facts=self._run.facts,
            listed=self._run.listed,
            results=self._run.results,
            verdict=speech.verdict(summary),
            people=self,
            words=speech.explainer.words,
            remarks=(*speech.remarks(summary), *lost),
            groups=tuple(map(self.group, summary.groups)),
            counts=tuple((status, n) for status, n in summary.counts if n),
            version=speech.ticket.version,
        )

    def group(self, group: Group) -> GroupText:
        """A group in words."""
        speech = self.speech
        remedy = speech.remedy(group, self.summary.provider)
        return GroupText(
            status=group.status,
            n=group.n,
            title=speech.title(group),
            code=group.cause.value if group.cause is not None else "",
            why=speech.why(group),
            remedy=remedy.steps if remedy is not None else (),
            where=remedy.where if remedy is not None else (),
            who=remedy.who if remedy is not None else (),
            ticket=speech.ticket_of(group, self.summary, self._run.listed, self._run.results),
            certain=group.cause is None or group.outcome is Outcome.PROBLEM,
        )

    # --- core.pilot.report.Backing --------------------------------------------------------------------------------

    def entry(self, result: Result) -> Entry | None:
        """The directory user that was found, None for none (or several)."""
        return self._run.book.entry(result) if self._run.book is not None else None

    def account(self, result: Result) -> Account | None:
        """The Flow account that was found, None for none, or where Flow was not looked at."""
        return self._run.book.account(result) if self._run.book is not None else None

    def text(self, result: Result) -> PersonText:
        """Why, and what to do: that of the group, and what is about this row alone."""
        return self._texts.text(result)

    def trail(self, result: Result) -> tuple[StepText, ...]:
        """The way of the account; empty where nothing is kept of it, or there is nothing to find out."""
        run = self._run
        if run.book is None or result.status is Status.LIST_PROBLEM:
            return ()
        found = diagnosis_of(result, run.listed, run.book, run.circumstances)
        message = self.speech.explainer.message
        return tuple(
            StepText(step.id, step.state, message(step.headline), tuple(cause.value for cause in step.causes))
            for step in found.trail.steps
        )
