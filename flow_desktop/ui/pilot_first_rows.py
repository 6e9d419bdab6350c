"""FirstRows: the first people of a list as they were understood, so that a wrong column is seen at once."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout

from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.text import for_display
from flow_desktop.ui.kit import Kit, clear
from flow_desktop.ui.wrapping import before_at

MOST = 5


class FirstRows(QFrame):
    """A small table that is only looked at: read to a screen reader as one text."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("question")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(kit.theme.space(4))
        self._grid.setVerticalSpacing(kit.theme.space(1))
        kit.column(self, margin=3).addLayout(self._grid)

    def tell(self, listed: PilotList) -> None:
        """Show the first few rows."""
        clear(self._grid)
        rows = listed.rows[:MOST]
        self.setVisible(bool(rows))
        words = self._kit.words
        lines = [(words("pilot.page.first.line"), words("pilot.role.email"), words("pilot.page.first.name"))]
        lines += [(str(row.line), before_at(for_display(row.email)), for_display(_name(row))) for row in rows]
        for at, texts in enumerate(lines):
            for column, text in enumerate(texts):
                self._grid.addWidget(self._kit.label(text, "caption" if at == 0 or column == 0 else ""), at, column)
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 2)
        more = len(listed.rows) - len(rows)
        if more > 0:
            note = self._kit.label(words("pilot.page.first.more", n=more, count=f"{more:,}"), "caption")
            self._grid.addWidget(note, len(lines), 1, 1, 2)
        self.setAccessibleName("; ".join(", ".join(filter(None, texts)) for texts in lines[1:]))


def _name(row: PilotRow) -> str:
    return " ".join(part for part in (row.given, row.family) if part) or row.full or ""
