"""ProblemPanel: what happened, why if known, what to do next, and a code that support can be read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.core.problems import Problem
from flow_desktop.ui.kit import Kit, set_mark


class ProblemPanel(QFrame):
    """One Problem. ``copy_asked`` carries its whole text for the clipboard; ``actions`` stand in front of Copy."""

    copy_asked = Signal(str)

    def __init__(self, kit: Kit, *, mark: str = "problem", actions: tuple[QWidget, ...] = ()) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("panel")
        set_mark(self, mark)
        self._text = ""
        self._title = kit.label(role="strong")
        set_mark(self._title, mark)
        self._detail, self._next, self._code = kit.label(), kit.label(), kit.label(role="code")
        self._copy = kit.button("ui.copy_problem", "quiet", icon="copy", then=lambda: self.copy_asked.emit(self._text))
        buttons = kit.row(*actions, self._copy)
        text = QWidget()
        box = kit.column(text, gap=2)
        for part in (self._title, self._detail, self._next, self._code, buttons):
            box.addWidget(part)
        icon = kit.icon("problem" if mark == "problem" else "info", f"{mark}_text", "icon_large")
        kit.column(self, margin=4).addLayout(kit.beside(icon, text, gap=3))

    @property
    def text(self) -> str:
        """Everything it says, one line each."""
        return self._text

    def tell(self, found: Problem) -> None:
        """Show a Problem."""
        said = self._kit.words.problem(found)
        self._title.setText(said.title)
        self._detail.setText(said.detail)
        self._detail.setVisible(bool(said.detail))
        self._next.setText(said.next_step)
        self._code.setText(self._kit.words("ui.code", code=said.code))
        self._text = "\n".join(filter(None, (said.title, said.detail, said.next_step, self._code.text())))
        self.setAccessibleName(f"{said.title} {said.detail} {said.next_step}")
