"""EmptyState: nothing is here, why, and the next action."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from flow_desktop.ui.kit import Kit


class EmptyState(QWidget):
    """A title, a sentence and room for the one action that leads on."""

    def __init__(self, kit: Kit, *, icon: str = "info") -> None:
        super().__init__()
        self._title, self._text = kit.label(role="title"), kit.label(role="muted")
        self._box = kit.column(self, gap=3)
        self._box.addWidget(kit.icon(icon, "muted", "icon_large"))
        self._box.addWidget(self._title)
        self._box.addWidget(self._text)

    def tell(self, title: str, text: str) -> None:
        """Show why nothing is here."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}".strip())

    def add_action(self, button: QWidget) -> None:
        """What can be done about it."""
        self._box.addWidget(button)
