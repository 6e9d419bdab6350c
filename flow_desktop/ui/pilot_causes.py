"""CauseList: what is left to do, one card for each cause, those with most to do first."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.pilot.summary import Group, Summary
from flow_desktop.core.providers import Provider
from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.pilot_cause import CauseCard

MOST = 5
"""Cards that are made at once; the others follow when somebody asks."""


class CauseList(QWidget):
    """Signals as on a card. ``filled``: all cards are there. One is made at a turn, and used again for the next run."""

    show_asked = Signal(object)
    ticket_asked = Signal(object)
    help_asked = Signal(object)
    filled = Signal()
    answered = Signal(str, str)

    def __init__(self, kit: Kit, speech: PilotSpeech) -> None:
        super().__init__()
        self._kit, self._speech = kit, speech
        self._groups: tuple[Group, ...] = ()
        self._provider = Provider.OTHER
        self.cards: list[CauseCard] = []
        self._heading = kit.label(kit.words("pilot.page.cause.title"), "strong")
        self.more = kit.button("pilot.page.cause.more", "quiet", icon="down", then=self._on_more)
        self._box = kit.column(self, gap=3)
        self._cards = kit.column(holder := QWidget(), gap=3)
        for part in (self._heading, holder, kit.row(self.more)):
            self._box.addWidget(part)
        self._turns = Turns(self)
        self._turns.done.connect(self.filled)

    @property
    def shown(self) -> tuple[CauseCard, ...]:
        """The cards that are shown."""
        return tuple(card for card in self.cards if not card.isHidden())

    @property
    def is_filled(self) -> bool:
        """Whether every card is there."""
        return not self._turns.busy

    def tell(self, summary: Summary) -> None:
        """Show the groups of a run that have something to do."""
        before = self._provider
        self._provider = before if before is not Provider.OTHER else summary.provider
        self._groups = tuple(one for one in summary.groups if not one.status.is_ready)
        self.setVisible(bool(self._groups))
        self._show(MOST)

    def refuse(self, key: str, text: str) -> None:
        """An answer cannot be used; said where it was given."""
        for card in self.shown:
            card.refuse(key, text)

    def _show(self, most: int) -> None:
        shown = self._groups[:most]
        left = len(self._groups) - len(shown)
        self.more.setVisible(left > 0)
        self.more.say(self._kit.words("pilot.page.cause.more", n=left))
        for card in self.cards[len(shown) :]:
            card.hide()
        self._turns.run(partial(self._tell_one, at, one) for at, one in enumerate(shown))

    def _tell_one(self, at: int, group: Group) -> None:
        if at == len(self.cards):
            self._make()
        self.cards[at].tell(group, self._provider)
        self.cards[at].show()

    def _make(self) -> None:
        card = CauseCard(self._kit, self._speech)
        card.show_asked.connect(self.show_asked)
        card.ticket_asked.connect(self.ticket_asked)
        card.help_asked.connect(self.help_asked)
        card.answered.connect(self.answered)
        card.provider_chosen.connect(self._use_provider)
        self.cards.append(card)
        self._cards.addWidget(card)

    def _use_provider(self, provider: Provider) -> None:
        if provider is not self._provider:
            self._provider = provider
            for card in self.shown:
                card.use_provider(provider)

    def _on_more(self) -> None:
        self._show(len(self._groups))
