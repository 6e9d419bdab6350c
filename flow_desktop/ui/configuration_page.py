"""No deployment, or one that is refused: which key, why, where it came from, how to fix it, and the demo."""

from __future__ import annotations

from PySide6.QtCore import Signal

from flow_desktop.core.deployment import Refusal
from flow_desktop.core.problems import Code, Problem, problem
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.kit import Kit, Page
from flow_desktop.ui.problem_panel import ProblemPanel


class ConfigurationPage(Page):
    """``demo_requested``: try the program with made-up people instead."""

    demo_requested = Signal()

    def __init__(self, kit: Kit, desk: Desk, refusal: Refusal | None) -> None:
        super().__init__(kit, centred=True, width="dialog")
        words = kit.words
        self.panel = ProblemPanel(kit, mark="problem" if refusal else "unknown")
        self.panel.copy_asked.connect(desk.clipboard.put)
        self.panel.tell(problem_of_refusal(refusal))
        self.demo = kit.button("ui.configuration.demo", "primary", then=self.demo_requested.emit)
        self.first = self.demo
        for part in (
            self.panel,
            kit.label(words("ui.configuration.how"), "section"),
            kit.label(words("ui.configuration.file")),
            kit.label(words("ui.configuration.example"), "code"),
            kit.label(words("ui.configuration.demo_why"), "muted"),
            kit.row(self.demo),
        ):
            self.box.addWidget(part)


def problem_of_refusal(refusal: Refusal | None) -> Problem:
    """The Problem of a deployment that is missing (None) or refused."""
    if refusal is None:
        return problem(Code.CONFIGURATION_MISSING)
    return problem(Code.CONFIGURATION_INVALID, key=refusal.key, reason=refusal.reason, origin=refusal.origin)
