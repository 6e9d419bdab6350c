"""FindingList: cards under one heading. A card stays the same while its finding does, with what is open in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Finding
from flow_desktop.core.providers import Provider
from flow_desktop.ui.finding_card import FindingCard
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.viewpoint import Viewpoint

if TYPE_CHECKING:
    from flow_desktop.core.explaining import Explainer

Key: TypeAlias = tuple[str, Cause | None]


class FindingList(QWidget):
    """``card_made`` carries each new FindingCard, once; ``filled``: all cards of the last `tell` are there.

    One card is made at a turn of the event loop, so that the window answers between them.
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
        self._next = _timer(self)
        self._next.timeout.connect(self._make_one)

    @property
    def cards(self) -> tuple[FindingCard, ...]:
        """The cards from top to bottom."""
        return tuple(self._cards[key] for key in map(_key, self._wanted) if key in self._cards)

    def tell(self, findings: tuple[Finding, ...], view: Viewpoint) -> None:
        """Show these findings in this order."""
        self._wanted, self._view = findings, view
        keys = {_key(one) for one in findings}
        for key in tuple(self._cards):
            if key not in keys:
                _remove(self._cards.pop(key))
        self.setVisible(bool(findings))
        for at, finding in enumerate(findings):
            card = self._cards.get(_key(finding))
            if card is not None:
                card.tell(finding, view)
                self._box.insertWidget(at, card)
        self._next.start()

    def use_provider(self, provider: Provider) -> None:
        """Say where to click in another provider."""
        self._view = replace(self._view, provider=provider)
        for card in self._cards.values():
            card.use_provider(provider)

    def _make_one(self) -> None:
        missing = [(at, one) for at, one in enumerate(self._wanted) if _key(one) not in self._cards]
        if missing:
            self._make(*missing[0])
        if len(missing) > 1:
            self._next.start()
        else:
            self.filled.emit()

    def _make(self, at: int, finding: Finding) -> None:
        card = FindingCard(self._kit, self._explainer, opened=self._opened)
        self._cards[_key(finding)] = card
        card.tell(finding, self._view)
        self._box.insertWidget(at, card)
        card.show()
        self.card_made.emit(card)


def _key(finding: Finding) -> Key:
    return finding.check, finding.cause


def _remove(card: QWidget) -> None:
    card.hide()
    card.deleteLater()


def _timer(parent: QObject) -> QTimer:
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setInterval(0)
    return made
