"""FindingList: cards under one heading. A card stays the same while its finding does, with what is open in it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Finding
from flow_desktop.core.providers import Provider
from flow_desktop.ui.finding_card import FindingCard
from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.viewpoint import Viewpoint

if TYPE_CHECKING:
    from flow_desktop.core.explaining import Explainer

Key: TypeAlias = tuple[str, Cause | None]


class FindingList(QWidget):
    """``card_made`` carries each new FindingCard, once; ``filled``: all cards of the last `tell` are there.

    One card is made at a turn of the event loop, so that the window answers between them. ``opened``: what to do is
    shown at once on a new card.
    """

    card_made = Signal(object)
    filled = Signal()

    def __init__(self, kit: Kit, explainer: Explainer, *, opened: bool) -> None:
        super().__init__()
        self._kit, self._explainer, self._opened = kit, explainer, opened
        self._cards: dict[Key, FindingCard] = {}
        self._wanted: tuple[Finding, ...] = ()
        self._view = Viewpoint()
        self._box = kit.column(self, gap=3)
        self._turns = Turns(self)
        self._turns.done.connect(self.filled)

    @property
    def cards(self) -> tuple[FindingCard, ...]:
        """The cards from top to bottom."""
        return tuple(self._cards[key] for key in map(_key, self._wanted) if key in self._cards)

    @property
    def is_filled(self) -> bool:
        """Whether every card is made."""
        return not self._turns.busy

    def tell(self, findings: tuple[Finding, ...], view: Viewpoint) -> None:
        """Show these findings in this order."""
        self._wanted, self._view = findings, view
        keys = {_key(one) for one in findings}
        for key in tuple(self._cards):
            if key not in keys:
                _remove(self._cards.pop(key))
        self.setVisible(bool(findings))
        self._turns.run(partial(self._tell_one, at, one) for at, one in enumerate(findings))

    def use_provider(self, provider: Provider) -> None:
        """Say where to click in another provider."""
        self._view = replace(self._view, provider=provider)
        for card in self._cards.values():
            card.use_provider(provider)

    def _tell_one(self, at: int, finding: Finding) -> None:
        key = _key(finding)
        card = self._cards.get(key) or self._make(key)
        card.tell(finding, self._view)
        if self._box.indexOf(card) != at:
            self._box.insertWidget(at, card)
        card.show()

    def _make(self, key: Key) -> FindingCard:
        made = self._cards[key] = FindingCard(self._kit, self._explainer)
        self.card_made.emit(made)
        if self._opened:
            self._turns.also(made.steps.open)
        return made


def _key(finding: Finding) -> Key:
    return finding.check, finding.cause


def _remove(card: QWidget) -> None:
    card.hide()
    card.deleteLater()
