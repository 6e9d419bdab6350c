"""PilotStart: nothing was verified yet. Where a list comes from, what it may look like, and a sample to try."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.ui.empty_state import EmptyState
from flow_desktop.ui.fold import Fold
from flow_desktop.ui.kit import Card, Kit
from flow_desktop.ui.pilot_resume import ResumeBox

LOOKS_LIKE = ("columns", "names", "plain", "exports", "encodings", "bad_rows")
"""What is said about lists, a line each: texts ``pilot.page.like.<name>``."""


class PilotStart(QWidget):
    """``dropped`` carries a Path; the other signals say which way was chosen."""

    dropped = Signal(object)
    open_asked = Signal()
    paste_asked = Signal()
    sample_asked = Signal()
    group_asked = Signal()
    everybody_asked = Signal()
    history_asked = Signal()
    back_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.resume = ResumeBox(kit)
        empty = EmptyState(kit, icon="pilot")
        empty.tell(kit.words("pilot.page.empty.title"), kit.words("pilot.page.empty.text"))
        self.back = kit.button("pilot.page.empty.back", icon="left", then=self.back_asked.emit)
        self.history = kit.button("pilot.page.history.show", "quiet", icon="clock", then=self.history_asked.emit)
        self.like = Fold(kit, self._make_like)
        self.like.say(kit.words("pilot.page.like.title"))
        box = kit.column(self, gap=4)
        for part in (
            kit.row(self.back),
            self.resume,
            empty,
            self._make_drop(),
            self._make_directory(),
            self.like,
            kit.row(self.history),
        ):
            box.addWidget(part)
        self.tell_history(there=False)
        self.tell_back(there=False)

    def tell_groups(self, *, there: bool) -> None:
        """Whether the place people are read from knows groups."""
        self.group.setVisible(there)
        self._group_why.setVisible(there)

    def tell_back(self, *, there: bool) -> None:
        """Whether there is a run to go back to, over or still going on."""
        self.back.setVisible(there)

    def tell_history(self, *, there: bool) -> None:
        """Whether there are earlier runs to look at."""
        self.history.setVisible(there)

    def _make_drop(self) -> QWidget:
        kit = self._kit
        self.open = kit.button("pilot.page.empty.open", "primary", icon="open", then=self.open_asked.emit)
        self.paste = kit.button("pilot.page.empty.paste", icon="paste", then=self.paste_asked.emit)
        self.sample = kit.button("pilot.page.empty.sample", icon="pilot", then=self.sample_asked.emit)
        drop = DropFrame(kit)
        drop.dropped.connect(self.dropped)
        for part in (
            kit.label(kit.words("pilot.page.empty.drop"), "strong"),
            kit.label(kit.words("pilot.page.empty.kinds"), "muted"),
            kit.row(self.open, self.paste, self.sample),
            kit.label(kit.words("pilot.page.empty.sample_why"), "caption"),
        ):
            drop.box.addWidget(part)
        return drop

    def _make_directory(self) -> QWidget:
        kit, card = self._kit, Card(self._kit, gap=2, margin=4)
        self.group = kit.button("pilot.page.empty.group", then=self.group_asked.emit)
        self.everybody = kit.button("pilot.page.empty.everybody", then=self.everybody_asked.emit)
        self._group_why = kit.label(kit.words("pilot.page.empty.directory_why"), "muted")
        for part in (
            kit.label(kit.words("pilot.page.empty.directory"), "section"),
            self._group_why,
            kit.row(self.group, self.everybody),
        ):
            card.box.addWidget(part)
        return card

    def _make_like(self) -> QWidget:
        made = QWidget()
        box = self._kit.column(made, gap=2)
        for name in LOOKS_LIKE:
            dot = self._kit.icon("check", "muted")
            box.addLayout(self._kit.beside(dot, self._kit.label(self._kit.words(f"pilot.page.like.{name}"))))
        example = self._kit.label(self._kit.words("pilot.page.like.example"), "code")
        box.addWidget(example)
        return made


class DropFrame(QFrame):
    """A place to let a file fall on; ``dropped`` carries its Path."""

    dropped = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("drop")
        self.setAcceptDrops(True)
        self.box = kit.column(self, gap=3, margin=5)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if file_of(event) is not None:
            event.acceptProposedAction()
            self._mark(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._mark(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(over=False)
        path = file_of(event)
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _mark(self, *, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)


def file_of(event: QDropEvent) -> Path | None:
    """The one file on this computer that is carried, None for anything else."""
    urls = event.mimeData().urls()
    local = urls[0].toLocalFile() if len(urls) == 1 else ""
    return Path(local) if local else None
