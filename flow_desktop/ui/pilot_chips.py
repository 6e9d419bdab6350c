"""PilotChips: how many people have each status, as icon, number and word; a click shows these only."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from flow_desktop.core.pilot.results import Status
from flow_desktop.ui.flow_layout import FlowLayout
from flow_desktop.ui.kit import Kit, set_mark
from flow_desktop.ui.pilot_looks import LOOKS


class PilotChips(QWidget):
    """``chosen`` carries the statuses to show, a frozenset; an empty one shows everybody."""

    chosen = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.chips: dict[Status, StatusChip] = {}
        self._row = FlowLayout(kit.theme.space(2), self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for status in Status:
            chip = StatusChip(kit, status)
            chip.clicked.connect(lambda _checked: self.chosen.emit(self.statuses))
            chip.hide()
            self.chips[status] = chip
            self._row.addWidget(chip)

    @property
    def statuses(self) -> frozenset[Status]:
        """What is switched on."""
        return frozenset(status for status, chip in self.chips.items() if chip.isChecked())

    def tell(self, counts: dict[Status, int]) -> None:
        """Show counts; a status without anybody is left out, unless it is switched on."""
        for status, chip in self.chips.items():
            n = counts.get(status, 0)
            chip.tell(n)
            chip.setVisible(n > 0 or chip.isChecked())
        texts = [chip.text().strip() for chip in self.chips.values() if not chip.isHidden()]
        self.setAccessibleName(", ".join(texts))

    def choose(self, statuses: frozenset[Status]) -> None:
        """Switch on exactly these; nothing is told."""
        for status, chip in self.chips.items():
            chip.setChecked(status in statuses)


class StatusChip(QPushButton):
    """One status; stays in while these are the ones shown."""

    def __init__(self, kit: Kit, status: Status) -> None:
        super().__init__()
        self._kit, self._status = kit, status
        self.setObjectName("chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(kit.theme.size("target"))
        self.toggled.connect(self._draw)
        kit.theme.changed.connect(self._draw)
        set_mark(self, LOOKS[status][0])
        self._draw()

    def tell(self, count: int) -> None:
        """How many have it."""
        words = self._kit.words
        word = words(f"pilot.status.{self._status}")
        text = words("pilot.page.chip", n=f"{count:,}", status=word)
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.setToolTip(words("pilot.page.chip_how", status=word))
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _draw(self) -> None:
        mark, icon = LOOKS[self._status]
        theme = self._kit.theme
        self.setIcon(theme.icon(icon, f"{mark}_text", ratio=self.devicePixelRatioF()))
        self.setIconSize(theme.icon_size())
