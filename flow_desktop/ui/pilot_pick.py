"""PilotPick: which group of Directory Sync is the pilot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from flow_desktop.core.text import for_display
from flow_desktop.ui.choice_list import Choice, ChoiceList
from flow_desktop.ui.kit import Card, Kit
from flow_desktop.ui.search_field import SearchField

if TYPE_CHECKING:
    from flow_desktop.core.pilot.entries import Group

MOST = 12
"""Groups that are shown at once; the others are found by typing."""


class PilotPick(Card):
    """``chosen`` carries a Group."""

    chosen = Signal(object)
    cancelled = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, gap=3, margin=5)
        self._kit = kit
        self._all: tuple[Group, ...] = ()
        self._shown: tuple[Group, ...] = ()
        words = kit.words
        self.search = SearchField(words("pilot.page.pick.search"), words("pilot.page.pick.search"))
        self.list = ChoiceList(kit, words("pilot.page.pick.title"))
        self._note = kit.label(role="muted")
        self.cancel = kit.button("pilot.page.pick.cancel", "quiet", then=self.cancelled.emit)
        title = kit.label(words("pilot.page.pick.title"), "strong")
        for part in (title, self.search, self._note, self.list, kit.row(self.cancel)):
            self.box.addWidget(part)
        self.search.asked.connect(lambda _: self._show())
        self.search.stepped.connect(self.list.step)
        self.search.taken.connect(self.list.choose)
        self.list.chosen.connect(lambda at: self.chosen.emit(self._shown[at]))

    def tell_looking(self) -> None:
        """The groups are being asked for."""
        self._all = ()
        self.list.tell(())
        self._tell_note("looking")
        self.search.hide()

    def tell(self, groups: tuple[Group, ...]) -> None:
        """The groups there are."""
        self._all = tuple(sorted(groups, key=lambda one: one.name.casefold()))
        self.search.setVisible(len(groups) > MOST)
        self.search.empty()

    def _show(self) -> None:
        typed = self.search.text().casefold().strip()
        found = [one for one in self._all if typed in one.name.casefold()]
        self._shown = tuple(found[:MOST])
        self.list.tell(tuple(map(self._choice, self._shown)))
        left = len(found) - len(self._shown)
        if left:
            self._tell_note("more", n=left)
        elif self._shown:
            self._tell_note("hint")
        else:
            self._tell_note("nothing" if self._all else "none")

    def _choice(self, group: Group) -> Choice:
        n = group.members
        text = "" if n is None else self._kit.words("pilot.page.pick.members", n=n)
        return Choice(for_display(group.name), text, "pilot")

    def _tell_note(self, name: str, **args: int) -> None:
        self._note.setText(self._kit.words(f"pilot.page.pick.{name}", **args))
