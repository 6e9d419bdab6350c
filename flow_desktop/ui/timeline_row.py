"""One row of the timeline: when, what Directory Sync sent, and what Flow made of it, with the way between the two.

It is painted in one go: twenty rows of labels in layouts of their own would hold the window up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from flow_desktop.core.timeline import Heard
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.timeline_story import RowView
from flow_desktop.ui.trail_mark import Track, draw_break, draw_track
from flow_desktop.ui.wrapping import height_of, lay_out

SHARES = (3, 5, 6)
"""How the columns share the width: when, Directory Sync, Flow."""

TRACKS = {
    Heard.YES: Track.TRAVELLED,
    Heard.NO: Track.BROKEN,
    Heard.UNKNOWN: Track.UNSEEN,
    Heard.NO_EVENT: Track.NONE,
}
"""The way of an event from Directory Sync to Flow."""

MARKS = {Heard.YES: "", Heard.NO: "problem", Heard.UNKNOWN: "unknown", Heard.NO_EVENT: ""}
"""The state that Flow's side is coloured by and whose icon stands in front of it."""

KEPT_WIDTHS = 8
"""For so many widths it is remembered where the texts stand."""

ENDLESS = 1e6
"""A width in pixels that no line is broken in."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text of a row: its size of type, its colour by role, and whether it is strong."""

    text: str
    size: str = "body"
    role: str = "text"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A text with its place inside the row, in pixels."""

    layout: QTextLayout
    at: QPointF
    role: str


class TimelineRow(QWidget):
    """It has the keyboard as a whole. ``copy_asked`` carries all of it; ``walk_asked`` -1 or 1 for the arrow keys."""

    copy_asked = Signal(str)
    walk_asked = Signal(int)
    entered = Signal()

    def __init__(self, kit: Kit, row: RowView) -> None:
        super().__init__()
        self._kit, self.row = kit, row
        self._narrow = False
        self._known: dict[int, tuple[tuple[Placed, ...], int]] = {}
        self._whole: dict[Line, QTextLayout] = {}
        self.setAccessibleName(row.said)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        kit.theme.changed.connect(self._forget)

    @property
    def mark(self) -> str:
        """The state it is coloured by; empty for a row like any other."""
        return MARKS[self.row.heard]

    def stack(self, *, narrow: bool) -> None:
        """Below each other where there is no room beside each other."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._forget()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._laid_out(width)[1]

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._kit.theme.text_px("body") * 8, self._kit.theme.size("target"))

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

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        for one in self._laid_out(self.width())[0]:
            painter.setPen(self._kit.theme.color(one.role))
            one.layout.draw(painter, one.at)
        self._draw_icon(painter)
        if not self._narrow:
            self._draw_way(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._kit.theme.color("focus"), self._kit.theme.size("focus")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._draw_round(painter)

    # --- what it says

    def _when(self) -> tuple[Line, ...]:
        if not self.row.ago:
            return (Line(self.row.exact, strong=True),)
        return (Line(self.row.ago, strong=True), Line(self.row.exact, "caption", "muted"))

    def _sent(self) -> tuple[Line, ...]:
        if self.row.event:
            return (Line(self.row.event), Line(self.row.event_name, "caption", "muted"))
        return () if self._narrow else (Line(self._kit.words("ui.timeline.no_event"), "caption", "muted"),)

    def _made(self) -> tuple[Line, ...]:
        first, *rest = self.row.flow
        told = Line(first, role=f"{self.mark}_text", strong=True) if self.mark else Line(first)
        names = (Line(self.row.flow_names, "caption", "muted"),) if self.row.flow_names else ()
        return (told, *map(Line, rest), *names)

    # --- where it says it

    def _columns(self, width: int) -> Iterator[tuple[tuple[Line, ...], float, float]]:
        """Lines with the left edge and the width they get; narrow, each begins under the one before."""
        theme, edge = self._kit.theme, float(self._kit.theme.space(3))
        indent = theme.icon_size().width() + theme.space(2) if self.mark else 0
        if self._narrow:
            inner = theme.space(4)
            for lines, left in ((self._when(), 0), (self._sent(), 0), (self._made(), inner + indent)):
                yield lines, edge + left, width - 2 * edge - left
            return
        when, sent, made = self._rooms(width)
        gap = theme.space(2)
        yield self._when(), edge, when
        yield self._sent(), edge + when + gap, sent
        behind = edge + when + sent + self._link() + 3 * gap
        yield self._made(), behind + indent, made - indent

    def _rooms(self, width: int) -> tuple[float, float, float]:
        theme = self._kit.theme
        room = width - 2 * theme.space(3) - 3 * theme.space(2) - self._link()
        when, sent, made = (room * share / sum(SHARES) for share in SHARES)
        return when, sent, made

    def _link(self) -> int:
        return self._kit.theme.icon_size("node_stop").width()

    def _laid_out(self, width: int) -> tuple[tuple[Placed, ...], int]:
        """Every text in its place, and the height that takes; a layout asks for the same few widths again and again."""
        if width not in self._known:
            if len(self._known) >= KEPT_WIDTHS:
                self._known.clear()
            placed, bottom = self._place(width)
            self._known[width] = (placed, int(bottom) + self._kit.theme.space(3))
        return self._known[width]

    def _place(self, width: int) -> tuple[tuple[Placed, ...], float]:
        top = bottom = float(self._kit.theme.space(3))
        found: list[Placed] = []
        for lines, left, room in self._columns(width):
            y = bottom if self._narrow else top
            for line in lines:
                layout = self._shape(line, room)
                x = width - left - room if self.isRightToLeft() else left
                found.append(Placed(layout, QPointF(x, y), line.role))
                y += height_of(layout) + self._kit.theme.space(1)
            bottom = max(bottom, y)
        return tuple(found), bottom - self._kit.theme.space(1)

    def _shape(self, line: Line, room: float) -> QTextLayout:
        """On one line where that fits: shaped once for all widths. A text from right to left depends on the width."""
        if line not in self._whole:
            self._whole[line] = lay_out(line.text, self._font(line), width=ENDLESS)
        whole = self._whole[line].lineAt(0).naturalTextRect()
        fits = self._whole[line].lineCount() == 1 and whole.x() < 1 and whole.width() <= room
        return self._whole[line] if fits else lay_out(line.text, self._font(line), width=room)

    def _font(self, line: Line) -> QFont:
        font = self._kit.theme.font(line.size)
        if line.strong:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _forget(self) -> None:
        self._known.clear()
        self._whole.clear()
        self.updateGeometry()
        self.update()

    # --- how it looks

    def _draw_ground(self, painter: QPainter) -> None:
        theme = self._kit.theme
        if self.row.heard is Heard.NO:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("problem_fill"))
            self._draw_round(painter)
        else:
            painter.setPen(theme.color("line"))
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _draw_round(self, painter: QPainter) -> None:
        corner = self._kit.theme.radius("control")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)

    def _draw_icon(self, painter: QPainter) -> None:
        """In front of the first line of Flow's side."""
        if not self.mark:
            return
        theme = self._kit.theme
        placed = next(one for one in self._laid_out(self.width())[0] if one.role == f"{self.mark}_text")
        pixmap = theme.pixmap(self.mark, placed.role, ratio=painter.device().devicePixelRatio())
        reach = theme.icon_size().width() + theme.space(2)
        across = placed.layout.lineAt(0).width() + theme.space(2) if self.isRightToLeft() else -reach
        painter.drawPixmap(placed.at + QPointF(across, theme.size("focus")), pixmap)

    def _draw_way(self, painter: QPainter) -> None:
        track = TRACKS[self.row.heard]
        if track is Track.NONE:
            return
        theme = self._kit.theme
        rooms, y = self._rooms(self.width()), theme.space(3) + theme.text_px("body") * 0.75
        left = theme.space(3) + rooms[0] + rooms[1] + 2 * theme.space(2)
        begin, end = QPointF(left, y), QPointF(left + self._link(), y)
        if self.isRightToLeft():
            begin, end = QPointF(self.width() - left, y), QPointF(self.width() - left - self._link(), y)
        draw_track(painter, theme, ends=(begin, end), track=track)
        if track is Track.BROKEN:
            draw_break(painter, theme, at=(begin + end) / 2, across=True)
        elif track is Track.TRAVELLED:
            back = (begin - end) / self._link() * theme.space(2)
            for rise in (-theme.space(1), theme.space(1)):
                painter.drawLine(end, end + back + QPointF(0, rise))
