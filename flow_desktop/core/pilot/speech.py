"""A run in sentences: the verdict line, the groups with their remedy, the ticket, the chart (pure; texts are data).

The words of the pilot list have to be in ``explainer.words`` (`adapters.texts.load_pilot_words`).
"""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.core.explaining import Explainer
from flow_desktop.core.pilot.results import Result, RunFacts, Status
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.pilot.summary import Group, Summary
from flow_desktop.core.presenting import Mark
from flow_desktop.core.ticket import TicketFacts


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart. ``share`` of the whole, 0 to 1."""

    status: Status
    label: str
    n: int
    share: float
    mark: Mark


@dataclass(frozen=True, slots=True)
class PilotSpeech:
    """Everything is safe to show."""

    explainer: Explainer
    ticket: TicketFacts

    def verdict(self, summary: Summary) -> str:
        """ "38 of 40 ready; 1 blocked by domain; 1 last name differs; listing complete at 14:02:11"."""
        raise NotImplementedError

    def status(self, status: Status) -> str:
        """A status as a label."""
        raise NotImplementedError

    def ticket_of_run(self, summary: Summary, listed: PilotList, results: tuple[Result, ...]) -> str:
        """The text for support about the whole run: platform, provider, whom it is about, what was tried."""
        raise NotImplementedError

    def ticket_of(self, group: Group, summary: Summary, listed: PilotList, results: tuple[Result, ...]) -> str:
        """The same for one group."""
        raise NotImplementedError

    def chart(self, summary: Summary) -> tuple[Bar, ...]:
        """The chart's bars, without empty ones."""
        raise NotImplementedError
