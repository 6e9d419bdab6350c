"""Where a list comes from: a file, pasted text, the sample, a group, everybody, or a run that was stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from flow_desktop.core.pilot.rows import ListKind, PilotList, ReadAs
from flow_desktop.ui.pilot_control import PilotControl
from flow_desktop.ui.pilot_finished import Preview

if TYPE_CHECKING:
    from flow_desktop.core.pilot.columns import ColumnChoice
    from flow_desktop.core.pilot.entries import Group
    from flow_desktop.core.ports import Clock
    from flow_desktop.flows.verify import Order, PastRun
    from flow_desktop.ui.pilot_dialogs import Dialogs
    from flow_desktop.ui.pilot_page import PilotPage


AGAIN_MS, AGAIN_TIMES = 250, 40
"""What a run that was stopped has read is still being written: so often it is looked whether it can go on by now."""


class PilotLists(QObject):
    """``begun``: a run of a list was started, or one that was stopped goes on."""

    begun = Signal()

    def __init__(
        self, page: PilotPage, control: PilotControl, *, dialogs: Callable[[], Dialogs | None], clock: Clock
    ) -> None:
        super().__init__(page)
        self._page, self._control, self._dialogs, self._clock = page, control, dialogs, clock
        self._preview: Preview | None = None
        self._group: Group | None = None
        self._asked_history = False
        self._looks_left = 0
        self._names: dict[str, str] = {}
        self._hear_start()
        self._hear_others()
        self._hear_control()

    def look_for_unfinished(self) -> None:
        """Offer a run that was stopped, where there is one."""
        if not self._control.running:
            self._looks_left = AGAIN_TIMES
            self._control.ask_history()

    def open(self, path: Path) -> None:
        """Read a list from a file."""
        self._page.show_reading()
        self._control.read_file(path)

    def go(self) -> None:
        """Verify what is previewed."""
        preview, made = self._page.preview, self._control.made
        if self._preview is None or made is None or not preview.go.isEnabled():
            return
        answers = preview.assigned.read(made.explainer.questions, self._clock.now())
        if answers is None:
            preview.say_wrong_option()
        else:
            self._control.run(replace(self._order(self._preview), answers=answers))
            self.begun.emit()
            self._page.show_answer(self._preview.listed.name)

    def back(self) -> None:
        """Out of what was opened for choosing a list."""
        page = self._page
        if page.part in (page.paste, page.pick, page.preview, page.history):
            self._leave()

    def fall_back(self) -> None:
        """What was waited for did not come: back to where one was before, so that it can be tried again."""
        page = self._page
        empty = page.part is page.answer and not page.answer_has_something
        if page.part is page.preview:
            page.preview.plan.tell_unknown()
        elif (page.part is page.skeleton or empty) and self._preview is not None:
            page.show_preview()
        elif page.part in (page.skeleton, page.pick) or empty:
            self._leave()

    # --- who hears whom

    def _hear_start(self) -> None:
        start = self._page.start
        start.dropped.connect(self.open)
        start.open_asked.connect(self._on_open)
        start.paste_asked.connect(self._page.show_paste)
        start.sample_asked.connect(self._on_sample)
        start.group_asked.connect(self._on_group)
        start.everybody_asked.connect(self._on_everybody)
        start.history_asked.connect(self._on_history)
        start.back_asked.connect(self._leave)
        for box in (start.resume, self._page.stopped):
            box.resume_asked.connect(self._on_resume)
            box.forget_asked.connect(self._control.forget)

    def _hear_others(self) -> None:
        page, preview, history = self._page, self._page.preview, self._page.history
        page.other_asked.connect(self._on_other)
        page.paste.pasted.connect(self._on_pasted)
        page.paste.cancelled.connect(self._leave)
        page.pick.chosen.connect(self._on_picked)
        page.pick.cancelled.connect(self._leave)
        preview.go_asked.connect(self.go)
        preview.other_asked.connect(self._leave)
        preview.columns_chosen.connect(self._on_columns)
        preview.plan_changed.connect(self._plan)
        history.back_asked.connect(self._leave)
        history.open_asked.connect(self._on_open_run)
        history.resume_asked.connect(self._on_resume)
        history.forget_asked.connect(self._control.forget)
        history.compare_asked.connect(self._control.compare)

    def _hear_control(self) -> None:
        control = self._control
        control.listed.connect(self._on_listed)
        control.costed.connect(self._page.preview.tell_cost)
        control.groups.connect(self._on_groups)
        control.past.connect(self._on_past)
        control.compared.connect(self._page.history.tell_changes)
        control.forgotten.connect(control.ask_history)

    # --- ways to a list

    def _on_open(self) -> None:
        dialogs = self._dialogs()
        path = dialogs.open_list() if dialogs is not None else None
        if path is not None:
            self.open(path)

    def _on_sample(self) -> None:
        self._page.show_reading()
        self._control.read_sample()

    def _on_pasted(self, text: str) -> None:
        self._page.show_reading()
        self._control.read_pasted(text)

    def _on_group(self) -> None:
        self._page.pick.tell_looking()
        self._page.show_pick()
        self._control.ask_groups()

    def _on_groups(self, groups: tuple[Group, ...]) -> None:
        self._page.pick.tell(groups)
        self._page.put_in_order()

    def _on_picked(self, group: Group) -> None:
        self._group = group
        self._on_listed(Preview(PilotList(group.name, (), read_as=ReadAs(ListKind.GROUP))))

    def _on_everybody(self) -> None:
        name = self._page.kit.words("pilot.page.everybody")
        self._on_listed(Preview(PilotList(name, (), read_as=ReadAs(ListKind.EVERYBODY))))

    def _on_columns(self, choice: ColumnChoice) -> None:
        if self._preview is not None and self._preview.path is not None:
            self._control.read_file(self._preview.path, choice)

    def _on_listed(self, preview: Preview) -> None:
        again = (
            self._preview is not None and self._preview.path == preview.path and self._page.part is self._page.preview
        )
        self._preview = preview
        self._page.preview.tell(preview)
        if not again:
            self._page.preview.reset_options()
            self._page.show_preview()
        self._page.paste.reset()
        self._plan()

    def _plan(self) -> None:
        if self._preview is not None:
            self._control.plan(self._order(self._preview))

    def _order(self, preview: Preview) -> Order:
        from flow_desktop.flows.verify import Order  # noqa: PLC0415 - the loop's thread has loaded it

        kind, unexpected = preview.listed.read_as.kind, self._page.preview.unexpected.isChecked()
        if kind is ListKind.GROUP and self._group is not None:
            return Order(group=self._group.id, unexpected=unexpected)
        if kind is ListKind.EVERYBODY:
            return Order(everybody=True)
        return Order(preview.listed, unexpected=unexpected)

    # --- leaving, and what was before

    def _leave(self) -> None:
        """To the run that is shown, if there is one, else to the start."""
        page = self._page
        if page.answer is not None and self._has_run:
            rows = page.answer.sheet.rows
            page.show_answer(rows.listed.name if rows is not None else "")
        else:
            self._on_other()

    def _on_other(self) -> None:
        """To the start, from a run: another list. The run is there to come back to."""
        self._preview = None
        self._page.start.tell_back(there=self._has_run)
        self._page.show_start()
        self._page.focus_first()
        self.look_for_unfinished()

    @property
    def _has_run(self) -> bool:
        return self._control.running or self._page.answer_has_something

    def _on_history(self) -> None:
        self._asked_history = True
        self._control.ask_history()

    def _on_past(self, runs: tuple[PastRun, ...]) -> None:
        page = self._page
        unfinished = next((one for one in runs if one.resumable), None)
        self._names = {one.facts.id: one.facts.list_name for one in runs}
        now = self._clock.now()
        page.start.resume.tell(unfinished, now)
        page.start.tell_history(there=bool(runs))
        if not self._control.running:
            page.stopped.tell(unfinished if page.part is page.answer else None, now)
            self._look_again(runs)
        if self._asked_history or page.part is page.history:
            self._asked_history = False
            page.history.tell(runs)
            if page.part is not page.history:
                page.show_history()

    def _look_again(self, runs: tuple[PastRun, ...]) -> None:
        """The run in sight was stopped, and is not free yet: its offer comes as soon as it is."""
        page = self._page
        stopped = page.part is page.answer and page.answer is not None and page.answer.outcome is None
        if stopped and runs and runs[0].facts.finished_at is None and not runs[0].resumable and self._looks_left:
            self._looks_left -= 1
            QTimer.singleShot(AGAIN_MS, self, self._ask_again)

    def _ask_again(self) -> None:
        if not self._control.running:
            self._control.ask_history()

    def _on_resume(self, run: str) -> None:
        self._control.resume(run)
        self.begun.emit()
        self._page.show_answer(self._names.get(run))

    def _on_open_run(self, run: str) -> None:
        self._page.show_reading()
        self._control.open_run(run)
