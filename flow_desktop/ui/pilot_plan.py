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
        requests = cost.requests_listed if cost.strategy is Strategy.LISTED else cost.requests_looked_up
        if requests is None:
            self._say(plan_of(self._kit, cost), self._reason(cost))
            return
        took = words("pilot.page.plan.takes", time=duration(self._kit, requests / REQUESTS_A_SECOND))
        self._say(f"{plan_of(self._kit, cost)} {took}", self._reason(cost))

    def _reason(self, cost: Cost) -> str:
        """Empty where nobody could be asked how many there are."""
        words = self._kit.words
        if cost.people is None or cost.requests_listed is None:
            return ""
        if not cost.filters:
            return words("pilot.page.plan.no_filters")
        return words("pilot.page.plan.why", one=f"{cost.requests_looked_up:,}", all=f"{cost.requests_listed:,}")

    def _say(self, plan: str, why: str) -> None:
        self._plan.setText(plan)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.setAccessibleName(f"{plan} {why}".strip())


def plan_of(kit: Kit, cost: Cost) -> str:
    """How the places are read, in a sentence."""
    n = cost.people if cost.strategy is Strategy.LISTED else cost.pilots
    if n is None:
        return kit.words("pilot.page.plan.all")
    return kit.words(f"pilot.page.plan.{cost.strategy}", n=n, count=f"{n:,}")


def duration(kit: Kit, seconds: float) -> str:
    """About how long, in words: never more exact than it can be known."""
    if seconds < 10:
        return kit.words("pilot.page.time.seconds_few")
    if seconds < 90:
        return kit.words("pilot.page.time.seconds", n=round(seconds / 10) * 10)
    return kit.words("pilot.page.time.minutes", n=round(seconds / 60))
