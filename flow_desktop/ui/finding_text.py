"""One finding as plain text, for the clipboard: what a card says, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flow_desktop.core.findings import Finding
from flow_desktop.ui.viewpoint import Viewpoint

if TYPE_CHECKING:
    from flow_desktop.core.explaining import Explainer


def finding_text(explainer: Explainer, finding: Finding, view: Viewpoint) -> str:
    """Title, sentence, code, who, steps, where to click, and the evidence with its origin."""
    return "\n".join(_lines(explainer, finding, view))


def _lines(explainer: Explainer, finding: Finding, view: Viewpoint) -> Iterator[str]:
    words = explainer.words
    yield explainer.title(finding)
    yield explainer.because(finding)
    if finding.cause is not None:
        yield words("ui.checks.code", code=finding.cause.value, spoken=explainer.spoken(finding.cause))
    remedy = explainer.remedy(finding, view.provider)
    if remedy is not None:
        if remedy.why:
            yield remedy.why
        if remedy.who:
            yield words("ui.checks.can", who=", ".join(view.who(words, who) for who in remedy.who))
        yield from (f"{number}. {step}" for number, step in enumerate(remedy.steps, 1))
        if remedy.where:
            yield words("ui.checks.where_in", provider=words(f"ui.checks.provider.{view.provider}"))
            yield from (f"{number}. {line}" for number, line in enumerate(remedy.where, 1))
        if remedy.after:
            yield remedy.after
    for told in explainer.facts(finding.exhibits):
        yield words("ui.facts.said", label=told.label, value=told.value, origin=told.origin)
