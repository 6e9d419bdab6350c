"""StartBox: about whom, and what is the matter. Nothing has to be chosen to find the cause for oneself."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from flow_desktop.core.symptoms import Symptom
from flow_desktop.ui.kit import Card, Kit, announce

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
CHOICES: tuple[Symptom | None, ...] = (None, *Symptom)
SHOWN_LINES = 7
"""How many lines of the list are seen at once."""

LOW, FEW_LINES = 620, 4
"""In a page lower than this (pixels at 100 % text) fewer lines are seen, so that the button below them is."""


class StartBox(Card):
    """``find_asked`` carries the typed e-mail, empty for the signed-in person's own account, and a Symptom or None."""

    find_asked = Signal(str, object)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, gap=4, margin=5)
        self._kit, self._own = kit, ""
        self._wrong = kit.label(kit.words("ui.checks.who_wrong"), "wrong")
        self.go = kit.button("ui.checks.find", "primary", icon="checks", then=self._on_find)
        for part in (self._make_who(), self._make_what(), kit.row(self.go)):
            self.box.addWidget(part)

    def tell_who(self, email: str, *, may_ask_others: bool) -> None:
        """Whose session this is. ``may_ask_others``: another address may be typed."""
        if self.email.text().strip() in ("", self._own):
            self.email.setText(email)
        self._own = email
        self.email.setReadOnly(not may_ask_others)
        why = self._kit.words("ui.checks.who_any" if may_ask_others else "ui.checks.who_own")
        self._why.setText(why)
        self.email.setAccessibleDescription(why)

    def fit(self, height: int) -> None:
        """Make room for the button in a page of this height, in pixels."""
        theme = self._kit.theme
        lines = FEW_LINES if height < LOW * theme.scale else SHOWN_LINES
        self.symptoms.setFixedHeight(round(theme.text_px("body") * 2.4 * lines))

    def reset(self) -> None:
        """Nobody's address and complaint stay."""
        self.email.clear()
        self._own = ""
        self.symptoms.setCurrentRow(0)

    def ask(self, email: str, symptom: Symptom | None) -> None:
        """Fill it in."""
        self.email.setText(email or self._own)
        self._wrong.hide()
        self.symptoms.setCurrentRow(CHOICES.index(symptom))

    @property
    def symptom(self) -> Symptom | None:
        """What is chosen."""
        return CHOICES[max(0, self.symptoms.currentRow())]

    def _make_who(self) -> QWidget:
        kit, words, made = self._kit, self._kit.words, QWidget()
        box = kit.column(made, gap=2)
        self.email = QLineEdit()
        self.email.setMaxLength(254)
        self.email.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.email.setPlaceholderText(words("ui.signed_out.email_example"))
        self.email.setAccessibleName(words("ui.checks.who").replace("&", ""))
        self.email.returnPressed.connect(self._on_find)
        self.email.textEdited.connect(lambda _: self._wrong.hide())
        label = QLabel(words("ui.checks.who"))
        label.setBuddy(self.email)
        self._wrong.hide()
        self._why = kit.label(role="caption")
        for part in (label, self.email, self._wrong, self._why):
            box.addWidget(part)
        return made

    def _make_what(self) -> QWidget:
        kit, words, made = self._kit, self._kit.words, QWidget()
        box = kit.column(made, gap=2)
        self.symptoms = QListWidget()
        self.symptoms.setAccessibleName(words("ui.checks.what"))
        self.symptoms.setWordWrap(True)
        self.symptoms.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.symptoms.addItem(words("ui.checks.what_any"))
        for one in Symptom:
            item = QListWidgetItem(words(f"symptom.{one}"))
            item.setToolTip(words(f"symptom.{one}.hint"))
            self.symptoms.addItem(item)
        self._hint = kit.label(role="caption")
        self.symptoms.currentRowChanged.connect(self._on_row)
        self.symptoms.itemActivated.connect(lambda _: self._on_find())
        for part in (kit.label(words("ui.checks.what")), self.symptoms, self._hint):
            box.addWidget(part)
        self.symptoms.setCurrentRow(0)
        return made

    def _on_row(self, _row: int) -> None:
        chosen, words = self.symptom, self._kit.words
        self._hint.setText(words(f"symptom.{chosen}.hint") if chosen else words("ui.checks.what_any_hint"))

    def _on_find(self) -> None:
        typed = self.email.text().strip()
        if (typed or not self._own) and not _ADDRESS.fullmatch(typed):
            self._wrong.show()
            self.email.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, self._wrong.text())
            return
        self.find_asked.emit("" if typed == self._own else typed, self.symptom)
