"""Ctrl+C in the terminal that a window was started from."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from flow_desktop.ui.interrupt import Interrupt

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a window has no terminal there")

PRESSED_AFTER_SECONDS = 0.1
LATE_MS = 3000


def test_ctrl_c_reaches_a_loop_that_runs_no_python(qapp: QApplication) -> None:
    """The signal wakes Qt's loop at once, and afterwards belongs to whoever had it before."""
    before, loop, late = signal.getsignal(signal.SIGINT), QEventLoop(), list[str]()
    guard = QTimer(singleShot=True, interval=LATE_MS)
    guard.timeout.connect(lambda: late.append("nothing woke the loop"))
    guard.timeout.connect(loop.quit)
    interrupt = Interrupt(loop.quit)
    press = threading.Timer(PRESSED_AFTER_SECONDS, os.kill, (os.getpid(), signal.SIGINT))
    try:
        guard.start()
        press.start()
        loop.exec()
    finally:
        press.join()
        interrupt.close()
        interrupt.close()
    assert (interrupt.happened, late) == (True, [])
    assert signal.getsignal(signal.SIGINT) is before


def test_without_ctrl_c_nothing_happens(qapp: QApplication) -> None:
    """Opened and closed, no file is left open and nothing is told."""
    count = _open_files()
    interrupt = Interrupt(lambda: pytest.fail("nobody pressed anything"))
    interrupt.close()
    assert (interrupt.happened, _open_files()) == (False, count)


def _open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))
