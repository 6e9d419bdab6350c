"""PilotHistory: earlier runs on this computer; two of them can be put beside each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Kit, clear
from flow_desktop.ui.pilot_changes import ChangeBox
from flow_desktop.ui.pilot_past import PastRunRow
from flow_desktop.ui.tab_order import follow_the_eye

if TYPE_CHECKING:
    from flow_desktop.core.pilot.compare import Comparison
    from flow_desktop.flows.verify import PastRun

MOST = 30


class PilotHistory(QWidget):
    """Signals carry ids of runs; ``compare_asked`` the older and the newer one."""

    open_asked = Signal(str)
    resume_asked = Signal(str)
    forget_asked = Signal(str)
    compare_asked = Signal(str, str)
    back_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._picked: list[str] = []
        self._runs: tuple[PastRun, ...] = ()
        self.rows: list[PastRunRow] = []
        self.back = kit.button("pilot.page.history.back", icon="left", then=self.back_asked.emit)
        self.compare = kit.button("pilot.page.history.compare", then=self._on_compare)
        self._hint = kit.label(role="muted")
        self.changes = ChangeBox(kit)
        self._list = kit.column(holder := QWidget(), gap=3)
        box = kit.column(self, gap=4)
        title = kit.label(kit.words("pilot.page.history.title"), "strong")
        for part in (kit.row(self.back, self.compare), title, self._hint, self.changes, holder):
            box.addWidget(part)
        self._turns = Turns(self)
        self._turns.done.connect(lambda: follow_the_eye(self))
        self._say()

    @property
    def is_filled(self) -> bool:
        """Whether every row is there."""
        return not self._turns.busy

    def tell(self, runs: tuple[PastRun, ...]) -> None:
        """Show runs, newest first, a row at a turn."""
        self._runs, self._picked, self.rows = runs[:MOST], [], []
        self.changes.hide()
        clear(self._list)
        self._say()
        self._turns.run(partial(self._add, one) for one in self._runs)

    def tell_changes(self, found: Comparison) -> None:
        """What changed between the two that were picked."""
        self.changes.tell(found)
        follow_the_eye(self)

    def _add(self, past: PastRun) -> None:
        row = PastRunRow(self._kit, past)
        row.open_asked.connect(self.open_asked)
        row.resume_asked.connect(self.resume_asked)
        row.forget_asked.connect(self.forget_asked)
        row.picked.connect(self._on_picked)
        self.rows.append(row)
        self._list.addWidget(row)

    def _on_picked(self, run: str, on: bool) -> None:
        """Two at most: a third one takes the place of the first."""
        self._picked = [one for one in self._picked if one != run]
        if on:
            self._picked.append(run)
        for dropped in self._picked[:-2]:
            row = next(one for one in self.rows if one.past.facts.id == dropped)
            row.pick.setChecked(False)
        self._say()

    def _on_compare(self) -> None:
        newest_first = [one.facts.id for one in self._runs if one.facts.id in self._picked]
        if len(newest_first) == 2:
            self.compare_asked.emit(newest_first[1], newest_first[0])

    def _say(self) -> None:
        self.compare.setEnabled(len(self._picked) == 2)
        self.compare.setVisible(sum(one.facts.finished_at is not None for one in self._runs) > 1)
        name = "hint" if len(self._runs) > 1 else "hint_one" if self._runs else "nothing"
        self._hint.setText(self._kit.words(f"pilot.page.history.{name}"))
