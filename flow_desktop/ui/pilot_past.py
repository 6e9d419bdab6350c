"""PastRunRow: one run of the history: when, which list, how it ended; it can be opened, compared and forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.core.pilot.results import RunFacts, Status
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.pilot_chart import StatusChart
from flow_desktop.ui.pilot_resume import name_of
from flow_desktop.ui.tick import Tick

if TYPE_CHECKING:
    from flow_desktop.flows.verify import PastRun


class PastRunRow(QFrame):
    """Every signal carries the run's id; ``picked`` whether it is to be compared, too."""

    open_asked = Signal(str)
    resume_asked = Signal(str)
    forget_asked = Signal(str)
    picked = Signal(str, bool)

    def __init__(self, kit: Kit, past: PastRun) -> None:
        super().__init__()
        self._kit, self.past = kit, past
        self.setObjectName("card")
        facts, words = past.facts, kit.words
        title, text = kit.label(_title(kit, facts), "section"), kit.label(self._said(), "muted")
        self.pick = Tick(kit, words("pilot.page.history.pick"))
        self.pick.toggled.connect(lambda on: self.picked.emit(facts.id, on))
        self.pick.setVisible(facts.finished_at is not None)
        self.open = kit.button("pilot.page.history.open", then=lambda: self.open_asked.emit(facts.id))
        self.open.setVisible(facts.finished_at is not None)
        self.go_on = kit.button("pilot.page.resume.go_on", then=lambda: self.resume_asked.emit(facts.id))
        self.go_on.setVisible(past.resumable)
        self.forget = kit.button("pilot.page.history.forget", "quiet", then=lambda: self.forget_asked.emit(facts.id))
        self._name(title.text())
        box = kit.column(self, gap=2, margin=4)
        for part in (title, text, *self._chart(), kit.row(self.open, self.go_on, self.pick, self.forget)):
            box.addWidget(part)
        self.setAccessibleName(f"{title.text()}. {text.text()}")

    def _chart(self) -> tuple[QWidget, ...]:
        counts = dict(self.past.facts.counts)
        if not any(counts.values()):
            return ()
        chart = StatusChart(self._kit)
        chart.tell(counts, self.past.facts.total)
        return (chart,)

    def _said(self) -> str:
        words, facts = self._kit.words, self.past.facts
        if facts.finished_at is None:
            return words("pilot.page.history.stopped" if self.past.resumable else "pilot.page.history.broken")
        counts = dict(facts.counts)
        ready = sum(n for status, n in counts.items() if status.is_ready)
        said = words("pilot.page.history.ready", ready=f"{ready:,}", total=f"{facts.total:,}")
        others = [
            words("pilot.page.chip", n=f"{n:,}", status=words(f"pilot.status.{status}"))
            for status in Status
            if (n := counts.get(status, 0)) and not status.is_ready
        ]
        return f"{said} {', '.join(others)}".strip()

    def _name(self, title: str) -> None:
        """The same few words stand on every row: a screen reader hears which run they belong to."""
        words = self._kit.words
        for part in (self.open, self.go_on, self.pick, self.forget):
            what = part.accessibleName()
            part.setAccessibleName(words("ui.checks.of_card", what=what, title=title))


def _title(kit: Kit, facts: RunFacts) -> str:
    at = facts.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
    return kit.words("pilot.page.history.run", list=name_of(kit.words, facts.list_name), time=at)
