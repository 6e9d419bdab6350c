"""FindingCard: one cause with what the evidence says, who can do something, what to do and where to click."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flow_desktop.core.findings import Finding
from flow_desktop.core.guidance import Remedy
from flow_desktop.core.providers import Provider
from flow_desktop.ui.fact_list import FactList
from flow_desktop.ui.finding_text import finding_text
from flow_desktop.ui.fold import Fold
from flow_desktop.ui.kit import Card, Kit, clear
from flow_desktop.ui.outcomes import LOOKS
from flow_desktop.ui.remedy_box import RemedyBox
from flow_desktop.ui.viewpoint import Viewpoint

if TYPE_CHECKING:
    from flow_desktop.core.explaining import Explainer, Told


class FindingCard(Card):
    """``provider_chosen`` carries a Provider, ``help_asked`` a Heading,
    ``again_asked`` the id of the check, ``copy_asked`` the whole text of the card.
    """

    provider_chosen = Signal(object)
    help_asked = Signal(object)
    again_asked = Signal(str)
    copy_asked = Signal(str)

    def __init__(self, kit: Kit, explainer: Explainer) -> None:
        super().__init__(kit, gap=3, margin=4)
        self._kit, self._explainer = kit, explainer
        self._finding: Finding | None = None
        self._shown: Remedy | None = None
        self._facts: tuple[Told, ...] = ()
        self._view = Viewpoint()
        self._icon = kit.icon("problem", "problem_text", "icon_large")
        self._title, self._because = kit.label(role="strong"), kit.label()
        self._chips = QVBoxLayout()
        self.box.addLayout(self._make_head())
        self.steps = Fold(kit, self._make_steps)
        self.evidence = Fold(kit, self._make_evidence)
        self.again = kit.button("ui.checks.again_one", "quiet", icon="refresh", then=self._on_again)
        self.copy = kit.button("ui.checks.copy_one", "quiet", icon="copy", then=self._on_copy)
        self.help = kit.button("ui.checks.more", "quiet", icon="help", then=self._on_help)
        for part in (self.steps, self.evidence, kit.row(self.help, self.copy, self.again)):
            self.box.addWidget(part)

    @property
    def finding(self) -> Finding | None:
        """What is shown."""
        return self._finding

    def tell(self, finding: Finding, view: Viewpoint) -> None:
        """Show a finding; what is open stays open."""
        self._finding, self._view = finding, view
        mark, icon = LOOKS[finding.outcome]
        self._icon.show_icon(icon, f"{mark}_text")
        title, because = self._explainer.title(finding), self._explainer.because(finding)
        self._title.setText(title)
        self._because.setText(because)
        self.setAccessibleName(f"{title}. {because}")
        self._tell_chips()
        remedy = self._remedy
        self.steps.setVisible(remedy is not None)
        self.evidence.setVisible(bool(finding.exhibits))
        self.help.setVisible(remedy is not None)
        self._name_buttons(title)
        if remedy != self._shown:
            self._shown = remedy
            self.steps.renew()
        facts = self._explainer.facts(finding.exhibits)
        if facts != self._facts:
            self._facts = facts
            self.evidence.renew()

    def use_provider(self, provider: Provider) -> None:
        """Say where to click in another provider."""
        self._view = replace(self._view, provider=provider)
        self._shown = remedy = self._remedy
        inside = self.steps.inside
        if remedy is not None and isinstance(inside, RemedyBox) and self._has_where():
            inside.tell_where(remedy.where, provider)

    @property
    def _remedy(self) -> Remedy | None:
        return self._explainer.remedy(self._finding, self._view.provider) if self._finding is not None else None

    def _make_head(self) -> QVBoxLayout:
        kit, lines = self._kit, QWidget()
        box = kit.column(lines, gap=2)
        box.addWidget(self._title)
        box.addLayout(self._chips)
        box.addWidget(self._because)
        head = QVBoxLayout()
        head.addLayout(kit.beside(self._icon, lines, gap=3))
        return head

    def _tell_chips(self) -> None:
        clear(self._chips)
        remedy = self._remedy
        if remedy is not None and remedy.who:
            words = self._kit.words
            self._chips.addWidget(self._kit.row(*(self._kit.tag(self._view.who(words, who)) for who in remedy.who)))

    def _name_buttons(self, title: str) -> None:
        """The same few words stand on every card: a screen reader hears which card they belong to."""
        words, count = self._kit.words, len(self._finding.exhibits) if self._finding else 0
        for fold, shown in (
            (self.steps, words("ui.checks.what_to_do")),
            (self.evidence, words("ui.checks.evidence", n=count)),
        ):
            fold.say(shown, words("ui.checks.of_card", what=shown, title=title))
        for button, text_id in ((self.again, "again_one"), (self.copy, "copy_one"), (self.help, "more")):
            what = words(f"ui.checks.{text_id}")
            button.setAccessibleName(words("ui.checks.of_card", what=what, title=title))

    def _make_steps(self) -> QWidget:
        remedy = self._remedy
        if remedy is None:
            return QWidget()
        made = RemedyBox(self._kit, remedy, self._view.provider, has_where=self._has_where())
        made.provider_chosen.connect(self.provider_chosen)
        return made

    def _has_where(self) -> bool:
        """Whether any provider has steps of its own for this cause."""
        finding = self._finding
        found = (self._explainer.remedy(finding, one) for one in Provider) if finding is not None else ()
        return any(one is not None and one.where for one in found)

    def _make_evidence(self) -> QWidget:
        made = FactList(self._kit)
        made.tell(self._facts)
        made.copy_asked.connect(self.copy_asked)
        return made

    def _on_again(self) -> None:
        if self._finding is not None:
            self.again_asked.emit(self._finding.check)

    def _on_help(self) -> None:
        remedy = self._remedy
        if remedy is not None:
            self.help_asked.emit(remedy.heading)

    def _on_copy(self) -> None:
        if self._finding is not None:
            self.copy_asked.emit(finding_text(self._explainer, self._finding, self._view))
