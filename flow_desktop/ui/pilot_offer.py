"""PilotOffer: after a sign-in, a run that was stopped half-way is told above whatever page is shown, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flow_desktop.ui.desk import Desk
from flow_desktop.ui.pilot_control import PilotControl

if TYPE_CHECKING:
    from flow_desktop.flows.verify import PastRun
    from flow_desktop.ui.window import Window


class PilotOffer(QObject):
    """``then``: go where it can go on. Nothing is read on a computer where nothing was ever verified."""

    def __init__(self, window: Window, desk: Desk, control: PilotControl, *, then: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._desk, self._control, self._then = window, desk, control, then
        self._wanted = self._asked = False
        control.ready.connect(lambda _: self._ask())
        control.past.connect(self._on_past)

    def look(self) -> None:
        """Somebody who may verify is signed in."""
        if not self._asked:
            self._wanted = True
            self._ask()

    def forget(self) -> None:
        """Somebody else, or nobody, is signed in."""
        self._wanted = self._asked = False

    def _ask(self) -> None:
        pilot = self._desk.pilot
        if self._wanted and not self._asked and self._control.made is not None and pilot is not None:
            self._asked = True
            if pilot.has_history():
                self._control.ask_history()
            else:
                self._wanted = False

    def _on_past(self, runs: tuple[PastRun, ...]) -> None:
        if not self._wanted or self._control.made is None:
            return
        self._wanted = False
        unfinished = next((one for one in runs if one.resumable), None)
        if unfinished is not None:
            from flow_desktop.ui.pilot_resume import offer_of  # noqa: PLC0415 - only where there is one

            words, kit = self._control.made.explainer.words, self._window.kit
            go = kit.button("ui.pilot.open", icon="pilot", then=self._then)
            self._window.strip.tell(offer_of(words, unfinished, self._desk.clock.now()), icon="clock", actions=(go,))
