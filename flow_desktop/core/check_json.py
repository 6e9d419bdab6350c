"""A diagnosis as JSON for scripts: the shape that ``resources/schema/check.json`` promises.

Ids (codes, checks, labels, sources, reasons) and values are given as they are; sentences as a person reads them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeAlias

from flow_desktop.core.answers import Answer, Question
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.evidence import PIECES, Evidence, NotSeen
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.findings import Exhibit, Finding
from flow_desktop.core.guidance import Remedy
from flow_desktop.core.providers import Provider
from flow_desktop.core.timeline import Happening
from flow_desktop.core.trail import Step

Json: TypeAlias = dict[str, Any]


def diagnosis_json(found: Diagnosis, explainer: Explainer) -> Json:
    """Everything that was found, and what could not be seen."""
    evidence = found.evidence
    return {
        "sentence": explainer.headline(found),
        "overall": found.overall.value,
        "asked": _asked(evidence),
        "at": _time(evidence.now),
        "provider": found.provider.value,
        "findings": [_finding(one, found.provider, explainer) for one in found.findings],
        "trail": [_step(step, explainer) for step in found.trail.steps],
        "timeline": [_happening(one) for one in found.timeline.happenings],
        "not_seen": not_seen_json(evidence),
        "answers": [_answer(one) for one in evidence.answers],
        "questions": [question_json(explainer.questions[key], explainer) for key in found.open_questions],
    }


def nothing_json() -> Json:
    """The same keys where nothing could be found out: a problem says why."""
    lists = ("findings", "trail", "timeline", "not_seen", "answers", "questions")
    values = ("sentence", "overall", "asked", "at", "provider")
    return {**dict.fromkeys(values), **{key: [] for key in lists}}


def question_json(question: Question, explainer: Explainer) -> Json:
    """A question that only a person can answer; ``values`` is empty where a time is the answer."""
    values = [{"value": value, "text": explainer.choice(question.key, value)} for value in question.values]
    return {
        "key": question.key,
        "question": explainer.question(question.key),
        "asks_time": question.asks_time,
        "values": values,
        "decides": list(question.decides),
    }


def not_seen_json(evidence: Evidence) -> list[Json]:
    """The pieces that nobody could look at, each with the reason."""
    pieces = [(name, getattr(evidence.look, name)) for name in PIECES]
    pieces += [("claims", evidence.claims), ("attempt", evidence.attempt)]
    return [
        {"piece": name, "reason": piece.reason.value, "source": piece.source or None}
        for name, piece in pieces
        if isinstance(piece, NotSeen)
    ]


def _asked(evidence: Evidence) -> Json:
    asked = evidence.asked
    return {
        "email": asked.email,
        "is_self": asked.is_self,
        "symptom": asked.symptom.value if asked.symptom else None,
    }


def _finding(finding: Finding, provider: Provider, explainer: Explainer) -> Json:
    heading = next((check.heading.value for check in CHECKS if check.id == finding.check), None)
    remedy = explainer.remedy(finding, provider)
    return {
        "check": finding.check,
        "heading": heading,
        "outcome": finding.outcome.value,
        "cause": finding.cause.value if finding.cause else None,
        "spoken": explainer.spoken(finding.cause) if finding.cause else None,
        "title": explainer.title(finding),
        "because": explainer.because(finding),
        "evidence": [_exhibit(one) for one in finding.exhibits],
        "remedy": _remedy(remedy) if remedy else None,
        "decided_by": list(finding.decided_by),
        "reason": finding.reason.value if finding.reason else None,
    }


def _exhibit(one: Exhibit) -> Json:
    return {"label": one.label, "value": one.value, "source": one.source or None, "at": _time(one.at)}


def _remedy(remedy: Remedy) -> Json:
    return {
        "who": [who.value for who in remedy.who],
        "steps": list(remedy.steps),
        "where": list(remedy.where),
        "after": remedy.after,
        "heading": remedy.heading.value,
    }


def _step(step: Step, explainer: Explainer) -> Json:
    return {
        "step": step.id.value,
        "state": step.state.value,
        "headline": explainer.message(step.headline),
        "facts": [_exhibit(one) for one in step.facts],
        "causes": [cause.value for cause in step.causes],
    }


def _happening(one: Happening) -> Json:
    return {
        "at": _time(one.at),
        "event": one.event,
        "reasons": list(one.reasons),
        "heard": one.heard.value,
        "event_id": one.event_id,
    }


def _answer(one: Answer) -> Json:
    return {"key": one.key, "value": one.value, "time": _time(one.time), "at": _time(one.at)}


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
