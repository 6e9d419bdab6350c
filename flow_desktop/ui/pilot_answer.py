"""PilotAnswer: the verdict first, then how many have which status, what is left to do by cause, and everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.presenting import Mark, Told
from flow_desktop.ui.age import Age
from flow_desktop.ui.banner import VerdictBanner
from flow_desktop.ui.in_turns import Turns
from flow_desktop.ui.kit import Kit, announce
from flow_desktop.ui.narrow import Narrow
from flow_desktop.ui.pilot_causes import CauseList
from flow_desktop.ui.pilot_chart import StatusChart
from flow_desktop.ui.pilot_chips import PilotChips
from flow_desktop.ui.pilot_export import PilotExport
from flow_desktop.ui.pilot_intake import Intake
from flow_desktop.ui.pilot_looks import LOOKS
from flow_desktop.ui.pilot_sheet import PilotSheet, SiftLater
from flow_desktop.ui.question_list import GivenAnswers

if TYPE_CHECKING:
    from flow_desktop.core.pilot.speech import PilotSpeech
    from flow_desktop.core.pilot.summary import Group, Summary
    from flow_desktop.flows.verify import RunOutcome
    from flow_desktop.ui.desk import Desk
    from flow_desktop.ui.pilot_finished import Finished
    from flow_desktop.ui.pilot_rows import PilotRows

NEVER_CHANGES = (Status.LIST_PROBLEM, Status.UNEXPECTED)
"""Looking again at these tells nothing new."""

_WORST_FIRST = (Mark.PROBLEM, Mark.DIFFERS, Mark.UNKNOWN)


class PilotAnswer(QWidget):
    """``recheck_asked``: look again at who is not ready; ``watch_asked``: until all are. ``save_asked`` carries a Form,
    ``help_asked`` a Heading, ``copy_asked`` text for the clipboard, ``ticket_asked`` a Group or None for the whole run,
    ``table_asked`` the part that should be at the top, ``opened`` one that should be in sight. ``filled``: another part
    of a run is there.
    ``answered`` carries the key of a question and what was told.
    """

    recheck_asked = Signal()
    watch_asked = Signal()
    save_asked = Signal(object)
    help_asked = Signal(object)
    copy_asked = Signal(str)
    ticket_asked = Signal(object)
    table_asked = Signal(object)
    opened = Signal(object)
    answered = Signal(str, str)
    filled = Signal()

    def __init__(self, kit: Kit, speech: PilotSpeech, desk: Desk, *, sift: SiftLater) -> None:
        super().__init__()
        self._kit, self._speech, self._sift = kit, speech, sift
        self._outcome: RunOutcome | None = None
        self._counts: dict[Status, int] = {}
        self._total = 0
        self._turns = Turns(self)
        self._turns.done.connect(self.filled)
        self.banner = VerdictBanner(kit)
        self.banner.copy_asked.connect(self.copy_asked)
        self.age = Age(kit, desk, self._tell_banner)
        self._make_buttons()
        self.export = PilotExport(kit)
        self._head = Narrow(kit)
        for part in (self.banner, self._buttons, self.export):
            self._head.box.addWidget(part)
        self._box = kit.column(self, gap=4)
        self._box.addWidget(self._head)
        self.export.cancelled.connect(self.export.hide)
        self.export.save_asked.connect(self.save_asked)

    def pieces(self) -> list[Callable[[], object]]:
        """Making the parts, each short enough for one turn; nothing can be told before the last one."""
        return [self._make_counts, self._make_causes, self._make_sheet]

    @property
    def outcome(self) -> RunOutcome | None:
        """The finished run that is shown, None while one goes on."""
        return self._outcome

    @property
    def is_filled(self) -> bool:
        """Whether everything of the last run is there."""
        return not self._turns.busy and self.causes.is_filled

    # --- while a run goes on

    def begin(self, rows: PilotRows, listed: PilotList) -> None:
        """A run has begun: results follow with `put`."""
        self._intake.forget()
        self._outcome = None
        self._counts, self._total = {}, listed.total
        for part in (self._head, self.causes):
            part.hide()
        self._tell_counts()
        self.sheet.begin(rows)
        self.sheet.show()

    def hold(self, *, fresh: bool) -> None:
        """A run is asked for. ``fresh``: of another list; else what was found stays in sight until something new is."""
        self.export.hide()
        if fresh:
            self.reset()
        self._set_busy(busy=True)

    def let_go(self) -> None:
        """The run ended or was stopped."""
        self._set_busy(busy=False)

    def put(self, results: Sequence[Result]) -> None:
        """More results, provisional ones too."""
        self._intake.put(results)

    # --- the end

    def tell(self, found: Finished, *, marked: int = -1) -> None:
        """A finished run: the verdict at once, then a part at a turn. ``marked``: who the keyboard was on."""
        self._intake.forget()
        outcome = found.outcome
        news = self._outcome is None or self._said(outcome.summary) != self._said(self._outcome.summary)
        self._outcome = outcome
        self._counts = {status: n for status, n in outcome.summary.counts if n}
        self._total = outcome.listed.total
        self.age.begin(outcome.summary.read_at)
        self._tell_banner()
        self._tell_buttons()
        self._head.show()
        self._turns.run(
            (
                self._tell_counts,
                lambda: self.causes.tell(outcome.summary),
                lambda: self.given.tell(outcome.options.answers),
                lambda: self.sheet.show_rows(found.rows, marked),
                self.sheet.show,
            )
        )
        if news:
            announce(self.banner, self.banner.accessibleName())

    def reset(self) -> None:
        """Nobody's values stay."""
        self._turns.run(())
        self._intake.forget()
        self._outcome = None
        self._counts = {}
        self.sheet.reset()
        self.chips.choose(frozenset())
        for part in (self._head, self._counted, self.causes, self.given, self.sheet, self.export):
            part.hide()

    # --- parts

    def _make_buttons(self) -> None:
        kit = self._kit
        self.recheck = kit.button("pilot.page.answer.recheck_plain", icon="refresh", then=self.recheck_asked.emit)
        self.recheck.setToolTip(kit.words("ui.profile.check_keys"))
        self.watch = kit.button("pilot.page.answer.watch", icon="clock", then=self.watch_asked.emit)
        self.save = kit.button("pilot.page.answer.save", icon="open", then=self._on_export)
        self.copy = kit.button("pilot.page.answer.copy", icon="copy", then=lambda: self.ticket_asked.emit(None))
        self._buttons = kit.row(self.recheck, self.watch, self.save, self.copy)

    def _make_counts(self) -> None:
        kit = self._kit
        self.chart, self.chips = StatusChart(kit), PilotChips(kit)
        self.chips.chosen.connect(self._on_chips)
        self._counted = QWidget()
        box = kit.column(self._counted, gap=2)
        box.addWidget(self.chart)
        box.addWidget(self.chips)
        self._box.addWidget(self._counted)

    def _make_causes(self) -> None:
        self.causes = CauseList(self._kit, self._speech)
        self.causes.show_asked.connect(self._on_show)
        self.causes.ticket_asked.connect(self.ticket_asked)
        self.causes.help_asked.connect(self.help_asked)
        self.causes.filled.connect(self.filled)
        self.causes.hide()
        self.causes.answered.connect(self.answered)
        self.given = GivenAnswers(self._kit, self._speech.explainer)
        narrow = Narrow(self._kit)
        for part in (self.causes, self.given):
            narrow.box.addWidget(part)
        self._box.addWidget(narrow)

    def _make_sheet(self) -> None:
        self.sheet = PilotSheet(self._kit, self._sift)
        self.sheet.copied.connect(self.copy_asked)
        self.sheet.unfiltered.connect(lambda: self.chips.choose(frozenset()))
        self.sheet.hide()
        self._box.addWidget(self.sheet)
        self._intake = Intake(self, self.sheet.put, self._count_again)

    # --- telling

    def _count_again(self) -> None:
        rows = self.sheet.rows
        if rows is not None and self._outcome is None:
            self._counts = rows.counts()
            self._tell_counts()

    def _tell_counts(self) -> None:
        self.chips.tell(self._counts)
        self.chart.tell(self._counts, self._total)
        self._counted.setVisible(bool(self._counts))

    def _tell_banner(self) -> None:
        if self._outcome is not None:
            summary = self._outcome.summary
            headline, rest = self._in_two(self._said(summary))
            details = (*([rest] if rest else []), *self._speech.remarks(summary))
            self.banner.tell(Told(mark_of(summary), headline, details), self.age.text)

    def _in_two(self, verdict: str) -> tuple[str, str]:
        """How many are ready stands large, the rest of the sentence below it: both are read as one."""
        between = self._kit.words.texts["pilot.verdict.between"]
        first, mark, rest = verdict.partition(between)
        return f"{first}." if mark else first, f"{rest[:1].upper()}{rest[1:]}." if rest else ""

    def _said(self, summary: Summary) -> str:
        return self._speech.verdict(summary)

    def _tell_buttons(self) -> None:
        assert self._outcome is not None
        words, summary = self._kit.words, self._outcome.summary
        left = sum(n for status, n in summary.counts if not status.is_ready and status not in NEVER_CHANGES)
        self.recheck.say(words("pilot.page.answer.recheck", n=left, count=f"{left:,}"))
        for part in (self.recheck, self.watch):
            part.setVisible(left > 0)
        self.save.setVisible(self._outcome.book is not None)

    def _set_busy(self, *, busy: bool) -> None:
        for part in (self.recheck, self.watch, self.save):
            part.setEnabled(not busy)
        if self._outcome is not None:
            self.age.set_busy(busy=busy)

    def _on_chips(self, statuses: frozenset[Status]) -> None:
        self.sheet.narrow(statuses)
        self.table_asked.emit(self.sheet)

    def _on_show(self, group: Group) -> None:
        self.chips.choose(frozenset())
        self.sheet.show_only(frozenset(group.positions))
        self.sheet.table.setFocus()
        self.table_asked.emit(self.sheet)

    def _on_export(self) -> None:
        self.export.setVisible(self.export.isHidden())
        if not self.export.isHidden():
            self.export.forms["csv"].setFocus()
            self.opened.emit(self.export)


def mark_of(summary: Summary) -> Mark:
    """The worst of what was found."""
    marks = {LOOKS[status][0] for status, n in summary.counts if n}
    return next((mark for mark in _WORST_FIRST if mark in marks), Mark.SAME)
