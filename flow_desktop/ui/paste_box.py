"""PasteBox: for when the browser ends on an error page at 127.0.0.1: its address can be brought here by hand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from flow_desktop.core.callback import Ignored
from flow_desktop.ui.kit import Kit, announce

LONGEST = 16_384


class PasteBox(QWidget):
    """``address_given`` carries the pasted address; it is judged like any callback and never kept here."""

    address_given = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)  # it carries the code: nobody reads it over a shoulder
        self.field.setAccessibleName(words("ui.paste.label").replace("&", ""))
        self.field.setAccessibleDescription(words("ui.paste.why"))
        self.field.returnPressed.connect(self._on_use)
        label = QLabel(words("ui.paste.label"))
        label.setBuddy(self.field)
        self.wrong = kit.label(role="wrong")
        self.wrong.hide()
        self.use = kit.button("ui.paste.use", then=self._on_use)
        box = kit.column(self, gap=2)
        for part in (kit.label(words("ui.paste.why"), "caption"), label, self.field, self.wrong, kit.row(self.use)):
            box.addWidget(part)

    def reset(self) -> None:
        """Forget what was pasted."""
        self.field.clear()
        self.wrong.hide()

    def tell(self, ignored: Ignored | None) -> None:
        """Why an address was not the answer; None: it was."""
        self.field.clear()
        self.wrong.setVisible(ignored is not None)
        if ignored is not None:
            text_id = f"ui.paste.{ignored}"
            self.wrong.setText(self._kit.words(text_id if self._kit.words.has(text_id) else "ui.paste.other"))
            announce(self, self.wrong.text())

    def _on_use(self) -> None:
        typed = self.field.text().strip()
        if typed:
            self.address_given.emit(typed)
