"""One row of the timeline: when, what Directory Sync sent, and what Flow made of it, with the way between the two."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from flow_desktop.core.timeline import Heard
from flow_desktop.ui.kit import Kit, set_mark
from flow_desktop.ui.timeline_story import RowView
from flow_desktop.ui.trail_mark import Track, draw_break, draw_track
from flow_desktop.ui.wrapping import WrapLabel

SHARES = (3, 5, 6)
"""How the columns share the width: when, Directory Sync, Flow."""

TRACKS = {
    Heard.YES: Track.TRAVELLED,
    Heard.NO: Track.BROKEN,
    Heard.UNKNOWN: Track.UNSEEN,
    Heard.NO_EVENT: Track.NONE,
}
"""The way of an event from Directory Sync to Flow."""


class TimelineRow(QFrame):
    """It has the keyboard as a whole. ``copy_asked`` carries all of it; ``walk_asked`` -1 or 1 for the arrow keys."""

    copy_asked = Signal(str)
    walk_asked = Signal(int)
    entered = Signal()

    def __init__(self, kit: Kit, row: RowView) -> None:
        super().__init__()
        self._kit, self.row = kit, row
        self.setObjectName("fact")
        self.setProperty("lined", "yes")
        if row.heard is Heard.NO:
            set_mark(self, "problem")
        self.setAccessibleName(row.said)
        self._link = Link(kit, TRACKS[row.heard])
        self._sent = self._sent_side()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        edge = kit.theme.space(2)
        self._box.setContentsMargins(edge, edge, edge, edge)
        self._box.setSpacing(kit.theme.space(2))
        self._box.addWidget(self._time_side(), SHARES[0])
        self._box.addWidget(self._sent, SHARES[1])
        self._box.addWidget(self._link)
        self._box.addWidget(self._flow_side(), SHARES[2])

    def stack(self, *, narrow: bool) -> None:
        """Below each other where there is no room beside each other."""
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._box.setSpacing(self._kit.theme.space(1 if narrow else 2))
        self._link.setVisible(not narrow)
        self._sent.setVisible(not narrow or bool(self.row.event))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit(self.row.said)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walk_asked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _time_side(self) -> QWidget:
        row, kit = self.row, self._kit
        return self._side(kit.label(row.ago, "section"), kit.label(row.exact, "caption" if row.ago else "section"))

    def _sent_side(self) -> QWidget:
        row, kit = self.row, self._kit
        if not row.event:
            return self._side(kit.label(kit.words("ui.timeline.no_event"), "caption"))
        return self._side(kit.label(row.event), kit.label(row.event_name, "caption"))

    def _flow_side(self) -> QWidget:
        row, kit = self.row, self._kit
        first, *rest = (kit.label(text) for text in row.flow)
        names = kit.label(row.flow_names, "caption")
        if row.heard is Heard.NO:
            return self._marked(first, *rest, mark="problem")
        if row.heard is Heard.UNKNOWN:
            return self._marked(first, *rest, names, mark="unknown")
        return self._side(first, *rest, names)

    def _marked(self, first: WrapLabel, *rest: WrapLabel, mark: str) -> QWidget:
        """The sentence beside an icon, in the colour of the state."""
        first.setProperty("role", "told")
        set_mark(first, mark)
        text = self._side(first, *rest)
        made = QWidget()
        made.setLayout(self._kit.beside(self._kit.icon(mark, f"{mark}_text"), text))
        made.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        return _shared(made)

    def _side(self, *labels: WrapLabel) -> QWidget:
        made = QWidget()
        box = self._kit.column(made, gap=1)
        for label in labels:
            if label.text():
                box.addWidget(label)
        box.addStretch(1)
        return _shared(made)


class Link(QWidget):
    """The way of an event, drawn from left to right; the row says it in words."""

    def __init__(self, kit: Kit, track: Track) -> None:
        super().__init__()
        self._kit, self._track = kit, track
        self.setFixedWidth(kit.theme.icon_size("node_stop").width())
        kit.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._track is Track.NONE:
            return
        theme, mirrored = self._kit.theme, self.isRightToLeft()
        y = self._kit.theme.text_px("body") * 0.75
        left, right = QPointF(2, y), QPointF(self.width() - 2, y)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        begin, end = (right, left) if mirrored else (left, right)
        draw_track(painter, theme, ends=(begin, end), track=self._track)
        if self._track is Track.BROKEN:
            draw_break(painter, theme, at=(begin + end) / 2, across=True)
        elif self._track is Track.TRAVELLED:
            back = QPointF(theme.space(2) if mirrored else -theme.space(2), 0)
            for rise in (-theme.space(1), theme.space(1)):
                painter.drawLine(end, end + back + QPointF(0, rise))


def _shared(part: QWidget) -> QWidget:
    """Its width is its share, whatever it would like."""
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    part.setSizePolicy(policy)
    return part
