"""The set-up guide as sentences: the window and the terminal say the same. Pure; the texts are data."""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.core.explaining import Explainer, Told
from flow_desktop.core.findings import Finding, Heading, Outcome
from flow_desktop.core.guidance import Remedy
from flow_desktop.core.presenting import Mark
from flow_desktop.core.providers import Provider
from flow_desktop.core.readiness import Readiness, Ready, ReadyStep, StepOf
from flow_desktop.core.words import Message

IN_CONSOLE = frozenset(
    {StepOf.ROLE, StepOf.PLAN, StepOf.OPEN_SETTINGS, StepOf.ADMIN_PORTAL, StepOf.DIRECTORY_SYNC, StepOf.CONFIGURE}
    | {StepOf.ACTIVATE, StepOf.VERIFY_PILOT}
)
"""Steps whose way begins in Flow's admin portal."""


@dataclass(frozen=True, slots=True)
class StepText:
    """One step. ``waits_for``, ``trouble`` and ``remedy`` are empty where there is nothing of the kind."""

    id: StepOf
    number: int
    state: Ready
    word: str
    title: str
    text: str
    where: str
    blocks: str
    facts: tuple[Told, ...] = ()
    waits_for: str = ""
    trouble: str = ""
    remedy: Remedy | None = None
    is_next: bool = False

    @property
    def mark(self) -> Mark:
        """The state of the palette; a word stands beside it always. Without a proven cause nothing is a problem."""
        if self.state is Ready.ATTENTION:
            return Mark.PROBLEM if self.remedy else Mark.DIFFERS
        return Mark.SAME if self.state is Ready.DONE else Mark.UNKNOWN

    @property
    def heading(self) -> Heading:
        """The help topic to go on with."""
        return self.remedy.heading if self.remedy else Heading.BEFORE_YOU_START


@dataclass(frozen=True, slots=True)
class ManualText:
    """What enabling SCIM switches off. ``mark``: DIFFERS while it is still to come."""

    mark: Mark
    title: str
    state: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetupSpeech:
    """Says one `Readiness` for one provider."""

    explainer: Explainer
    found: Readiness
    provider: Provider

    @property
    def steps(self) -> tuple[StepText, ...]:
        """Every step, in order."""
        return tuple(self._step(number, step) for number, step in enumerate(self.found.steps, 1))

    @property
    def mark(self) -> Mark:
        """The state of the whole."""
        marks = {step.mark for step in self.steps}
        worst = (Mark.PROBLEM, Mark.DIFFERS, Mark.UNKNOWN)
        return next((mark for mark in worst if mark in marks), Mark.SAME)

    @property
    def headline(self) -> str:
        """How far it is: "5 of 12 done. Next: map the attributes."."""
        words, total = self.explainer.words, len(self.found.steps)
        done = sum(1 for step in self.found.steps if step.state is Ready.DONE)
        counted = words("setup.count", done=done, total=total)
        if done == total:
            return f"{words('setup.complete')} {counted}"
        if all(step.state in (Ready.UNKNOWN, Ready.BY_HAND) for step in self.found.steps):
            return words("setup.nothing_seen")
        return f"{counted} {self._going_on}"

    @property
    def details(self) -> tuple[str, ...]:
        """What else has to be said: what nobody but the admin sees, and what could not be looked at."""
        counts = [(kind, self._count(state)) for kind, state in (("by_hand", Ready.BY_HAND), ("unseen", Ready.UNKNOWN))]
        return tuple(self.explainer.words(f"setup.{kind}", n=count) for kind, count in counts if count)

    @property
    def manual(self) -> ManualText:
        """The warning, with whether it has happened already."""
        words = self.explainer.words
        by_hand = self.found.manual_management
        key = "unseen" if by_hand is None else "before" if by_hand else "off"
        points = tuple(words(f"setup.manual.{point}") for point in ("hidden", "blocked", "possible", "back"))
        mark = Mark.UNKNOWN if by_hand is False else Mark.DIFFERS
        return ManualText(mark, words(f"setup.manual.{key}"), words(f"setup.manual.{key}_state"), points)

    @property
    def _going_on(self) -> str:
        words, following = self.explainer.words, self.found.next_step
        if following is None:
            return words("setup.no_next")
        key = "mend" if following.state is Ready.ATTENTION else "next"
        return words(f"setup.{key}", step=words(f"setup.{following.id}.title"))

    def _count(self, state: Ready) -> int:
        return sum(1 for step in self.found.steps if step.state is state)

    def _step(self, number: int, step: ReadyStep) -> StepText:
        words, following = self.explainer.words, self.found.next_step
        first = ", ".join(words(f"setup.{one}.title") for one in step.blocked_by)
        remedy = self._remedy(step)
        return StepText(
            step.id,
            number,
            step.state,
            words(f"setup.state.{step.state}"),
            words(f"setup.{step.id}.title"),
            words(f"setup.{step.id}.text"),
            words("setup.where", text=words(f"setup.{step.id}.where")),
            words("setup.blocks", text=words(f"setup.{step.id}.blocks")),
            facts=self.explainer.facts(step.facts),
            waits_for=words("setup.waits_for", steps=first) if first else "",
            trouble=self._trouble(step),
            remedy=remedy,
            is_next=following is not None and following.id is step.id,
        )

    def _trouble(self, step: ReadyStep) -> str:
        """Why a step wants attention, in one sentence."""
        own = f"setup.{step.id}.attention"
        if step.state is not Ready.ATTENTION:
            return ""
        if step.cause is not None:
            return self.explainer.guides[step.cause].why
        return self.explainer.words(own) if self.explainer.words.has(own) else ""

    def _remedy(self, step: ReadyStep) -> Remedy | None:
        if step.cause is None or step.state is not Ready.ATTENTION:
            return None
        finding = Finding("setup", Outcome.PROBLEM, Message(f"setup.{step.id}.text"), step.cause)
        return self.explainer.remedy(finding, self.provider)
