"""Ctrl+C in the terminal a window was started from, or SIGTERM: Qt's loop runs no Python, so they have to wake it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QSocketNotifier

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupt:
    """Calls ``then`` on the GUI thread at SIGINT or SIGTERM. Made on the main thread; Windows sends windows neither."""

    def __init__(self, then: Callable[[], object]) -> None:
        self._then = then
        self.happened = False
        self._notifier: QSocketNotifier | None = None
        if sys.platform != "win32":
            self._listen()

    def close(self) -> None:
        """Give the signal back. May be called twice."""
        if self._notifier is None:
            return
        self._notifier.setEnabled(False)
        self._notifier = None
        signal.set_wakeup_fd(-1)
        for number, before in self._before.items():
            signal.signal(number, before)
        os.close(self._read)
        os.close(self._write)

    def _listen(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._notifier = QSocketNotifier(self._read, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._on_woken)
        self._before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def _on_woken(self) -> None:
        """Python runs the signal's handler before the next line of ours: emptying the pipe is all that is left."""
        os.read(self._read, 64)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.happened = True
        self._then()
