"""FindingLines: findings that need no card (fine, good to know, not seen), folded away under their count."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.providers import Provider
from flow_desktop.ui.fold import Fold
from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.outcomes import LOOKS

if TYPE_CHECKING:
    from flow_desktop.core.explaining import Explainer

AT_A_TURN = 5
"""So many lines are made before the window answers again."""


class FindingLines(QWidget):
    """A heading with the count; opened, each finding as its title and its sentence, and what helps to see more."""

    def __init__(self, kit: Kit, explainer: Explainer, outcome: Outcome) -> None:
        super().__init__()
        self._kit, self._explainer, self._outcome = kit, explainer, outcome
        self._findings: tuple[Finding, ...] = ()
        self._turns = Turns(self)
        self.fold = Fold(kit, self._make)
        kit.column(self).addWidget(self.fold)

    def tell(self, findings: tuple[Finding, ...]) -> None:
        """Show these; nothing where there are none."""
        self.setVisible(bool(findings))
        self.fold.say(self._kit.words(f"ui.checks.lines.{self._outcome}", n=len(findings)))
        if findings != self._findings:
            self._findings = findings
            self.fold.renew()

    def _make(self) -> QWidget:
        made = QWidget()
        box = self._kit.column(made, gap=3)
        some = [self._findings[at : at + AT_A_TURN] for at in range(0, len(self._findings), AT_A_TURN)]
        self._turns.run(partial(self._add, box, findings) for findings in some)
        return made

    def _add(self, box: QVBoxLayout, findings: tuple[Finding, ...]) -> None:
        for finding in findings:
            box.addLayout(self._line(finding))

    def _line(self, finding: Finding) -> QHBoxLayout:
        kit, explainer = self._kit, self._explainer
        mark, icon = LOOKS[finding.outcome]
        text = QWidget()
        lines = kit.column(text, gap=1)
        title, because = explainer.title(finding), explainer.because(finding)
        lines.addWidget(kit.label(title, "section"))
        lines.addWidget(kit.label(because))
        remedy = explainer.remedy(finding, Provider.OTHER)
        for step in remedy.steps if remedy is not None else ():
            lines.addWidget(kit.label(step, "muted"))
        text.setAccessibleName(f"{title} {because}")
        return kit.beside(kit.icon(icon, f"{mark}_text"), text)
