"""SetupSteps: every step of the set-up as a line with its state; one of them is open and says everything."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.core.presenting import Mark
from flow_desktop.core.readiness import Ready, StepOf
from flow_desktop.core.setup_speech import StepText
from flow_desktop.ui.choice_list import Choice, ChoiceRow
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.setup_detail import StepDetail

ICONS = {
    Ready.DONE: ("same", "same_text"),
    Ready.TO_DO: ("current", "accent"),
    Ready.BLOCKED: ("pending", "muted"),
    Ready.BY_HAND: ("account", "unknown_text"),
    Ready.UNKNOWN: ("unknown", "unknown_text"),
    Ready.ATTENTION: ("warn", "differs_text"),
}
"""Icon and its colour for each state; a proven cause has its own."""


class SetupSteps(QWidget):
    """``portal_asked``: open the admin portal. ``help_asked`` carries a Heading, ``copy_asked`` a value.

    ``opened`` carries the card that somebody opened.
    """

    portal_asked = Signal()
    help_asked = Signal(object)
    copy_asked = Signal(str)
    opened = Signal(QWidget)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setAccessibleName(kit.words("ui.setup.steps"))
        self._box = kit.column(self, gap=2)
        self.cards: tuple[StepCard, ...] = ()

    def tell(self, steps: tuple[StepText, ...], *, has_portal: bool) -> None:
        """Show the steps; the next one is open, unless somebody has opened another one."""
        before = self.open_card
        was_next = before is not None and before.step is not None and before.step.is_next
        kept = before.step.id if before is not None and before.step is not None and not was_next else None
        while len(self.cards) < len(steps):
            self._add()
        for card, step in zip(self.cards, steps, strict=True):
            card.tell(step, has_portal=has_portal)
            card.set_open(opened=step.id is kept if kept else step.is_next)

    @property
    def open_card(self) -> StepCard | None:
        """The step that says everything."""
        return next((card for card in self.cards if card.is_open), None)

    def show_next(self) -> StepCard | None:
        """Open the step that comes next; None where there is none."""
        card = next((one for one in self.cards if one.step is not None and one.step.is_next), None)
        for one in self.cards if card is not None else ():
            one.set_open(opened=one is card)
        return card

    def prepare(self) -> None:
        """Make the cards one at a turn while the first look is under way."""
        if len(self.cards) < len(StepOf):
            self._add()
            QTimer.singleShot(0, self, self.prepare)

    def _add(self) -> None:
        at, card = len(self.cards), StepCard(self._kit)
        card.head.clicked.connect(lambda _checked: self._on_clicked(at))
        card.head.walk_asked.connect(lambda by: self._on_walk(at + by))
        card.portal_asked.connect(self.portal_asked)
        card.help_asked.connect(self.help_asked)
        card.copy_asked.connect(self.copy_asked)
        self.cards = (*self.cards, card)
        self._box.addWidget(card)

    def _on_clicked(self, at: int) -> None:
        opens = not self.cards[at].is_open
        for number, card in enumerate(self.cards):
            card.set_open(opened=opens and number == at)
        if opens:
            self.opened.emit(self.cards[at])

    def _on_walk(self, to: int) -> None:
        if 0 <= to < len(self.cards):
            self.cards[to].head.setFocus()


class StepCard(QFrame):
    """One step: its line, and below it what there is to say once it is open."""

    portal_asked = Signal()
    help_asked = Signal(object)
    copy_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("step")
        self.step: StepText | None = None
        self._has_portal = False
        self._detail: StepDetail | None = None
        self.head = ChoiceRow(kit, on_one_line=True)
        self._chip = kit.tag(kit.words("ui.setup.next"))
        self._box = kit.column(self, gap=1, margin=1)
        self._chip_row = kit.row(self._chip)
        self._chip_row.setContentsMargins(kit.theme.space(2), kit.theme.space(2), 0, 0)
        self._box.addWidget(self._chip_row)
        self._box.addWidget(self.head)

    @property
    def is_open(self) -> bool:
        """Whether everything is said."""
        return self._detail is not None and not self._detail.isHidden()

    @property
    def detail(self) -> StepDetail | None:
        """What is below the line, if it was opened yet."""
        return self._detail

    def tell(self, step: StepText, *, has_portal: bool) -> None:
        """Show a step."""
        self.step, self._has_portal = step, has_portal
        name = self._kit.words(
            "ui.setup.step_next" if step.is_next else "ui.setup.step_name",
            number=step.number, title=step.title, state=step.word,
        )  # fmt: skip
        icon, role = ("problem", "problem_text") if step.mark is Mark.PROBLEM else ICONS[step.state]
        self.head.tell(Choice(f"{step.number}. {step.title}", step.word, icon, role, step.mark, name))
        self._chip_row.setVisible(step.is_next)
        self.setProperty("next", step.is_next)
        self.style().unpolish(self)
        self.style().polish(self)
        if self._detail is not None:
            self._detail.tell(step, has_portal=has_portal)

    def set_open(self, *, opened: bool) -> None:
        """Say everything, or the line only."""
        if opened and self._detail is None and self.step is not None:
            self._detail = detail = StepDetail(self._kit)
            detail.portal_asked.connect(self.portal_asked)
            detail.help_asked.connect(self.help_asked)
            detail.copy_asked.connect(self.copy_asked)
            detail.tell(self.step, has_portal=self._has_portal)
            self._box.addWidget(detail)
        if self._detail is not None:
            self._detail.setVisible(opened)
