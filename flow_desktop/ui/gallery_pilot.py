"""The components of the Pilot page for the gallery, with people made up by hand."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from flow_desktop.core.pilot.results import Cost, MatchedBy, Result, Status, Strategy
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.flows.verify import Phase, Progress
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.kit import Card, Kit
from flow_desktop.ui.picker import Picker
from flow_desktop.ui.pilot_chart import StatusChart
from flow_desktop.ui.pilot_chips import PilotChips
from flow_desktop.ui.pilot_first_rows import FirstRows
from flow_desktop.ui.pilot_plan import PlanBox
from flow_desktop.ui.pilot_progress import RunBox
from flow_desktop.ui.pilot_rows import PilotRows
from flow_desktop.ui.pilot_speech import RowSpeech
from flow_desktop.ui.pilot_table import PilotTable
from flow_desktop.ui.tick import Tick

COUNTS = dict(zip(Status, (1, 1, 1, 2, 1, 2, 1, 1, 4, 26), strict=True))
LISTED = PilotList(
    "pilot.csv", tuple(PilotRow(at, f"person{at}@pilot.example", "Linh", "Nguyễn") for at in range(len(Status)))
)


def pilot_parts(kit: Kit, desk: Desk) -> Iterator[QWidget]:
    """Each once: the chart and the chips with every status, the plan, a run under way, the table."""
    chart, chips, plan, run = StatusChart(kit), PilotChips(kit), PlanBox(kit), RunBox(kit, desk)
    chart.tell(COUNTS, sum(COUNTS.values()))
    chips.tell(COUNTS)
    plan.tell(Cost(Strategy.LISTED, 40, 12_300, 100, 123, 40, filters=True))
    run.begin()
    run.tell(Progress("1", Phase.LISTING, 3_400, 12_300, rate=1_200.0, eta_seconds=8.0))
    first, table = FirstRows(kit), PilotTable(kit)
    first.tell(LISTED)
    rows = PilotRows(LISTED, RowSpeech(kit.words, {}, LISTED))
    slots = rows.put(
        Result(at, f"person{at}@pilot.example", status, MatchedBy.EMAIL)
        for at, status in enumerate(Status)
        if status is not Status.UNEXPECTED
    )
    table.show_rows(rows, slots)
    small, picker = Card(kit), Picker(kit, kit.words("pilot.page.filter.sort"))
    picker.addItem(kit.words("pilot.page.filter.by_list"))
    small.box.addWidget(Tick(kit, kit.words("pilot.page.preview.unexpected")))
    small.box.addWidget(picker)
    yield from (chart, chips, plan, run, first, table, small)
