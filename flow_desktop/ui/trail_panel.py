"""What one step of the trail stands on: opened below the way, or under its step where the way runs downwards."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.core.explaining import Told
from flow_desktop.ui.fact_list import FactList
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.trail_mark import Track, draw_track, side_of
from flow_desktop.ui.trail_node import NodeView


class TrailPanel(QWidget):
    """Facts of the open step. ``copy_asked`` carries the focused value, ``copy_all_asked`` asks for the whole step.

    ``remedy_asked``: what to do about the cause of the step is wanted.
    """

    copy_asked = Signal(str)
    copy_all_asked = Signal()
    remedy_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._track = Track.NONE
        self._upright = False
        self._frame = QFrame()
        self._frame.setObjectName("panel")
        self._title, self._nothing = kit.label(role="section"), kit.label(kit.words("ui.trail.no_facts"), "muted")
        self.facts = FactList(kit)
        self.facts.copy_asked.connect(self.copy_asked)
        self.copy = kit.button("ui.trail.copy", "quiet", icon="copy", then=self.copy_all_asked.emit)
        self.remedy = kit.button("ui.trail.remedy", "quiet", icon="down", then=self.remedy_asked.emit)
        for label in (self._title, self._nothing):
            label.setContentsMargins(self.facts.indent, 0, 0, 0)
        inside = kit.column(self._frame, gap=2, margin=3)
        for part in (self._title, kit.row(self.remedy), self.facts, self._nothing, kit.row(self.copy)):
            inside.addWidget(part)
        self._box = kit.column(self, gap=1)
        self._box.addWidget(self._frame)

    def tell(
        self, node: NodeView, facts: tuple[Told, ...], received: tuple[str, ...], *, has_remedy: bool = False
    ) -> None:
        """Show the facts of a step; ``received``: the same values as they came."""
        words = self._kit.words
        self._title.setText(words("ui.trail.facts", title=node.title))
        self._frame.setAccessibleName(self._title.text())
        self.facts.tell(facts, received)
        self.remedy.setVisible(has_remedy)
        self.facts.setVisible(bool(facts))
        self._nothing.setVisible(not facts)
        self._track = node.after
        self.update()

    def stand(self, *, upright: bool) -> None:
        """Upright: the way goes on along its left side."""
        theme = self._kit.theme
        self._upright = upright
        left = theme.space(3) + side_of(theme, stop=True) + theme.space(4) if upright else 0
        below = theme.space(2) if upright else 0
        self._box.setContentsMargins(left, 0, 0, below)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._upright:
            return
        theme = self._kit.theme
        left = theme.space(3) + side_of(theme, stop=True) / 2
        x = self.width() - left if self.isRightToLeft() else left
        painter = QPainter(self)
        track = Track.AHEAD if self._track is Track.BROKEN else self._track
        draw_track(painter, theme, ends=(QPointF(x, 0), QPointF(x, self.height())), track=track)
