"""PossibleBox: causes that fit and are not proven, together with the questions that decide between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from flow_desktop.core.findings import Finding
from flow_desktop.ui.finding_list import FindingList
from flow_desktop.ui.kit import Card, Kit
from flow_desktop.ui.question_list import QuestionList
from flow_desktop.ui.viewpoint import Viewpoint

if TYPE_CHECKING:
    from flow_desktop.core.explaining import Explainer


class PossibleBox(Card):
    """``answered`` carries key and value of a question."""

    answered = Signal(str, str)

    def __init__(self, kit: Kit, explainer: Explainer) -> None:
        super().__init__(kit, gap=4, margin=4)
        self._kit = kit
        self._title, self._why = kit.label(role="strong"), kit.label()
        self.questions = QuestionList(kit, explainer)
        self.questions.answered.connect(self.answered)
        self.cards = FindingList(kit, explainer, opened=False)
        for part in (self._title, self._why, self.questions, self.cards):
            self.box.addWidget(part)
        self.hide()

    def tell(self, findings: tuple[Finding, ...], questions: tuple[str, ...], view: Viewpoint) -> None:
        """Show the causes and ask the questions; nothing where no cause is possible."""
        words = self._kit.words
        self._title.setText(words("ui.checks.possible", n=len(findings)))
        self._why.setText(words("ui.checks.possible_ask" if questions else "ui.checks.possible_open"))
        self.setAccessibleName(f"{self._title.text()} {self._why.text()}")
        self.questions.tell(questions)
        self.cards.tell(findings, view)
        self.setVisible(bool(findings))
