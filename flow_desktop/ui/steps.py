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
        self._rows: list[tuple[Icon, WrapLabel]] = []
        parts: list[QWidget] = []
        for text_id in text_ids:
            icon, label, part = kit.icon("pending", "muted"), kit.label(kit.words(text_id), "caption"), QWidget()
            self._rows.append((icon, label))
            line = kit.beside(icon, label)
            line.setContentsMargins(0, 0, kit.theme.space(3), 0)
            part.setLayout(line)
            parts.append(part)
        kit.column(self).addWidget(kit.row(*parts))

    def at(self, current: int) -> None:
        """The step under way; those before it are done. A screen reader gets the state as a word."""
        for number, (icon, label) in enumerate(self._rows):
            state = "done" if number < current else "current" if number == current else "to_come"
            name, role = _LOOKS[state]
            icon.show_icon(name, role)
            label.setAccessibleName(self._kit.words(f"ui.step.{state}", step=label.text()))


_LOOKS = {"done": ("same", "same_text"), "current": ("current", "accent"), "to_come": ("pending", "muted")}
