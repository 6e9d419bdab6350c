"""PilotList: the first people in Directory Sync, and who of them has arrived in Flow; each can be checked."""

from __future__ import annotations

from PySide6.QtCore import Signal

from flow_desktop.core.evidence import Pilot, Pilots
from flow_desktop.core.text import for_display
from flow_desktop.ui.choice_list import Choice, ChoiceList
from flow_desktop.ui.kit import Card, Kit


class PilotList(Card):
    """``check_asked`` carries an e-mail."""

    check_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, gap=2, margin=4)
        self._kit = kit
        self._people: tuple[Pilot, ...] = ()
        words = kit.words
        self._note = kit.label(role="muted")
        self.people = ChoiceList(kit, words("ui.setup.pilots"))
        self.people.chosen.connect(self._on_chosen)
        self._more = kit.label(words("setup.more_pilots"), "caption")
        for part in (kit.label(words("setup.pilots"), "strong"), self._note, self.people, self._more):
            self.box.addWidget(part)

    def tell(self, pilots: Pilots | None) -> None:
        """Show them; None: nobody could list them."""
        words = self._kit.words
        self._people = pilots.people if pilots else ()
        empty = "ui.setup.not_seen" if pilots is None else "setup.no_pilots"
        self._note.setText(words("ui.setup.pilots_hint" if self._people else empty))
        self.people.tell(tuple(map(self._choice, self._people)))
        self._more.setVisible(pilots is not None and pilots.more)

    def _choice(self, one: Pilot) -> Choice:
        words = self._kit.words
        title = for_display(one.email) or words("setup.no_email")
        if one.in_flow:
            return Choice(title, words("setup.arrived"), "same", "same_text", "same")
        return Choice(title, words("setup.not_arrived"), "pending", "unknown_text", "unknown")

    def _on_chosen(self, at: int) -> None:
        if "@" in self._people[at].email:
            self.check_asked.emit(self._people[at].email)
