"""CauseCard: people who share a cause: how many, who can do something, what to do once for all, a text for a ticket."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flow_desktop.core.findings import Outcome
from flow_desktop.core.guidance import Remedy
from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.pilot.summary import Group
from flow_desktop.core.providers import Provider
from flow_desktop.ui.kit import Card, Kit, clear, set_mark
from flow_desktop.ui.pilot_looks import LOOKS
from flow_desktop.ui.question_box import QuestionBox
from flow_desktop.ui.remedy_box import RemedyBox
from flow_desktop.ui.tab_order import follow_the_eye
from flow_desktop.ui.viewpoint import Viewpoint


class CauseCard(Card):
    """``show_asked``: these people only. ``ticket_asked``: the text for a ticket. Both carry the Group.

    ``provider_chosen`` carries a Provider, ``help_asked`` a Heading, ``answered`` the key of a question and the answer.
    """

    show_asked = Signal(object)
    ticket_asked = Signal(object)
    provider_chosen = Signal(object)
    help_asked = Signal(object)
    answered = Signal(str, str)

    def __init__(self, kit: Kit, speech: PilotSpeech) -> None:
        super().__init__(kit, gap=2, margin=4)
        self._kit, self._speech = kit, speech
        self._group: Group | None = None
        self._provider = Provider.OTHER
        self._box: RemedyBox | None = None
        self._question: QuestionBox | None = None
        self._icon = kit.icon("problem", "problem_text", "icon_large")
        self._title, self._why = kit.label(role="strong"), kit.label()
        self._chips = QVBoxLayout()
        self.open = kit.button("ui.checks.what_to_do", "quiet", icon="down", then=self._on_open)
        self.open.setCheckable(True)
        self.steps = QWidget()
        self._steps = kit.column(self.steps, gap=2)
        self.steps.hide()
        self.show_people = kit.button("pilot.page.cause.show", "quiet", icon="pilot", then=self._on_show)
        self.ticket = kit.button("pilot.page.cause.ticket", "quiet", icon="copy", then=self._on_ticket)
        self.help = kit.button("ui.checks.more", "quiet", icon="help", then=self._on_help)
        lines = QWidget()
        inside = kit.column(lines, gap=1)
        inside.addWidget(self._title)
        inside.addLayout(self._chips)
        inside.addWidget(self._why)
        self.box.addLayout(kit.beside(self._icon, lines, gap=3))
        self.box.addWidget(kit.row(self.open, self.show_people, self.ticket, self.help))
        self.box.addWidget(self.steps)

    @property
    def group(self) -> Group | None:
        """Whom it is about."""
        return self._group

    def tell(self, group: Group, provider: Provider) -> None:
        """Show a group; what is open stays open."""
        changed = self._group is None or _same_help(self._group) != _same_help(group)
        self._group, self._provider = group, provider
        words = self._kit.words
        mark, icon = LOOKS[group.status]
        self._icon.show_icon(icon, f"{mark}_text")
        title = self._speech.title(group)
        counted = words("pilot.page.cause.counted", n=group.n, count=f"{group.n:,}", title=title)
        self._title.setText(counted)
        remedy = self._remedy
        self._why.setText(self._speech.why(group))
        self._why.setVisible(bool(self._why.text()))
        self.setAccessibleName(counted)
        self._tell_chips(remedy)
        self.open.setVisible(remedy is not None and bool(remedy.steps))
        self.help.setVisible(remedy is not None)
        for button, name in (
            (self.open, "ui.checks.what_to_do"),
            (self.show_people, "pilot.page.cause.show"),
            (self.ticket, "pilot.page.cause.ticket"),
            (self.help, "ui.checks.more"),
        ):
            button.setAccessibleName(words("ui.checks.of_card", what=words(name), title=title))
        if changed:
            self._fill()
        set_mark(self, mark)

    def use_provider(self, provider: Provider) -> None:
        """Say where to click in another provider."""
        self._provider = provider
        remedy = self._remedy
        if self._box is not None and remedy is not None and self._has_where():
            self._box.tell_where(remedy.where, provider)

    @property
    def _remedy(self) -> Remedy | None:
        return self._remedy_at(self._provider)

    def _remedy_at(self, provider: Provider) -> Remedy | None:
        return self._speech.remedy(self._group, provider) if self._group is not None else None

    def _has_where(self) -> bool:
        return any((one := self._remedy_at(provider)) is not None and one.where for provider in Provider)

    def _tell_chips(self, remedy: Remedy | None) -> None:
        clear(self._chips)
        words, view = self._kit.words, Viewpoint(self._provider, is_self=False)
        tags = [self._kit.tag(view.who(words, who)) for who in (remedy.who if remedy is not None else ())]
        if self._group is not None and self._group.outcome is Outcome.POSSIBLE:
            tags.insert(0, self._kit.tag(words("pilot.page.cause.possible")))
        if tags:
            self._chips.addWidget(self._kit.row(*tags))

    def _fill(self) -> None:
        """What to do is made when it is opened first, and anew when it is about another cause."""
        clear(self._steps)
        self._box = self._question = None
        remedy = self._remedy
        shown = self.open.isChecked() and remedy is not None
        self.steps.setVisible(shown)
        if shown and remedy is not None:
            bare = replace(remedy, why="")
            self._box = RemedyBox(self._kit, bare, self._provider, has_where=self._has_where())
            self._box.provider_chosen.connect(self.provider_chosen)
            self._steps.addWidget(self._box)
            self._add_question()
            follow_the_eye(self)

    def _add_question(self) -> None:
        """What would decide, where only a person can tell it."""
        asked = self._group.questions[:1] if self._group is not None else ()
        explainer = self._speech.explainer
        for key in asked:
            self._question = QuestionBox(self._kit, explainer, explainer.questions[key])
            self._question.answered.connect(self.answered)
            self._steps.addWidget(self._question)
            self._steps.addWidget(self._kit.label(self._kit.words("pilot.page.cause.question_why"), "caption"))

    def refuse(self, key: str, text: str) -> None:
        """What was typed for a question cannot be used."""
        question = self._question
        if question is not None and self._group is not None and key in self._group.questions[:1]:
            question.refuse(text)

    def _on_open(self) -> None:
        self.open.use_icon("up" if self.open.isChecked() else "down")
        self._fill()

    def _on_show(self) -> None:
        self.show_asked.emit(self._group)

    def _on_ticket(self) -> None:
        self.ticket_asked.emit(self._group)

    def _on_help(self) -> None:
        remedy = self._remedy
        if remedy is not None:
            self.help_asked.emit(remedy.heading)


def _same_help(group: Group) -> tuple[object, ...]:
    """Groups that agree in this have the same remedy and the same question."""
    return group.cause, group.variant, group.kind, group.questions[:1]
