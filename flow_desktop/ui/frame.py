"""The first thing on screen: the window's own frame with the shape of the sign-in card, before anything else is loaded.

It imports next to nothing, so the window is there as fast as an empty one; its content is built right after this
first paint and fills the same window.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from flow_desktop.core.exits import Exit

STYLE = ("-style", "fusion")
"""Arguments for QApplication: asking for the style later costs 5 ms before the first paint."""

TITLE = "Flow Desktop"
DEFAULT_SIZE = (1000, 680)
MINIMUM_SIZE = (720, 520)
_CARD = (440, 198)
_LOWER = 6
_CARD_LOOK = "background: palette(base); border: 1px solid palette(mid); border-radius: 10px"


class Frame(QWidget):
    """The top-level window. ``build`` makes its content; it is called once, here, after the first paint."""

    def __init__(self, build: Callable[[], QWidget]) -> None:
        super().__init__()
        self._build = build
        self._painted = False
        self.content: QWidget | None = None
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*MINIMUM_SIZE)
        self._card = QFrame(self)  # a painter would first load every enumeration of Qt: 14 ms
        self._card.setStyleSheet(_CARD_LOOK)
        self.resize(*DEFAULT_SIZE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The outline stands where the card will stand."""
        super().resizeEvent(event)
        width, height = _CARD
        top = (self.height() - height) * 2 // 5 + _LOWER
        self._card.setGeometry((self.width() - width) // 2, top, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first one calls for the content."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._fill)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The content hears that it is closed."""
        super().closeEvent(event)
        if self.content is not None:
            self.content.close()

    def _fill(self) -> None:
        try:
            content = self._build()
        except BaseException:
            QApplication.exit(Exit.INTERNAL)  # an empty frame that stays would say nothing; the trace is printed
            raise
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(content)
        self._card.hide()
        self.content = content
        self.setWindowTitle(content.windowTitle())
        content.show()
