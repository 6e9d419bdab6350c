"""The text for a support ticket: what the set-up article asks for ("Still need help?"), and every outcome (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flow_desktop.core.answers import SYMPTOM_KEY
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.phrasing import sentence


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What the answer itself does not know. ``provider``: how the identity provider is called, "" where unknown."""

    platform: str
    version: str
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Writes one. Values from outside are made safe to show; no secret is in it."""

    found: Diagnosis
    explainer: Explainer
    facts: TicketFacts
    unknown: frozenset[str] = frozenset()
    """Questions that were asked and that nobody could answer."""

    def text(self) -> str:
        """Everything, one line each: the verdict, who and where, then what was tried and what came of it."""
        tried = (self.explainer.words("ticket.tried"), *(f"- {line}" for line in self.outcomes()))
        return "\n".join((self.explainer.headline(self.found), "", *self.who(), "", *tried))

    def outcomes(self) -> tuple[str, ...]:
        """What was tried: each step, each question and each check with its outcome."""
        return (*self._steps(), *self._questions(), *self._checks())

    def who(self) -> tuple[str, ...]:
        """What support asks for first: where, which identity provider, whom it is about, when it was looked at."""
        return tuple(self._facts())

    def _facts(self) -> Iterator[str]:
        words, asked = self.explainer.words, self.found.evidence.asked
        provider = self.facts.provider or words(f"ticket.provider_kind.{self.found.provider}")
        facts: tuple[tuple[str, str], ...] = (
            ("platform", self.facts.platform),
            ("provider", provider),
            ("person", asked.email),
            ("version", self.facts.version),
            ("looked_at", f"{self.found.evidence.now:%Y-%m-%d %H:%M} UTC"),
        )
        for name, value in facts:
            yield words("ticket.line", label=words(f"ticket.{name}"), value=value)
        if asked.symptom is not None:
            said = words(f"symptom.{asked.symptom}")
            yield words("ticket.line", label=words("ticket.symptom"), value=said)

    def _steps(self) -> Iterator[str]:
        words = self.explainer.words
        for step in self.found.trail.steps:
            said = self.explainer.message(step.headline)
            yield self._line(words(f"trail.{step.id}"), words(f"trail.state.{step.state}"), said)

    def _questions(self) -> Iterator[str]:
        answers = dict.fromkeys(one.key for one in self.found.evidence.answers if one.key != SYMPTOM_KEY)
        for key in dict.fromkeys((*answers, *self.found.open_questions)):
            yield f"{self.explainer.question(key)} {self._told(key)}"

    def _told(self, key: str) -> str:
        words, answer = self.explainer.words, self.found.evidence.answer(key)
        if answer is None:
            return words("ticket.not_known" if key in self.unknown else "ticket.not_asked")
        said = f"{answer.time:%Y-%m-%d %H:%M} UTC" if answer.time else self.explainer.choice(key, answer.value)
        return words("ticket.told", answer=said)

    def _checks(self) -> Iterator[str]:
        words = self.explainer.words
        for finding in self.found.findings:
            outcome = words(f"ticket.outcome.{finding.outcome}")
            yield self._line(self.explainer.title(finding), outcome, self._because(finding))

    def _because(self, finding: Finding) -> str:
        """Why; a check that passed needs no more words. The code lets support find the article's section."""
        if finding.outcome is Outcome.PASS:
            return ""
        said = self.explainer.because(finding)
        return f"{said} ({finding.cause})" if finding.cause is not None else said

    def _line(self, what: str, outcome: str, why: str) -> str:
        """Put together from parts that are safe already; a question is answered, anything else is said of."""
        said = f"{what} {sentence(outcome)}" if what.endswith("?") else f"{what}: {outcome}"
        return f"{said}. {why}".rstrip()
