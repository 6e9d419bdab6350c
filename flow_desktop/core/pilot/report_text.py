"""Why somebody is where they are, and what to do, for a line of a report: the sentences of their group, and their own.

Texts are made once for each kind of result, not for each person: a hundred thousand people share a few.
"""

from __future__ import annotations

from collections.abc import Iterator

from flow_desktop.core.pilot.report import PersonText, row_of
from flow_desktop.core.pilot.results import ListNote, Result, Status
from flow_desktop.core.pilot.rows import PilotList, RejectedRow, RowFault
from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.pilot.summary import group_of
from flow_desktop.core.providers import Provider

MOST_KEPT = 5_000
"""Kinds whose texts are kept; a hostile list could make as many as it has rows."""


class ReportTexts:
    """Texts for the results of one list. ``provider``: whose remedy is told."""

    def __init__(self, speech: PilotSpeech, listed: PilotList, provider: Provider) -> None:
        self._speech, self._listed, self._provider = speech, listed, provider
        self._kept: dict[tuple[object, ...], PersonText] = {}

    def text(self, result: Result) -> PersonText:
        """Why, and what to do; nothing where somebody is ready."""
        if result.status is Status.READY:
            return _NOTHING
        row = row_of(self._listed, result)
        fault = row.fault if isinstance(row, RejectedRow) else None
        kind = (*result[2:4], *result[5:], fault)
        found = self._kept.get(kind)
        if found is None:
            found = self._made(result, fault)
            if len(self._kept) < MOST_KEPT:
                self._kept[kind] = found
        return found

    def _made(self, result: Result, fault: RowFault | None) -> PersonText:
        group = group_of(result)
        why = " ".join(part for part in self._why(result, fault) if part)
        remedy = None if result.status.is_ready else self._speech.remedy(group, self._provider)
        return PersonText(why, remedy.steps, remedy.who) if remedy is not None else PersonText(why)

    def _why(self, result: Result, fault: RowFault | None) -> Iterator[str]:
        words, group = self._speech.explainer.words, group_of(result)
        if fault is not None:
            yield words(f"pilot.row_fault.{fault}")
            return
        if result.note is ListNote.DUPLICATE_OF:
            yield words("pilot.export.duplicate_of", line=result.other)
            return
        yield f"{self._speech.title(group).rstrip('.')}."
        if result.note is ListNote.LOOK_ALIKE and result.other:
            yield words("pilot.export.look_alike", line=result.other)
        if result.status is Status.AMBIGUOUS:
            yield words("pilot.export.candidates", n=result.candidates)
        if result.status is not Status.UNEXPECTED:  # the title says it all, and the rest is about many
            yield self._speech.why(group)


_NOTHING = PersonText()
