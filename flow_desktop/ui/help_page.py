"""Help: search the topics; talk to support (article, "Still need help?") with all they ask for ready; the keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from flow_desktop.core.deployment import Deployment
from flow_desktop.core.findings import Heading
from flow_desktop.core.help import Library, Topic
from flow_desktop.ui.computer_card import ComputerCard
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.help_topics import Contents, HelpTopics
from flow_desktop.ui.kit import Card, Kit, Page, announce
from flow_desktop.ui.topic_view import TopicView

KEYS = ("check", "copy", "help", "escape", "tab", "arrows")


class HelpPage(Page):
    """``copied``: something is on the clipboard. The details are read when the page is shown: nothing hidden.

    ``check_asked`` carries a Symptom; ``load_asked``: the topics are wanted, `tell_library` answers.
    """

    copied = Signal()
    back_asked = Signal()
    check_asked = Signal(object)
    load_asked = Signal()

    def __init__(self, kit: Kit, *, desk: Desk, details: Callable[[], str]) -> None:
        super().__init__(kit)
        self._desk, self._read_details = desk, details
        self._library: Library | None = None
        self._wanted: Heading | None = None
        self._can_check = self._came_for_topic = False
        self.topics, self.contents, self.view = HelpTopics(kit), Contents(kit), TopicView(kit)
        self.first = self.topics.field
        self._front = self._make_front()
        self.box.addWidget(self._front)
        self.box.addWidget(self.view)
        self.view.hide()
        self._hear()

    def _make_front(self) -> QWidget:
        kit = self.kit
        front = QWidget()
        box = kit.column(front, gap=4)
        self.back = kit.button("ui.back", "quiet", then=self.back_asked.emit)
        self._back_row = kit.row(self.back)
        self._not_loaded = kit.label(role="wrong")
        self._not_loaded.hide()
        self.rest = QWidget()
        rest = kit.column(self.rest, gap=4)
        self.computer = ComputerCard(kit)
        for part in (self._make_support(), self.computer, self._make_contents(), self._make_keys()):
            rest.addWidget(part)
        title = kit.label(kit.words("ui.nav.help").replace("&", ""), "title")
        for part in (self._back_row, title, self.topics, self._not_loaded, self.rest):
            box.addWidget(part)
        return front

    def _make_support(self) -> QWidget:
        kit, words = self.kit, self.kit.words
        support = self._support_url()
        self.talk = kit.button("ui.help.talk", "primary", icon="open", then=self._on_talk)
        if not support:
            self.talk.hide()
        self.copy = kit.button("ui.help.copy", icon="copy", then=self._on_copy)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setProperty("role", "code")
        self.details.setAccessibleName(words("ui.help.details"))
        self.details.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.details.setFixedHeight(round(kit.theme.text_px("caption") * 1.5 * 11))
        self._not_opened = kit.label(words("ui.link_not_opened"), "wrong")
        self._not_opened.hide()
        card = Card(kit, gap=3, margin=5)
        for part in (
            kit.label(words("ui.help.get_in_touch"), "strong"),
            kit.label(words("ui.help.how_link" if support else "ui.help.how")),
            kit.label(words("ui.help.include"), "muted"),
            self.details,
            kit.row(self.talk, self.copy),
            self._not_opened,
        ):
            card.box.addWidget(part)
        return card

    def _make_contents(self) -> QWidget:
        card = Card(self.kit, gap=2, margin=5)
        card.box.addWidget(self.kit.label(self.kit.words("ui.help.contents"), "strong"))
        card.box.addWidget(self.contents)
        return card

    def _make_keys(self) -> QWidget:
        kit = self.kit
        card = Card(kit, gap=2, margin=5)
        card.box.addWidget(kit.label(kit.words("ui.help.keys"), "strong"))
        lines = QGridLayout()
        lines.setHorizontalSpacing(kit.theme.space(4))
        lines.setVerticalSpacing(kit.theme.space(2))
        lines.setColumnStretch(1, 1)
        for number, key in enumerate(KEYS):
            lines.addWidget(kit.tag(kit.words(f"ui.help.press_{key}")), number, 0)
            lines.addWidget(kit.label(kit.words(f"ui.help.key_{key}")), number, 1)
        card.box.addLayout(lines)
        return card

    def _hear(self) -> None:
        topics, view = self.topics, self.view
        topics.searching.connect(lambda searching: self.rest.setVisible(not searching))
        topics.walked.connect(lambda row: self.ensureWidgetVisible(row))  # noqa: PLW0108 - a signal would hand on more
        for part in (topics, self.contents, view):
            part.topic_asked.connect(self.open_topic)
        view.back_asked.connect(self._on_topic_back)
        view.check_asked.connect(self.check_asked)
        view.copy_asked.connect(self._on_copy_text)
        self.computer.copy_asked.connect(self._on_copy_text)

    @property
    def topic(self) -> Topic | None:
        """The topic that is open."""
        return self.view.topic if self._front.isHidden() else None

    def refresh(self, *, can_go_back: bool) -> None:
        """Read the details anew. ``can_go_back``: nobody is signed in, so there is no sidebar to leave by."""
        self.details.setPlainText(self._read_details())
        self._back_row.setVisible(can_go_back)
        self._can_check = not can_go_back
        self.close_topic()
        if self._library is None:
            self.load_asked.emit()

    def tell_library(self, library: Library) -> None:
        """The topics are loaded."""
        self._library = library
        self._not_loaded.hide()
        self.topics.tell(library)
        self.contents.tell(library)
        if self._wanted is not None:
            self.open_heading(self._wanted)

    def tell_not_loaded(self, error: str) -> None:
        """The topics cannot be read: the rest of the page is there all the same."""
        self._wanted = None
        self._not_loaded.setText(self.kit.words("ui.not_loaded", type=error))
        self._not_loaded.show()

    def open_heading(self, heading: Heading) -> None:
        """Open what findings of a heading lead to; as soon as the topics are loaded. Back leads out of the page."""
        self._wanted = None if self._library is not None else heading
        if self._library is not None:
            self.open_topic(self._library.of_heading(heading).id)
            self._came_for_topic = True

    def open_topic(self, topic_id: str) -> None:
        """Show a topic in place of the page."""
        if self._library is None:
            return
        self.view.tell(self._library.topic(topic_id), self._library, can_check=self._can_check)
        self._front.hide()
        self.view.show()
        self.first = self.view.text
        self.verticalScrollBar().setValue(0)
        QTimer.singleShot(0, self, self.focus_first)

    def close_topic(self) -> None:
        """Back to the page, with what was typed."""
        self._came_for_topic = False
        self.view.hide()
        self._front.show()
        self.first = self.topics.field

    def escape(self) -> bool:
        """Close the topic, or empty the search. False where there is nothing to close."""
        if self.topic is not None:
            self._on_topic_back()
        elif self.topics.field.text():
            self.topics.field.empty()
        else:
            return False
        return True

    def _on_topic_back(self) -> None:
        if self._came_for_topic:
            self.close_topic()
            self.back_asked.emit()
            return
        self.close_topic()
        self.focus_first()

    def _support_url(self) -> str:
        deployment = self._desk.deployment
        return (deployment.support_url or "") if isinstance(deployment, Deployment) else ""

    def _on_talk(self) -> None:
        opened = self._desk.browser.open(self._support_url())
        self._not_opened.setVisible(not opened)
        if not opened:
            announce(self, self._not_opened.text())

    def _on_copy(self) -> None:
        self._desk.clipboard.put(self.details.toPlainText())
        self.copied.emit()

    def _on_copy_text(self, text: str) -> None:
        self._desk.clipboard.put(text)
        self.copied.emit()
