"""Toast: "Copied." at the lower edge for a moment; said to a screen reader too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.ui.kit import Kit, announce

SHOWN_MS = 2500


class Toast(QFrame):
    """Floats over its parent; never takes the keyboard."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = kit.label()
        box = kit.column(self)
        edge = kit.theme.space(3)
        box.setContentsMargins(kit.theme.space(4), edge, kit.theme.space(4), edge)
        box.addWidget(self._label)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it said last."""
        return self._label.text()

    def tell(self, text: str) -> None:
        """Show a few words."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)
        announce(self, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        room = parent.width() - 2 * self._kit.theme.space(5)
        width = min(self.sizeHint().width(), room)
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        left, top = (parent.width() - width) // 2, parent.height() - height - self._kit.theme.space(5)
        self.setGeometry(left, top, width, height)
