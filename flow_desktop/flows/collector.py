"""Collector: while a large run comes in, Python does not stop everything to look through all it has for garbage.

A full collection walks through every object; with a hundred thousand results that is a tenth of a second in which
nothing answers, whichever thread it happens in, and over a whole run a fifth of its time. What a run makes is freed
without it: it holds no circles.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 30_000
"""New objects between two small collections: of a page hundreds stay, and its body goes."""

NEVER = 1_000_000_000


class Collector:
    """Used on one thread. `hold` and `rest` may each be called many times; one may hold while another does."""

    def __init__(self) -> None:
        self._usual: tuple[int, int, int] | None = None

    def hold(self) -> None:
        """No full collections from now on; small ones now and then."""
        if self._usual is None:
            self._usual = gc.get_threshold()
            gc.set_threshold(YOUNG, self._usual[1], NEVER)

    def rest(self) -> None:
        """As usual again; what is there now is left out of later ones."""
        if self._usual is not None:
            gc.freeze()
            gc.set_threshold(*self._usual)
            self._usual = None


@contextmanager
def held() -> Iterator[None]:
    """As long as this lasts, for a command that reads a list, verifies it and writes reports."""
    collector = Collector()
    collector.hold()
    try:
        yield
    finally:
        collector.rest()
