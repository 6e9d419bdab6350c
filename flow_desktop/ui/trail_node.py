"""One step of the trail as a control: its mark on the way, its name, its state in a word, and what was found."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout

from flow_desktop.core.trail import StepId, StepState
from flow_desktop.ui.kit import Kit, set_mark
from flow_desktop.ui.trail_mark import LOOKS, Track, draw_break, draw_mark, draw_track, side_of
from flow_desktop.ui.wrapping import before_at


@dataclass(frozen=True, slots=True)
class NodeView:
    """What a node shows. ``word``: the state in a word; ``said``: all of it, for a screen reader."""

    id: StepId
    state: StepState
    title: str
    word: str
    headline: str
    said: str
    stop: bool = False
    before: Track = Track.NONE
    after: Track = Track.NONE


class TrailNode(QAbstractButton):
    """Checked: its facts are open. ``walk_asked`` carries -1 or 1 for the arrow keys, ``copy_asked`` for Ctrl+C."""

    walk_asked = Signal(int)
    copy_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._view: NodeView | None = None
        self._upright = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.title, self.word, self.headline = kit.label(role="section"), kit.label(role="state"), kit.label()
        self._box = QVBoxLayout(self)
        self._box.setSpacing(kit.theme.space(1))
        for part in (self.title, self.word, self.headline):
            self._box.addWidget(part)
        self._box.addStretch(1)
        self._stand()
        kit.theme.changed.connect(self.update)

    @property
    def view(self) -> NodeView:
        """What is shown."""
        if self._view is None:
            raise ValueError("told nothing yet")
        return self._view

    def tell(self, view: NodeView) -> None:
        """Show a step."""
        self._view = view
        self.title.setText(view.title)
        self.word.setText(view.word)
        set_mark(self.word, LOOKS[view.state].mark)
        self.headline.setText(before_at(view.headline))
        self.headline.setProperty("role", "muted" if view.state is StepState.NOT_EVALUATED else "")
        set_mark(self.headline, "")
        self.setAccessibleName(view.said)
        self.update()

    def stand(self, *, upright: bool) -> None:
        """Upright: the way runs from top to bottom and the words stand beside the mark; else below it."""
        if upright != self._upright:
            self._upright = upright
            self._stand()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._box.totalHeightForWidth(width), self._least())

    def sizeHint(self) -> QSize:
        hint = self._box.totalSizeHint()
        return QSize(hint.width(), max(hint.height(), self._least()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._box.totalMinimumSize().width(), self._least())

    def least_width(self) -> int:
        """Pixels so that no word of its name and its state is broken, standing below the mark."""
        metrics = [(part.fontMetrics(), part.text()) for part in (self.title, self.word)]
        words = (metric.horizontalAdvance(word) for metric, text in metrics for word in text.split())
        return max(words, default=0) + self._kit.theme.space(3) + self._kit.theme.space(2) + 2

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif (by := _STEPS.get(Qt.Key(event.key()))) is not None:
            mirrored = self.isRightToLeft() and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            self.walk_asked.emit(-by if mirrored else by)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        self._draw_way(painter, self._view)
        draw_mark(painter, self._kit.theme, at=self._centre(), state=self._view.state, stop=self._view.stop)
        if self.hasFocus():
            self._draw_focus(painter)

    def _least(self) -> int:
        return side_of(self._kit.theme, stop=True) + 2 * self._kit.theme.space(3)

    def _stand(self) -> None:
        theme = self._kit.theme
        edge, room = theme.space(3), side_of(theme, stop=True)
        if self._upright:
            self._box.setContentsMargins(edge + room + theme.space(4), edge, edge, edge)
        else:
            self._box.setContentsMargins(edge, edge + room + theme.space(3), theme.space(2), edge)
        self.updateGeometry()
        self.update()

    def _centre(self) -> QPointF:
        """Upright, all marks stand on one line; else a mark begins where its words begin."""
        theme = self._kit.theme
        edge, room = theme.space(3), side_of(theme, stop=True)
        own = side_of(theme, stop=self._view is not None and self._view.stop)
        across = room / 2 if self._upright else own / 2 + (theme.size("track") + 1 if own == room else 0)
        x = edge + across
        return QPointF(self.width() - x if self.isRightToLeft() else x, edge + room / 2)

    def _draw_ground(self, painter: QPainter) -> None:
        if not (self.isChecked() or self.underMouse()):
            return
        theme, mark = self._kit.theme, LOOKS[self.view.state].mark
        opened = f"{mark}_fill" if mark else "sunken"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(opened if self.isChecked() else "sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.radius("card"), theme.radius("card"))

    def _draw_way(self, painter: QPainter, view: NodeView) -> None:
        theme, at = self._kit.theme, self._centre()
        reach = side_of(theme, stop=view.stop) / 2 + (2 * theme.space(1) if view.stop else theme.space(1))
        along = QPointF(0, reach) if self._upright else QPointF(-reach if self.isRightToLeft() else reach, 0)
        begin, end = self._ends(at)
        draw_track(painter, theme, ends=(begin, at - along), track=view.before)
        draw_track(painter, theme, ends=(at + along, end), track=view.after)
        if view.after is Track.BROKEN:
            middle = (at + along + end) / 2
            near = at + along * 1.6
            draw_break(painter, theme, at=middle if self._upright else near, across=not self._upright)

    def _ends(self, at: QPointF) -> tuple[QPointF, QPointF]:
        if self._upright:
            return QPointF(at.x(), 0), QPointF(at.x(), self.height())
        left, right = QPointF(0, at.y()), QPointF(self.width(), at.y())
        return (right, left) if self.isRightToLeft() else (left, right)

    def _draw_focus(self, painter: QPainter) -> None:
        theme = self._kit.theme
        painter.setPen(QPen(theme.color("focus"), theme.size("focus")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.radius("card"), theme.radius("card"))


_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
