"""The real window, clicked by itself: after the sign-in it verifies a large list on the Pilot page.

Says JSON lines on stdout: the link instead of opening it, then every moment in which the GUI thread was held up.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flow_desktop.adapters.places import Places
    from flow_desktop.core.deployment import Deployment, Refusal


def driven(places: Places) -> Deployment | Refusal | None:
    """Called where a QApplication is there and no window yet; gives the product the deployment it asked for."""
    from PySide6.QtWidgets import QApplication

    from flow_desktop import app
    from tests.bench.programs.piloting_hand import PilotingHand

    running = QApplication.instance()
    assert running is not None
    PilotingHand(running)
    return app.own_deployment(None)(places)


def main() -> int:
    """As `python -m flow_desktop` goes; trio is in the test environment only, see `sign_in_window`."""
    from flow_desktop import app

    hidden: dict[str, Any] = {"trio": None}
    sys.modules |= hidden
    return app.show_window(app.Start(driven))


sys.exit(main())
