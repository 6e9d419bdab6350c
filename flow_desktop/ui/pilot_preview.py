"""PilotPreview: how a list was understood, before anybody is asked about it; columns can be changed here.

How many there are, the plan and the button that begins stand above the rows: they are in sight without scrolling.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.pilot.columns import ColumnChoice, Role
from flow_desktop.core.pilot.preview import notes_of
from flow_desktop.core.pilot.results import Cost
from flow_desktop.core.pilot.rows import ListKind, PilotList
from flow_desktop.core.text import for_display
from flow_desktop.ui.fold import Fold
from flow_desktop.ui.kit import Card, Kit
from flow_desktop.ui.picker import Picker
from flow_desktop.ui.pilot_assigned import AssignedAt
from flow_desktop.ui.pilot_first_rows import FirstRows
from flow_desktop.ui.pilot_plan import PlanBox
from flow_desktop.ui.pilot_rejected import make_rejected
from flow_desktop.ui.tick import Tick

if TYPE_CHECKING:
    from flow_desktop.ui.pilot_finished import Preview

FROM_DIRECTORY = (ListKind.GROUP, ListKind.EVERYBODY)


class PilotPreview(Card):
    """``go_asked``: verify it. ``columns_chosen`` carries a ColumnChoice, ``plan_changed``: the plan may be another."""

    go_asked = Signal()
    other_asked = Signal()
    columns_chosen = Signal(object)
    plan_changed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, gap=4, margin=5)
        self._kit = kit
        self._listed: PilotList | None = None
        self.name, self._how = kit.label(role="strong"), kit.label(role="muted")
        self._count, self._notes = kit.label(role="section"), kit.label(role="caption")
        self.columns: dict[Role, Picker] = {}
        self._columns = self._make_columns()
        self.first_rows = FirstRows(kit)
        self.rejected = Fold(kit, self._make_rejected)
        self.unexpected = Tick(kit, kit.words("pilot.page.preview.unexpected"))
        self.unexpected.toggled.connect(lambda _on: self.plan_changed.emit())
        self.assigned, self.plan = AssignedAt(kit), PlanBox(kit)
        self.options = Fold(kit, self._make_options)
        self.options.say(kit.words("pilot.page.preview.options"))
        self.options.open()
        self.options.open(opened=False)
        self.go = kit.button("pilot.page.preview.go_plain", "primary", icon="pilot", then=self.go_asked.emit)
        self.other = kit.button("pilot.page.preview.other", then=self.other_asked.emit)
        for part in self._parts():
            self.box.addWidget(part)

    def _parts(self) -> Iterator[QWidget]:
        head = QWidget()
        lines = self._kit.column(head, gap=1)
        for label in (self.name, self._how, self._notes):
            lines.addWidget(label)
        yield from (head, self._columns, self._count, self.options)
        yield from (self.plan, self._kit.row(self.go, self.other), self.first_rows, self.rejected)

    def _make_options(self) -> QWidget:
        """What may be left as it is; the button below stays in sight while this is closed."""
        inside = QWidget()
        box = self._kit.column(inside, gap=4)
        for part in (self.unexpected, self.assigned):
            box.addWidget(part)
        return inside

    @property
    def listed(self) -> PilotList | None:
        """What is shown."""
        return self._listed

    def tell(self, preview: Preview) -> None:
        """Show a list that was read."""
        listed = self._listed = preview.listed
        read = listed.read_as
        words, can_choose = self._kit.words, preview.path is not None and bool(listed.read_as.columns)
        self.name.setText(for_display(listed.name) if listed.name else words(f"pilot.list_kind.{read.kind}"))
        self._how.setText(words(f"pilot.list_kind.{read.kind}"))
        self._how.setVisible(self._how.text() != self.name.text())
        self._notes.setText(" ".join(words.say(note) for note in notes_of(listed)))
        self._notes.setVisible(bool(self._notes.text()))
        self._columns.setVisible(can_choose)
        if can_choose:
            self._tell_columns(listed)
        self._count.setText(self._counted(listed))
        self._count.setVisible(read.kind not in FROM_DIRECTORY)
        self.first_rows.tell(listed)
        self.rejected.setVisible(bool(listed.rejected))
        self.rejected.say(words("pilot.page.preview.rejected", n=len(listed.rejected)))
        self.rejected.renew()
        self.rejected.open(opened=0 < len(listed.rejected) <= 3)
        self.unexpected.setVisible(read.kind is not ListKind.EVERYBODY)
        self.plan.reset()
        self._say_go(listed)

    def reset_options(self) -> None:
        """Another list: nothing was chosen for it yet."""
        self.unexpected.setChecked(False)
        self.assigned.reset()
        self.options.open(opened=False)

    def say_wrong_option(self) -> None:
        """What was typed for when they were assigned is wrong, and said so."""
        self.options.open()
        self.assigned.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell_cost(self, cost: Cost) -> None:
        """How it would be done."""
        self.plan.tell(cost)

    def _say_go(self, listed: PilotList) -> None:
        words, n = self._kit.words, len(listed.rows)
        plain = listed.read_as.kind in FROM_DIRECTORY
        self.go.say(
            words("pilot.page.preview.go_plain") if plain else words("pilot.page.preview.go", n=n, count=f"{n:,}")
        )
        self.go.setEnabled(plain or n > 0)

    def _counted(self, listed: PilotList) -> str:
        words, n, bad = self._kit.words, len(listed.rows), len(listed.rejected)
        people = words("pilot.page.preview.people", n=n, count=f"{n:,}")
        return f"{people} {words('pilot.page.preview.bad', n=bad, count=f'{bad:,}')}" if bad else people

    # --- columns

    def _make_columns(self) -> QWidget:
        kit, fields = self._kit, []
        for role in Role:
            box = Picker(kit, kit.words(f"pilot.role.{role}"))
            box.setSizeAdjustPolicy(Picker.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(14)
            box.activated.connect(lambda _at: self._on_column())
            field = QWidget()
            lines = kit.column(field, gap=1)
            lines.addWidget(kit.label(kit.words(f"pilot.role.{role}"), "caption"))
            lines.addWidget(box)
            self.columns[role] = box
            fields.append(field)
        return kit.row(*fields)

    def _tell_columns(self, listed: PilotList) -> None:
        words, used = self._kit.words, dict(listed.read_as.columns)
        headers = list(dict.fromkeys((*used.values(), *listed.extra_columns)))
        for role, box in self.columns.items():
            box.clear()
            box.addItem(words("pilot.page.preview.no_column"), "")
            for header in headers:
                box.addItem(for_display(header), header)
            box.setCurrentIndex(max(0, box.findData(used.get(role.value, ""))))

    def _on_column(self) -> None:
        chosen = {role.value: box.currentData() for role, box in self.columns.items()}
        self.columns_chosen.emit(ColumnChoice(**chosen))

    def _make_rejected(self) -> QWidget:
        return make_rejected(self._kit, self._listed.rejected if self._listed is not None else ())
