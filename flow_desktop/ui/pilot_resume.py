"""ResumeBox: a run was stopped half-way, by closing the window or by a crash; it can go on, or be forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.core.pilot.results import Strategy
from flow_desktop.core.text import for_display
from flow_desktop.core.words import Words
from flow_desktop.ui.kit import Kit, set_mark

if TYPE_CHECKING:
    from flow_desktop.core.pilot.results import RunFacts
    from flow_desktop.flows.verify import PastRun


class ResumeBox(QFrame):
    """Hidden until there is such a run. ``resume_asked`` and ``forget_asked`` carry its id."""

    resume_asked = Signal(str)
    forget_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._run = kit, ""
        self.setObjectName("panel")
        set_mark(self, "unknown")
        self._title, self._text = kit.label(role="strong"), kit.label()
        self.go_on = kit.button("pilot.page.resume.go_on", icon="right", then=self._on_go_on)
        self.forget = kit.button("pilot.page.resume.forget", "quiet", then=self._on_forget)
        side = QWidget()
        box = kit.column(side, gap=2)
        for part in (self._title, self._text, kit.row(self.go_on, self.forget)):
            box.addWidget(part)
        icon = kit.icon("clock", "unknown_text", "icon_large")
        kit.column(self, margin=4).addLayout(kit.beside(icon, side, gap=3))
        self.hide()

    def tell(self, past: PastRun | None, now: datetime) -> None:
        """Offer a run, or nothing."""
        self._run = past.facts.id if past is not None else ""
        self.setVisible(past is not None)
        if past is None:
            return
        words = self._kit.words
        self._title.setText(offer_of(words, past, now))
        self._text.setText(words("pilot.page.resume.why"))
        self.setAccessibleName(f"{self._title.text()} {self._text.text()}")

    @property
    def text(self) -> str:
        """What it offers; empty where nothing is offered."""
        return "" if self.isHidden() else self._title.text()

    def _on_go_on(self) -> None:
        self.resume_asked.emit(self._run)

    def _on_forget(self) -> None:
        self.forget_asked.emit(self._run)


def offer_of(words: Words, past: PastRun, now: datetime) -> str:
    """ "Yesterday's run of pilot.csv stopped at 61 %."."""
    facts, percent = past.facts, percent_of(past)
    name, day = name_of(words, facts.list_name), day_of(facts.started_at, now)
    when = words(f"pilot.page.resume.{day}", list=name, day=_day(facts))
    how = words("pilot.page.resume.stopped_at", percent=percent) if percent else words("pilot.page.resume.stopped")
    return f"{when} {how}"


def name_of(words: Words, list_name: str) -> str:
    """What a run's list is called; everybody in the directory is a list without a name of its own."""
    return for_display(list_name) or words("pilot.page.everybody")


def percent_of(past: PastRun) -> int:
    """How much of the directory was read, 0 where nobody can tell; never 100 for a run that is not over."""
    cost = past.facts.cost
    if cost.strategy is not Strategy.LISTED or not cost.people:
        return 0
    return min(99, past.pages * cost.page_size * 100 // cost.people)


def day_of(at: datetime, now: datetime) -> str:
    """today, yesterday or earlier, by this computer's calendar."""
    days = (now.astimezone().date() - at.astimezone().date()).days
    return "today" if days <= 0 else "yesterday" if days == 1 else "earlier"


def _day(facts: RunFacts) -> str:
    return facts.started_at.astimezone().strftime("%Y-%m-%d")
