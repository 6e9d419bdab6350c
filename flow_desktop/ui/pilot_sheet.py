"""PilotSheet: the table with what narrows and orders it. Above 20,000 rows the loop's thread does the choosing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.ui.kit import Kit, announce
from flow_desktop.ui.picker import Picker
from flow_desktop.ui.pilot_rows import Column, PilotRows, Sieve, terms_of
from flow_desktop.ui.pilot_table import PilotTable
from flow_desktop.ui.search_field import SearchField

LARGE = 20_000
"""From this many rows on the window's thread does not choose or sort by itself."""

SiftLater = Callable[[PilotRows, Sieve, Callable[[list[int]], None]], None]
"""Chooses on another thread and hands the slots back in this one; a new wish ends the one before."""


class Filter(SearchField):
    """As wide as what it suggests to type, where there is room."""

    def sizeHint(self) -> QSize:
        needed = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return QSize(needed + 3 * self.fontMetrics().height(), super().sizeHint().height())


class PilotSheet(QWidget):
    """``opened`` carries the slot of a person, ``copied`` a row's text; ``unfiltered``: everybody is shown again."""

    opened = Signal(int)
    copied = Signal(str)
    unfiltered = Signal()

    def __init__(self, kit: Kit, sift_later: SiftLater) -> None:
        super().__init__()
        self._kit, self._sift_later = kit, sift_later
        self._sieve = Sieve()
        self._rows: PilotRows | None = None
        self._arrived: list[int] | None = None
        self._shown = 0
        self.table = PilotTable(kit)
        self.search = Filter(kit.words("pilot.page.filter.name"), kit.words("pilot.page.filter.example"))
        self._sorting = Picker(kit, kit.words("pilot.page.filter.sort"))
        self._count = kit.label(role="muted")
        self._count.setMinimumHeight(kit.theme.size("target"))
        self._count.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.everybody = kit.button("pilot.page.filter.everybody", "quiet", then=self.show_everybody)
        self.down = kit.button("pilot.page.filter.down", "quiet", icon="down", then=self._on_sorting)
        self.down.setCheckable(True)
        self._make_sorting()
        box = kit.column(self, gap=2)
        for part in (kit.row(self.search, self._sorting, self.down), kit.row(self._count, self.everybody), self.table):
            box.addWidget(part)
        self._hear()

    @property
    def rows(self) -> PilotRows | None:
        """What is shown."""
        return self._rows

    @property
    def sieve(self) -> Sieve:
        """What narrows and orders it."""
        return self._sieve

    def begin(self, rows: PilotRows) -> None:
        """A run has begun: results come with `put`, in the order they are found."""
        self._rows, self._arrived = rows, []
        self._sieve = replace(self._sieve, only=None)
        self._show_slots([])

    def put(self, results: Sequence[Result]) -> None:
        """More results of the run that goes on; some may be about rows that were told before."""
        if self._rows is None or self._arrived is None:
            return
        fresh = self._rows.put(results)
        self._arrived += fresh
        chosen = _all(self._rows.chosen(self._sieve, fresh))
        if chosen:
            self.table.add(chosen)
            self._shown += len(chosen)
        if len(fresh) < len(results):
            self.table.redraw()
        self._tell_count()

    def show_rows(self, rows: PilotRows, marked: int = -1) -> None:
        """A finished run. ``marked``: the slot the keyboard goes on from."""
        self._rows, self._arrived = rows, None
        self._sieve = replace(self._sieve, only=None)
        self._sift(lambda: self.table.mark_slot(marked if marked >= 0 else 0))

    def narrow(self, statuses: frozenset[Status]) -> None:
        """These statuses only; an empty set shows all."""
        self._use(replace(self._sieve, statuses=statuses, only=None))

    def show_only(self, slots: frozenset[int]) -> None:
        """These people only, whatever was typed or chosen before."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._use(replace(self._sieve, terms=(), statuses=frozenset(), only=slots))

    def show_everybody(self) -> None:
        """No filter of any kind."""
        self.show_only(frozenset())
        self._use(replace(self._sieve, only=None))
        self.table.setFocus()  # the button is gone
        self.unfiltered.emit()

    def escape(self) -> bool:
        """Take away what is typed in the filter; False where nothing is."""
        typed = self.search.hasFocus() and bool(self.search.text())
        if typed:
            self.search.empty()
        return typed

    def reset(self) -> None:
        """Nobody's values stay."""
        self._sieve = Sieve()
        self._rows = self._arrived = None
        self.search.clear()
        self._show_slots([])

    # --- choosing

    def _use(self, sieve: Sieve) -> None:
        if sieve != self._sieve:
            self._sieve = sieve
            self._sift()

    def _sift(self, then: Callable[[], object] = lambda: None) -> None:
        rows = self._rows
        if rows is None:
            return
        if self._arrived is not None:
            self._show_slots(_all(rows.chosen(self._sieve, list(self._arrived))))
        elif len(rows) <= LARGE:
            self._take(_all(rows.chosen(self._sieve)), then)
        else:
            self._sift_later(rows, self._sieve, lambda slots: self._take(slots, then))

    def _take(self, slots: list[int], then: Callable[[], object]) -> None:
        self._show_slots(slots)
        then()

    def _show_slots(self, slots: list[int]) -> None:
        self._shown = len(slots)
        self.table.show_rows(self._rows, slots)
        self._tell_count()

    def _tell_count(self) -> None:
        words, rows = self._kit.words, self._rows
        there = 0 if rows is None else len(self._arrived) if self._arrived is not None else len(rows)
        whole = self._sieve.lets_all_through
        if whole:
            said = words("pilot.page.filter.all", n=there, total=f"{there:,}")
        else:
            said = words("pilot.page.filter.some", shown=f"{self._shown:,}", total=f"{there:,}")
        if said != self._count.text():
            self._count.setText(said)
            if not whole:
                announce(self, said)
        self.everybody.setVisible(not whole)
        self.table.tell_nothing("" if whole else words("pilot.page.filter.nobody"))

    # --- what a person does

    def _make_sorting(self) -> None:
        words = self._kit.words
        self._sorting.addItem(words("pilot.page.filter.by_list"), None)
        for column in Column:
            heading = words(f"pilot.page.column.{column.name.lower()}")
            self._sorting.addItem(words("pilot.page.filter.by", column=heading), column)

    def _hear(self) -> None:
        table = self.table
        self.search.asked.connect(lambda text: self._use(replace(self._sieve, terms=terms_of(text))))
        self.search.taken.connect(table.setFocus)
        self.search.stepped.connect(lambda _by: table.setFocus())
        self._sorting.activated.connect(lambda _at: self._on_sorting())
        table.sort_asked.connect(self._on_heading)
        table.opened.connect(self.opened)
        table.copied.connect(self.copied)
        table.typed.connect(self._on_typed)

    def _on_heading(self, column: Column) -> None:
        """The same heading again turns the order round."""
        again = self._sieve.column is column
        self.down.setChecked(again and not self._sieve.descending)
        self._sorting.setCurrentIndex(column + 1)
        self._on_sorting()

    def _on_sorting(self) -> None:
        column = self._sorting.currentData()
        column = None if column is None else Column(column)
        self.table.tell_sorting(column, descending=self.down.isChecked())
        self._use(replace(self._sieve, column=column, descending=self.down.isChecked()))

    def _on_typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.insert(text)


def _all(steps: Iterable[list[int]]) -> list[int]:
    return list(chain.from_iterable(steps))
