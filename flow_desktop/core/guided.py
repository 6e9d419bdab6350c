"""The same answer one step at a time, for support on the phone: what to say next, what to ask, and what came of it.

The order is that of a conversation: the verdict, the way of the account as far as it was seen, what is proven, the
questions whose answers decide, what the answers proved, what stays possible or unknown, the summary (pure).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from flow_desktop.core.answers import SYMPTOM_KEY, Answer
from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.trail import Step, StepState

ANSWERED = "answer"
"""A source that begins so is a person's answer (`findings.Exhibit`)."""


@dataclass(frozen=True, slots=True)
class VerdictStep:
    """The verdict in one sentence. ``cause``: the first one that is proven."""

    cause: Cause | None

    @property
    def id(self) -> str:
        """Stays the same when the person is looked at again."""
        return "verdict"


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One step of the way. ``number`` counts from 1; ``stopped``: the account stopped here."""

    step: Step
    number: int
    stopped: bool

    @property
    def id(self) -> str:
        """Stays the same when the person is looked at again."""
        return f"trail.{self.step.id}"


@dataclass(frozen=True, slots=True)
class FindingStep:
    """What a check concluded."""

    finding: Finding

    @property
    def id(self) -> str:
        """Stays the same when the person is looked at again."""
        return f"finding.{self.finding.check}.{self.finding.cause or ''}"


@dataclass(frozen=True, slots=True)
class QuestionStep:
    """A question for the person on the phone. ``told``: what they said. ``causes``: what it would decide."""

    key: str
    told: Answer | None
    causes: tuple[Cause, ...]

    @property
    def id(self) -> str:
        """Stays the same when the person is looked at again."""
        return f"question.{self.key}"


@dataclass(frozen=True, slots=True)
class SummaryStep:
    """What was tried and what came of it."""

    @property
    def id(self) -> str:
        """Stays the same when the person is looked at again."""
        return "summary"


GuidedStep: TypeAlias = VerdictStep | TrailStep | FindingStep | QuestionStep | SummaryStep


def guide(found: Diagnosis) -> tuple[GuidedStep, ...]:
    """The whole conversation about one answer. Steps that were not reached and checks that passed are left out."""
    proven = found.of(Outcome.PROBLEM)
    told = tuple(one for one in proven if _stands_on_answers(one))
    open_ends = (*found.of(Outcome.POSSIBLE), *(one for one in found.of(Outcome.CANNOT_TELL) if one.weighs))
    return (
        VerdictStep(found.proven[0] if found.proven else None),
        *_trail(found),
        *(FindingStep(one) for one in proven if one not in told),
        *_questions(found),
        *(FindingStep(one) for one in (*told, *open_ends)),
        SummaryStep(),
    )


def with_answer(answers: tuple[Answer, ...], new: Answer) -> tuple[Answer, ...]:
    """The answers of the next inquiry: a question that is answered again keeps its place and has one answer."""
    if not any(one.key == new.key for one in answers):
        return (*answers, new)
    last = dict.fromkeys(one.key for one in answers)
    values = {one.key: one for one in answers} | {new.key: new}
    return tuple(values[key] for key in last)


def next_place(before: tuple[GuidedStep, ...], after: tuple[GuidedStep, ...], *, at: int, answered: bool) -> int:
    """Where to go on when the answer changed: the same step, or the one that follows a question just ``answered``.

    Where that step is gone, the next one of ``before`` that is still there.
    """
    places = {step.id: number for number, step in enumerate(after)}
    if answered and before[at].id in places:
        return min(places[before[at].id] + 1, len(after) - 1)
    rest = (places[step.id] for step in before[at:] if step.id in places)
    return next(rest, len(after) - 1)


def _trail(found: Diagnosis) -> tuple[TrailStep, ...]:
    stop = found.trail.stopped_at
    return tuple(
        TrailStep(step, number, stopped=step.id is stop)
        for number, step in enumerate(found.trail.steps, 1)
        if step.state is not StepState.NOT_EVALUATED
    )


def _questions(found: Diagnosis) -> tuple[QuestionStep, ...]:
    """Those that were answered, in the order they were, then the open ones."""
    answered = dict.fromkeys(one.key for one in found.evidence.answers if one.key != SYMPTOM_KEY)
    keys = dict.fromkeys((*answered, *found.open_questions))
    return tuple(QuestionStep(key, found.evidence.answer(key), _decided_by(found, key)) for key in keys)


def _decided_by(found: Diagnosis, key: str) -> tuple[Cause, ...]:
    return tuple(one.cause for one in found.of(Outcome.POSSIBLE) if one.cause is not None and key in one.decided_by)


def _stands_on_answers(finding: Finding) -> bool:
    return any(one.source.startswith(ANSWERED) for one in finding.exhibits)
