"""Tab goes as the eye goes: parts that come later stand at the end of Qt's chain, wherever they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def follow_the_eye(top: QWidget) -> None:
    """Put everything inside that takes the keyboard into the order of the layouts, behind its first one.

    What follows ``top`` in the chain is found right behind it again.
    """
    for before, after in pairwise(in_reading_order(top)):
        QWidget.setTabOrder(before, after)


def in_reading_order(top: QWidget) -> Iterator[QWidget]:
    """Parts that Tab can reach, top down and along each line, the hidden ones too."""
    if top.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield top
    layout = top.layout()
    if layout is not None:
        yield from _laid_out(layout)
    elif isinstance(top, QScrollArea) and (inner := top.widget()) is not None:
        yield from in_reading_order(inner)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        part, inner = item.widget(), item.layout()
        if part is not None:
            yield from in_reading_order(part)
        elif inner is not None:
            yield from _laid_out(inner)
