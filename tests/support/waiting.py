"""Waiting for a condition with a deadline; never for an amount of time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_EVERY = 0.02


def wait_until(probe: Callable[[], T | None], what: str, *, seconds: float = 15.0) -> T:
    """The first answer of `probe` that counts as true. Raises AssertionError naming `what` after `seconds`."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        pause.wait(LOOK_EVERY)
