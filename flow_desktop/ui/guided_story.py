"""A guided step as it is read aloud: what kind it is, the sentence, what to do, and the short code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Bottom, Diagnosis
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.guided import FindingStep, GuidedStep, QuestionStep, SummaryStep, TrailStep, VerdictStep
from flow_desktop.core.phrasing import sentence
from flow_desktop.core.trail import StepState
from flow_desktop.ui.viewpoint import Viewpoint


@dataclass(frozen=True, slots=True)
class StepView:
    """What is shown. ``kind``: a few words above; ``read``: the words to read aloud; ``todo``: steps, with who.

    ``mark`` is a state of the palette or empty; ``code`` the short code, or empty.
    """

    kind: str
    read: str
    mark: str = ""
    title: str = ""
    who: str = ""
    todo: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    after: str = ""
    code: str = ""

    @property
    def text(self) -> str:
        """All of it, for the clipboard and a screen reader."""
        numbered = (f"{number}. {line}" for number, line in enumerate(self.todo, 1))
        lines = (self.kind, self.title, self.read, self.who, *numbered, *self.where, self.after, self.code)
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class GuidedStory:
    """Tells the steps of one answer; everything is safe to show."""

    explainer: Explainer
    found: Diagnosis

    def view(self, step: GuidedStep) -> StepView:
        """One step."""
        words = self.explainer.words
        match step:
            case VerdictStep(cause):
                headline = self.explainer.headline(self.found)
                return StepView(words("ui.guided.verdict"), headline, _VERDICTS[self.found.overall],
                                code=self._code(cause))  # fmt: skip
            case TrailStep():
                return self._trail(step)
            case FindingStep(finding):
                return self._finding(finding)
            case QuestionStep(key):
                return StepView(words("ui.guided.question"), self.explainer.question(key))
            case SummaryStep():
                return StepView(words("ui.guided.summary"), words("ui.guided.summary_text"))
        assert_never(step)

    def _trail(self, step: TrailStep) -> StepView:
        words, one = self.explainer.words, step.step
        state = words("ui.trail.stopped_here") if step.stopped else sentence(words(f"trail.state.{one.state}"))
        kind = words("ui.guided.way", n=step.number, of=len(self.found.trail.steps))
        title = f"{words(f'trail.{one.id}')}: {state}"
        code = self._code(one.causes[0] if one.causes else None)
        return StepView(kind, self.explainer.message(one.headline), _STATES[one.state], title, code=code)

    def _finding(self, finding: Finding) -> StepView:
        words, remedy = self.explainer.words, self.explainer.remedy(finding, self.found.provider)
        view = Viewpoint(self.found.provider, self.found.evidence.asked.is_self)
        return StepView(
            words(f"ui.guided.{finding.outcome}"),
            self.explainer.because(finding),
            _OUTCOMES[finding.outcome],
            title=self.explainer.title(finding),
            who=", ".join(view.who(words, who) for who in remedy.who) if remedy else "",
            todo=remedy.steps if remedy else (),
            where=remedy.where if remedy else (),
            after=remedy.after if remedy else "",
            code=self._code(finding.cause),
        )

    def _code(self, cause: Cause | None) -> str:
        """Letter by letter, as it is spoken."""
        return " ".join(self.explainer.spoken(cause)) if cause is not None else ""


_VERDICTS = {
    Bottom.FINE: "same",
    Bottom.PROBLEM: "problem",
    Bottom.POSSIBLE: "differs",
    Bottom.CANNOT_TELL: "unknown",
}
_STATES = {
    StepState.PASS: "same",
    StepState.WARN: "differs",
    StepState.FAIL: "problem",
    StepState.UNKNOWN: "unknown",
    StepState.NOT_EVALUATED: "",
}
_OUTCOMES = {
    Outcome.PROBLEM: "problem",
    Outcome.POSSIBLE: "differs",
    Outcome.CANNOT_TELL: "unknown",
    Outcome.INFO: "",
    Outcome.PASS: "same",
}
