"""A diagnosis as plain text: what the terminal prints, what "Copy for IT" copies and what a ticket carries.

The verdict stands first, in one sentence. Values from outside are escaped; times are UTC; no colour is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flow_desktop.core.check_json import not_seen_json
from flow_desktop.core.columns import padded, width, wrapped
from flow_desktop.core.diagnosis import Bottom, Diagnosis
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.findings import Exhibit, Finding, Outcome
from flow_desktop.core.guidance import Remedy
from flow_desktop.core.providers import Provider
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.text import for_display
from flow_desktop.core.timeline import Happening, Heard
from flow_desktop.core.trail import Step, StepState

MOST_HAPPENINGS = 20
"""More events than this are for ``--json``: a ticket is read by a person."""

_MARKS = {
    StepState.PASS: "+",
    StepState.WARN: "!",
    StepState.FAIL: "x",
    StepState.UNKNOWN: "?",
    StepState.NOT_EVALUATED: "-",
}
_DEEP = "     "


def diagnosis_text(found: Diagnosis, explainer: Explainer, *, version: str = "", platform: str = "") -> str:
    """The whole report. ``version`` and ``platform`` make its last line."""
    return "\n".join(_Report(found, replace(explainer, zone=UTC)).lines(version, platform))


def question_lines(key: str, explainer: Explainer) -> Iterator[str]:
    """A question, and each of its answers as an option to paste behind ``check``."""
    question = explainer.questions[key]
    yield from wrapped(explainer.question(key), first="  ", rest="  ")
    options = [(f"--answer {key}={value}", explainer.choice(key, value)) for value in question.values]
    if question.asks_time:
        options = [(f'--answer "{key}=3h ago"', explainer.words("report.check.a_time"))]
    columns = max(width(option) for option, _ in options)
    for option, text in options:
        yield from wrapped(text, first=f"    {padded(option, columns)}  ", rest=" " * (columns + 6))


@dataclass(frozen=True, slots=True)
class _Report:
    """One diagnosis and how it is told."""

    found: Diagnosis
    explainer: Explainer

    def lines(self, version: str, platform: str) -> Iterator[str]:
        """All of it; parts are divided by an empty line."""
        yield self.explainer.headline(self.found)
        asked = (self._questions(), self._findings(Outcome.POSSIBLE, after=len(self.found.of(Outcome.PROBLEM))))
        facts = (self._findings(Outcome.INFO, after=self._counted(Outcome.PROBLEM, Outcome.POSSIBLE)), self._open())
        seen = (self._timeline(), self._unseen(), self._passed(), self._left_out())
        for part in (self._trail(), self._findings(Outcome.PROBLEM), *asked, *facts, *seen):
            yield from _set_off(part)
        yield from _set_off(self._looked_with(version, platform))

    def _say(self, text_id: str, /, **args: str | int) -> str:
        return self.explainer.words(f"report.check.{text_id}", **args)

    def _trail(self) -> Iterator[str]:
        yield self._say("trail")
        rows = [(f"  {_MARKS[step.state]} {self._state(step)}", step) for step in self.found.trail.steps]
        columns = max((width(mark) for mark, _ in rows), default=0)
        for mark, step in rows:
            told = f"{self.explainer.words(f'trail.{step.id}')}: {self.explainer.message(step.headline)}"
            yield from wrapped(told, first=f"{padded(mark, columns)}  ")

    def _state(self, step: Step) -> str:
        """The one step where the account stopped says so."""
        stopped = step.id is self.found.trail.stopped_at
        return self._say("stopped") if stopped else self.explainer.words(f"trail.state.{step.state}")

    def _findings(self, outcome: Outcome, after: int = 0) -> Iterator[str]:
        """The findings of one outcome; the numbers go on from those before."""
        for number, finding in enumerate(self.found.of(outcome), after + 1):
            if number > after + 1:
                yield ""
            yield from self._finding(number, finding)

    def _counted(self, *outcomes: Outcome) -> int:
        return sum(len(self.found.of(one)) for one in outcomes)

    def _finding(self, number: int, finding: Finding) -> Iterator[str]:
        """What to do comes before what it stands on: the first screen of a terminal has to be enough to act."""
        outcome = self._say(f"outcome.{finding.outcome}")
        yield from wrapped(f"{outcome}: {self.explainer.title(finding)}", first=f"{number}. ")
        if finding.cause is not None:
            spoken = self.explainer.spoken(finding.cause)
            yield f"   {self._say('code', spoken=spoken, code=finding.cause.value)}"
        yield from wrapped(self.explainer.because(finding), first="   ", rest="   ")
        if finding.decided_by:
            yield from wrapped(self._say("decided_by", keys=", ".join(finding.decided_by)), first="   ")
        remedy = self.explainer.remedy(finding, self.found.provider)
        if remedy is not None:
            yield from self._remedy(remedy)
        yield from self._facts(finding.exhibits)

    def _facts(self, exhibits: tuple[Exhibit, ...]) -> Iterator[str]:
        if exhibits:
            yield f"   {self._say('seen')}"
        for told in self.explainer.facts(exhibits):
            origin = f" ({told.origin})" if told.origin else ""
            label = told.label if told.label.endswith("?") else f"{told.label}:"
            yield from wrapped(f"{label} {told.value}{origin}", first=f"{_DEEP}- ")

    def _open(self) -> Iterator[str]:
        """What could not be told: one line each beside a cause, with what helps to see more where there is none."""
        told = [one for one in self.found.of(Outcome.CANNOT_TELL) if one.weighs]
        if told:
            yield self._say("open")
        helps: dict[str, None] = {}
        for finding in told:
            yield from wrapped(f"{self.explainer.title(finding)} {self.explainer.because(finding)}", first="  ? ")
            yield from self._facts(finding.exhibits)
            remedy = self.explainer.remedy(finding, self.found.provider)
            helps |= dict.fromkeys(remedy.steps if remedy else ())
        if self.found.overall is Bottom.CANNOT_TELL:
            for step in helps:
                yield from wrapped(self._say("helps", step=step), first="  ")

    def _remedy(self, remedy: Remedy) -> Iterator[str]:
        who = ", ".join(self._say(f"who.{who.lower()}") for who in remedy.who)
        if remedy.why:
            yield from wrapped(remedy.why, first="   ", rest="   ")
        if who:
            yield f"   {self._say('who_can', who=who)}"
        for number, step in enumerate(remedy.steps, 1):
            yield from wrapped(step, first=f"{_DEEP}{number}. ")
        if remedy.where:
            yield f"   {self._say(f'where.{self.found.provider}')}"
            for line in remedy.where:
                yield from wrapped(line, first=f"{_DEEP}- ")
        if remedy.after:
            yield from wrapped(self._say("after", after=remedy.after), first="   ", rest="   ")

    def _passed(self) -> Iterator[str]:
        """By their ids: a ticket has to say what was tried, and nobody reads thirty questions about nothing."""
        passed = dict.fromkeys(one.check for one in self.found.of(Outcome.PASS))
        if passed:
            yield self._say("passed")
            yield from wrapped(", ".join(passed), first="  + ")

    def _left_out(self) -> Iterator[str]:
        """What nobody set or may see leaves the verdict alone: named, with the reason."""
        by_reason: dict[str, list[str]] = {}
        for one in self.found.of(Outcome.CANNOT_TELL):
            if not one.weighs and one.reason is not None:
                by_reason.setdefault(one.reason.value, []).append(one.check)
        if by_reason:
            yield self._say("left_out")
        for reason, checks in by_reason.items():
            yield from wrapped(f"{', '.join(dict.fromkeys(checks))}: {self._why(reason)}", first="  ? ")

    def _questions(self) -> Iterator[str]:
        keys = self.found.open_questions
        if keys:
            yield self._say("questions")
        for key in keys:
            yield from question_lines(key, self.explainer)

    def _timeline(self) -> Iterator[str]:
        all_of_them = self.found.timeline.happenings
        if all_of_them:
            yield self._say("timeline")
        for one in all_of_them[:MOST_HAPPENINGS]:
            yield from wrapped(self._happening(one), first=f"  {_moment(one.at)}  ", rest=_DEEP)
        if len(all_of_them) > MOST_HAPPENINGS:
            yield f"  {self._say('timeline_more', n=len(all_of_them) - MOST_HAPPENINGS)}"

    def _happening(self, one: Happening) -> str:
        """The event in words and by its own name, then what Flow made of it."""
        words = self.explainer.words
        known = f"timeline.event.{one.event}"
        name = f"{words(known)} ({one.event})" if words.has(known) else for_display(one.event)
        reasons = [self._reason(reason) for reason in one.reasons]
        heard = [] if reasons or one.heard is Heard.NO_EVENT else [self._say(f"heard.{one.heard}")]
        return f"{name}. {' '.join((*reasons, *heard))}".rstrip()

    def _reason(self, reason: str) -> str:
        words, known = self.explainer.words, f"timeline.reason.{reason}"
        return words(known) if words.has(known) else words("timeline.reason_other", reason=reason)

    def _unseen(self) -> Iterator[str]:
        by_reason: dict[str, list[str]] = {}
        for one in not_seen_json(self.found.evidence):
            by_reason.setdefault(one["reason"], []).append(self.explainer.words(f"piece.{one['piece']}"))
        if by_reason:
            yield self._say("unseen")
        for reason, pieces in by_reason.items():
            yield from wrapped(f"{', '.join(pieces)}: {self._why(reason)}", first="  ? ")

    def _why(self, reason: str) -> str:
        words, own = self.explainer.words, f"evidence.reason.{reason}"
        return words(own) if words.has(own) else words(f"profile.reason.{reason}")

    def _looked_with(self, version: str, platform: str) -> Iterator[str]:
        evidence = self.found.evidence
        yield self._say("person", email=evidence.asked.email)
        if evidence.asked.symptom is not None:
            yield self._say("came_with", symptom=symptom_text(evidence.asked.symptom, self.explainer))
        for one in evidence.answers:
            counted = _moment(one.time) if one.time and one.shown != one.value else for_display(one.value)
            answer = counted if one.time else self.explainer.choice(one.key, one.value)
            yield from wrapped(self._say("told", question=self.explainer.question(one.key), answer=answer), rest="  ")
        yield self._say("from_provider", name=provider_text(self.found.provider, self.explainer))
        yield self._say("looked_at", time=_moment(evidence.now))
        if version:
            yield ", ".join(
                part for part in (self.explainer.words("report.version", version=version), platform) if part
            )


def symptom_text(symptom: Symptom, explainer: Explainer) -> str:
    """What somebody comes with, in their own words."""
    return explainer.words(f"symptom.{symptom}")


def provider_text(provider: Provider, explainer: Explainer) -> str:
    """The name of a kind of identity provider."""
    return explainer.words(f"ticket.provider_kind.{provider}")


def _set_off(part: Iterator[str]) -> Iterator[str]:
    """A part with an empty line before it; nothing at all where it is empty."""
    lines = list(part)
    if lines:
        yield ""
    yield from lines


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
