"""Help, configuration, and the manners of the window."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flow_desktop.core.deployment import Refusal
from flow_desktop.ui.signed_out_page import SignedOutPage
from tests.ui.test_screens import STATES
from tests.ui.world import DEPLOYMENT, World

Make = Callable[..., World]
ROOT = Path(__file__).resolve().parents[2]


def test_help_leads_back_and_copies_what_support_asks_for(world: Make) -> None:
    """F1 from anywhere; the details name platform, provider, e-mail, what was tried, version and code."""
    there = world()
    STATES["failed"](there)
    QTest.keyClick(there.window, Qt.Key.Key_F1)
    there.until_page(there.stage.help)
    there.press(there.stage.help.copy)
    for part in ("Linux 6.1", "Okta", "1.2.3", "tls.untrusted", "What was tried"):
        assert part in there.links.texts[-1]
    there.press(there.stage.help.talk)
    assert there.links.opened[-1] == DEPLOYMENT.support_url
    QTest.keyClick(there.window, Qt.Key.Key_Escape)
    there.until_page(there.stage.end)


def test_without_a_support_page_it_explains(world: Make) -> None:
    """No address of support: the way through the Flow app is explained and nothing is opened."""
    there = world(deployment=replace(DEPLOYMENT, support_url=None))
    STATES["help_page"](there)
    assert not there.stage.help.talk.isVisible()


def test_a_refused_deployment_names_the_key(world: Make) -> None:
    """Which key, why, from where; the demo can be started; nothing else is offered."""
    refused = Refusal("issuer", "must start with https://", "deployment file acme.toml")
    there = world(deployment=refused)
    there.show()
    page = there.page
    assert not isinstance(page, SignedOutPage)
    for part in ("issuer", "must start with https://", "acme.toml", "configuration.invalid"):
        assert part in page.panel.text
    with there.qtbot.waitSignal(there.window.demo_requested):
        there.press(page.demo)
    assert there.window.stage is None


def test_only_one_window_ever_appears(world: Make) -> None:
    """No part of a page flashes up as a window of its own."""
    there = world()
    STATES["differs"](there)
    there.stage.show_help()
    tops = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert tops == [there.window]


def test_many_cancelled_attempts_leave_nothing(world: Make) -> None:
    """25 attempts begun and cancelled: every socket is closed, no task is left."""
    there = world()
    there.show()
    for number in range(25):
        there.press(there.window.signed_out.sign_in if number == 0 else there.stage.end.again)
        wanted = number + 1
        there.until(lambda: len(there.links.opened) == wanted, "the link")  # noqa: B023 - waited for at once
        there.press(there.stage.waiting.cancel)
    there.until(lambda: not any(one.is_open for one in there.receivers), "all closed")
    left: list[int] = []
    there.runner.call(lambda: left.append(len(asyncio.all_tasks())))
    there.until(lambda: bool(left), "counted")
    assert left[0] <= 3


def test_the_first_paint_needs_nothing_heavy() -> None:
    """When the sign-in card is painted, no HTTP, OAuth, keychain, crypto or network module is loaded."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from flow_desktop.app import Start, build_window\n"
        "from flow_desktop.adapters.places import Places\n"
        "from flow_desktop.core.deployment import Deployment\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "deployment = Deployment('https://id.example.com', 'x')\n"
        "window, runner = build_window(Start(lambda _: deployment), Places(Path(sys.argv[1])))\n"
        "window.show(); window.repaint()\n"
        "heavy = ('httpx2', 'authlib', 'joserfc', 'keyring', 'cryptography', 'ssl', 'asyncio', 'PySide6.QtNetwork',\n"
        "         'flow_desktop.core.signin', 'flow_desktop.core.comparison')\n"
        "print([name for name in heavy if name in sys.modules], window.signed_out.sign_in.isVisible())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "home"], cwd=ROOT, capture_output=True, text=True, timeout=50, check=True
    )
    assert done.stdout.strip() == "[] True"
