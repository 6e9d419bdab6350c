"""Steps: where a sign-in stands, as three steps of which one is current."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from flow_desktop.ui.kit import Icon, Kit
from flow_desktop.ui.wrapping import WrapLabel


class Steps(QWidget):
    """A short list of steps with a mark for done, current and to come."""

    def __init__(self, kit: Kit, text_ids: tuple[str, ...]) -> None:
        super().__init__()
        self._kit = kit
        box = kit.column(self, gap=2)
        self._rows: list[tuple[Icon, WrapLabel]] = []
        for text_id in text_ids:
            icon, label = kit.icon("pending", "muted"), kit.label(kit.words(text_id))
            self._rows.append((icon, label))
            box.addLayout(kit.beside(icon, label))

    def at(self, current: int) -> None:
        """The step under way; those before it are done. A screen reader gets the state as a word."""
        for number, (icon, label) in enumerate(self._rows):
            state = "done" if number < current else "current" if number == current else "to_come"
            name, role = _LOOKS[state]
            icon.show_icon(name, role)
            label.setAccessibleName(self._kit.words(f"ui.step.{state}", step=label.text()))


_LOOKS = {"done": ("same", "same_text"), "current": ("current", "accent"), "to_come": ("pending", "muted")}
