"""WatchBox: a watch is under way, when it looks next, and how to stop it; afterwards how it ended."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.ui.countdown import Countdown
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.kit import Kit, announce, set_mark


class WatchBox(QFrame):
    """Hidden until there is something to say."""

    stop_asked = Signal()

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("panel")
        self._icon = kit.icon("clock", "unknown_text", "icon_large")
        self._title, self._text = kit.label(role="strong"), kit.label()
        self.countdown = Countdown(kit, desk.clock.monotonic, text_id="ui.checks.next_look", warns=False)
        self.stop = kit.button("ui.checks.stop", then=self.stop_asked.emit)
        side = QWidget()
        box = kit.column(side, gap=2)
        for part in (self._title, self._text, self.countdown, kit.row(self.stop)):
            box.addWidget(part)
        kit.column(self, margin=4).addLayout(kit.beside(self._icon, side, gap=3))
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty where it is not shown."""
        return "" if self.isHidden() else f"{self._title.text()} {self._text.text()}"

    def tell_watching(self) -> None:
        """It has begun; the first look is under way."""
        self._tell("watching", "unknown", "clock")
        self.countdown.hide()
        self.stop.show()

    def tell_next(self, deadline: float) -> None:
        """It waits until then (the desk's monotonic clock)."""
        self.countdown.start(deadline)
        self.countdown.show()

    def tell_fixed(self) -> None:
        """Nothing is wrong any more."""
        self._end("fixed", "same", "same")

    def tell_gave_up(self) -> None:
        """It has lasted as long as a change can take."""
        self._end("gave_up", "differs", "clock")

    def tell_nothing(self) -> None:
        """It was stopped, or there was none."""
        self.countdown.stop()
        self.hide()

    def _end(self, name: str, mark: str, icon: str) -> None:
        self.countdown.stop()
        self.countdown.hide()
        self.stop.hide()
        self._tell(name, mark, icon)
        announce(self, self.text)

    def _tell(self, name: str, mark: str, icon: str) -> None:
        words = self._kit.words
        set_mark(self, mark)
        self._icon.show_icon(icon, f"{mark}_text")
        self._title.setText(words(f"ui.checks.watch_{name}"))
        self._text.setText(words(f"ui.checks.watch_{name}_text"))
        self.setAccessibleName(f"{self._title.text()} {self._text.text()}")
        self.show()
