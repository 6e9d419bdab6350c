"""PlanBox: how the places are going to be read, and how long that takes, before anything is read."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.core.pilot.results import Cost, Strategy
from flow_desktop.ui.kit import Kit, set_mark

REQUESTS_A_SECOND = 20.0
"""What is reckoned with: one request after the other at 50 ms. Many places are faster; limits make some slower."""


class PlanBox(QFrame):
    """The plan in two sentences."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("panel")
        set_mark(self, "unknown")
        self._plan, self._why = kit.label(role="section"), kit.label(role="caption")
        side = QWidget()
        box = kit.column(side, gap=1)
        for label in (self._plan, self._why):
            box.addWidget(label)
        kit.column(self, margin=3).addLayout(kit.beside(kit.icon("info", "unknown_text"), side))

    @property
    def text(self) -> str:
        """What it says."""
        return self._plan.text()

    def reset(self) -> None:
        """Not known yet."""
        self._say(self._kit.words("pilot.page.plan.asking"), "")

    def tell_unknown(self) -> None:
        """Nobody could be asked how large the directory is; the run itself says what is wrong."""
        self._say(self._kit.words("pilot.page.plan.unknown"), "")

    def tell(self, cost: Cost) -> None:
        """The strategy that was chosen, and why."""
        words = self._kit.words
        listed = cost.strategy is Strategy.LISTED
        requests = cost.requests_listed if listed else cost.requests_looked_up
        n = cost.people if listed else cost.pilots
        if listed and n is None:
            plan = words("pilot.page.plan.all")
        else:
            plan = words(f"pilot.page.plan.{cost.strategy}", n=n or 0, count=f"{n or 0:,}")
        took = (
            ""
            if requests is None
            else words("pilot.page.plan.takes", time=duration(self._kit, requests / REQUESTS_A_SECOND))
        )
        self._say(f"{plan} {took}".strip(), self._reason(cost))

    def _reason(self, cost: Cost) -> str:
        words = self._kit.words
        if not cost.filters:
            return words("pilot.page.plan.no_filters")
        if cost.requests_listed is None:
            return ""
        return words("pilot.page.plan.why", one=f"{cost.requests_looked_up:,}", all=f"{cost.requests_listed:,}")

    def _say(self, plan: str, why: str) -> None:
        self._plan.setText(plan)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.setAccessibleName(f"{plan} {why}".strip())


def duration(kit: Kit, seconds: float) -> str:
    """About how long, in words: never more exact than it can be known."""
    if seconds < 10:
        return kit.words("pilot.page.time.seconds_few")
    if seconds < 90:
        return kit.words("pilot.page.time.seconds", n=round(seconds / 10) * 10)
    return kit.words("pilot.page.time.minutes", n=round(seconds / 60))
