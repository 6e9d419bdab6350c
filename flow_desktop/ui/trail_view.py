"""TrailView: five steps on one way; one glance shows where the account stopped, one key what that stands on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from flow_desktop.core.explaining import Explainer
from flow_desktop.core.trail import Step, StepId, StepState, Trail
from flow_desktop.ui.kit import Kit, set_mark
from flow_desktop.ui.tab_order import follow_the_eye
from flow_desktop.ui.trail_mark import LOOKS
from flow_desktop.ui.trail_node import TrailNode
from flow_desktop.ui.trail_panel import TrailPanel
from flow_desktop.ui.trail_story import TrailStory

STOP_SHARE, STEP_SHARE = 5, 4
"""How the width is shared where the way runs from left to right: the stop has the most to say."""

LEAST_STEP = 9
"""A step gets at least this many times the size of the text as width; else the way runs downwards."""


class TrailView(QWidget):
    """A click, Enter or Space opens a step's facts, the arrow keys walk the steps, copying takes what has the focus.

    ``step_chosen``: a person opened a step. ``copy_asked`` carries text for the clipboard, ``remedy_asked`` the Cause
    that keeps the account at the open step.
    """

    step_chosen = Signal(object)
    remedy_asked = Signal(object)
    copy_asked = Signal(str)

    def __init__(self, kit: Kit, explainer: Explainer) -> None:
        super().__init__()
        self._kit, self._explainer = kit, explainer
        self._story: TrailStory | None = None
        self._upright: bool | None = None
        self.setAccessibleName(kit.words("ui.trail.name"))
        self._icon, self.summary = kit.icon("info", "muted", "icon_large"), kit.label(role="strong")
        self.nodes: tuple[TrailNode, ...] = tuple(self._node(number) for number in range(len(StepId)))
        self.panel = TrailPanel(kit)
        self.panel.copy_asked.connect(self.copy_asked)
        self.panel.copy_all_asked.connect(self._on_copy_open)
        self.panel.remedy_asked.connect(self._on_remedy)
        self._way = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._way.setSpacing(0)
        box = kit.column(self, gap=3)
        box.addLayout(kit.beside(self._icon, self.summary))
        box.addLayout(self._way)
        box.addWidget(self.panel)
        self._box = box
        self._lay_out(upright=False)

    @property
    def open_step(self) -> StepId | None:
        """The step whose facts are shown."""
        return next((node.view.id for node in self.nodes if node.isChecked()), None)

    def tell(self, trail: Trail) -> None:
        """Show a trail; the facts of the step that says most are open, or stay open where a person chose them."""
        chosen = self.open_step if self._story is not None and self._story.trail == trail else None
        self._story = TrailStory(self._explainer, trail)
        state, told = self._story.summary()
        self.summary.setText(told)
        set_mark(self.summary, LOOKS[state].mark)
        look = LOOKS[state]
        self._icon.show_icon(_ICONS.get(state, "info"), f"{look.mark}_text" if look.mark else "muted")
        views = self._story.nodes()
        for node, view in zip(self.nodes, views, strict=True):
            node.tell(view)
        self._share()
        self._open(next(number for number, view in enumerate(views) if view.id is (chosen or _speaking(trail))))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _node(self, number: int) -> TrailNode:
        node = TrailNode(self._kit)
        node.clicked.connect(lambda _checked: self._on_clicked(number))
        node.walk_asked.connect(lambda by: self._on_walk(number + by))
        node.copy_asked.connect(lambda: self._copy_step(number))
        return node

    # --- where things stand

    def _fit(self) -> None:
        """From left to right where every word of every step fits."""
        least = LEAST_STEP * self._kit.theme.text_px("body")
        shares = sum(self._shares())
        cramped = any(
            max(node.least_width(), least) > self.width() * share // shares
            for node, share in zip(self.nodes, self._shares(), strict=True)
        )
        if cramped != self._upright:
            self._lay_out(upright=cramped)

    def _lay_out(self, *, upright: bool) -> None:
        ways = QBoxLayout.Direction
        self._upright = upright
        while self._way.count():
            self._way.takeAt(0)
        self._way.setDirection(ways.TopToBottom if upright else ways.LeftToRight)
        for node in self.nodes:
            node.stand(upright=upright)
            self._way.addWidget(node)
        self.panel.stand(upright=upright)
        self._place_panel()
        self._share()

    def _place_panel(self) -> None:
        """Under its step where the way runs downwards, else below the way."""
        at = next((number for number, node in enumerate(self.nodes) if node.isChecked()), None)
        self._way.removeWidget(self.panel)
        self._box.removeWidget(self.panel)
        if self._upright and at is not None:
            self._way.insertWidget(at + 1, self.panel)
        else:
            self._box.addWidget(self.panel)
        self.panel.setVisible(at is not None)
        follow_the_eye(self)

    def _shares(self) -> tuple[int, ...]:
        if self._story is None:
            return (STEP_SHARE,) * len(self.nodes)
        return tuple(STOP_SHARE if node.view.stop else STEP_SHARE for node in self.nodes)

    def _share(self) -> None:
        for node, share in zip(self.nodes, self._shares(), strict=True):
            self._way.setStretchFactor(node, 0 if self._upright else share)

    # --- what is open

    def _open(self, number: int) -> None:
        story = self._told()
        step = story.trail.steps[number]
        for at, node in enumerate(self.nodes):
            node.setChecked(at == number)
        received = tuple(fact.value for fact in step.facts)
        told = self._explainer.facts(step.facts)
        self.panel.tell(self.nodes[number].view, told, received, has_remedy=bool(step.causes))
        self._place_panel()

    def _on_clicked(self, number: int) -> None:
        self._open(number)
        self.nodes[number].setFocus(Qt.FocusReason.OtherFocusReason)
        self.step_chosen.emit(self.nodes[number].view.id)

    def _on_walk(self, to: int) -> None:
        if 0 <= to < len(self.nodes):
            self.nodes[to].setFocus(Qt.FocusReason.TabFocusReason)
            self._on_clicked(to)

    def _on_remedy(self) -> None:
        step = next(one for one in self._told().trail.steps if one.id is self.open_step)
        self.remedy_asked.emit(step.causes[0])

    def _on_copy_open(self) -> None:
        self._copy_step(next(number for number, node in enumerate(self.nodes) if node.isChecked()))

    def _copy_step(self, number: int) -> None:
        story = self._told()
        self.copy_asked.emit(story.text(story.trail.steps[number]))

    def _told(self) -> TrailStory:
        if self._story is None:
            raise ValueError("told nothing yet")
        return self._story


_ICONS = {StepState.PASS: "same", StepState.WARN: "differs", StepState.FAIL: "problem", StepState.UNKNOWN: "unknown"}


def _speaking(trail: Trail) -> StepId:
    """The step that says most: the stop, else the first one that is not well, else the last one."""
    worst: tuple[Step, ...] = tuple(
        step for state in (StepState.FAIL, StepState.WARN, StepState.UNKNOWN) for step in trail.steps
        if step.state is state
    )  # fmt: skip
    return worst[0].id if worst else trail.steps[-1].id
