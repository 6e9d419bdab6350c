"""ProviderChoice: in which identity provider the person is going to click; arrow keys walk through the four."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from flow_desktop.core.providers import Provider
from flow_desktop.ui.kit import Kit


class ProviderChoice(QWidget):
    """``chosen`` carries a Provider when another one is marked, by a person or by `mark`."""

    chosen = Signal(object)

    def __init__(self, kit: Kit, provider: Provider) -> None:
        super().__init__()
        self.setAccessibleName(kit.words("ui.checks.where"))
        self.buttons = {one: self._button(kit, one) for one in Provider}
        row = kit.row(*self.buttons.values())
        kit.column(self).addWidget(row)
        self.buttons[provider].setChecked(True)
        for one, button in self.buttons.items():
            button.toggled.connect(lambda on, one=one: self.chosen.emit(one) if on else None)

    def mark(self, provider: Provider) -> None:
        """Show which one is chosen, where it was chosen on another card."""
        self.buttons[provider].setChecked(True)

    def _button(self, kit: Kit, provider: Provider) -> QRadioButton:
        made = QRadioButton(kit.words(f"ui.checks.provider.{provider}"))
        made.setMinimumHeight(kit.theme.size("target"))
        return made
