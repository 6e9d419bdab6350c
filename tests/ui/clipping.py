"""Finds text that does not fit where it is drawn."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QWidget,
)

from flow_desktop.ui.button import Button
from flow_desktop.ui.wrapping import WrapLabel

SLACK = 1


def cut_off(top: QWidget) -> list[str]:
    """What a person could not read whole: each part by its text and by how much it is short."""
    found: list[str] = []
    for part in top.findChildren(QWidget):
        if part.isVisible():
            found += _of_text(part) + _of_page(part)
            found += _overlaps(part)
    return found


def _overlaps(parent: QWidget) -> list[str]:
    """Parts of one layout that lie on each other."""
    layout = parent.layout()
    if layout is None or isinstance(parent.parentWidget(), QStackedWidget):
        return []
    parts = [part for part in _laid_out(layout) if part.isVisible()]
    return [
        f"{_name(one)} lies on {_name(other)}"
        for one, other in combinations(parts, 2)
        if one.geometry().intersects(other.geometry())
    ]


def _laid_out(layout: QLayout) -> list[QWidget]:
    parts: list[QWidget] = []
    for at in range(layout.count()):
        item = layout.itemAt(at)
        part, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if part is not None:
            parts.append(part)
        elif inner is not None:
            parts += _laid_out(inner)
    return parts


def _name(part: QWidget) -> str:
    text = part.text() if isinstance(part, QLabel | QAbstractButton) else part.accessibleName()
    return f"{type(part).__name__} {text!r}"


def _of_text(part: QWidget) -> list[str]:
    if isinstance(part, WrapLabel):
        needs, has = part.heightForWidth(part.width()), part.height()
        return [f"{part.text()!r} needs height {needs}, has {has}"] if needs > has + SLACK else []
    if isinstance(part, QLabel) and part.text():
        needs, has = part.sizeHint().width(), part.width()
        return [f"{part.text()!r} needs width {needs}, has {has}"] if needs > has + SLACK else []
    if isinstance(part, Button):
        short = part.minimumSizeHint().width() - part.width(), part.heightForWidth(part.width()) - part.height()
        return [f"{part.text()!r} is short by {short}"] if max(short) > SLACK else []
    if isinstance(part, QAbstractButton) and part.text():
        short = part.sizeHint().width() - part.width(), part.sizeHint().height() - part.height()
        return [f"{part.text()!r} is short by {short}"] if max(short) > SLACK else []
    if isinstance(part, QTableView):
        return _of_table(part)
    return []


def _of_table(table: QTableView) -> list[str]:
    model = table.model()
    found = []
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            needs = table.sizeHintForIndex(index).height()
            if needs > table.rowHeight(row) + SLACK:
                found.append(f"cell {index.data()!r} needs height {needs}, has {table.rowHeight(row)}")
    header = table.horizontalHeader()
    for column in range(model.columnCount() if header.isVisible() else 0):
        if table.isColumnHidden(column):
            continue
        needs, has = header.sectionSizeFromContents(column).width(), header.sectionSize(column)
        if needs > has + SLACK:
            found.append(f"heading {column} needs width {needs}, has {has}")
    scrolls = table.verticalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if (table.verticalScrollBar().maximum() and not scrolls) or table.horizontalScrollBar().maximum():
        found.append("the table is larger than its frame")
    return found


def _of_page(part: QWidget) -> list[str]:
    """A page scrolls up and down only: what is wider than it can never be seen; a sibling on top hides."""
    inner = part.widget() if isinstance(part, QScrollArea) else None
    if isinstance(part, QScrollArea) and inner is not None:
        wide = inner.width() - part.viewport().width()
        least = inner.minimumSizeHint().width() - part.viewport().width()
        return [f"{type(part).__name__} is {max(wide, least)} px wider than its view"] if max(wide, least) > 0 else []
    parent = part.parentWidget()
    if isinstance(part, QPushButton) and parent is not None:
        inside = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
        return [] if inside.contains(part.geometry()) else [f"{part.text()!r} sticks out of its row"]
    return []
