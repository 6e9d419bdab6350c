"""The small parts every page is made of: labels, icons, buttons, rows. A part knows the theme and the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from flow_desktop.core.words import Words
from flow_desktop.ui.button import Button
from flow_desktop.ui.column import Column
from flow_desktop.ui.flow_layout import FlowLayout
from flow_desktop.ui.theme import Theme
from flow_desktop.ui.wrapping import WrapLabel


@dataclass(frozen=True, slots=True)
class Kit:
    """Makes parts. Every text comes from the words, every measure from the theme."""

    theme: Theme
    words: Words

    def label(self, text: str = "", role: str = "") -> WrapLabel:
        """A label in a role of type: caption, muted, strong, section, title, verdict, code, wrong."""
        made = WrapLabel(text)
        if role:
            made.setProperty("role", role)
        return made

    def tag(self, text: str = "", role: str = "chip") -> QLabel:
        """A short label on one line with a background of its own."""
        made = QLabel(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setProperty("role", role)
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return made

    def icon(self, name: str, role: str, size: str = "icon") -> Icon:
        """A picture beside a word; a screen reader passes over it."""
        return Icon(self.theme, name=name, role=role, size=size)

    def button(self, text_id: str, kind: str = "secondary", *, icon: str = "", then: Callable[[], object]) -> Button:
        """A button: primary (one a screen), secondary, quiet or nav. Its name is its text without the mnemonic."""
        made = Button(self.theme, kind=kind, icon=icon)
        made.say(self.words(text_id))
        made.clicked.connect(lambda _checked: then())
        return made

    def row(self, *parts: QWidget) -> QWidget:
        """Parts beside each other, wrapping where the width ends."""
        made = QWidget()
        layout = FlowLayout(self.theme.space(2), made)
        for part in parts:
            layout.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
        return made

    def beside(self, *parts: QWidget, gap: int = 2) -> QHBoxLayout:
        """Parts beside each other, top aligned; the last one gets the rest of the width."""
        layout = QHBoxLayout()
        layout.setSpacing(self.theme.space(gap))
        for part in parts:
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        if parts:
            layout.setAlignment(parts[-1], Qt.AlignmentFlag(0))
            layout.setStretchFactor(parts[-1], 1)
        return layout

    def column(self, parent: QWidget, *, gap: int = 3, margin: int | None = None) -> QVBoxLayout:
        """A column of parts inside a widget. ``gap`` and ``margin``: steps of the spacing."""
        layout = Column(parent)
        edge = self.theme.space(margin) if margin else 0
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(self.theme.space(gap))
        return layout


class Icon(QLabel):
    """One icon of the family, in the colour of a role."""

    def __init__(self, theme: Theme, *, name: str, role: str, size: str) -> None:
        super().__init__()
        self._theme, self._what, self._size = theme, (name, role), size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, role: str) -> None:
        """Another icon."""
        self._what = (name, role)
        self._draw()

    def _draw(self) -> None:
        name, role = self._what
        self.setPixmap(self._theme.pixmap(name, role, size=self._size, ratio=self.devicePixelRatioF()))


class Card(QFrame):
    """A raised area around what belongs together."""

    def __init__(self, kit: Kit, *, gap: int = 3, margin: int = 5) -> None:
        super().__init__()
        self.setObjectName("card")
        self.box = kit.column(self, gap=gap, margin=margin)


class Page(QScrollArea):
    """One screen: a column at most 760 pixels wide at 100 % text, scrolling up and down only."""

    def __init__(self, kit: Kit, *, centred: bool = False, width: str = "column") -> None:
        super().__init__()
        self.kit = kit
        self.first: QWidget | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back = QWidget()
        back.setObjectName("backdrop")
        inner = QWidget()
        inner.setObjectName("page")
        inner.setMaximumWidth(round(kit.theme.size(width) * max(1.0, kit.theme.scale)))
        self.box = kit.column(inner, gap=4)
        self._lay_out(back, inner, centred=centred)
        self.setWidget(back)

    def _lay_out(self, back: QWidget, inner: QWidget, *, centred: bool) -> None:
        across = QHBoxLayout(back)
        edge = self.kit.theme.space(5)
        across.setContentsMargins(edge, edge, edge, edge)
        down = QVBoxLayout()
        if centred:
            across.addStretch(1)
            down.addStretch(2)
        down.addWidget(inner)
        down.addStretch(3)
        across.addLayout(down, 100)
        across.addStretch(1)

    def focus_first(self) -> None:
        """Put the keyboard on what one most likely wants (``first``), else where reading begins."""
        order = in_tab_order(self)
        if order:
            chosen = self.first if self.first in order else order[0]
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)


def in_tab_order(top: QWidget) -> list[QWidget]:
    """What Tab reaches inside a widget, in the order it is reached; hidden and disabled parts left out."""
    found: list[QWidget] = []
    part = top.nextInFocusChain()
    while part is not None and part is not top:
        takes_tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_tab and top.isAncestorOf(part) and part.isVisibleTo(top) and part.isEnabled():
            found.append(part)
        part = part.nextInFocusChain()
    return found


def set_mark(part: QWidget, mark: str) -> None:
    """Colour a part by state; the sheet knows same, differs, problem and unknown."""
    part.setProperty("mark", mark)
    part.style().unpolish(part)
    part.style().polish(part)
    part.update()


def announce(part: QWidget, text: str) -> None:
    """Say a change to a screen reader without moving the keyboard."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415 - slow, not before first paint

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(part, text))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (part := item.widget()) is not None:
            part.hide()
            part.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
