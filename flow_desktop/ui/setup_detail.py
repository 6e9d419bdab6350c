"""StepDetail: what a step of the set-up is, what was seen of it, what it blocks, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flow_desktop.core.readiness import Ready
from flow_desktop.core.setup_speech import IN_CONSOLE, StepText
from flow_desktop.ui.fact_list import FactList
from flow_desktop.ui.kit import Kit, clear


class StepDetail(QWidget):
    """``portal_asked``: open the admin portal. ``help_asked`` carries a Heading, ``copy_asked`` a value."""

    portal_asked = Signal()
    help_asked = Signal(object)
    copy_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._step: StepText | None = None
        self._lines: QVBoxLayout = QVBoxLayout()
        self._lines.setSpacing(kit.theme.space(2))
        self.facts = FactList(kit)
        self.facts.copy_asked.connect(self.copy_asked)
        self.portal = kit.button("ui.setup.portal", "primary", icon="open", then=self.portal_asked.emit)
        self.more = kit.button("ui.setup.more", "quiet", icon="help", then=self._on_more)
        box = kit.column(self, gap=3, margin=2)
        left = kit.theme.space(2) + kit.theme.size("icon") + kit.theme.space(3)
        box.setContentsMargins(left, 0, kit.theme.space(3), kit.theme.space(3))
        box.addLayout(self._lines)
        box.addWidget(self.facts)
        box.addWidget(kit.row(self.portal, self.more))

    def tell(self, step: StepText, *, has_portal: bool) -> None:
        """Show a step. ``has_portal``: the portal's address is known and safe."""
        self._step = step
        clear(self._lines)
        for made in self._drawn(step):
            self._lines.addWidget(made)
        self.facts.tell(step.facts)
        self.facts.setVisible(bool(step.facts))
        self.portal.setVisible(has_portal and step.id in IN_CONSOLE and step.state is not Ready.DONE)

    def _drawn(self, step: StepText) -> Iterator[QWidget]:
        kit = self._kit
        yield kit.label(step.trouble or step.text)
        if step.remedy is not None:
            yield from self._listed("ui.setup.what_to_do", step.remedy.steps)
            yield from self._listed("ui.setup.where_to_click", step.remedy.where)
        if step.waits_for:
            yield kit.label(step.waits_for)
        yield kit.label(step.where)
        if step.state is not Ready.DONE:
            yield kit.label(step.blocks, "muted")

    def _listed(self, heading: str, lines: tuple[str, ...]) -> Iterator[QWidget]:
        if lines:
            yield self._kit.label(self._kit.words(heading), "section")
        yield from (self._kit.label(f"{number}. {line}") for number, line in enumerate(lines, 1))

    def _on_more(self) -> None:
        if self._step is not None:
            self.help_asked.emit(self._step.heading)
