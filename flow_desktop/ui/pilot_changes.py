"""ChangeBox: what changed between two runs: who became ready, who broke, whose cause is another one now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from flow_desktop.core.pilot.compare import Change, Changed, Comparison
from flow_desktop.core.text import for_display
from flow_desktop.ui.fold import Fold
from flow_desktop.ui.kit import Card, Kit, announce, clear

if TYPE_CHECKING:
    from flow_desktop.core.pilot.results import Result

MOST = 50

ICONS = {
    Change.NEWLY_BROKEN: ("problem", "problem_text"),
    Change.NEWLY_READY: ("same", "same_text"),
    Change.CHANGED_CAUSE: ("differs", "differs_text"),
    Change.NEWLY_UNKNOWN: ("unknown", "unknown_text"),
    Change.ADDED: ("right", "muted"),
    Change.GONE: ("left", "muted"),
}


class ChangeBox(Card):
    """One line for each kind of change, opened to see who it is."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, gap=3, margin=4)
        self._kit = kit
        self._title = kit.label(role="strong")
        self.folds: list[Fold] = []
        self._lines = kit.column(holder := QWidget(), gap=2)
        self.box.addWidget(self._title)
        self.box.addWidget(holder)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, without the people."""
        return self._title.text()

    def tell(self, found: Comparison) -> None:
        """Show what changed."""
        words = self._kit.words
        n = len(found.changed)
        title = words("pilot.page.changes.title", n=n, count=f"{n:,}") if n else words("pilot.page.changes.none")
        self._title.setText(
            f"{title} {words('pilot.page.changes.unchanged', n=found.unchanged, count=f'{found.unchanged:,}')}"
        )
        clear(self._lines)
        self.folds = []
        for change in Change:
            people = found.of(change)
            if people:
                self._add(change, people)
        self.show()
        announce(self, self._title.text())

    def _add(self, change: Change, people: tuple[Changed, ...]) -> None:
        kit = self._kit
        fold = Fold(kit, partial(self._make, people))
        fold.say(
            kit.words("pilot.page.changes.kind", change=kit.words(f"pilot.change.{change}"), count=f"{len(people):,}")
        )
        self.folds.append(fold)
        icon, role = ICONS[change]
        mark = kit.icon(icon, role)
        mark.setFixedHeight(fold.head.minimumHeight())
        self._lines.addLayout(kit.beside(mark, fold))

    def _make(self, people: tuple[Changed, ...]) -> QWidget:
        made, words = QWidget(), self._kit.words
        box = self._kit.column(made, gap=1)
        for one in people[:MOST]:
            before, after = self._status(one.before), self._status(one.after)
            text = words("pilot.page.changes.person", who=for_display(one.key), before=before, after=after)
            box.addWidget(self._kit.label(text))
        if len(people) > MOST:
            box.addWidget(self._kit.label(words("pilot.page.changes.more", n=len(people) - MOST), "caption"))
        return made

    def _status(self, result: Result | None) -> str:
        words = self._kit.words
        return words("pilot.page.changes.not_there") if result is None else words(f"pilot.status.{result.status}")
