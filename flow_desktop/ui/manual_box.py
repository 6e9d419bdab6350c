"""ManualBox: what enabling SCIM switches off, said before anybody does it, with whether it is off already."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from flow_desktop.core.presenting import Mark
from flow_desktop.core.setup_speech import ManualText
from flow_desktop.ui.kit import Kit, clear, set_mark


class ManualBox(QFrame):
    """A warning while it is still to come, a note once it has happened."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("panel")
        self._icon = kit.icon("differs", "differs_text", "icon_large")
        self._title, self._state = kit.label(role="strong"), kit.label()
        self._points = QVBoxLayout()
        self._points.setSpacing(kit.theme.space(1))
        side = QWidget()
        box = kit.column(side, gap=2)
        box.addWidget(self._title)
        box.addWidget(self._state)
        box.addLayout(self._points)
        kit.column(self, margin=4).addLayout(kit.beside(self._icon, side, gap=3))

    def tell(self, manual: ManualText) -> None:
        """Show it."""
        warns = manual.mark is Mark.DIFFERS
        set_mark(self, manual.mark)
        set_mark(self._title, manual.mark)
        self._icon.show_icon("warn" if warns else "info", f"{manual.mark}_text")
        self._title.setText(manual.title)
        self._state.setText(manual.state)
        clear(self._points)
        for point in manual.points:
            self._points.addWidget(self._kit.label(point))
        self.setAccessibleName(f"{manual.title} {manual.state}")
        self.setAccessibleDescription(" ".join(manual.points))
