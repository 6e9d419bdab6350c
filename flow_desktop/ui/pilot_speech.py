"""What a row of the table says: who it is, the status, why, and how the person was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from flow_desktop.core.comparison import Field
from flow_desktop.core.findings import Outcome
from flow_desktop.core.pilot.kinds import kind_of
from flow_desktop.core.pilot.results import ListNote, MatchedBy, Result, Status
from flow_desktop.core.pilot.rows import PilotList, PilotRow, RejectedRow
from flow_desktop.core.text import for_display

if TYPE_CHECKING:
    from flow_desktop.core.causes import Cause
    from flow_desktop.core.grades import Verdict
    from flow_desktop.core.guidance import Guide
    from flow_desktop.core.pilot.entries import Entry
    from flow_desktop.core.words import Words

Find = Callable[[Result], "Entry | None"]


def nobody(_result: Result) -> Entry | None:
    """While pages still come, the directory is not looked through."""
    return None


class RowSpeech:
    """Sentences for the rows of one list. ``entry_of``: the directory user a result is about, None where unknown."""

    def __init__(
        self, words: Words, guides: Mapping[Cause, Guide], listed: PilotList, *, entry_of: Find = nobody
    ) -> None:
        self.words, self._guides, self._listed, self._entry_of = words, guides, listed, entry_of
        self._statuses = {status: words(f"pilot.status.{status}") for status in Status}

    def row(self, result: Result) -> PilotRow | RejectedRow | None:
        """The row of the list, None for somebody who is in the directory only."""
        if result.status is Status.UNEXPECTED:
            return None
        if result.row < 0:
            return self._listed.rejected[-1 - result.row]
        return self._listed.rows[result.row]

    def person(self, result: Result) -> tuple[str, str]:
        """E-mail and name: as the list has them, else as Directory Sync has them. Values as received."""
        row = self.row(result)
        if isinstance(row, RejectedRow):
            return row.shown, ""
        email, name = (row.email, _name(row.given, row.family) or row.full or "") if row is not None else ("", "")
        if name and email:
            return email, name
        entry = self._entry_of(result)
        if entry is None:
            return email or result.key, name
        return email or entry.email or entry.user_name or result.key, name or _name(entry.given, entry.family)

    def status(self, status: Status) -> str:
        """One or two words."""
        return self._statuses[status]

    def matched(self, result: Result) -> str:
        """How the person was found; empty where nobody was."""
        found = result.matched_by
        return "" if found is MatchedBy.NONE else _sentence(self.words(f"pilot.matched.{found}"))

    def why(self, result: Result) -> str:
        """Why a row is where it is, in a few words; empty where nothing is to be said."""
        row = self.row(result)
        if isinstance(row, RejectedRow):
            return self.words(f"pilot.row_fault.{row.fault}")
        said = self.why_in_common(result)
        if result.note is ListNote.NONE or not result.other:
            return said
        note = self.words(f"pilot.page.why.{result.note.name.lower()}", line=result.other)
        return f"{said} {note}".strip() if result.status is not Status.LIST_PROBLEM else note

    def why_in_common(self, result: Result) -> str:
        """The same without what is about this one row only."""
        causes = result.causes
        if causes:
            title = self._guides[causes[0]].title
            possible = result.outcome is Outcome.POSSIBLE
            said = self.words("pilot.page.why.possibly", title=title) if possible else title
            return self.words("pilot.page.why.more", first=said, n=len(causes) - 1) if len(causes) > 1 else said
        if result.status is Status.AMBIGUOUS and result.candidates > 1:
            return self.words("pilot.page.why.candidates", n=result.candidates)
        return self._graded(result) or self._kind(result)

    def _kind(self, result: Result) -> str:
        """What is said of a group of such people; nothing of who is simply ready."""
        return "" if result.status is Status.READY else self.words(f"pilot.kind.{kind_of(result)}")

    def _graded(self, result: Result) -> str:
        """The fields that are not the same: "Last name: differs in accents"."""
        graded = [(field, grade) for field, grade in zip(_FIELDS, result.grades, strict=True) if grade is not None]
        told = [(field, grade) for field, grade in graded if grade.is_finding or grade.is_note]
        return "; ".join(self._field(field, grade) for field, grade in told)

    def _field(self, field: Field, grade: Verdict) -> str:
        label, word = self.words(f"profile.label.{field}"), self.words(f"pilot.page.grade.{grade.name.lower()}")
        return self.words("pilot.page.why.field", label=label, word=word)


_FIELDS = (Field.GIVEN_NAME, Field.FAMILY_NAME, Field.EMAIL)


def shown(value: str) -> str:
    """A value from outside, safe to draw."""
    return value if value.isascii() and value.isprintable() else for_display(value)


def _name(given: str | None, family: str | None) -> str:
    return " ".join(part for part in (given, family) if part)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
