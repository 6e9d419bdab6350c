"""Messages, values and times as a person reads them: ids become words, times local ones, the rest is made safe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from flow_desktop.core.answers import Questions
from flow_desktop.core.text import for_display
from flow_desktop.core.words import Message, Words

_NAMED = {
    "piece": ("piece",),
    "reason": ("evidence.reason", "profile.reason"),
    "state": ("evidence.state",),
    "step": ("trail",),
    "source": ("evidence.source",),
    "role": ("profile.role",),
    "field": ("profile.field",),
    "provider": ("evidence.provider",),
    "event": ("timeline.event",),
}
"""Arguments that are ids of texts, and where those texts are, in the order of looking."""

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
LONGEST_VALUE = 200
"""A longer value is cut in a sentence and in a list of facts; reports carry all of it."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One language and one time zone; ``zone`` None is this computer's. ``titles``: of causes, by code."""

    words: Words
    zone: tzinfo | None = None
    titles: Mapping[str, str] = field(default_factory=dict)

    def message(self, said: Message) -> str:
        """A sentence whose arguments may be ids of texts or times."""
        args = {name: self._argument(name, value) for name, value in said.args}
        return self.words(said.id, **args)

    def value(self, label: str, value: str) -> str:
        """The value of a fact: one of our own words (``exhibit_value.<label>.<value>``), a time, or a safe value."""
        own = f"exhibit_value.{label}.{value}"
        if self.words.has(own):
            return self.words(own)
        if not value.strip():
            return self.words("evidence.nothing")
        known = self._flows_word(label, value)
        if not known:
            return for_display(self._plain(value))
        return self.words("evidence.in_words", said=known, raw=value.replace(" (", ", ").removesuffix(")"))

    def origin(self, source: str, at: datetime | None) -> str:
        """Where and when a fact was seen: "Flow's audit, 2027-01-15 14:02"; empty where neither is known."""
        known = f"evidence.source.{'answer' if source.startswith('answer') else source}"
        place = self.words(known) if self.words.has(known) else for_display(source)
        return ", ".join(part for part in (place, self.time(at) if at else "") if part)

    def time(self, at: datetime) -> str:
        """A moment in local time, to the minute."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def question(self, questions: Questions, key: str) -> str:
        """A question in plain words; a language may bring its own."""
        own = f"answers.question.{key}"
        return self.words(own) if self.words.has(own) else questions[key].text

    def _flows_word(self, label: str, value: str) -> str:
        """Flow's reason or WorkOS's event in plain words, empty where it is none; the id is told beside it."""
        reason = value.partition(" (")[0]
        known = f"timeline.reason.{reason}" if label == "audit_line" else f"timeline.event.{value}"
        return self.words(known) if self.words.has(known) else ""

    def _argument(self, name: str, value: str) -> str | int:
        """What enters a sentence; `Words` makes it safe. ``n`` chooses a plural form."""
        if name == "n" and value.isascii() and value.isdigit():
            return int(value)
        if name == "cause":
            return self.titles.get(value, value)
        known = next((one for place in _NAMED.get(name, ()) if self.words.has(one := f"{place}.{value}")), None)
        return self.words(known) if known else self._plain(value)

    def _plain(self, value: str) -> str:
        if _TIME.fullmatch(value):
            try:
                return self.time(datetime.fromisoformat(value))
            except (ValueError, OverflowError):
                return value
        return value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE].rstrip() + "…"
