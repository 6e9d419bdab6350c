"""VerdictBanner: the answer first, as one sentence with mark and time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from flow_desktop.core.presenting import Told
from flow_desktop.ui.kit import Kit, clear, set_mark


class VerdictBanner(QFrame):
    """One sentence, what else has to be said below it, and when it was looked at.

    Reachable by Tab; ``copy_asked`` carries all of it when it is copied.
    """

    copy_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("panel")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = kit.icon("unknown", "unknown_text", "icon_large")
        self._headline = kit.label(role="verdict")
        self._details = QVBoxLayout()
        self._details.setSpacing(kit.theme.space(1))
        self._time = kit.label(role="caption")
        side = QVBoxLayout()
        side.setSpacing(kit.theme.space(2))
        side.addWidget(self._headline)
        side.addLayout(self._details)
        side.addWidget(self._time)
        row = QHBoxLayout()
        row.setSpacing(kit.theme.space(4))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(side, 1)
        kit.column(self, margin=5).addLayout(row)

    def tell(self, told: Told, when: str) -> None:
        """Show a verdict."""
        set_mark(self, told.mark)
        self._icon.show_icon(told.mark, f"{told.mark}_text")
        self._headline.setText(told.headline)
        set_mark(self._headline, told.mark)
        clear(self._details)
        for detail in told.details:
            self._details.addWidget(self._kit.label(detail))
        self._time.setText(when)
        self._time.setVisible(bool(when))
        self.setAccessibleName(told.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit(self.accessibleName())
        else:
            super().keyPressEvent(event)
