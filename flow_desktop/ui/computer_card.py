"""ComputerCard: "Check this computer": what the doctor found, area by area, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flow_desktop.core.problems import Problem
from flow_desktop.ui.kit import Card, Kit, announce, clear, set_mark
from flow_desktop.ui.problem_panel import ProblemPanel

if TYPE_CHECKING:
    from flow_desktop.core.doctor import DoctorLine, Examination

LOOKS = {
    "ok": ("same", "same"),
    "warn": ("info", "unknown"),
    "bad": ("problem", "problem"),
    "unknown": ("unknown", "unknown"),
}
"""Icon, and state of the palette, for each state of a line."""


class ComputerCard(Card):
    """``check_asked``: look now. ``copy_asked`` carries the whole report, or what went wrong."""

    check_asked = Signal()
    copy_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, gap=3, margin=5)
        self._kit = kit
        self._text = ""
        words = kit.words
        self.check = kit.button("ui.help.check_computer", icon="refresh", then=self.check_asked.emit)
        self.copy = kit.button("ui.help.copy_computer", "quiet", icon="copy", then=self._on_copy)
        self._verdict = kit.label(role="strong")
        self._areas: QVBoxLayout = QVBoxLayout()
        self._areas.setSpacing(kit.theme.space(2))
        self.problem = ProblemPanel(kit)
        self.problem.copy_asked.connect(self.copy_asked)
        self.box.addWidget(kit.label(words("ui.help.computer"), "strong"))
        self.box.addWidget(kit.label(words("ui.help.computer_why"), "muted"))
        self.box.addWidget(self._verdict)
        self.box.addLayout(self._areas)
        self.box.addWidget(self.problem)
        self.box.addWidget(kit.row(self.check, self.copy))
        for part in (self._verdict, self.problem, self.copy):
            part.hide()

    @property
    def verdict(self) -> str:
        """What was found, in one sentence; empty before the first look."""
        return self._verdict.text()

    def set_busy(self, *, busy: bool) -> None:
        """A look is under way."""
        self.check.setEnabled(not busy)
        self.check.say(self._kit.words("ui.help.checking_computer" if busy else "ui.help.check_computer"))

    def tell(self, found: Examination) -> None:
        """Show what was found."""
        from flow_desktop.core.doctor import Area  # noqa: PLC0415 - loaded with the first look
        from flow_desktop.core.doctor_report import examination_sentence, examination_text  # noqa: PLC0415

        words = self._kit.words
        self._text = examination_text(found, words)
        self._verdict.setText(examination_sentence(found, words))
        set_mark(self._verdict, LOOKS[found.overall][1])
        clear(self._areas)
        for area in Area:
            lines = found.of(area)
            if lines:
                self._areas.addWidget(self._kit.label(words(f"doctor.area.{area}"), "section"))
            for line in lines:
                self._areas.addWidget(self._drawn(line))
        self._verdict.show()
        self.copy.show()
        self.problem.hide()
        announce(self, self._verdict.text())

    def tell_failed(self, found: Problem) -> None:
        """Nothing could be looked at."""
        self.problem.tell(found)
        self.problem.show()
        announce(self.problem, self.problem.text)

    def _drawn(self, line: DoctorLine) -> QWidget:
        """Icon and word for the state, the sentence, and what to do."""
        from flow_desktop.core.doctor_report import line_text  # noqa: PLC0415 - loaded with the first look

        kit, told = self._kit, line_text(line, self._kit.words)
        icon, mark = LOOKS[line.state]
        state, side, made = kit.label(told.state, "state"), QWidget(), QWidget()
        set_mark(state, mark)
        lines = kit.column(side, gap=1)
        for text, role in ((told.sentence, ""), (told.next_step, "muted"), (told.code, "code")):
            if text:
                lines.addWidget(kit.label(text, role))
        state.setFixedWidth(kit.theme.text_px("caption") * 7)
        row = kit.beside(kit.icon(icon, f"{mark}_text"), state, side)
        row.setContentsMargins(0, 0, 0, 0)
        made.setLayout(row)
        return made

    def _on_copy(self) -> None:
        self.copy_asked.emit(self._text)
