"""ChecksActions: what one can do with an answer: look again, watch, copy, go through it on the phone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.diagnosis import Bottom
from flow_desktop.ui.kit import Kit


class ChecksActions(QWidget):
    """A row of buttons."""

    again_asked = Signal()
    watch_asked = Signal()
    copy_asked = Signal()
    guide_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._fine = self._watching = False
        self.again = kit.button("ui.checks.again", icon="refresh", then=self.again_asked.emit)
        self.again.setToolTip(kit.words("ui.profile.check_keys"))
        self.watch = kit.button("ui.checks.watch", icon="clock", then=self.watch_asked.emit)
        self.copy = kit.button("ui.checks.copy", icon="copy", then=self.copy_asked.emit)
        self.guide = kit.button("ui.checks.guide", icon="phone", then=self.guide_asked.emit)
        kit.column(self).addWidget(kit.row(self.again, self.watch, self.copy, self.guide))

    def tell(self, overall: Bottom) -> None:
        """Nothing has to be watched where nothing is wrong."""
        self._fine = overall is Bottom.FINE
        self._show()

    def set_busy(self, *, busy: bool) -> None:
        """A look is under way."""
        self.again.say(self._kit.words("ui.checks.looking" if busy else "ui.checks.again"))

    def set_watching(self, *, watching: bool) -> None:
        """A watch is under way; it is stopped where it tells of itself."""
        self._watching = watching
        self._show()

    def _show(self) -> None:
        self.watch.setVisible(not self._fine and not self._watching)
