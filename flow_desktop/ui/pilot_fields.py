"""PilotFields: first name, last name and e-mail in the list, in Directory Sync and in Flow, down to code points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.comparison import FieldComparison, Place, ProfileComparison, compare
from flow_desktop.core.difference import differing
from flow_desktop.core.directory import DirectoryRecord, DirectoryView, FlowAccount, Found, NotThere, Origin, Unseen
from flow_desktop.core.identity import Claim, ClaimSource, Identity
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, WithheldReason, text_of
from flow_desktop.core.pilot.entries import Flaw
from flow_desktop.core.pilot.rows import PilotRow
from flow_desktop.core.presenting import Speaker
from flow_desktop.core.text import code_points, for_display
from flow_desktop.core.words import Words
from flow_desktop.ui.field_table import FieldTable
from flow_desktop.ui.fold import Fold
from flow_desktop.ui.kit import Kit

if TYPE_CHECKING:
    from flow_desktop.core.pilot.entries import Entry
    from flow_desktop.core.pilot.results import Result
    from flow_desktop.flows.verify import RunOutcome

NOT_IN_LIST = Withheld(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS)
"""What a list without names shows of a name (decisions, "Truth of a verdict", 1)."""


class PilotFields(QWidget):
    """``copy_asked`` carries the value that has the keyboard."""

    copy_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._found: ProfileComparison | None = None
        self._speaker = Speaker(list_words(kit.words), None)
        self.table = FieldTable(kit, self.copy_asked.emit)
        self._origin = kit.label(role="caption")
        self.table.origin_changed.connect(self._origin.setText)
        self.letters = Fold(kit, self._make_letters)
        self.letters.say(kit.words("pilot.page.fields.letters"))
        box = kit.column(self, gap=2)
        for part in (
            kit.label(kit.words("pilot.page.fields.title"), "section"),
            self.table,
            self._origin,
            self.letters,
        ):
            box.addWidget(part)

    def tell(self, found: ProfileComparison) -> None:
        """Show a comparison."""
        self._found = found
        self.table.tell(self._speaker, found)
        self.letters.setVisible(any(_has_difference(row) for row in found.fields))
        self.letters.renew()

    def _make_letters(self) -> QWidget:
        made = QWidget()
        box = self._kit.column(made, gap=2)
        for row in self._found.fields if self._found is not None else ():
            if _has_difference(row):
                box.addWidget(self._kit.label(self._speaker.phrasing.label(row.field), "section"))
                for line in self._lines(row):
                    box.addWidget(self._kit.label(line))
        return made

    def _lines(self, row: FieldComparison) -> Iterator[str]:
        """For each place that has a value: the value, and the code points of what differs in it."""
        values = {place: text_of(row.cell(place).observed) for place in Place}
        for place, value in values.items():
            if not value:
                continue
            others = tuple(other for where, other in values.items() if where is not place and other)
            spans = differing(value, others)
            points = ", ".join(
                f"{for_display(value[one.start : one.end])} {code_points(value[one.start : one.end])}" for one in spans
            )
            place_name = self._speaker.phrasing.column(place)
            text_id = "pilot.page.fields.line" if points else "pilot.page.fields.line_same"
            yield self._kit.words(text_id, place=place_name, value=value, points=points)


def list_words(words: Words) -> Words:
    """The same words where the list stands in the place of the identity provider."""
    texts = dict(words.texts)
    texts["profile.place.identity_provider"] = texts["pilot.page.fields.list"]
    texts["profile.column.identity_provider"] = texts["pilot.page.fields.list"]
    texts["profile.source.nowhere"] = texts["pilot.page.fields.source"]
    texts["profile.reason.only_the_person_can_show_this"] = texts["pilot.page.fields.not_in_list"]
    return Words(words.language, texts)


def comparison_of(outcome: RunOutcome, result: Result, row: PilotRow | None) -> ProfileComparison | None:
    """A person's fields at the three places; None where what was read is not kept any more."""
    book = outcome.book
    if book is None:
        return None
    at = outcome.summary.read_at
    origin = Origin(outcome.facts.source, at)
    entry, account = book.entry(result), book.account(result)
    in_directory: Found[DirectoryRecord] | NotThere | Unseen
    in_flow: Found[FlowAccount] | NotThere | Unseen
    if entry is not None:
        in_directory = Found(_record(entry), origin)
    elif result.candidates > 1:
        in_directory = Unseen(WithheldReason.SEVERAL_CANDIDATES, origin)
    else:
        doubt = book.doubt(result.key)
        in_directory = NotThere(origin) if doubt is None else Unseen(doubt, origin)
    if account is not None:
        in_flow = Found(
            FlowAccount(account.id, account.email, account.given_name, account.family_name, account.role), origin
        )
    else:
        doubt = book.flow_doubt(result.key)
        in_flow = NotThere(origin) if doubt is None else Unseen(doubt, origin)
    return compare(_listed(row, outcome), DirectoryView(in_directory, in_flow))


def _listed(row: PilotRow | None, outcome: RunOutcome) -> Identity:
    given = _given(row.given if row is not None else None)
    family = _given(row.family if row is not None else None)
    email = _given(row.email if row is not None else None)
    return Identity(
        outcome.listed.name, "", outcome.facts.started_at, email=email, given_name=given, family_name=family
    )


def _given(value: str | None) -> Claim:
    return Claim(NOT_IN_LIST if value is None else Present(value), ClaimSource.NOWHERE)


def _record(entry: Entry) -> DirectoryRecord:
    return DirectoryRecord(
        entry.id,
        user_name=_value(entry, entry.user_name, Flaw.USER_NAME),
        email=_value(entry, entry.email, Flaw.EMAIL),
        given_name=_value(entry, entry.given, Flaw.GIVEN),
        family_name=_value(entry, entry.family, Flaw.FAMILY),
        active=entry.active,
    )


def _value(entry: Entry, value: str | None, flaw: Flaw) -> Observed:
    if entry.flaws & flaw:
        return Withheld(WithheldReason.NOT_TEXT)
    return Absent() if value is None else Present(value)


def _has_difference(row: FieldComparison) -> bool:
    return row.verdict is not None and (row.verdict.is_finding or row.verdict.is_note)
