"""QuestionList: the questions that would decide between the possible causes, and the answers that were given."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.answers import Answer
from flow_desktop.ui.kit import Kit, clear
from flow_desktop.ui.question_box import QuestionBox

if TYPE_CHECKING:
    from flow_desktop.core.explaining import Explainer


def local_time(at: datetime) -> str:
    """A moment as this computer's clock shows it, to the minute."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


class QuestionList(QWidget):
    """Questions not answered yet. ``answered`` carries key and value."""

    answered = Signal(str, str)

    def __init__(self, kit: Kit, explainer: Explainer) -> None:
        super().__init__()
        self._kit, self._explainer = kit, explainer
        self._keys: tuple[str, ...] = ()
        self.boxes: dict[str, QuestionBox] = {}
        self._box = kit.column(self, gap=3)

    def tell(self, keys: tuple[str, ...]) -> None:
        """Ask these; a box that stays keeps what is typed in it."""
        if keys == self._keys:
            return
        self._keys = keys
        for key in tuple(self.boxes):
            if key not in keys:
                box = self.boxes.pop(key)
                box.hide()
                box.deleteLater()
        for at, key in enumerate(keys):
            box = self.boxes.get(key) or self._make(key)
            self._box.insertWidget(at, box)
            box.show()
        self.setVisible(bool(keys))

    def _make(self, key: str) -> QuestionBox:
        box = QuestionBox(self._kit, self._explainer, self._explainer.questions[key])
        box.answered.connect(self.answered)
        self.boxes[key] = box
        return box


class GivenAnswers(QWidget):
    """What was told, each with a way to take it back. ``taken_back`` carries the key."""

    taken_back = Signal(str)

    def __init__(self, kit: Kit, explainer: Explainer) -> None:
        super().__init__()
        self._kit, self._explainer = kit, explainer
        self._answers: tuple[Answer, ...] = ()
        box = kit.column(self, gap=2)
        box.addWidget(kit.label(kit.words("ui.checks.given"), "section"))
        lines = QWidget()
        self._lines = kit.column(lines, gap=2)
        box.addWidget(lines)
        self.hide()

    def tell(self, answers: tuple[Answer, ...]) -> None:
        """Show these."""
        self.setVisible(bool(answers))
        if answers != self._answers:
            self._answers = answers
            clear(self._lines)
            for answer in answers:
                self._lines.addWidget(self._line(answer))

    def _line(self, answer: Answer) -> QWidget:
        kit, words, explainer = self._kit, self._kit.words, self._explainer
        question = explainer.question(answer.key)
        told = local_time(answer.time) if answer.time is not None else explainer.choice(answer.key, answer.value)
        back = kit.button("ui.checks.take_back", "quiet", then=lambda: self.taken_back.emit(answer.key))
        back.setAccessibleName(words("ui.checks.of_card", what=words("ui.checks.take_back"), title=question))
        made = QWidget()
        box = kit.column(made, gap=1)
        box.addWidget(kit.label(words("ui.checks.answer", question=question, answer=told)))
        box.addWidget(kit.row(back))
        return made
