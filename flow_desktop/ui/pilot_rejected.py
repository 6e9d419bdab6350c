"""Rows of a list that cannot be used: each with its line, the reason, and what stands there."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from flow_desktop.core.pilot.rows import RejectedRow
from flow_desktop.core.text import for_display
from flow_desktop.ui.kit import Kit

MOST = 100
"""Labels that are made at once; the report has all of them."""


def make_rejected(kit: Kit, rejected: tuple[RejectedRow, ...]) -> QWidget:
    """A line of text for each."""
    made = QWidget()
    box = kit.column(made, gap=2)
    for one in rejected[:MOST]:
        why = kit.words(f"pilot.row_fault.{one.fault}")
        line = kit.label(kit.words("pilot.page.preview.rejected_line", line=one.line, why=why), "section")
        lines = QWidget()
        inside = kit.column(lines, gap=1)
        inside.addWidget(line)
        if one.shown:
            inside.addWidget(kit.label(for_display(one.shown), "muted"))
        box.addLayout(kit.beside(kit.icon("warn", "differs_text"), lines))
    if len(rejected) > MOST:
        box.addWidget(kit.label(kit.words("pilot.page.preview.rejected_more", n=len(rejected) - MOST), "caption"))
    return made
