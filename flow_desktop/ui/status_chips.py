"""StatusChips: how many findings of each outcome there are, as icon, number and word."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.core.findings import Outcome
from flow_desktop.ui.flow_layout import FlowLayout
from flow_desktop.ui.kit import Kit, clear, set_mark
from flow_desktop.ui.outcomes import LOOKS

ORDER = (Outcome.PROBLEM, Outcome.POSSIBLE, Outcome.CANNOT_TELL, Outcome.INFO, Outcome.PASS)


class StatusChips(QWidget):
    """One chip for each outcome that was found; read to a screen reader as one sentence."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._row = FlowLayout(kit.theme.space(2), self)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def tell(self, counts: dict[Outcome, int]) -> None:
        """Show the counts; an outcome without any is left out."""
        clear(self._row)
        texts = [self._add(one, counts[one]) for one in ORDER if counts.get(one)]
        self.setAccessibleName(", ".join(texts))

    def _add(self, outcome: Outcome, count: int) -> str:
        kit = self._kit
        mark, icon = LOOKS[outcome]
        text = kit.words(f"ui.checks.count.{outcome}", n=count)
        chip = QFrame()
        chip.setObjectName("status")
        set_mark(chip, mark)
        label = kit.tag(text, "count")
        set_mark(label, mark)
        line = kit.beside(kit.icon(icon, f"{mark}_text"), label, gap=1)
        line.setContentsMargins(kit.theme.space(2), 2, kit.theme.space(2), 2)
        chip.setLayout(line)
        self._row.addWidget(chip)
        return text
