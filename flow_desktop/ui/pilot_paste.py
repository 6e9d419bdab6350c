"""PilotPaste: addresses out of a mail, a chat or a sheet, pasted as they are."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from flow_desktop.ui.kit import Card, Kit


class PilotPaste(Card):
    """``pasted`` carries the text as it is."""

    pasted = Signal(str)
    cancelled = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, gap=2, margin=5)
        words = kit.words
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(words("pilot.page.paste.label").replace("&", ""))
        self.field.setAccessibleDescription(words("pilot.page.paste.why"))
        self.field.setPlaceholderText(words("pilot.page.paste.example"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(round(kit.theme.text_px("body") * 12))
        label = QLabel(words("pilot.page.paste.label"))
        label.setBuddy(self.field)
        self.use = kit.button("pilot.page.paste.use", "primary", then=self._on_use)
        self.cancel = kit.button("pilot.page.paste.cancel", "quiet", then=self.cancelled.emit)
        for part in (label, kit.label(words("pilot.page.paste.why"), "caption"), self.field):
            self.box.addWidget(part)
        self.box.addWidget(kit.row(self.use, self.cancel))
        self.use.setEnabled(False)
        self.field.textChanged.connect(lambda: self.use.setEnabled(bool(self.field.toPlainText().strip())))

    def reset(self) -> None:
        """Nothing of it stays."""
        self.field.clear()

    def _on_use(self) -> None:
        self.pasted.emit(self.field.toPlainText())
