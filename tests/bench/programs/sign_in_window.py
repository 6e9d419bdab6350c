"""The real window, clicked by itself: it signs in, and a pulse in its GUI thread shows when that thread was held up.

Says JSON lines on stdout: the link instead of opening it, then when the profile was painted and every beat that came
late. SIGUSR1 makes it say every text of the window and the clipboard; SIGTERM ends it.

The test environment has trio (for selenium), a person's has not, and httpcore2 loads it where it is: hidden here.
"""

from __future__ import annotations

import resource
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flow_desktop.adapters.places import Places
    from flow_desktop.core.deployment import Deployment, Refusal


def driven(places: Places) -> Deployment | Refusal | None:
    """Called where a QApplication is there and no window yet; gives the product the deployment it asked for."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from flow_desktop import app
    from tests.bench.programs.hand import Hand, say, texts

    running = QApplication.instance()
    assert running is not None
    hand = Hand(running)
    signal.signal(signal.SIGUSR1, lambda *_: QTimer.singleShot(0, hand, lambda: say(texts=texts())))
    signal.signal(signal.SIGTERM, lambda *_: QApplication.quit())
    return app.own_deployment(None)(places)


def main() -> int:
    """As `python -m flow_desktop` goes."""
    from flow_desktop import app

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash on purpose leaves a stack in the home folder, no more
    hidden: dict[str, Any] = {"trio": None}  # how Python writes down that there is no such module
    sys.modules |= hidden
    return app.show_window(app.Start(driven))


sys.exit(main())
