"""TopicView: one topic of the help, to read, to copy, and to go on from."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from flow_desktop.core.help import Library, Part, Topic
from flow_desktop.ui.choice_list import Choice, ChoiceList
from flow_desktop.ui.kit import Card, Kit, clear


class TopicView(QWidget):
    """``check_asked`` carries the Symptom to begin with, ``copy_asked`` the whole text, ``topic_asked`` an id."""

    back_asked = Signal()
    check_asked = Signal(object)
    copy_asked = Signal(str)
    topic_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._topic: Topic | None = None
        self._related: tuple[str, ...] = ()
        words = kit.words
        self.back = kit.button("ui.help.back", "quiet", icon="left", then=self.back_asked.emit)
        self.text = TopicText(kit)
        self.text.copy_asked.connect(self._on_copy)
        self.check = kit.button("ui.help.check_now", "primary", icon="checks", then=self._on_check)
        self.copy = kit.button("ui.help.copy_topic", icon="copy", then=self._on_copy)
        self._go_on = kit.label(words("ui.help.related"), "section")
        self.related = ChoiceList(kit, words("ui.help.related"))
        self.related.chosen.connect(lambda at: self.topic_asked.emit(self._related[at]))
        box = kit.column(self, gap=4)
        for part in (kit.row(self.back), self.text, kit.row(self.check, self.copy), self._go_on, self.related):
            box.addWidget(part)

    @property
    def topic(self) -> Topic | None:
        """What is shown."""
        return self._topic

    def tell(self, topic: Topic, library: Library, *, can_check: bool) -> None:
        """Show a topic. ``can_check``: somebody is signed in, so the complaint can be looked into."""
        self._topic, self._related = topic, topic.related
        self.text.tell(topic)
        self.check.setVisible(can_check and topic.symptom is not None)
        self.related.tell(tuple(Choice(library.topic(one).title, icon="help") for one in topic.related))
        self._go_on.setVisible(bool(topic.related))

    def _on_check(self) -> None:
        if self._topic is not None:
            self.check_asked.emit(self._topic.symptom)

    def _on_copy(self) -> None:
        if self._topic is not None:
            self.copy_asked.emit(self._topic.plain)


class TopicText(Card):
    """What a topic says. It takes the keyboard as a whole: it is read in one go, and Ctrl+C copies it."""

    copy_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, gap=3, margin=5)
        self._kit = kit
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title, self._summary, self._whom = kit.label(role="title"), kit.label(role="muted"), kit.tag()
        self._parts = QVBoxLayout()
        self._parts.setSpacing(kit.theme.space(2))
        for part in (self._title, self._summary, kit.row(self._whom)):
            self.box.addWidget(part)
        self.box.addLayout(self._parts)

    def tell(self, topic: Topic) -> None:
        """Show a topic."""
        words = self._kit.words
        self._title.setText(topic.title)
        self._summary.setText(topic.summary)
        self._whom.setText(", ".join(words(f"ui.help.for.{who.value.lower()}") for who in topic.audience))
        clear(self._parts)
        for part in topic.parts:
            if part.title and self._parts.count():
                self._parts.addSpacing(self._kit.theme.space(2))
            for made in self._told(part):
                self._parts.addWidget(made)
            if part.steps or part.points:
                self._parts.addLayout(self._list(part))
        self.setAccessibleName(topic.title)
        self.setAccessibleDescription(topic.plain)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def _told(self, part: Part) -> Iterator[QWidget]:
        if part.title:
            yield self._kit.label(part.title, "section")
        yield from (self._kit.label(text) for text in part.text)

    def _list(self, part: Part) -> QGridLayout:
        """Numbered steps and points; the signs stand in a column of their own."""
        kit, lines = self._kit, QGridLayout()
        lines.setHorizontalSpacing(kit.theme.space(2))
        lines.setVerticalSpacing(kit.theme.space(2))
        lines.setColumnStretch(1, 1)
        lines.setColumnMinimumWidth(0, kit.theme.text_px("body"))
        numbered = ((f"{number}.", text) for number, text in enumerate(part.steps, 1))
        for row, (sign, text) in enumerate((*numbered, *(("•", text) for text in part.points))):
            lines.addWidget(kit.label(sign, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            lines.addWidget(kit.label(text), row, 1)
        return lines
