"""What every test gets: a home of its own, a quiet log, and nothing left running afterwards."""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.hostile import UNCOMMON_TEXTS
from tests.sockets import open_sockets, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background: what is tested would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("ci", derandomize=True)  # the same examples each time: red means that a change broke it
settings.load_profile("ci" if os.environ.get("CI") else "default")

LEAK_SECONDS = 3.0
FOREIGN_WARNINGS = ("waitress.queue",)  # says that it is busy, which is not a fault
HANDS_OFF = ("http_proxy", "https_proxy", "all_proxy")

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # Qt aborts the process where there is no display


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that holds every file the application keeps; no setting of the person's own applies."""
    for name in [key for key in os.environ if key.startswith("FLOW_") or key.lower() in HANDS_OFF]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("FLOW_DESKTOP_HOME", str(folder))
    return folder


@pytest.fixture(params=list(UNCOMMON_TEXTS.values()), ids=list(UNCOMMON_TEXTS))
def uncommon_text(request: pytest.FixtureRequest) -> str:
    """One hostile name after the other: what a stranger may put in a directory."""
    return str(request.param)


# ------------------------------------------------------------------ nothing is left running


@pytest.fixture(autouse=True)
def _leak_guard(request: pytest.FixtureRequest, home: Path) -> Iterator[None]:
    """Fail a test that leaves a thread or a socket alive, and name it."""
    threads, sockets = set(threading.enumerate()), set(open_sockets())
    yield
    if request.node.get_closest_marker("leaves_behind"):
        return
    deadline = time.monotonic() + LEAK_SECONDS
    for thread in set(threading.enumerate()) - threads:
        if thread is not threading.current_thread() and not isinstance(thread, threading._DummyThread):
            thread.join(max(deadline - time.monotonic(), 0.0))
    left = [f"thread {thread}" for thread in set(threading.enumerate()) - threads if _counts(thread)]
    pause = threading.Event()
    while (late := set(open_sockets()) - sockets) and time.monotonic() < deadline:
        pause.wait(0.02)  # a server notices a moment later that its client has gone
    left += [f"socket {sock!r} made at {place_of(sock)}" for sock in late]
    if left:
        pytest.fail("left alive: " + "; ".join(left), pytrace=False)


def _counts(thread: threading.Thread) -> bool:
    """Whether a thread is ours to end: Qt's own threads appear as dummies when Python runs in them."""
    return thread.is_alive() and not isinstance(thread, threading._DummyThread)


# ------------------------------------------------------------------ nobody complains unheard


class _Complaints(logging.Handler):
    """Keeps what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(FOREIGN_WARNINGS):
            self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _log_guard(request: pytest.FixtureRequest, _leak_guard: None) -> Iterator[None]:
    """Fail a test during which somebody warned, unless it is marked `expects_log`."""
    handler = _Complaints()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
    marker = request.node.get_closest_marker("expects_log")
    problem = _judge(handler.lines, patterns=marker.args if marker else None)
    if problem:
        pytest.fail(problem, pytrace=False)


def _judge(lines: list[str], *, patterns: tuple[str, ...] | None) -> str:
    """What is wrong with a test's warnings; None stands for "none allowed", no patterns for "any"."""
    if patterns is None:
        return "unexpected in the log: " + " | ".join(lines) if lines else ""
    stray = [line for line in lines if patterns and not any(re.search(pattern, line) for pattern in patterns)]
    unseen = [pattern for pattern in patterns if not any(re.search(pattern, line) for line in lines)]
    return " ".join(
        [*(f"unexpected in the log: {line}" for line in stray), *(f"never logged: {one}" for one in unseen)]
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that expects warnings expects them from Qt too."""
    if "pytestqt" not in sys.modules:
        return
    for item in items:
        if item.get_closest_marker("expects_log"):
            item.add_marker(pytest.mark.qt_log_level_fail("CRITICAL"))
