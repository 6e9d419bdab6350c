"""How the states of a trail are drawn: the mark of a step, and the way between two marks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from flow_desktop.core.trail import StepState
from flow_desktop.ui.theme import Theme


class Track(StrEnum):
    """The way from one step to the next. BROKEN: the account stopped before it. UNSEEN: nobody could look."""

    NONE = "none"
    TRAVELLED = "travelled"
    UNSEEN = "unseen"
    BROKEN = "broken"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Look:
    """Role of the colours, and the icon; a state that is hollow has none."""

    mark: str
    icon: str


LOOKS = {
    StepState.PASS: Look("same", "check"),
    StepState.WARN: Look("differs", "warn"),
    StepState.FAIL: Look("problem", "cross"),
    StepState.UNKNOWN: Look("unknown", "unknown"),
    StepState.NOT_EVALUATED: Look("", ""),
}
"""Each state has its own icon, filling and colour: none is told by the colour alone."""


def side_of(theme: Theme, *, stop: bool) -> int:
    """How wide a mark is, in pixels; the stop is larger."""
    return theme.icon_size("node_stop" if stop else "node").width()


def draw_mark(painter: QPainter, theme: Theme, *, at: QPointF, state: StepState, stop: bool) -> None:
    """A disc with an icon; only amber and unseen ones are outlined, a step not reached is a dashed ring."""
    side, look = side_of(theme, stop=stop), LOOKS[state]
    disc = QRectF(at.x() - side / 2, at.y() - side / 2, side, side)
    width = theme.size("focus")
    painter.setPen(QPen(theme.color(f"{look.mark}_outline" if look.mark else "control_line"), width))
    if not look.mark:
        painter.setPen(QPen(theme.color("control_line"), width, Qt.PenStyle.DashLine))
    painter.setBrush(_filling(theme, state))
    painter.drawEllipse(disc.adjusted(width / 2, width / 2, -width / 2, -width / 2))
    if look.icon:
        _draw_icon(painter, theme, at=at, state=state, stop=stop)
    if stop:
        _draw_halo(painter, theme, disc)


def draw_track(painter: QPainter, theme: Theme, *, ends: tuple[QPointF, QPointF], track: Track) -> None:
    """A stretch of the way: whole where the account went, dashed where it did not, dotted where nobody could see."""
    if track is Track.NONE or ends[0] == ends[1]:
        return
    painter.setPen(_pen(theme, track))
    painter.drawLine(*ends)


def draw_break(painter: QPainter, theme: Theme, *, at: QPointF, across: bool) -> None:
    """Two strokes through the way: it ends here. ``across``: the way runs from left to right."""
    reach = side_of(theme, stop=False) * 0.3
    painter.setPen(QPen(theme.color("problem_outline"), theme.size("track"), c=Qt.PenCapStyle.RoundCap))
    for shift in (-reach / 3, reach / 3):
        middle = at + (QPointF(shift, 0) if across else QPointF(0, shift))
        slant = QPointF(reach / 3, -reach) if across else QPointF(reach, -reach / 3)
        painter.drawLine(middle - slant, middle + slant)


def _filling(theme: Theme, state: StepState) -> QColor:
    """Sure states are filled, "could not be seen" and "needs a look" are pale, a step not reached is hollow."""
    match state:
        case StepState.PASS:
            return theme.color("same_outline")
        case StepState.FAIL:
            return theme.color("problem_outline")
        case StepState.WARN:
            return theme.color("differs_fill")
        case StepState.UNKNOWN:
            return theme.color("unknown_fill")
        case StepState.NOT_EVALUATED:
            return QColor(Qt.GlobalColor.transparent)


def _draw_icon(painter: QPainter, theme: Theme, *, at: QPointF, state: StepState, stop: bool) -> None:
    look = LOOKS[state]
    role = "raised" if state in (StepState.PASS, StepState.FAIL) else f"{look.mark}_text"
    name = "stop_glyph" if stop else "node_glyph"
    side = theme.icon_size(name).width()
    pixmap = theme.pixmap(look.icon, role, size=name, ratio=painter.device().devicePixelRatio())
    painter.drawPixmap(QPointF(at.x() - side / 2, at.y() - side / 2), pixmap)


def _draw_halo(painter: QPainter, theme: Theme, disc: QRectF) -> None:
    """A second ring around the stop."""
    reach = theme.size("track") + 1
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("problem_outline"), 1.5))
    painter.drawEllipse(disc.adjusted(-reach, -reach, reach, reach))


def _pen(theme: Theme, track: Track) -> QPen:
    width = theme.size("track")
    if track is Track.TRAVELLED:
        return QPen(theme.color("same_outline"), width)
    role = "unknown_outline" if track is Track.UNSEEN else "control_line"
    pen = QPen(theme.color(role), width * 0.75, c=Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.1, 2.6] if track is Track.UNSEEN else [2.5, 3.0])
    return pen
