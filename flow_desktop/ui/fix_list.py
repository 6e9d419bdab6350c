"""FixList: who can fix it (a chip) and where."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from flow_desktop.core.presenting import Fix
from flow_desktop.ui.kit import Kit, clear


class FixList(QWidget):
    """One line for each who can do something; nothing where nothing is to be done."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        box = kit.column(self, gap=2)
        box.addWidget(kit.label(kit.words("ui.profile.who_can_fix"), "section"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(kit.theme.space(2))
        box.addLayout(self._lines)

    def tell(self, fixes: tuple[Fix, ...]) -> None:
        """Show them."""
        clear(self._lines)
        self.setVisible(bool(fixes))
        for fix in fixes:
            chip = self._kit.tag(fix.label)
            text = self._kit.label(fix.text)
            text.setAccessibleName(f"{fix.label}: {fix.text}")
            self._lines.addLayout(self._kit.beside(chip, text, gap=3))
