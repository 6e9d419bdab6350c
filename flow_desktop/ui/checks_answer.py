"""ChecksAnswer: why it is not in sync. The verdict first, then the way of the account, the causes, the timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Bottom, Diagnosis
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.presenting import Mark, Told
from flow_desktop.core.providers import Provider
from flow_desktop.ui.age import Age
from flow_desktop.ui.banner import VerdictBanner
from flow_desktop.ui.checks_actions import ChecksActions
from flow_desktop.ui.columns import Columns
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.finding_card import FindingCard
from flow_desktop.ui.finding_lines import FindingLines
from flow_desktop.ui.finding_list import FindingList
from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Kit, announce
from flow_desktop.ui.narrow import Narrow
from flow_desktop.ui.possible_box import PossibleBox
from flow_desktop.ui.question_list import GivenAnswers
from flow_desktop.ui.status_chips import StatusChips
from flow_desktop.ui.tab_order import follow_the_eye
from flow_desktop.ui.timeline_view import TimelineView
from flow_desktop.ui.trail_view import TrailView
from flow_desktop.ui.viewpoint import Viewpoint
from flow_desktop.ui.watch_box import WatchBox

MARKS = {
    Bottom.FINE: Mark.SAME,
    Bottom.PROBLEM: Mark.PROBLEM,
    Bottom.POSSIBLE: Mark.DIFFERS,
    Bottom.CANNOT_TELL: Mark.UNKNOWN,
}


class ChecksAnswer(QWidget):
    """Draws one Diagnosis. ``answered`` and ``taken_back`` carry what a person told; ``again_asked`` the id of one
    check; ``help_asked`` a Heading; ``copy_asked`` a text for the clipboard; ``card_sought`` a card to be scrolled to.
    """

    answered = Signal(str, str)
    taken_back = Signal(str)
    again_asked = Signal(str)
    help_asked = Signal(object)
    copy_asked = Signal(str)
    card_sought = Signal(object)

    def __init__(self, kit: Kit, explainer: Explainer, desk: Desk) -> None:
        super().__init__()
        self._kit, self._explainer = kit, explainer
        self._found: Diagnosis | None = None
        self._provider: Provider | None = None
        self.banner, self.chips = VerdictBanner(kit), StatusChips(kit)
        self.banner.copy_asked.connect(self.copy_asked)
        self.buttons, self.watch = ChecksActions(kit), WatchBox(kit, desk)
        self.age = Age(kit, desk, self._tell_banner)
        self._turns = Turns(self)
        self._main, self._side = QWidget(), QWidget()
        self._box, self._aside = kit.column(self._main, gap=4), kit.column(self._side, gap=3)
        self.columns = Columns(kit, self._main, self._side)
        self._lay_out()

    def pieces(self) -> list[Callable[[], object]]:
        """Making the parts, each short enough for one turn; nothing can be told before the last one."""
        return [self._make_trail, self._make_timeline, self._make_cards, self._make_lines]

    @property
    def found(self) -> Diagnosis | None:
        """What is shown."""
        return self._found

    @property
    def provider(self) -> Provider:
        """Where the person clicks: as they chose, else what the evidence says."""
        return self._provider or (self._found.provider if self._found is not None else Provider.OTHER)

    @property
    def cards(self) -> tuple[FindingCard, ...]:
        """All cards, from top to bottom."""
        return (*self.problems.cards, *self.possible.cards.cards)

    @property
    def is_filled(self) -> bool:
        """Whether everything of the last `tell` is there."""
        return not self._turns.busy and self.problems.is_filled and self.possible.cards.is_filled

    def tell(self, found: Diagnosis) -> None:
        """Show a diagnosis, the verdict at once; what stays the same stays as it is, with the keyboard in it."""
        news = self._found is None or self._said(found) != self._said(self._found)
        had_keyboard = self._has_keyboard()
        self._found = found
        self.age.begin(found.evidence.now)
        self._tell_banner()
        self.chips.tell({one: len(found.of(one)) for one in Outcome})
        self.buttons.tell(found.overall)
        self._turns.run((*self._telling(found), lambda: self._keep_keyboard(had_keyboard)))
        if news:
            announce(self.banner, self.banner.accessibleName())

    def _telling(self, found: Diagnosis) -> Iterator[Callable[[], object]]:
        """Each part, at a turn of its own."""
        view = Viewpoint(self.provider, found.evidence.asked.is_self)
        problems, possible = found.of(Outcome.PROBLEM), found.of(Outcome.POSSIBLE)
        yield lambda: self.trail.tell(found.trail)
        yield self.trail.show
        yield lambda: self.problems.tell(problems, view)
        yield lambda: self.possible.tell(possible, found.open_questions, view)
        yield lambda: self.given.tell(found.evidence.answers)
        for outcome, lines in self.lines.items():
            yield partial(lines.tell, found.of(outcome))
        yield lambda: self.timeline.tell(found.timeline, found.evidence.now)
        yield self.timeline.show

    def _keep_keyboard(self, had_keyboard: bool) -> None:
        follow_the_eye(self)
        if had_keyboard and not self._has_keyboard():
            self.banner.setFocus()

    def set_busy(self, *, busy: bool) -> None:
        """A look is under way: what was found stays, with its age."""
        self.buttons.set_busy(busy=busy)
        self.age.set_busy(busy=busy)

    def forget(self) -> None:
        """Another question: nothing of this answer stays in sight, and the provider is the next evidence's again."""
        self._provider = self._found = None
        self._turns.run(())
        self.watch.tell_nothing()
        for part in (self.trail, self.problems, self.possible, self.given, *self.lines.values(), self.timeline):
            part.hide()

    def use_provider(self, provider: Provider) -> None:
        """The person clicks in another provider than the evidence says."""
        if provider is not self.provider:
            self._provider = provider
            self.problems.use_provider(provider)
            self.possible.cards.use_provider(provider)

    def still_there(self, check: str) -> Finding | None:
        """What a check found that has to be looked at, None where it found nothing of the kind."""
        findings = self._found.findings if self._found is not None else ()
        weighs = (Outcome.PROBLEM, Outcome.POSSIBLE)
        return next((one for one in findings if one.check == check and one.outcome in weighs), None)

    def _lay_out(self) -> None:
        head = Narrow(self._kit)
        for part in (self.banner, self.chips, self.buttons, self.watch):
            head.box.addWidget(part)
        whole = self._kit.column(self, gap=4)
        whole.addWidget(head)
        whole.addWidget(self.columns)

    def _make_trail(self) -> None:
        self.trail = TrailView(self._kit, self._explainer)
        self.trail.copy_asked.connect(self.copy_asked)
        self.trail.remedy_asked.connect(self._on_remedy)
        self.trail.hide()
        self._box.addWidget(self.trail)

    def _make_timeline(self) -> None:
        self.timeline = TimelineView(self._kit, self._explainer)
        self.timeline.copy_asked.connect(self.copy_asked)
        self.timeline.hide()
        self._aside.addWidget(self.timeline)
        self._aside.addStretch(1)

    def _make_cards(self) -> None:
        self.problems = FindingList(self._kit, self._explainer, opened=True)
        self.possible = PossibleBox(self._kit, self._explainer)
        self.possible.answered.connect(self.answered)
        for cards in (self.problems, self.possible.cards):
            cards.card_made.connect(self._on_card)
            cards.filled.connect(lambda: follow_the_eye(self))
        self.problems.hide()
        self._box.addWidget(self.problems)
        self._box.addWidget(self.possible)

    def _make_lines(self) -> None:
        self.given = GivenAnswers(self._kit, self._explainer)
        self.given.taken_back.connect(self.taken_back)
        self._box.addWidget(self.given)
        folded = (Outcome.CANNOT_TELL, Outcome.INFO, Outcome.PASS)
        self.lines = {one: FindingLines(self._kit, self._explainer, one) for one in folded}
        for lines in self.lines.values():
            lines.hide()
            self._box.addWidget(lines)
        self._box.addStretch(1)

    def _on_card(self, card: FindingCard) -> None:
        card.provider_chosen.connect(self.use_provider)
        card.help_asked.connect(self.help_asked)
        card.again_asked.connect(self.again_asked)
        card.copy_asked.connect(self.copy_asked)

    def _on_remedy(self, cause: Cause) -> None:
        """From the step that stopped to what to do about it: its card, opened, with the keyboard on it."""
        card = next((one for one in self.cards if one.finding is not None and one.finding.cause is cause), None)
        if card is not None:
            card.steps.open()
            card.steps.head.setFocus(Qt.FocusReason.OtherFocusReason)
            self.card_sought.emit(card)

    def _tell_banner(self) -> None:
        if self._found is not None:
            told = Told(MARKS[self._found.overall], self._said(self._found), tuple(self._codes()))
            self.banner.tell(told, self.age.text)

    def _said(self, found: Diagnosis) -> str:
        """The verdict as the reader of a window is spoken to."""
        return self._explainer.headline_for_reader(found)

    def _codes(self) -> Iterable[str]:
        """What to say on the phone, where something is proven."""
        assert self._found is not None
        for cause in self._found.proven[:1]:
            yield self._kit.words("ui.checks.code", code=cause.value, spoken=self._explainer.spoken(cause))

    def _has_keyboard(self) -> bool:
        focused = self.window().focusWidget()
        return bool(focused) and self.isAncestorOf(focused) and not focused.isHidden()
