"""TimelineView: a person's directory events beside what Flow made of them, newest first."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flow_desktop.core.explaining import Explainer
from flow_desktop.core.timeline import Timeline
from flow_desktop.ui.empty_state import EmptyState
from flow_desktop.ui.kit import Card, Kit, clear
from flow_desktop.ui.tab_order import follow_the_eye
from flow_desktop.ui.timeline_row import SHARES, TimelineRow
from flow_desktop.ui.timeline_story import TimelineStory

AT_ONCE = 20
"""So many rows are shown at first, and so many more each time older ones are asked for."""

NARROW = 44
"""Under this many times the size of the text, the columns stand below each other."""


class TimelineView(QWidget):
    """The rows are one stop of the Tab key, the arrow keys walk them. ``copy_asked`` carries text for the clipboard."""

    copy_asked = Signal(str)

    def __init__(self, kit: Kit, explainer: Explainer) -> None:
        super().__init__()
        self._kit, self._explainer = kit, explainer
        self._story: TimelineStory | None = None
        self.rows: list[TimelineRow] = []
        self.setAccessibleName(kit.words("ui.timeline.name"))
        self._gaps, self._rows = QVBoxLayout(), QVBoxLayout()
        self._rows.setSpacing(0)
        self._heads = self._make_heads()
        self.empty = EmptyState(kit, icon="clock")
        self._end = kit.label(role="caption")
        self.older = kit.button("ui.timeline.older", icon="down", then=self._on_older)
        self.copy = kit.button("ui.timeline.copy", "quiet", icon="copy", then=self._on_copy)
        self._card = Card(kit, gap=2, margin=4)
        self._card.box.addWidget(self._heads)
        self._card.box.addLayout(self._rows)
        for part in (self.empty, self._end, kit.row(self.older, self.copy)):
            self._card.box.addWidget(part)
        box = kit.column(self, gap=2)
        box.addLayout(self._gaps)
        box.addWidget(self._card)

    def tell(self, timeline: Timeline, now: datetime | None = None) -> None:
        """Show a timeline. ``now``: when it was looked at, for "5 minutes ago"; without it only exact times."""
        self._story = story = TimelineStory(self._explainer, timeline, now)
        clear(self._gaps)
        for gap in story.gaps():
            self._gaps.addLayout(self._kit.beside(self._kit.icon("unknown", "unknown_text"), self._kit.label(gap)))
        clear(self._rows)
        self.rows = []
        self._add_rows()
        self.empty.setVisible(not timeline.happenings)
        self.empty.tell(*story.nothing())
        self._end.setText(story.end())
        self._end.setVisible(bool(story.end() and timeline.happenings))
        self.copy.setVisible(bool(timeline.happenings or timeline.gaps))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _make_heads(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        edge, gap = self._kit.theme.space(3), self._kit.theme.space(2)
        row.setContentsMargins(edge, 0, edge, 0)
        row.setSpacing(gap)
        for name, share in zip(("when", "sent", "flow"), SHARES, strict=True):
            if name == "flow":
                row.addSpacing(self._kit.theme.icon_size("node_stop").width() + gap)
            label = self._kit.label(self._kit.words(f"ui.timeline.{name}"), "caption")
            label.setMinimumWidth(1)
            row.addWidget(label, share)
        return made

    def _add_rows(self) -> QWidget:
        """The next rows that are not shown yet, at one stroke: one by one each would lay the page out anew."""
        story, begin = self._told(), len(self.rows)
        batch = QWidget()
        box = QVBoxLayout(batch)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        narrow = self._is_narrow()
        for view in story.rows()[begin : begin + AT_ONCE]:
            row, number = TimelineRow(self._kit, view), len(self.rows)
            row.copy_asked.connect(self.copy_asked)
            row.walk_asked.connect(lambda by, at=number: self._on_walk(at + by))
            row.entered.connect(lambda at=number: self._be_stop(at))
            row.stack(narrow=narrow)
            box.addWidget(row)
            self.rows.append(row)
        self._rows.addWidget(batch)
        self.older.setVisible(len(self.rows) < len(story.timeline.happenings))
        self._be_stop(begin if begin < len(self.rows) else 0)
        self._fit()
        follow_the_eye(self)
        return batch

    def _fit(self) -> None:
        narrow = self._is_narrow()
        for row in self.rows:
            row.stack(narrow=narrow)
        self._heads.setVisible(bool(self.rows) and not narrow)

    def _is_narrow(self) -> bool:
        return self.width() < NARROW * self._kit.theme.text_px("body")

    def _be_stop(self, at: int) -> None:
        """Tab comes back to the row one has left."""
        for number, row in enumerate(self.rows):
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == at else Qt.FocusPolicy.ClickFocus)

    def _on_walk(self, to: int) -> None:
        if 0 <= to < len(self.rows):
            self.rows[to].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_older(self) -> None:
        """The keyboard goes on with the first row that came."""
        begin = len(self.rows)
        self._add_rows().show()
        self._on_walk(begin)

    def _on_copy(self) -> None:
        self.copy_asked.emit(self._told().text())

    def _told(self) -> TimelineStory:
        if self._story is None:
            raise ValueError("told nothing yet")
        return self._story
