"""Button: one look for every action, whole at any text size."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from flow_desktop.ui.theme import Theme


class Button(QPushButton):
    """A push button with an icon that follows the theme, and a focus ring that is seen on every colour."""

    def __init__(self, theme: Theme, *, kind: str, icon: str) -> None:
        super().__init__()
        self._theme, self._kind, self._icon, self._said = theme, kind, icon, ""
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(theme.size("target"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAutoDefault(kind == "primary")
        if icon:
            theme.changed.connect(self._draw)
            self.toggled.connect(self._draw)
            self._draw()

    def say(self, text: str) -> None:
        """Set the text with its mnemonic, and the accessible name without."""
        self._said = text
        self.setText(text)
        self._fold()
        self.setAccessibleName(text.replace("&&", "\0").replace("&", "").replace("\0", "&"))

    def use_icon(self, name: str) -> None:
        """Another icon."""
        self._icon = name
        self._draw()

    def sizeHint(self) -> QSize:
        return self._hint(self._said)

    def minimumSizeHint(self) -> QSize:
        return self._hint(folded(self._said))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        fits = width >= self.sizeHint().width()
        return self._hint(self._said if fits else folded(self._said)).height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _hint(self, text: str) -> QSize:
        """What the style wants for another text than the one that is shown."""
        self.ensurePolished()
        metrics, flags = self.fontMetrics(), Qt.TextFlag.TextShowMnemonic
        return super().sizeHint() + metrics.size(flags, text) - metrics.size(flags, self.text())

    def _fold(self) -> None:
        """Two lines where one does not fit."""
        wanted = self._said if self.width() >= self.sizeHint().width() else folded(self._said)
        if wanted != self.text():
            self.setText(wanted)

    def _draw(self) -> None:
        strong = "accent" if self._kind == "quiet" or self.isChecked() else "text"
        role = "accent_text" if self._kind == "primary" else strong
        self.setIcon(self._theme.icon(self._icon, role, ratio=self.devicePixelRatioF()))
        self.setIconSize(self._theme.icon_size())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._kind != "primary" or not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent_text"), self._theme.size("focus")))
        inner = self._theme.radius("control") - 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), inner, inner)


def folded(text: str) -> str:
    """Two lines of about the same length; a single word stays on one."""
    middle = len(text) // 2
    blanks = [at for at, ch in enumerate(text) if ch == " "]
    if not blanks:
        return text
    at = min(blanks, key=lambda blank: abs(blank - middle))
    return f"{text[:at]}\n{text[at + 1 :]}"
