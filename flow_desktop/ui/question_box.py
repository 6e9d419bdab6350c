"""QuestionBox: one question that would decide, answered right there by a button or with a time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from flow_desktop.core.answers import Question
from flow_desktop.ui.button import Button
from flow_desktop.ui.kit import Kit, announce

if TYPE_CHECKING:
    from flow_desktop.core.explaining import Explainer


class QuestionBox(QFrame):
    """``answered`` carries the key of the question and what was chosen or typed."""

    answered = Signal(str, str)

    def __init__(self, kit: Kit, explainer: Explainer, question: Question) -> None:
        super().__init__()
        self._kit, self._key = kit, question.key
        self.setObjectName("question")
        self.text = explainer.question(question.key)
        self.setAccessibleName(self.text)
        self._box = box = kit.column(self, gap=2, margin=3)
        box.addWidget(kit.label(self.text, "section"))
        if question.asks_time:
            self._add_time()
        else:
            self.choices = {value: self._choice(explainer, value) for value in question.values}
            box.addWidget(kit.row(*self.choices.values()))

    def refuse(self, text: str) -> None:
        """The typed time cannot be used."""
        self.wrong.setText(text)
        self.wrong.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, text)

    def _choice(self, explainer: Explainer, value: str) -> Button:
        text = explainer.choice(self._key, value)
        made = self._kit.button("ui.checks.use_time", then=lambda: self.answered.emit(self._key, value))
        made.say(text.replace("&", "&&"))
        made.setAccessibleName(self._kit.words("ui.checks.answer", question=self.text, answer=text))
        return made

    def _add_time(self) -> None:
        kit, words = self._kit, self._kit.words
        self.field = QLineEdit()
        self.field.setMaxLength(40)
        self.field.setPlaceholderText(words("ui.checks.time_example"))
        self.field.setAccessibleName(self.text)
        self.field.setAccessibleDescription(words("ui.checks.time_how"))
        self.field.returnPressed.connect(self._on_time)
        self.wrong = kit.label(role="wrong")
        self.wrong.hide()
        self.field.textEdited.connect(lambda _: self.wrong.hide())
        self.use = kit.button("ui.checks.use_time", then=self._on_time)
        self.use.setAccessibleName(words("ui.checks.answer", question=self.text, answer=words("ui.checks.use_time")))
        for part in (self.field, self.wrong, kit.label(words("ui.checks.time_how"), "caption"), kit.row(self.use)):
            self._box.addWidget(part)

    def _on_time(self) -> None:
        typed = self.field.text().strip()
        if not typed:
            self.refuse(self._kit.words("ui.checks.time_missing"))
        else:
            self.answered.emit(self._key, with_zone(typed))


def with_zone(typed: str) -> str:
    """A date and time without a zone is meant in this computer's; everything else stays as it was typed."""
    try:
        time = datetime.fromisoformat(typed)
    except ValueError:
        return typed
    return (time if time.tzinfo else time.astimezone()).isoformat()
