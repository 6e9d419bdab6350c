"""Sidebar: where one can go, as icon and word; in a narrow window the word stands under the icon."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton

from flow_desktop.ui.kit import Kit


class Sidebar(QFrame):
    """``chosen`` carries the name of a page: account, checks, pilot, setup or help. Two are for admins: `offer`."""

    chosen = Signal(str)

    def __init__(self, kit: Kit, managed_by: str) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("sidebar")
        self.setAccessibleName(kit.words("ui.nav.name"))
        self._buttons = {name: self._button(name) for name in ("account", "checks", "pilot", "setup", "help")}
        self._managed = kit.label(kit.words("ui.managed_by", name=managed_by) if managed_by else "", "caption")
        box = kit.column(self, gap=1, margin=3)
        for button in self._buttons.values():
            box.addWidget(button)
        for name in ("pilot", "setup"):
            self.offer(name, offered=False)
        box.addStretch(1)
        box.addWidget(self._managed)
        kit.theme.changed.connect(self._draw)

    def mark(self, name: str) -> None:
        """Show where one is. Not a QButtonGroup: Tab would reach its checked button only."""
        for one, button in self._buttons.items():
            button.setChecked(one == name)
        self._draw()

    def offer(self, name: str, *, offered: bool) -> None:
        """Show or hide a page that is not for everybody."""
        self._buttons[name].setVisible(offered)

    def set_narrow(self, narrow: bool) -> None:
        """Words under the icons, and no more width than that takes."""
        style = Qt.ToolButtonStyle.ToolButtonTextUnderIcon if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self._buttons.values():
            button.setToolButtonStyle(style)
        self._managed.setVisible(not narrow)
        self.setFixedWidth(self.sizeHint().width() if narrow else self._kit.theme.size("sidebar"))

    def showEvent(self, event: QShowEvent) -> None:
        """Icons are drawn when somebody sees them: not before the first paint, which is without a sidebar."""
        super().showEvent(event)
        self._draw()

    def _button(self, name: str) -> QToolButton:
        made = QToolButton()
        text = self._kit.words(f"ui.nav.{name}")
        made.setText(f" {text}")  # a blank: Qt puts the icon too close to the word
        made.setAccessibleName(text.replace("&", ""))
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.clicked.connect(lambda _checked: self._on_clicked(name))
        return made

    def _on_clicked(self, name: str) -> None:
        self.mark(name)
        self.chosen.emit(name)

    def _draw(self) -> None:
        for name, button in self._buttons.items():
            role = "accent" if button.isChecked() else "text"
            button.setIcon(self._kit.theme.icon(name, role, ratio=self.devicePixelRatioF()))
            button.setIconSize(self._kit.theme.icon_size())
