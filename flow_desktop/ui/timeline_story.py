"""A timeline as a person reads it: each row's words, what could not be read, and all of it as text to copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flow_desktop.core.explaining import Explainer
from flow_desktop.core.phrasing import Phrasing, sentence
from flow_desktop.core.saying import LONGEST_VALUE
from flow_desktop.core.text import for_display
from flow_desktop.core.timeline import Happening, Heard, Timeline
from flow_desktop.core.words import Message
from flow_desktop.ui.moments import ago, exact


@dataclass(frozen=True, slots=True)
class RowView:
    """One row. ``ago`` may be empty; ``flow``: sentences; ``said``: all of it, for a screen reader and the clipboard.

    ``event`` is empty where Directory Sync had no part in it.
    """

    heard: Heard
    ago: str
    exact: str
    event: str
    event_name: str
    flow: tuple[str, ...]
    flow_names: str
    said: str


@dataclass(frozen=True, slots=True)
class TimelineStory:
    """Tells one timeline; everything is safe to show. ``now``: what "ago" counts from; None: only exact times."""

    explainer: Explainer
    timeline: Timeline
    now: datetime | None = None

    def rows(self) -> tuple[RowView, ...]:
        """Newest first."""
        return tuple(self._row(one) for one in self.timeline.happenings)

    def gaps(self) -> tuple[str, ...]:
        """What could not be read and would have told more."""
        said = (
            Message("ui.timeline.gap", (("piece", piece), ("reason", one.reason))) for piece, one in self.timeline.gaps
        )
        return tuple(sentence(self.explainer.message(one)) for one in said)

    def end(self) -> str:
        """How far back was looked; empty where all of it was."""
        if self.timeline.back_to is None:
            return ""
        return self.explainer.words("ui.timeline.back_to", time=exact(self.timeline.back_to, self.explainer.zone))

    def nothing(self) -> tuple[str, str]:
        """Title and text where there is no row: nothing happened, or nothing could be read."""
        words = self.explainer.words
        if self.timeline.gaps:
            return words("ui.timeline.blind"), words("ui.timeline.blind_why")
        return words("ui.timeline.nothing"), self.end() or words("ui.timeline.nothing_why")

    def text(self) -> str:
        """All rows, also those that are not shown yet, with the gaps."""
        lines = [row.said for row in self.rows()] or [self.nothing()[0]]
        return "\n".join((*lines, *self.gaps(), *filter(None, (self.end(),))))

    def _row(self, one: Happening) -> RowView:
        by_itself = one.heard is Heard.NO_EVENT
        what, name = self._event(one.event), _short(one.event)
        flow, names = self._flow(one)
        when = exact(one.at, self.explainer.zone)
        past = ago(self.explainer.words, one.at, self.now) if self.now is not None else ""
        said_id = "ui.timeline.said_flow" if by_itself else "ui.timeline.said"
        said = Phrasing(self.explainer.words, None).compose(
            said_id, time=f"{when} ({past})" if past else when, event=what, name=name, flow=" ".join(flow)
        )
        if by_itself:
            return RowView(one.heard, past, when, "", "", (what, *flow), f"{name}, {names}".strip(", "), said)
        return RowView(one.heard, past, when, what, name, flow, names, said)

    def _event(self, name: str) -> str:
        words, known = self.explainer.words, f"timeline.event.{name}"
        return words(known) if words.has(known) else words("timeline.event_other", event=_cut(name))

    def _flow(self, one: Happening) -> tuple[tuple[str, ...], str]:
        """What Flow made of it, and Flow's own names for that."""
        words = self.explainer.words
        if one.heard is Heard.NO:
            return (words("ui.timeline.not_heard"), words("ui.timeline.not_heard_why")), ""
        if not one.reasons:
            return (words("ui.timeline.not_seen" if one.heard is Heard.UNKNOWN else "ui.timeline.heard"),), ""
        return tuple(map(self._reason, one.reasons)), ", ".join(map(_short, one.reasons))

    def _reason(self, reason: str) -> str:
        words, known = self.explainer.words, f"timeline.reason.{reason}"
        return words(known) if words.has(known) else words("timeline.reason_other", reason=_cut(reason))


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_VALUE else name[:LONGEST_VALUE].rstrip() + "…"


def _short(name: str) -> str:
    return for_display(_cut(name))
