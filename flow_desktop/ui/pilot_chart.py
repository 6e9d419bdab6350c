"""StatusChart: everybody of a run as one bar; each status is a piece with its icon and number, where there is room."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from flow_desktop.core.pilot.results import Status
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.pilot_looks import LOOKS

LEAST_PIECE = 4
"""Pixels that even one person in a million gets: nobody is left out of the picture."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One status in the bar, in pixels from the left."""

    status: Status
    count: int
    left: float
    width: float


class StatusChart(QWidget):
    """A screen reader gets the counts as one sentence; the words stand on the chips below, in the same order."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._counts: tuple[tuple[Status, int], ...] = ()
        self._total = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(round(kit.theme.size("icon_large") * kit.theme.scale))
        kit.theme.changed.connect(self.update)

    def tell(self, counts: dict[Status, int], total: int) -> None:
        """Show counts; what is not judged yet of ``total`` stays empty."""
        self._counts = tuple((status, counts[status]) for status in Status if counts.get(status))
        self._total = max(total, sum(count for _, count in self._counts))
        self.setAccessibleName(self._said())
        self.update()

    def pieces(self, width: float) -> list[Piece]:
        """Where each status lies in a bar of so many pixels."""
        if not self._total:
            return []
        spare = width - LEAST_PIECE * len(self._counts)
        found: list[Piece] = []
        left = 0.0
        for status, count in self._counts:
            size = LEAST_PIECE + max(0.0, spare) * count / self._total
            found.append(Piece(status, count, left, size))
            left += size
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(whole, theme.radius("control"), theme.radius("control"))
        for piece in self.pieces(self.width()):
            self._draw(painter, piece)

    def event(self, event: QEvent) -> bool:
        """Hovering says what a piece is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            piece = self._piece_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._said_piece(piece) if piece is not None else "", self)
            return True
        return super().event(event)

    def _draw(self, painter: QPainter, piece: Piece) -> None:
        theme = self._kit.theme
        mark, icon = LOOKS[piece.status]
        left = self.width() - piece.left - piece.width if self.isRightToLeft() else piece.left
        box = QRectF(left, 0, piece.width, self.height()).adjusted(0.5, 0.5, -1.5, -0.5)
        corner = min(theme.radius("control"), box.width() / 2)
        painter.setPen(QPen(theme.color(f"{mark}_outline"), 1))
        painter.setBrush(theme.color(f"{mark}_fill"))
        painter.drawRoundedRect(box, corner, corner)
        side, gap = theme.icon_size().width(), theme.space(1)
        if box.width() < side + 2 * gap:
            return
        painter.setFont(theme.font("caption"))
        text = f"{piece.count:,}"
        room = QFontMetricsF(painter.font()).horizontalAdvance(text) + gap
        fits = box.width() >= side + room + 3 * gap
        start = box.center().x() - (side + (room if fits else 0)) / 2
        pixmap = theme.pixmap(icon, f"{mark}_text", ratio=self.devicePixelRatioF())
        painter.drawPixmap(QPointF(start, box.center().y() - side / 2), pixmap)
        if fits:
            painter.setPen(theme.color(f"{mark}_text"))
            into = QRectF(start + side + gap, box.top(), room, box.height())
            painter.drawText(into, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _piece_at(self, x: int) -> Piece | None:
        at = self.width() - x if self.isRightToLeft() else x
        return next((one for one in self.pieces(self.width()) if one.left <= at < one.left + one.width), None)

    def _said_piece(self, piece: Piece) -> str:
        words = self._kit.words
        percent = round(100 * piece.count / max(1, self._total))
        return words("pilot.page.chart_piece", n=f"{piece.count:,}", status=self._word(piece.status), percent=percent)

    def _said(self) -> str:
        parts = ", ".join(self._said_piece(piece) for piece in self.pieces(1000))
        return self._kit.words("pilot.page.chart", total=f"{self._total:,}", parts=parts)

    def _word(self, status: Status) -> str:
        return self._kit.words(f"pilot.status.{status}")
