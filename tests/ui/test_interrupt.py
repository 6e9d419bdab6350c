"""Ctrl+C in the terminal that a window was started from, and SIGTERM from a session or a script that ends it."""

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
from tests.support.programs import Program
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a window has no terminal there")

BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
PRESSED_AFTER_SECONDS = 0.1
LATE_MS = 3000
CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children")


@BOTH
def test_a_signal_reaches_a_loop_that_runs_no_python(qapp: QApplication, number: signal.Signals) -> None:
    """The signal wakes Qt's loop at once, and afterwards belongs to whoever had it before."""
    before, loop, late = signal.getsignal(number), QEventLoop(), list[str]()
    guard = QTimer(singleShot=True, interval=LATE_MS)
    guard.timeout.connect(lambda: late.append("nothing woke the loop"))
    guard.timeout.connect(loop.quit)
    interrupt = Interrupt(loop.quit)
    press = threading.Timer(PRESSED_AFTER_SECONDS, os.kill, (os.getpid(), number))
    try:
        guard.start()
        press.start()
        code = loop.exec()
    finally:
        press.join()
        interrupt.close()
        interrupt.close()
    assert (code, interrupt.happened, late) == (0, True, [])
    assert signal.getsignal(number) is before


def test_without_a_signal_nothing_happens(qapp: QApplication) -> None:
    """Opened and closed, no file is left open and nothing is told."""
    count = _open_files()
    interrupt = Interrupt(lambda: pytest.fail("nobody pressed anything"))
    interrupt.close()
    assert (interrupt.happened, _open_files()) == (False, count)


@BOTH
@pytest.mark.parametrize("moment", ["service", "window"])
@pytest.mark.skipif(
    not Path(f"/proc/self/task/{os.getpid()}/children").exists(), reason="children cannot be listed here"
)
def test_the_demo_leaves_nothing_behind(tmp_path: Path, number: signal.Signals, moment: str) -> None:
    """Ended while the service starts or while the window stands: exit code 130, no service, no folder, no complaint."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(temporary)}
    with Program([sys.executable, "-m", "flow_desktop", "demo"], tmp_path / "demo", env=env) as demo:
        service = wait_until(lambda: _children(demo.pid), "the local service is started")
        if moment == "window":
            wait_until(lambda: list(temporary.glob("flow-desktop-demo-*/logs/*")), "the window is built")
        demo.send(number)
        ended = demo.finish(seconds=15)
    assert (ended.code, ended.out, ended.err) == (130, "", "")
    assert list(temporary.iterdir()) == []
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in service), "the local service is gone")


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def _open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))
