"""Rows of a list that cannot be used: each with its line, the reason, and what stands there."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from flow_desktop.core.pilot.rows import RejectedRow
from flow_desktop.core.text import for_display
from flow_desktop.ui.kit import Kit

FEW = 5
"""So many stand on the page; more of them in a field that scrolls by itself and can be copied."""

MOST = 5_000
SHOWN_LINES = 9


def make_rejected(kit: Kit, rejected: tuple[RejectedRow, ...]) -> QWidget:
    """All of them."""
    made = QWidget()
    box = kit.column(made, gap=2)
    if len(rejected) <= FEW:
        for one in rejected:
            box.addLayout(kit.beside(kit.icon("warn", "differs_text"), _lines_of(kit, one)))
    else:
        box.addWidget(_field(kit, rejected[:MOST]))
    if len(rejected) > MOST:
        box.addWidget(kit.label(kit.words("pilot.page.preview.rejected_more", n=len(rejected) - MOST), "caption"))
    return made


def _lines_of(kit: Kit, one: RejectedRow) -> QWidget:
    lines = QWidget()
    inside = kit.column(lines, gap=1)
    inside.addWidget(kit.label(_why(kit, one), "section"))
    if one.shown:
        inside.addWidget(kit.label(for_display(one.shown), "muted"))
    return lines


def _field(kit: Kit, rejected: tuple[RejectedRow, ...]) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setAccessibleName(kit.words("pilot.page.preview.rejected", n=len(rejected)))
    field.setFixedHeight(round(kit.theme.text_px("body") * 1.6 * SHOWN_LINES))
    field.setPlainText("\n".join(f"{_why(kit, one)} {for_display(one.shown)}".strip() for one in rejected))
    return field


def _why(kit: Kit, one: RejectedRow) -> str:
    return kit.words("pilot.page.preview.rejected_line", line=one.line, why=kit.words(f"pilot.row_fault.{one.fault}"))
