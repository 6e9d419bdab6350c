"""Work in small pieces, one at a turn of the event loop, so that the window answers between them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal


class Turns(QObject):
    """Runs pieces of work one by one; ``done`` follows the last one. A new `run` replaces what is left of the old."""

    done = Signal()

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._left: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    @property
    def busy(self) -> bool:
        """Whether something is left to do."""
        return self._timer.isActive()

    def run(self, pieces: Iterable[Callable[[], object]]) -> None:
        """Do these, each at a turn of its own."""
        self._left = deque(pieces)
        self._timer.start()

    def also(self, piece: Callable[[], object]) -> None:
        """Do this next, before what is left."""
        self._left.appendleft(piece)
        self._timer.start()

    def _next(self) -> None:
        if self._left:
            self._left.popleft()()
        if not self._left:
            self._timer.stop()
            self.done.emit()


def loading(names: tuple[str, ...]) -> list[Callable[[], object]]:
    """The import of each of these modules of this room, as a piece of work."""
    return [partial(import_module, f"flow_desktop.ui.{name}") for name in names]
