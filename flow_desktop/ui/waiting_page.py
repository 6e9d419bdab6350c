"""Waiting: what to do in the browser, how long it is good, and every way on or out."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from flow_desktop.core.callback import Ignored
from flow_desktop.core.identity import Identity
from flow_desktop.core.signin import (
    AskingAccount,
    AwaitingBrowser,
    Exchanging,
    Preparing,
    SignInState,
    Verifying,
)
from flow_desktop.ui.countdown import Countdown
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.kit import Card, Kit, Page, announce
from flow_desktop.ui.paste_box import PasteBox
from flow_desktop.ui.problem_panel import ProblemPanel
from flow_desktop.ui.steps import Steps

HINT_MS = 8000
"""Nothing came back for this long: ask whether the browser opened at all."""


class WaitingPage(Page):
    """Draws the running states of a sign-in; clicks come out as signals."""

    open_again_asked = Signal()
    copy_asked = Signal()
    paste_asked = Signal(str)
    cancel_asked = Signal()

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, centred=True, width="dialog")
        words = kit.words
        self._attempt = ""
        self._title = kit.label(role="title")
        self.countdown = Countdown(kit, desk.clock.monotonic)
        self._steps = Steps(kit, ("ui.step.prepare", "ui.step.browser", "ui.step.verify"))
        self._do = self._make_do()
        self.hint = kit.label(words("ui.waiting.hint"), "section")
        self.hint.hide()
        self.notice = ProblemPanel(kit, mark="differs")
        self.notice.hide()
        self.notice.copy_asked.connect(desk.clipboard.put)
        self.paste_box = PasteBox(kit)
        self.paste_box.address_given.connect(self.paste_asked)
        self.paste_box.hide()
        buttons = self._make_buttons()
        card = Card(kit, gap=4, margin=6)
        head = kit.beside(self._title)
        head.addWidget(self.countdown, 0, Qt.AlignmentFlag.AlignTop)
        card.box.addLayout(head)
        for part in (self._steps, self._do, self.hint, self.notice, buttons, self.paste_box):
            card.box.addWidget(part)
        self.box.addWidget(card)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_nothing_came)

    def _make_do(self) -> QWidget:
        """What to do in the browser, and the words its last page shows."""
        kit = self.kit
        box = QWidget()
        column = kit.column(box, gap=2)
        for number in ("1", "2", "3"):
            line = kit.label(kit.words(f"ui.waiting.do_{number}"))
            column.addLayout(kit.beside(kit.tag(number), line, gap=3))
        column.addSpacing(kit.theme.space(2))
        column.addWidget(kit.label(kit.words("ui.waiting.phrase"), "muted"))
        self.phrase = kit.tag(role="phrase")
        column.addWidget(self.phrase)
        return box

    def _make_buttons(self) -> QWidget:
        kit = self.kit
        self.open_again = kit.button("ui.waiting.open_again", icon="open", then=self.open_again_asked.emit)
        self.copy_link = kit.button("ui.waiting.copy_link", icon="copy", then=self.copy_asked.emit)
        self.paste = kit.button("ui.waiting.paste", icon="paste", then=self._on_paste)
        self.paste.setCheckable(True)
        self.cancel = kit.button("ui.waiting.cancel", then=self.cancel_asked.emit)
        return kit.row(self.open_again, self.copy_link, self.paste, self.cancel)

    def show_state(self, state: SignInState) -> bool:
        """Draw a running state; False for a state that this page does not draw."""
        match state:
            case Preparing(deadline=deadline):
                self._enter("ui.waiting.preparing", step=0)
                self.countdown.start(deadline)
            case AwaitingBrowser():
                self._await(state)
            case Exchanging():
                self._enter("ui.waiting.exchanging", step=2)
            case Verifying():
                self._enter("ui.waiting.verifying", step=2)
            case _:
                self.stop()
                return False
        return True

    def stop(self) -> None:
        """Nothing is waited for any more."""
        self._attempt = ""
        self.countdown.stop()
        self._timer.stop()
        self.paste_box.reset()
        self.paste.setChecked(False)
        self.paste_box.hide()

    def close_paste(self) -> None:
        """Close the box for a pasted address."""
        self.paste_box.reset()
        self.paste_box.hide()
        self.paste.setChecked(False)
        self.paste.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell_pasted(self, ignored: Ignored | None) -> None:
        """What a pasted address was worth."""
        self.paste_box.tell(ignored)

    def _await(self, state: AwaitingBrowser) -> None:
        if state.attempt.id != self._attempt:
            self._enter("ui.waiting.title", step=1)
            self._attempt = state.attempt.id
            self.countdown.start(state.deadline)
            self.phrase.setText(state.attempt.phrase)
            if self.cancel.hasFocus():  # all there was while preparing; a second Enter must not cancel
                self.open_again.setFocus(Qt.FocusReason.OtherFocusReason)
            self._timer.start(HINT_MS)
        self.notice.setVisible(state.notice is not None)
        if state.notice is not None:
            self._timer.stop()
            self.hint.hide()
            self.notice.tell(state.notice)
            announce(self, self.notice.text)

    def _enter(self, title_id: str, *, step: int) -> None:
        """A new stage: its title is said, and what belongs to the browser is there only while it is its turn."""
        waiting = step == 1
        self._attempt = ""
        self._timer.stop()
        self._title.setText(self.kit.words(title_id))
        self._steps.at(step)
        for part in (self._do, self.open_again, self.copy_link, self.paste):
            part.setVisible(waiting)
        self.countdown.setVisible(step < 2)
        self.hint.hide()
        self.notice.hide()
        if not waiting:
            self.paste_box.hide()
            self.paste.setChecked(False)
        announce(self, self._title.text())

    def _on_nothing_came(self) -> None:
        self.hint.show()
        announce(self, self.hint.text())

    def _on_paste(self) -> None:
        self.paste_box.setVisible(self.paste.isChecked())
        if self.paste.isChecked():
            self.paste_box.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self.paste_box)


class AskingPage(Page):
    """ "You signed in as X, expected Y": keep or switch. Nothing is stored yet."""

    keep_asked = Signal()
    switch_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, centred=True, width="card")
        self._title, self._why = kit.label(role="title"), kit.label(kit.words("ui.asking.why"))
        self.switch = kit.button("ui.asking.switch", "primary", then=self.switch_asked.emit)
        self.keep = kit.button("ui.asking.keep", then=self.keep_asked.emit)
        self.cancel = kit.button("ui.waiting.cancel", "quiet", then=self.cancel_asked.emit)
        card = Card(kit, gap=4, margin=6)
        for part in (self._title, self._why, self.switch, self.keep, self.cancel):
            card.box.addWidget(part)
        self.box.addWidget(card)

    def ask(self, state: AskingAccount) -> None:
        """Name both accounts."""
        self._title.setText(self.kit.words("ui.asking.title", actual=_short(state.identity), expected=state.expected))
        announce(self, self._title.text())


def _short(identity: Identity) -> str:
    return identity.label[:80]
