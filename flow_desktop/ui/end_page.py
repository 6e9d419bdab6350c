"""How a sign-in or a session ended: the Problem, or one quiet sentence, and the way to try again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.problems import Problem
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.empty_state import EmptyState
from flow_desktop.ui.kit import Card, Kit, Page, announce
from flow_desktop.ui.problem_panel import ProblemPanel


class EndPage(Page):
    """``again_asked``: sign in via browser once more."""

    again_asked = Signal()
    back_asked = Signal()
    help_asked = Signal()

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, centred=True, width="dialog")
        self._quiet = Card(kit)
        self._empty = EmptyState(kit)
        self._quiet.box.addWidget(self._empty)
        self.panel = ProblemPanel(kit)
        self.panel.copy_asked.connect(desk.clipboard.put)
        self.again = kit.button("ui.sign_in", "primary", icon="browser", then=self.again_asked.emit)
        self.back = kit.button("ui.back", then=self.back_asked.emit)
        self.help = kit.button("ui.end.help", "quiet", icon="help", then=self.help_asked.emit)
        self.first = self.again
        self._actions: QWidget = kit.row(self.again, self.back, self.help)
        for part in (self._quiet, self.panel, self._actions):
            self.box.addWidget(part)

    def tell_problem(self, found: Problem) -> None:
        """It failed."""
        self.panel.tell(found)
        self._show(problem=True)
        announce(self, self.panel.text)

    def tell_cancelled(self) -> None:
        """The person stopped it."""
        words = self.kit.words
        self._empty.tell(words("ui.cancelled.title"), words("ui.cancelled.text"))
        self._show(problem=False)
        announce(self, words("ui.cancelled.title"))

    def _show(self, *, problem: bool) -> None:
        self.panel.setVisible(problem)
        self.help.setVisible(problem)
        self._quiet.setVisible(not problem)
