"""Tick: something that can be switched on, with a text that wraps; the whole line is the button."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from flow_desktop.ui.kit import Kit


class Tick(QAbstractButton):
    """Space switches it; it is drawn from the theme, so that its box is seen in the dark, too."""

    def __init__(self, kit: Kit, text: str) -> None:
        super().__init__()
        self._theme = kit.theme
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._label = kit.label(text)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        place = QWidget()
        place.setFixedSize(kit.theme.icon_size())
        place.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        kit.column(self, margin=2).addLayout(kit.beside(place, self._label))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(kit.theme.size("target"))
        kit.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, edge = self._theme, self._theme.space(2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.icon_size().width()
        left = self.width() - edge - side if self.isRightToLeft() else edge
        box = QRectF(left, edge, side, side).adjusted(1, 1, -1, -1)
        on = self.isChecked()
        painter.setPen(QPen(theme.color("accent" if on else "control_line"), 1.5))
        painter.setBrush(theme.color("accent" if on else "raised"))
        painter.drawRoundedRect(box, theme.space(1), theme.space(1))
        if on:
            drawn = theme.pixmap("check", "accent_text", ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPoint(left, edge), drawn)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), theme.size("focus")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            corner = theme.radius("control")
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)
