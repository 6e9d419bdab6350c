"""Signed out: one centred card, one primary button, the rest behind "More options"."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from flow_desktop.ui.kit import Card, Kit, Page, announce

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class SignedOutPage(Page):
    """``sign_in_requested`` carries the typed work e-mail, or nothing."""

    sign_in_requested = Signal(str)
    help_requested = Signal()

    def __init__(self, kit: Kit, organisation: str) -> None:
        super().__init__(kit, centred=True, width="card")
        words = kit.words
        title = kit.label(organisation or words("ui.signed_out.title"), "title")
        self._note = kit.label(role="muted")
        self._note.hide()
        self._more_box = self._make_more()
        self.sign_in = kit.button("ui.sign_in", "primary", icon="browser", then=self._on_sign_in)
        self.more = kit.button("ui.more_options", "quiet", icon="down", then=self._on_more)
        self.more.setCheckable(True)
        card = Card(kit, gap=4, margin=6)
        for part in (title, self._note, self.sign_in, self.more, self._more_box):
            card.box.addWidget(part)
        self.box.addWidget(card)

    def _make_more(self) -> QWidget:
        kit, words = self.kit, self.kit.words
        box = QWidget()
        column: QVBoxLayout = kit.column(box, gap=2)
        self.email = QLineEdit()
        self.email.setMaxLength(254)
        self.email.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.email.setPlaceholderText(words("ui.signed_out.email_example"))
        self.email.setAccessibleName(words("ui.signed_out.email").replace("&", ""))
        self.email.setAccessibleDescription(words("ui.signed_out.email_why"))
        self.email.returnPressed.connect(self._on_sign_in)
        label = QLabel(words("ui.signed_out.email"))
        label.setBuddy(self.email)
        self._wrong = kit.label(words("ui.signed_out.email_wrong"), "wrong")
        self._wrong.hide()
        self.email.textEdited.connect(lambda _: self._wrong.hide())
        help_button = kit.button("ui.signed_out.help", "quiet", icon="help", then=self.help_requested.emit)
        why = kit.label(words("ui.signed_out.email_why"), "caption")
        for part in (label, self.email, self._wrong, why, kit.row(help_button)):
            column.addWidget(part)
        box.hide()
        return box

    def tell(self, note: str) -> None:
        """Why the person is here (signed out, cancelled); empty for nothing."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        if note:
            announce(self, note)

    def set_ready(self, ready: bool) -> None:
        """Whether a click can be followed at once."""
        self.sign_in.setEnabled(ready)

    def _on_more(self) -> None:
        shown = self.more.isChecked()
        self._more_box.setVisible(shown)
        self.more.use_icon("up" if shown else "down")
        if shown:
            self.email.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_sign_in(self) -> None:
        typed = self.email.text().strip()
        if typed and not _ADDRESS.fullmatch(typed):
            self._wrong.show()
            self.email.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, self._wrong.text())
            return
        self.sign_in_requested.emit(typed)
