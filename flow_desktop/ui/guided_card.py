"""One guided step in big type: the words to read aloud, what to do, the short code, or the answers to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from flow_desktop.core.answers import BadAnswer, Question, read_answer
from flow_desktop.core.explaining import Explainer
from flow_desktop.ui.button import Button
from flow_desktop.ui.guided_story import StepView
from flow_desktop.ui.kit import Kit, set_mark
from flow_desktop.ui.moments import ago, exact
from flow_desktop.ui.question_box import with_zone


class ReadingCard(QFrame):
    """The words of one step; it has the keyboard as a whole. ``copy_asked`` carries all of it."""

    copy_asked = Signal(str)

    def __init__(self, kit: Kit, view: StepView) -> None:
        super().__init__()
        self._kit, self.view = kit, view
        self.setObjectName("panel")
        set_mark(self, view.mark)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(view.text)
        text = QWidget()
        box = kit.column(text, gap=3)
        for part in self._parts():
            box.addWidget(part)
        box.addStretch(1)
        row = kit.column(self, margin=5)
        if view.mark:
            icon = kit.icon(_ICONS[view.mark], f"{view.mark}_text", "icon_large")
            row.addLayout(kit.beside(icon, text, gap=4))
        else:
            row.addWidget(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit(self.view.text)
        else:
            super().keyPressEvent(event)

    def _parts(self) -> Iterator[QWidget]:
        kit, view = self._kit, self.view
        yield kit.label(view.kind, "caption")
        if view.title:
            title = kit.label(view.title, "strong")
            set_mark(title, view.mark)
            yield title
        yield kit.label(view.read, "read")
        if view.code:
            yield kit.label(kit.words("ui.guided.code"), "caption")
            yield kit.label(view.code, "spoken")
        if view.who:
            yield kit.tag(view.who)
        yield from self._lines(view.todo, numbered=len(view.todo) > 1)
        if view.where:
            yield kit.label(kit.words("ui.guided.where"), "section")
            yield from self._lines(view.where, numbered=len(view.where) > 1)
        if view.after:
            yield kit.label(view.after, "muted")

    def _lines(self, lines: tuple[str, ...], *, numbered: bool) -> Iterator[QWidget]:
        for number, line in enumerate(lines, 1):
            made = QWidget()
            parts = (self._kit.label(f"{number}.", "big"),) if numbered else ()
            row = self._kit.beside(*parts, self._kit.label(line, "big"))
            row.setContentsMargins(0, 0, 0, 0)
            made.setLayout(row)
            yield made


_ICONS = {"same": "same", "differs": "differs", "problem": "problem", "unknown": "unknown"}


class TimeField(QLineEdit):
    """While nothing is in it, left and right turn the steps as everywhere else."""

    def event(self, event: QEvent) -> bool:
        """Claims every key that is typed, but the two arrows while it is empty."""
        claimed = event.key() if isinstance(event, QKeyEvent) else None
        turns = event.type() is QEvent.Type.ShortcutOverride and claimed in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if turns and not self.text():
            event.ignore()
            return False
        return super().event(event)


class AnswerCard(QWidget):
    """What can be answered: big buttons with their numbers, or a time to type; "I do not know" is always the last.

    ``answered`` carries the answer as `core.answers.read_answer` reads it, ``passed`` means that nobody knows.
    """

    answered = Signal(str)
    passed = Signal()

    def __init__(self, kit: Kit, explainer: Explainer, *, question: Question, now: datetime) -> None:
        super().__init__()
        self._kit, self._explainer, self._question, self._now = kit, explainer, question, now
        self._box = kit.column(self, gap=2)
        self.field: QLineEdit | None = None
        if question.asks_time:
            self._add_time()
        choices = [(explainer.choice(question.key, value), value) for value in question.values]
        self.buttons = [self._button(number, text, value=value) for number, (text, value) in enumerate(choices, 1)]
        self.buttons.append(self._button(len(choices) + 1, kit.words("ui.guided.not_known"), value=""))
        for button in self.buttons:
            self._box.addWidget(button)

    @property
    def first(self) -> QWidget:
        """Where the keyboard goes."""
        return self.field or self.buttons[0]

    def mark(self, value: str | None) -> None:
        """Show what was answered before; None: that nobody knows."""
        for button, known in zip(self.buttons, (*self._question.values, ""), strict=True):
            button.setCheckable(True)
            button.setChecked(known == (value or ""))

    def choose(self, number: int) -> bool:
        """Press the answer of a number, counted from 1; False where there is none."""
        if not 0 < number <= len(self.buttons):
            return False
        self.buttons[number - 1].click()
        return True

    def _button(self, number: int, text: str, *, value: str) -> Button:
        made = self._kit.button("ui.guided.not_known", "answer", then=lambda: self._on_chosen(value))
        made.say(f"&{number}   {text.replace('&', '&&')}")
        made.setAccessibleName(f"{number}: {text}")
        return made

    def _on_chosen(self, value: str) -> None:
        if value:
            self.answered.emit(value)
        else:
            self.passed.emit()

    # --- a time

    def _add_time(self) -> None:
        kit, words = self._kit, self._kit.words
        self.field = TimeField()
        self.field.setMaxLength(40)
        self.field.setPlaceholderText(words("ui.guided.time_example"))
        self.field.setAccessibleName(self._explainer.question(self._question.key))
        self.field.setAccessibleDescription(words("ui.guided.time_how"))
        self.heard = kit.label(words("ui.guided.time_how"), "caption")
        self.use = kit.button("ui.guided.use_time", "primary", then=self._on_time)
        self.field.textEdited.connect(lambda _: self._tell_heard())
        self.field.returnPressed.connect(self._on_time)
        for part in (self.field, self.heard, kit.row(self.use)):
            self._box.addWidget(part)

    def _read(self) -> datetime | str:
        """The time as it was understood, or why it was not."""
        typed = with_zone(self.field.text().strip()) if self.field is not None else ""
        read = read_answer(self._explainer.questions, self._question.key, value=typed, now=self._now)
        if isinstance(read, BadAnswer):
            return self._kit.words(read.text_id, **dict(read.args))
        return read.time or read.at

    def _tell_heard(self) -> None:
        """While it is typed: which moment that is."""
        read = self._read()
        if isinstance(read, str):
            self._say(self._kit.words("ui.guided.time_how"), "caption")
            return
        when, past = exact(read, self._explainer.zone), ago(self._kit.words, read, self._now)
        self._say(self._kit.words("ui.guided.time_is", time=when, ago=past), "caption")

    def _on_time(self) -> None:
        read = self._read()
        if isinstance(read, str):
            self._say(read, "wrong")
        else:
            self.answered.emit(read.isoformat())

    def _say(self, text: str, role: str) -> None:
        self.heard.setText(text)
        self.heard.setProperty("role", role)
        set_mark(self.heard, "")
