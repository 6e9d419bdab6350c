"""SetupHead: how far the set-up is and what comes next, as one sentence with mark and time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from flow_desktop.core.presenting import Mark
from flow_desktop.core.setup_speech import SetupSpeech
from flow_desktop.ui.kit import Kit, clear, set_mark


class SetupHead(QFrame):
    """Reachable by Tab; ``copy_asked`` carries all of it, ``next_asked``: show the step that comes next."""

    copy_asked = Signal(str)
    next_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("panel")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = kit.icon("unknown", "unknown_text", "icon_large")
        self._headline, self._time = kit.label(role="title"), kit.label(role="caption")
        self._details = QVBoxLayout()
        self._details.setSpacing(kit.theme.space(1))
        self.next = kit.button("ui.setup.show_next", "quiet", icon="down", then=self.next_asked.emit)
        side = QWidget()
        box = kit.column(side, gap=2)
        box.addWidget(self._headline)
        box.addLayout(self._details)
        box.addWidget(self._time)
        box.addWidget(kit.row(self.next))
        kit.column(self, margin=4).addLayout(kit.beside(self._icon, side, gap=3))

    def tell(self, speech: SetupSpeech, when: str) -> None:
        """Show how far it is."""
        mark, is_going_on = speech.mark, speech.found.next_step is not None
        set_mark(self, mark)
        on_the_way = mark is Mark.UNKNOWN and is_going_on  # a step that is still to do is nothing wrong
        self._icon.show_icon("current" if on_the_way else mark, "accent" if on_the_way else f"{mark}_text")
        self._headline.setText(speech.headline)
        clear(self._details)
        for detail in speech.details:
            self._details.addWidget(self._kit.label(detail))
        self._time.setText(when)
        self.next.setVisible(is_going_on)
        self.setAccessibleName(" ".join((speech.headline, *speech.details)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit(self.accessibleName())
        else:
            super().keyPressEvent(event)
