"""The whole answer to "why is it not in sync?" for one person at one moment (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.evidence import Evidence, Seen
from flow_desktop.core.findings import Check, Finding, Outcome, run_checks
from flow_desktop.core.providers import Provider, provider_of
from flow_desktop.core.timeline import Timeline, tell_timeline
from flow_desktop.core.trail import Trail, draw_trail


class Bottom(StrEnum):
    """The verdict in one word; decides the sentence, the colour and the exit code."""

    FINE = "fine"
    PROBLEM = "problem"
    POSSIBLE = "possible"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``findings``: proven ones first, most blocking first. ``open_questions``: keys whose answers would decide."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    trail: Trail
    timeline: Timeline
    provider: Provider

    @property
    def overall(self) -> Bottom:
        """What to say first."""
        outcomes = {one.outcome for one in self.findings if one.weighs}
        if Outcome.PROBLEM in outcomes:
            return Bottom.PROBLEM
        if Outcome.POSSIBLE in outcomes:
            return Bottom.POSSIBLE
        is_seen = Outcome.PASS in outcomes and Outcome.CANNOT_TELL not in outcomes
        return Bottom.FINE if is_seen and not self._is_blind else Bottom.CANNOT_TELL

    @property
    def _is_blind(self) -> bool:
        """True where what passed has nothing to do with the person: no place showed them, or, with a complaint, Flow
        did not. Whoever is not allowed to look, or set no source, is not told that all is well either.
        """
        look, complains = self.evidence.look, self.evidence.asked.symptom is not None
        shown = (look.account,) if complains else (look.account, look.directory_users)
        return not any(isinstance(piece, Seen) for piece in shown) and bool(self.of(Outcome.CANNOT_TELL))

    def of(self, outcome: Outcome) -> tuple[Finding, ...]:
        """The findings of one outcome, in order."""
        return tuple(one for one in self.findings if one.outcome is outcome)

    @property
    def proven(self) -> tuple[Cause, ...]:
        """The codes that the evidence proves, most blocking first."""
        return tuple(one.cause for one in self.of(Outcome.PROBLEM) if one.cause is not None)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """Questions nobody answered yet whose answer would decide a POSSIBLE cause, each once, the easiest first."""
        keys = dict.fromkeys(key for one in self.of(Outcome.POSSIBLE) for key in one.decided_by)
        return tuple(sorted((key for key in keys if self.evidence.answer(key) is None), key=_effort))


def _effort(key: str) -> int:
    """A yes or no is told at a glance, a time has to be looked up, and few providers have approvals at all."""
    if key == "idp.approval_pending":
        return 2
    return 1 if key.endswith("_at") else 0


def diagnose(evidence: Evidence, *, provider_name: str | None = None, only: frozenset[str] = frozenset()) -> Diagnosis:
    """Run the checks (all, or those named in ``only``), draw the trail, tell the timeline."""
    chosen: tuple[Check, ...] = tuple(check for check in CHECKS if not only or check.id in only)
    findings = run_checks(evidence, chosen)
    everything = findings if not only else run_checks(evidence, CHECKS)
    return Diagnosis(
        evidence=evidence,
        findings=findings,
        trail=draw_trail(evidence, everything),
        timeline=tell_timeline(evidence),
        provider=provider_of(evidence, provider_name),
    )
