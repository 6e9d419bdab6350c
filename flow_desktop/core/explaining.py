"""Findings in sentences: what the window, the command line and a ticket say, from one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flow_desktop.core.answers import Questions
from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.findings import Exhibit, Finding
from flow_desktop.core.guidance import Guide, Remedy
from flow_desktop.core.providers import Provider
from flow_desktop.core.words import Message, Words


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as label, value, and where and when it was seen."""

    label: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Explainer:
    """Everything is safe to show: values from outside are escaped. ``guides`` has every code."""

    words: Words
    guides: Mapping[Cause, Guide]
    questions: Questions

    def headline(self, found: Diagnosis) -> str:
        """The verdict in one sentence, for the top of every report."""
        raise NotImplementedError

    def title(self, finding: Finding) -> str:
        """A few words for the head of a card: the cause's title, or the check's question where no cause is named."""
        raise NotImplementedError

    def because(self, finding: Finding) -> str:
        """What the evidence says, in one or two sentences."""
        raise NotImplementedError

    def message(self, said: Message) -> str:
        """A sentence of a trail step or finding whose arguments may be ids of texts."""
        raise NotImplementedError

    def facts(self, exhibits: tuple[Exhibit, ...]) -> tuple[Told, ...]:
        """The evidence as label, value and origin ("Flow's audit, 14:02")."""
        raise NotImplementedError

    def remedy(self, finding: Finding, provider: Provider) -> Remedy | None:
        """What to do and where to click; None where nothing has to be done."""
        raise NotImplementedError

    def question(self, key: str) -> str:
        """A question in plain words."""
        raise NotImplementedError

    def choice(self, key: str, value: str) -> str:
        """One of the values of a question, as a button says it: "Yes", "Through a nested group"."""
        raise NotImplementedError

    def spoken(self, cause: Cause) -> str:
        """The short code support reads out on the phone; derived, unique, never stored."""
        raise NotImplementedError
