"""AssignedAt: when the app was assigned, which only a person can tell; with it, who is not due yet can be told."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from flow_desktop.core.answers import Answer, BadAnswer, Questions, read_answer
from flow_desktop.ui.kit import Kit, announce
from flow_desktop.ui.question_box import with_zone

KEY = "idp.assigned_at"


class AssignedAt(QWidget):
    """A line to type a time in; it may stay empty."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        self._wrong = kit.label(role="wrong")
        self._wrong.hide()
        self.field = QLineEdit()
        self.field.setMaxLength(40)
        self.field.setMaximumWidth(round(kit.theme.text_px("body") * 18))
        self.field.setPlaceholderText(words("ui.checks.time_example"))
        self.field.setAccessibleName(words("pilot.page.assigned.label").replace("&", ""))
        self.field.setAccessibleDescription(words("pilot.page.assigned.why"))
        self.field.textEdited.connect(lambda _: self._wrong.hide())
        label = QLabel(words("pilot.page.assigned.label"))
        label.setBuddy(self.field)
        box = kit.column(self, gap=1)
        for part in (label, self.field, self._wrong, kit.label(words("pilot.page.assigned.why"), "caption")):
            box.addWidget(part)

    def reset(self) -> None:
        """Another list."""
        self.field.clear()
        self._wrong.hide()

    def read(self, questions: Questions, now: datetime) -> tuple[Answer, ...] | None:
        """What was told, nothing where the line is empty; None where it is no time, which is said."""
        typed = self.field.text().strip()
        if not typed:
            return ()
        found = read_answer(questions, KEY, value=with_zone(typed), now=now)
        if isinstance(found, BadAnswer):
            told = dict(found.args, key=self.field.accessibleName())
            self._wrong.setText(self._kit.words(found.text_id, **told))
            self._wrong.show()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, self._wrong.text())
            return None
        return (found,)
