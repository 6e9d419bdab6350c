"""What clicks through the Checks page of the real window and watches whether it is held up."""

from __future__ import annotations

import time
from collections.abc import Iterator

from flow_desktop.ui.checks_answer import ChecksAnswer
from flow_desktop.ui.checks_stage import ChecksStage
from flow_desktop.ui.choice_list import ChoiceList
from flow_desktop.ui.search_field import AFTER_MS
from tests.bench.programs.hand import say
from tests.bench.programs.stepping import SteppingHand

WHOM = "ada.byron@pilot.example"
WORD = "seats"


class CheckingHand(SteppingHand):
    """Goes on where the sign-in has ended: one step each time the window has nothing left to do."""

    def go(self) -> Iterator[bool]:
        """Open the page, ask about Ada, answer the first question with a choice, take a copy; then set-up and help."""
        assert self.window is not None
        assert self.window.stage is not None
        checks = self.window.stage.checks
        marks = self.begin("open")
        self.window.sidebar.chosen.emit("checks")
        yield True
        assert checks.page is not None
        checks.page.start.email.setText(WHOM)
        marks.append(("find", time.monotonic()))
        checks.page.start.go.click()
        yield from self.until_shown(checks, asked=0)
        answer = checks.answer
        assert answer is not None
        marks.append(("answer", time.monotonic()))
        box = next(one for one in answer.possible.questions.boxes.values() if hasattr(one, "choices"))
        next(iter(box.choices.values())).click()
        yield from self.until_shown(checks, asked=1)
        marks.append(("unfold", time.monotonic()))
        for card in answer.cards:
            card.steps.open()
            card.evidence.open()
            yield True
        for lines in answer.lines.values():
            lines.fold.open()
            yield True
        marks.append(("guide", time.monotonic()))
        answer.buttons.guide.click()
        yield True
        yield from self.beside(marks)
        marks.append(("end", time.monotonic()))
        say(
            late=self.beats,
            turns=self.long_turns,
            marks=marks,
            headline=answer.banner.accessibleName(),
            cards=len(answer.cards),
        )

    def beside(self, marks: list[tuple[str, float]]) -> Iterator[bool]:
        """The set-up guide with its live state, and a word typed into the help's search."""
        assert self.window is not None
        assert self.window.stage is not None
        stage = self.window.stage
        marks.append(("set-up", time.monotonic()))
        self.window.sidebar.chosen.emit("setup")
        while stage.setup.page is None or stage.setup.page.found is None or stage.setup.control.busy:
            yield True
        marks.append(("help", time.monotonic()))
        self.window.sidebar.chosen.emit("help")
        while not stage.help.contents.findChildren(ChoiceList):
            yield True
        for end in range(1, len(WORD) + 1):
            marks.append((f"search {WORD[:end]}", time.monotonic()))
            stage.help.topics.field.setText(WORD[:end])
            until = time.monotonic() + AFTER_MS / 1000
            while time.monotonic() <= until or not stage.help.topics.results.isVisible():
                yield True

    @staticmethod
    def until_shown(checks: ChecksStage, *, asked: int) -> Iterator[bool]:
        """Let the window live until the answer to so many told answers is drawn."""
        while not _is_shown(checks.answer, asked) or checks.control.busy:
            yield True


def _is_shown(answer: ChecksAnswer | None, asked: int) -> bool:
    found = answer.found if answer is not None else None
    if answer is None or found is None or not answer.isVisible() or len(found.evidence.answers) != asked:
        return False
    return all(card.isVisible() for card in answer.cards) and answer.is_filled
