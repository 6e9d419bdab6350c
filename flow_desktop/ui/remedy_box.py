"""RemedyBox: what to do, step by step, where to click for it, and how one sees that it is fixed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flow_desktop.core.guidance import Remedy
from flow_desktop.core.providers import Provider
from flow_desktop.ui.kit import Kit, clear
from flow_desktop.ui.provider_choice import ProviderChoice


class RemedyBox(QWidget):
    """``provider_chosen`` carries the Provider a person chose; whoever hears it says its steps with `tell_where`."""

    provider_chosen = Signal(object)

    def __init__(self, kit: Kit, remedy: Remedy, provider: Provider, *, has_where: bool) -> None:
        super().__init__()
        self._kit = kit
        self._where = QVBoxLayout()
        self._where.setSpacing(kit.theme.space(2))
        box = kit.column(self, gap=2)
        if remedy.why:
            box.addWidget(kit.label(remedy.why))
        self._number(box, remedy.steps)
        if has_where:
            self.choice = ProviderChoice(kit, provider)
            self.choice.chosen.connect(self.provider_chosen)
            box.addWidget(kit.label(kit.words("ui.checks.where"), "section"))
            box.addWidget(self.choice)
            box.addLayout(self._where)
            self.tell_where(remedy.where, provider)
        if remedy.after:
            box.addWidget(kit.label(kit.words("ui.checks.after"), "section"))
            box.addWidget(kit.label(remedy.after))

    def tell_where(self, lines: tuple[str, ...], provider: Provider) -> None:
        """Say where to click in a provider."""
        clear(self._where)
        self._number(self._where, lines or (self._kit.words("ui.checks.nowhere"),), bare=not lines)
        self.choice.mark(provider)

    def _number(self, box: QVBoxLayout, lines: tuple[str, ...], *, bare: bool = False) -> None:
        for number, line in enumerate(lines, 1):
            text = self._kit.label(line)
            if bare or len(lines) == 1:
                box.addWidget(text)
            else:
                box.addLayout(self._kit.beside(self._kit.label(f"{number}."), text))
