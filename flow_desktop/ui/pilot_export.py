"""PilotExport: in which form a run leaves this computer, and whether with names and addresses."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from flow_desktop.ui.kit import Card, Kit
from flow_desktop.ui.tick import Tick

FORMS = ("csv", "json", "html", "pdf")


class Form(NamedTuple):
    """What was chosen. ``ending``: of the file's name, without the dot."""

    ending: str
    bom: bool
    redacted: bool


class PilotExport(Card):
    """``save_asked`` carries a Form; where to is asked afterwards."""

    save_asked = Signal(object)
    cancelled = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, gap=3, margin=4)
        self._kit = kit
        self.forms = {ending: self._form(ending) for ending in FORMS}
        self._why = kit.label(role="caption")
        self.bom = self._switch("bom")
        self.redacted = self._switch("redacted")
        self._redacted_why = kit.label(kit.words("pilot.page.export.redacted_why"), "caption")
        self.save = kit.button("pilot.page.export.save", then=self._on_save)
        self.cancel = kit.button("pilot.page.export.cancel", "quiet", then=self.cancelled.emit)
        for part in self._parts():
            self.box.addWidget(part)
        self.forms["csv"].setChecked(True)
        self.hide()

    def _parts(self) -> tuple[QWidget, ...]:
        kit = self._kit
        title = kit.label(kit.words("pilot.page.export.title"), "section")
        forms = kit.row(*self.forms.values())
        return (title, forms, self._why, self.bom, self.redacted, self._redacted_why, kit.row(self.save, self.cancel))

    def _form(self, ending: str) -> QRadioButton:
        made = QRadioButton(self._kit.words(f"pilot.page.export.{ending}"))
        made.setMinimumHeight(self._kit.theme.size("target"))
        made.toggled.connect(lambda on: self._on_form(ending) if on else None)
        return made

    def _switch(self, name: str) -> Tick:
        return Tick(self._kit, self._kit.words(f"pilot.page.export.{name}"))

    def _on_form(self, ending: str) -> None:
        self._why.setText(self._kit.words(f"pilot.page.export.{ending}_why"))
        self.bom.setVisible(ending == "csv")

    def _on_save(self) -> None:
        ending = next(one for one, button in self.forms.items() if button.isChecked())
        self.save_asked.emit(Form(ending, ending == "csv" and self.bom.isChecked(), self.redacted.isChecked()))
