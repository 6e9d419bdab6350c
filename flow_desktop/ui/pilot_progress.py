"""RunBox: a run is under way: what it does, how far it is, how fast, how long still, and what holds it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from flow_desktop.ui.countdown import Countdown
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.field_model import clock_time
from flow_desktop.ui.kit import Kit, announce, set_mark
from flow_desktop.ui.pilot_plan import duration, plan_of

if TYPE_CHECKING:
    from flow_desktop.flows.verify import Progress


class RunBox(QFrame):
    """``pause_asked`` carries whether to hold still; ``cancel_asked``: stop, what was read is kept."""

    pause_asked = Signal(bool)
    cancel_asked = Signal()

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__()
        self._kit, self._desk = kit, desk
        self._paused = self._watching = False
        self.is_active = False
        self._phase = ""
        self.setObjectName("panel")
        self._how = kit.label(role="caption")
        self._title, self._far, self._held = kit.label(role="strong"), kit.label(), kit.label(role="state")
        self.bar = Bar(kit)
        self.countdown = Countdown(kit, desk.clock.monotonic, text_id="pilot.page.run.next_look", warns=False)
        self.pause = kit.button("pilot.page.run.pause", then=self._on_pause)
        self.cancel = kit.button("pilot.page.run.cancel", then=self.cancel_asked.emit)
        set_mark(self._held, "differs")
        box = kit.column(self, gap=2, margin=4)
        for part in (
            self._title,
            self.bar,
            self._far,
            self._how,
            self._held,
            self.countdown,
            kit.row(self.pause, self.cancel),
        ):
            box.addWidget(part)
        self.hide()

    @property
    def text(self) -> str:
        """Everything it says now."""
        parts = (self._title, self._far, self._held)
        return "" if self.isHidden() else " ".join(part.text() for part in parts if part.text() and not part.isHidden())

    def begin(self, *, watching: bool = False) -> None:
        """A run has been asked for."""
        self._paused, self._watching, self._phase = False, watching, ""
        self._title.setText(self._kit.words("pilot.page.run.begins"))
        self._far.setText("")
        self._how.hide()
        self._held.hide()
        self.countdown.hide()
        self.bar.tell(0, None)
        self.bar.show()
        self._say_buttons()
        self.is_active = True
        self.show()

    def take_focus(self) -> None:
        """The keyboard goes to the button that ends it, or the one that holds it still."""
        (self.cancel if self._watching else self.pause).setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """It is over."""
        self.is_active = False
        self.countdown.stop()
        self.hide()

    def tell(self, told: Progress) -> None:
        """How far it is."""
        words = self._kit.words
        phase = words(f"pilot.page.phase.{told.phase}")
        self._title.setText(words("pilot.page.run.resumed", phase=phase) if told.resumed else phase)
        self.bar.tell(told.done, told.total)
        self._how.setText(plan_of(self._kit, told.cost) if told.cost is not None else "")
        self._how.setVisible(bool(self._how.text()) and told.next_look is None)
        self._far.setText(self._how_far(told))
        waits = told.next_look is not None
        self._far.setVisible(bool(self._far.text()) and not waits)
        self.bar.setVisible(not waits)
        self._tell_held(told)
        self._tell_next(told)
        self.pause.setVisible(told.next_look is None)
        self.setAccessibleName(self.text)
        if phase != self._phase:
            self._phase = phase
            announce(self, phase)

    def _how_far(self, told: Progress) -> str:
        words = self._kit.words
        parts = []
        if told.total:
            parts.append(words("pilot.page.run.done_of", done=f"{told.done:,}", n=told.total, total=f"{told.total:,}"))
        elif told.done:
            parts.append(words("pilot.page.run.done", n=told.done, done=f"{told.done:,}"))
        if told.rate and told.rate >= 1:
            parts.append(words("pilot.page.run.rate", rate=f"{round(told.rate):,}"))
        if told.eta_seconds is not None:
            parts.append(words("pilot.page.run.left", time=duration(self._kit, told.eta_seconds)))
        return " · ".join(parts)

    def _tell_held(self, told: Progress) -> None:
        waiting = told.waiting
        self._held.setVisible(waiting is not None or told.paused)
        if told.paused:
            self._held.setText(self._kit.words("pilot.page.run.paused"))
        elif waiting is not None:
            until = clock_time(waiting.until)
            self._held.setText(self._kit.words("pilot.page.run.throttled", host=waiting.host, time=until))

    def _tell_next(self, told: Progress) -> None:
        self.countdown.setVisible(told.next_look is not None)
        if told.next_look is None:
            self.countdown.stop()
            return
        left = (told.next_look - self._desk.clock.now()).total_seconds()
        self.countdown.start(self._desk.clock.monotonic() + left)

    def _on_pause(self) -> None:
        self._paused = not self._paused
        self._say_buttons()
        self.pause_asked.emit(self._paused)

    def _say_buttons(self) -> None:
        words = self._kit.words
        self.pause.say(words("pilot.page.run.go_on" if self._paused else "pilot.page.run.pause"))
        self.cancel.say(words("pilot.page.run.stop_watch" if self._watching else "pilot.page.run.cancel"))


class Bar(QWidget):
    """How much is done, as a line; where nobody knows of how much, only its beginning is coloured."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._theme = kit.theme
        self._share = 0.0
        self.setFixedHeight(kit.theme.space(2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        kit.theme.changed.connect(self.update)

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self._share

    def tell(self, done: int, total: int | None) -> None:
        """So much of so much."""
        self._share = min(1.0, done / total) if total else 0.03
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        corner = self.height() / 2
        painter.setBrush(self._theme.color("line"))
        painter.drawRoundedRect(QRectF(self.rect()), corner, corner)
        width = max(self.height(), self.width() * self._share)
        left = self.width() - width if self.isRightToLeft() else 0
        painter.setBrush(self._theme.color("accent"))
        painter.drawRoundedRect(QRectF(left, 0, width, self.height()), corner, corner)
