"""A trail as a person reads it: each step's words, how far the account came, and a step as text to copy."""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.core.explaining import Explainer
from flow_desktop.core.phrasing import Phrasing, sentence
from flow_desktop.core.trail import Step, StepState, Trail
from flow_desktop.ui.trail_mark import Track
from flow_desktop.ui.trail_node import NodeView


@dataclass(frozen=True, slots=True)
class TrailStory:
    """Tells one trail; everything is safe to show."""

    explainer: Explainer
    trail: Trail

    def title(self, step: Step) -> str:
        """The name of a step."""
        return self.explainer.words(f"trail.{step.id}")

    def nodes(self) -> tuple[NodeView, ...]:
        """What each node shows, with the way in front of it and behind it."""
        tracks = _tracks(self.trail)
        before, after = (Track.NONE, *map(_arriving, tracks)), (*tracks, Track.NONE)
        return tuple(
            self._node(number, before=before[number], after=after[number]) for number in range(len(self.trail.steps))
        )

    def summary(self) -> tuple[StepState, str]:
        """How far the account came, as the state it is told in and one sentence."""
        steps = self.trail.steps
        for state, text_id in _SUMMARY:
            at = next((number for number, step in enumerate(steps) if step.state is state), None)
            if at is not None:
                return state, self._compose(text_id, at, title=self.title(steps[at]))
        return StepState.PASS, self._compose("ui.trail.through", 0)

    def text(self, step: Step) -> str:
        """One step with its facts, for the clipboard."""
        node = next(one for one in self.nodes() if one.id is step.id)
        facts = (f"- {fact.label}: {fact.value} ({fact.origin})" for fact in self.explainer.facts(step.facts))
        return "\n".join((node.said, *(line.removesuffix(" ()") for line in facts)))

    def _node(self, number: int, *, before: Track, after: Track) -> NodeView:
        step, words = self.trail.steps[number], self.explainer.words
        stop = step.id is self.trail.stopped_at
        title, headline = self.title(step), self.explainer.message(step.headline)
        state = words(f"trail.state.{step.state}")
        said_id = "ui.trail.said_stop" if stop else "ui.trail.said"
        return NodeView(
            step.id, step.state, title,
            word=words("ui.trail.stopped_here") if stop else sentence(state),
            headline=headline,
            said=self._compose(said_id, number, title=title, state=state, headline=headline),
            stop=stop, before=before, after=after,
        )  # fmt: skip

    def _compose(self, text_id: str, number: int, **parts: str) -> str:
        """The parts are safe already."""
        place = {"n": str(number + 1), "of": str(len(self.trail.steps))}
        return Phrasing(self.explainer.words, None).compose(text_id, **place, **parts)


_SUMMARY = (
    (StepState.FAIL, "ui.trail.stopped"),
    (StepState.WARN, "ui.trail.attention"),
    (StepState.UNKNOWN, "ui.trail.unseen"),
    (StepState.NOT_EVALUATED, "ui.trail.unfinished"),
)
"""What can be acted on speaks first; "all passed" needs five steps that passed."""


def _tracks(trail: Trail) -> tuple[Track, ...]:
    """The ways between the steps."""
    found: list[Track] = []
    for step, after in zip(trail.steps, trail.steps[1:], strict=False):
        if step.id is trail.stopped_at:
            found.append(Track.BROKEN)
        elif Track.BROKEN in found or after.state is StepState.NOT_EVALUATED:
            found.append(Track.AHEAD)
        else:
            found.append(Track.UNSEEN if StepState.UNKNOWN in (step.state, after.state) else Track.TRAVELLED)
    return tuple(found)


def _arriving(track: Track) -> Track:
    """The far end of a broken way looks like any other that nobody went."""
    return Track.AHEAD if track is Track.BROKEN else track
