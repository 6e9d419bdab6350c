"""``flow-desktop check --list``: every heading, check and answer there is. Works offline and without a deployment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flow_desktop.core.answers import SYMPTOM_KEY, Question
from flow_desktop.core.check_json import question_json
from flow_desktop.core.check_report import symptom_text
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.columns import padded, width, wrapped
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.symptoms import Symptom


def list_json(explainer: Explainer) -> dict[str, Any]:
    """For scripts: ids with their texts."""
    return {
        "headings": [{"id": one.value, "text": symptom_text(one, explainer)} for one in Symptom],
        "checks": [
            {
                "id": check.id,
                "heading": check.heading.value,
                "question": explainer.words(f"check.{check.id}"),
                "causes": [cause.value for cause in check.causes],
            }
            for check in CHECKS
        ],
        "answers": [question_json(question, explainer) for question in _asked(explainer)],
    }


def list_text(explainer: Explainer) -> str:
    """For people: one line each, answers with what they decide."""
    return "\n".join(_lines(explainer))


def _lines(explainer: Explainer) -> Iterator[str]:
    words = explainer.words
    yield words("cli.check.headings")
    yield from _table([(one.value, symptom_text(one, explainer)) for one in Symptom])
    yield ""
    yield words("cli.check.checks")
    yield from _table([(check.id, words(f"check.{check.id}")) for check in CHECKS])
    yield ""
    yield words("cli.check.answers")
    for question in _asked(explainer):
        yield f"  {question.key}"
        yield from wrapped(explainer.question(question.key), first="      ", rest="      ")
        values = words("cli.check.values", values=", ".join(question.values))
        yield from wrapped(words("cli.check.times") if question.asks_time else values, first="      ")
        yield from wrapped(words("cli.check.decides", codes=", ".join(question.decides)), first="      ")


def _table(rows: list[tuple[str, str]]) -> Iterator[str]:
    columns = max((width(name) for name, _ in rows), default=0)
    for name, text in rows:
        yield from wrapped(text, first=f"  {padded(name, columns)}  ")


def _asked(explainer: Explainer) -> list[Question]:
    """Every question but the symptom: that one is a heading."""
    return [question for key, question in explainer.questions.items() if key != SYMPTOM_KEY]
