"""PilotPerson: one person of a run: what the list, Directory Sync and Flow say, how far the account came, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.core.findings import Outcome
from flow_desktop.core.pilot.results import MatchedBy, Result, Status
from flow_desktop.core.pilot.rows import PilotRow
from flow_desktop.ui.finding_card import FindingCard
from flow_desktop.ui.finding_list import FindingList
from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Kit, announce, set_mark
from flow_desktop.ui.pilot_fields import PilotFields, comparison_of
from flow_desktop.ui.pilot_looks import LOOKS
from flow_desktop.ui.pilot_speech import shown
from flow_desktop.ui.skeleton import Skeleton
from flow_desktop.ui.tab_order import follow_the_eye
from flow_desktop.ui.trail_view import TrailView
from flow_desktop.ui.viewpoint import Viewpoint

if TYPE_CHECKING:
    from flow_desktop.core.causes import Cause
    from flow_desktop.core.diagnosis import Diagnosis
    from flow_desktop.core.explaining import Explainer
    from flow_desktop.flows.verify import RunOutcome
    from flow_desktop.ui.pilot_speech import RowSpeech


class PilotPerson(QWidget):
    """``step_asked``: the person above (-1) or below (1). ``check_asked`` carries an e-mail, ``help_asked`` a Heading,
    ``copy_asked`` text for the clipboard, ``in_sight_asked`` the part to scroll to.
    """

    close_asked = Signal()
    step_asked = Signal(int)
    check_asked = Signal(str)
    help_asked = Signal(object)
    copy_asked = Signal(str)
    in_sight_asked = Signal(object)

    def __init__(self, kit: Kit, explainer: Explainer) -> None:
        super().__init__()
        self._kit, self._explainer = kit, explainer
        self._result: Result | None = None
        self._email = ""
        self._turns = Turns(self)
        self.back = kit.button("pilot.page.person.back", icon="left", then=self.close_asked.emit)
        self.above = kit.button("pilot.page.person.above", "quiet", icon="up", then=lambda: self.step_asked.emit(-1))
        self.below = kit.button("pilot.page.person.below", "quiet", icon="down", then=lambda: self.step_asked.emit(1))
        self.check = kit.button("pilot.page.person.check", icon="checks", then=self._on_check)
        self.copy = kit.button("pilot.page.person.copy", "quiet", icon="copy", then=self._on_copy)
        self._box = kit.column(self, gap=4)
        self._box.addWidget(kit.row(self.back, self.above, self.below))
        self._box.addWidget(self._make_head())
        self._note = kit.label(role="muted")
        self.skeleton = Skeleton(kit)
        self.fields = PilotFields(kit)
        for part in (self.fields, self._note, self.skeleton):
            self._box.addWidget(part)
        self.fields.copy_asked.connect(self.copy_asked)

    def pieces(self) -> list[Callable[[], object]]:
        """Making the costly parts, each short enough for one turn; before the first person."""
        return [self._make_cards, self._make_trail]

    @property
    def result(self) -> Result | None:
        """Whom it is about."""
        return self._result

    @property
    def is_filled(self) -> bool:
        """Whether everything of the last `explain` is there."""
        return not self._turns.busy and self.findings.is_filled and self.possible.is_filled

    def tell(self, result: Result, speech: RowSpeech, outcome: RunOutcome | None) -> bool:
        """Show a person at once, as far as the run has it. True where an explanation can follow (`explain`)."""
        self._result = result
        email, name = map(shown, speech.person(result))
        self._email = speech.person(result)[0]
        mark, icon = LOOKS[result.status]
        self._icon.show_icon(icon, f"{mark}_text")
        self._who.setText(name or email)
        self._address.setText(email if name else "")
        self._address.setVisible(bool(name))
        why = speech.why(result)
        self._status.setText(". ".join(filter(None, (speech.status(result.status), why))))
        set_mark(self._head, mark)
        set_mark(self._status, mark)
        self._how.setText(self._found_how(result, speech))
        self._how.setVisible(bool(self._how.text()))
        self._head.setAccessibleName(f"{self._who.text()}. {self._status.text()}")
        self.check.setVisible("@" in self._email and result.status is not Status.LIST_PROBLEM)
        announce(self._head, self._head.accessibleName())
        return self._tell_fields(result, speech, outcome)

    def explain(self, found: Diagnosis) -> None:
        """How far the account came, and why: a part at a turn."""
        view = Viewpoint(found.provider, is_self=False)
        self._turns.run(
            (
                self._end_waiting,
                lambda: self.findings.tell(found.of(Outcome.PROBLEM), view),
                lambda: self.possible.tell(found.of(Outcome.POSSIBLE), view),
                lambda: self.trail.tell(found.trail),
                self.trail.show,
                lambda: follow_the_eye(self),
            )
        )

    def _tell_fields(self, result: Result, speech: RowSpeech, outcome: RunOutcome | None) -> bool:
        self._turns.run(())
        self.trail.hide()
        self.findings.hide()
        self.possible.hide()
        row = speech.row(result)
        of_list = row if isinstance(row, PilotRow) else None
        can_compare = outcome is not None and result.status is not Status.LIST_PROBLEM
        found = comparison_of(outcome, result, of_list) if can_compare and outcome is not None else None
        self.fields.setVisible(found is not None)
        if found is not None:
            self.fields.tell(found)
        self._tell_note(result, outcome)
        self.skeleton.setVisible(found is not None)
        if found is not None:
            self.skeleton.begin()
        return found is not None

    def _tell_note(self, result: Result, outcome: RunOutcome | None) -> None:
        words = self._kit.words
        if result.status is Status.LIST_PROBLEM:
            note = words("pilot.page.person.fix_list")
        elif outcome is None:
            note = words("pilot.page.person.running")
        else:
            note = "" if outcome.book is not None else words("pilot.page.person.not_kept")
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _found_how(self, result: Result, speech: RowSpeech) -> str:
        words = self._kit.words
        row = speech.row(result)
        line = words("pilot.page.person.line", n=row.line) if row is not None else words("pilot.page.person.no_line")
        if result.matched_by is MatchedBy.NONE:
            return line
        key = "close" if result.matched_by.is_close else "found"
        return f"{line} {words(f'pilot.page.person.{key}', how=words(f'pilot.matched.{result.matched_by}'))}"

    def _end_waiting(self) -> None:
        self.skeleton.stop()
        self.skeleton.hide()

    # --- parts

    def _make_head(self) -> QWidget:
        kit = self._kit
        self._head = QFrame()
        self._head.setObjectName("panel")
        self._icon = kit.icon("unknown", "unknown_text", "icon_large")
        self._who, self._address = kit.label(role="title"), kit.label()
        self._status, self._how = kit.label(role="strong"), kit.label(role="muted")
        side = QWidget()
        box = kit.column(side, gap=2)
        for part in (self._who, self._address, self._status, self._how, kit.row(self.check, self.copy)):
            box.addWidget(part)
        kit.column(self._head, margin=4).addLayout(kit.beside(self._icon, side, gap=3))
        return self._head

    def _make_trail(self) -> None:
        self.trail = TrailView(self._kit, self._explainer)
        self.trail.copy_asked.connect(self.copy_asked)
        self.trail.remedy_asked.connect(self._on_remedy)
        self.trail.hide()
        self._box.addWidget(self.trail)

    def _make_cards(self) -> None:
        self.findings = FindingList(self._kit, self._explainer, opened=True)
        self.possible = FindingList(self._kit, self._explainer, opened=False)
        for cards in (self.findings, self.possible):
            cards.card_made.connect(self._on_card)
            cards.filled.connect(lambda: follow_the_eye(self))
            cards.hide()
            self._box.addWidget(cards)

    def _on_card(self, card: FindingCard) -> None:
        card.again.hide()
        card.provider_chosen.connect(self.findings.use_provider)
        card.provider_chosen.connect(self.possible.use_provider)
        card.help_asked.connect(self.help_asked)
        card.copy_asked.connect(self.copy_asked)

    def _on_remedy(self, cause: Cause) -> None:
        """From the step that stopped to the card of its cause."""
        cards = (*self.findings.cards, *self.possible.cards)
        card = next((one for one in cards if one.finding is not None and one.finding.cause is cause), None)
        if card is not None:
            card.steps.open()
            card.steps.head.setFocus()
            self.in_sight_asked.emit(card)

    def _on_check(self) -> None:
        self.check_asked.emit(self._email)

    def _on_copy(self) -> None:
        parts = (self._who, self._address, self._status, self._how)
        self.copy_asked.emit("\n".join(part.text() for part in parts if part.text()))
