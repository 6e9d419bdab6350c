"""Help: talk to support (article, "Still need help?"), with everything they ask for ready to copy; the keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from flow_desktop.core.deployment import Deployment
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.kit import Card, Kit, Page

KEYS = ("check", "copy", "help", "escape", "tab", "arrows")


class HelpPage(Page):
    """``copied``: the details are on the clipboard. The details are read when the page is shown: nothing hidden."""

    copied = Signal()
    back_asked = Signal()

    def __init__(self, kit: Kit, *, desk: Desk, details: Callable[[], str]) -> None:
        super().__init__(kit)
        self._desk, self._read_details = desk, details
        self.back = kit.button("ui.back", "quiet", then=self.back_asked.emit)
        self.box.addWidget(kit.row(self.back))
        self.box.addWidget(kit.label(kit.words("ui.nav.help").replace("&", ""), "title"))
        self.box.addWidget(self._make_support())
        self.box.addWidget(self._make_keys())

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
        self.first = self.talk if support else self.copy
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

    def refresh(self, *, can_go_back: bool) -> None:
        """Read the details anew. ``can_go_back``: nobody is signed in, so there is no sidebar to leave by."""
        self.details.setPlainText(self._read_details())
        self.back.setVisible(can_go_back)

    def _support_url(self) -> str:
        deployment = self._desk.deployment
        return (deployment.support_url or "") if isinstance(deployment, Deployment) else ""

    def _on_talk(self) -> None:
        self._not_opened.setVisible(not self._desk.browser.open(self._support_url()))

    def _on_copy(self) -> None:
        self._desk.clipboard.put(self.details.toPlainText())
        self.copied.emit()
