"""The window as a person drives it: real flows over fakes of the ports."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flow_desktop.core.callback import PageEnd
from flow_desktop.core.deployment import Refusal
from flow_desktop.core.directory import Role
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.ui.signed_out_page import SignedOutPage
from tests.support.waiting import wait_until
from tests.ui.test_screens import STATES
from tests.ui.world import DEPLOYMENT, MINH, Links, World, view

Make = Callable[..., World]
ROOT = Path(__file__).resolve().parents[2]


class RealClock:
    """core.ports.Clock of this machine."""

    def now(self):
        from datetime import UTC, datetime

        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


# --- sign-in


def test_a_sign_in_ends_in_the_verdict(world: Make) -> None:
    """Click, browser, back: the account page says in one sentence that everything matches."""
    there = world()
    there.show()
    there.sign_in()
    there.until_page(there.stage.account)
    assert there.stage.account.banner.accessibleName() == "Everything matches."
    assert not there.window.sidebar.isHidden()
    there.until(lambda: "farewell" in there.receivers[0].calls, "the last page")
    assert there.visits == [PageEnd.SIGNED_IN.value]


def test_the_waiting_page_shows_the_phrase_and_the_time(world: Make) -> None:
    """While the browser is open the page shows the same words as the browser will, and how long it is good."""
    there = world()
    there.show()
    there.begin()
    assert there.stage.waiting.phrase.text() == there.receivers[0].phrase
    assert there.stage.waiting.countdown.text() == "5:00 left"
    there.clock.move(241)
    there.until(lambda: there.stage.waiting.countdown.text() == "0:59 left", "the clock")
    assert there.stage.waiting.countdown.property("mark") == "differs"


def test_a_typed_address_goes_along_and_is_checked(world: Make) -> None:
    """A work e-mail is a hint to the provider; somebody else signing in is asked about, and can be kept."""
    there = world()
    STATES["asking"](there)
    assert "login_hint=minh%40other-company.example.com" in there.links.opened[0]
    assert "expected minh@other-company.example.com" in there.stage.asking._title.text()
    assert there.vault.stored == {}
    there.press(there.stage.asking.keep)
    there.until(lambda: there.stage.account.found is not None, "verdict")


def test_switching_the_account_opens_the_browser_again(world: Make) -> None:
    """Switch makes a fresh attempt in which the browser lets one choose."""
    there = world()
    STATES["asking"](there)
    there.press(there.stage.asking.switch)
    there.until(lambda: len(there.links.opened) == 2, "second link")
    there.until_page(there.stage.waiting)
    assert "prompt=select_account" in there.links.opened[1]


@pytest.mark.parametrize("typed", ["minh", "minh@", "@example.com", "minh nguyen@example.com", "a@b@c"])
def test_a_slip_in_the_address_is_told_before_anything_starts(world: Make, typed: str) -> None:
    """What cannot be an address is said at once; nothing is opened."""
    there = world()
    there.show()
    there.press(there.window.signed_out.more)
    there.window.signed_out.email.setText(typed)
    there.press(there.window.signed_out.sign_in)
    assert there.window.signed_out._wrong.isVisible()
    assert there.receivers == []


@pytest.mark.parametrize("how", ["button", "escape"])
def test_cancel_works_at_once(world: Make, how: str) -> None:
    """Within 200 ms the page has changed and the socket is closed; nothing is stored."""
    there = world()
    there.show()
    there.begin()
    timer = QElapsedTimer()
    timer.start()
    if how == "button":
        there.press(there.stage.waiting.cancel)
    else:
        QTest.keyClick(there.window, Qt.Key.Key_Escape)
    there.until_page(there.stage.end)
    wait_until(lambda: not there.receivers[0].is_open, "socket closed", seconds=1)
    assert timer.elapsed() < 200
    assert there.vault.stored == {}


def test_cancel_works_while_the_provider_is_silent(world: Make) -> None:
    """A provider that never answers does not hold the person."""
    there = world()
    STATES["preparing"](there)
    there.press(there.stage.waiting.cancel)
    there.until_page(there.stage.end)
    del there.provider.gates["discover"]
    there.press(there.stage.end.again)
    there.until(lambda: len(there.links.opened) == 1, "the second try")


def test_a_second_try_after_a_cancel_works(world: Make) -> None:
    """Cancelled once, the next sign-in goes all the way."""
    there = world()
    STATES["cancelled"](there)
    there.press(there.stage.end.again)
    there.until(lambda: len(there.links.opened) == 2, "the second link")
    there.come_back()
    there.until(lambda: there.stage.account.found is not None, "verdict")


def test_an_attempt_times_out(world: Make) -> None:
    """When the time is over the page says so, with a code and a way to try again."""
    there = world(clock=RealClock(), seconds=0.3)
    there.show()
    there.press(there.window.signed_out.sign_in)
    there.until_page(there.stage.end)
    assert "timeout.attempt" in there.stage.end.panel.text
    assert not there.receivers[0].is_open


def test_a_refusal_in_the_browser_is_told(world: Make) -> None:
    """Deny in the browser ends in a Problem, and the browser's page says the same."""
    there = world()
    there.show()
    there.begin()
    there.come_back(error="access_denied")
    there.until_page(there.stage.end)
    assert "denied.by_person" in there.stage.end.panel.text
    there.until(lambda: there.visits == ["denied"], "the page")


def test_a_browser_that_does_not_open_leaves_the_link(world: Make) -> None:
    """The notice says so, the page waits on, and Copy link gives a fresh one that works."""
    there = world(links=Links(opens=False))
    there.show()
    there.press(there.window.signed_out.sign_in)
    there.until(there.stage.waiting.notice.isVisible, "the notice")
    assert "browser.not_opened" in there.stage.waiting.notice.text
    there.press(there.stage.waiting.copy_link)
    there.until(lambda: len(there.links.texts) == 1, "the link")
    there.until(lambda: "Link copied" in there.window._toast.text, "the toast")
    there.links.opened.append(there.links.texts[0])
    there.come_back()
    there.until(lambda: there.stage.account.found is not None, "verdict")


def test_open_again_makes_a_fresh_link(world: Make) -> None:
    """The old link dies: a callback for it is answered as replaced and waited past."""
    there = world()
    there.show()
    there.begin()
    there.press(there.stage.waiting.open_again)
    there.until(lambda: len(there.links.opened) == 2, "second link")
    from tests.fakes.provider import answer_of

    there.visit(answer_of(there.links.opened[0], code="old"))
    there.until(lambda: there.visits == ["replaced"], "replaced")
    there.come_back()
    there.until(lambda: there.stage.account.found is not None, "verdict")


def test_an_address_can_be_pasted(world: Make) -> None:
    """A wrong address is told why; the right one signs in; the field shows nothing over the shoulder."""
    there = world()
    there.show()
    there.begin()
    from tests.fakes.provider import answer_of

    box = there.stage.waiting.paste_box
    there.press(there.stage.waiting.paste)
    box.field.setText("https://example.com/")
    there.press(box.use)
    there.until(box.wrong.isVisible, "why not")
    assert box.field.text() == ""
    box.field.setText(answer_of(there.links.opened[0], code="c"))
    assert box.field.displayText() != box.field.text()
    there.press(box.use)
    there.until(lambda: there.stage.account.found is not None, "verdict")


def test_escape_closes_the_innermost_thing(world: Make) -> None:
    """Escape closes the paste box first, then cancels."""
    there = world()
    STATES["waiting_paste"](there)
    QTest.keyClick(there.window, Qt.Key.Key_Escape)
    assert not there.stage.waiting.paste_box.isVisible()
    assert there.window.pages.currentWidget() is there.stage.waiting
    QTest.keyClick(there.window, Qt.Key.Key_Escape)
    there.until_page(there.stage.end)


def test_the_hint_comes_when_nothing_does(world: Make) -> None:
    """Eight seconds without a return: the page asks whether the browser opened."""
    there = world()
    there.show()
    there.begin()
    assert there.stage.waiting._timer.interval() == 8000
    assert there.stage.waiting._timer.isActive()
    assert not there.stage.waiting.hint.isVisible()
    there.stage.waiting._timer.timeout.emit()
    assert there.stage.waiting.hint.isVisible()


# --- session


def test_the_next_start_is_signed_in(world: Make) -> None:
    """With a session in the keychain the window signs in by itself and shows the verdict."""
    there = world(stored=True)
    there.show()
    there.until(lambda: there.stage.account.found is not None, "verdict")
    assert there.links.opened == []
    assert there.stage.account.session.text == "You stay signed in on this computer."


def test_offline_keeps_the_session(world: Make) -> None:
    """Offline at the start: the strip says so, the keychain keeps its item, Try again works once the network does."""
    there = world()
    STATES["offline"](there)
    assert there.window.strip.text.startswith("Offline")
    assert len(there.vault.stored) == 1
    there.provider.fails.clear()
    there.press(there.stage.account.check)
    there.until(lambda: there.stage.account.found is not None, "verdict")
    assert there.window.strip.text == ""


def test_offline_one_can_sign_out(world: Make) -> None:
    """Sign out works without a network: the keychain is empty, and it is said that the provider was not told."""
    there = world()
    STATES["offline"](there)
    there.provider.fails["revoke"] = FlowError(problem(Code.NETWORK_UNREACHABLE, host="x"))
    there.press(there.stage.account.session.sign_out)
    there.until_page(there.window.signed_out)
    assert there.vault.stored == {}
    assert "could not be told" in there.window.signed_out._note.text()


def test_a_session_that_ended_asks_for_a_sign_in(world: Make) -> None:
    """The provider ended it: at the start that is a page of its own with the way back in."""
    there = world()
    there.stored_session()
    there.provider.fails["refresh"] = SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED))
    there.show()
    there.until_page(there.stage.end)
    assert "sign_in_again.expired" in there.stage.end.panel.text
    assert there.vault.stored == {}
    there.provider.fails.clear()
    there.press(there.stage.end.again)
    there.until(lambda: len(there.links.opened) == 1, "the browser")


def test_a_session_that_ends_during_a_check_keeps_what_was_seen(world: Make) -> None:
    """The last verdict stays visible below the Problem, and the button signs in again."""
    there = world()
    STATES["checking_again"](there)
    assert there.stage.account.answer.isVisible()
    there.press(there.stage.account.sign_in)
    there.until(lambda: len(there.links.opened) == 2, "the browser")


def test_checking_again_shows_the_new_answer(world: Make) -> None:
    """Ctrl+R looks again; the old answer stays until the new one is there."""
    there = world()
    STATES["same"](there)
    there.directory.view = view(flow=("Minh", "Nguyen", MINH[2]))
    there.until(lambda: there.stage.session._job is None, "the first check ended")
    QTest.keyClick(there.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert there.stage.account.answer.isVisible()
    wanted = "Your last name differs: Okta and Directory Sync say Nguyễn, Flow says Nguyen."
    there.until(lambda: there.stage.account.banner.accessibleName() == wanted, "the new verdict")


def test_without_a_refresh_token_it_says_so(world: Make) -> None:
    """The provider gave nothing to keep: "You will be asked again next time."."""
    there = world()
    there.provider.refreshes = False
    STATES["same"](there)
    there.until(lambda: there.stage.account.session.text == "You will be asked again next time.", "said")


def test_signing_out_says_what_it_did(world: Make) -> None:
    """Back on the card: what was removed, and a way to sign out in the browser too. No value stays on screen."""
    there = world()
    STATES["signed_out_again"](there)
    assert MINH[2] in there.window.signed_out._note.text()
    assert there.window.strip.text.startswith("Your identity provider may still be signed in")
    assert there.stage.account.found is None
    assert there.window.sidebar.isHidden()


def test_an_it_admin_is_told_and_served(world: Make) -> None:
    """An IT Admin gets the notice with both ways on, and the verdict all the same."""
    there = world()
    STATES["it_admin"](there)
    notice = there.stage.account.role_notice
    assert notice.isVisible()
    assert there.stage.account.banner.isVisible()
    there.press(notice.portal)
    assert there.links.opened[-1] == DEPLOYMENT.admin_portal_url
    there.press(notice.sign_out)
    there.until_page(there.window.signed_out)


def test_a_member_gets_no_notice(world: Make) -> None:
    """Everybody else sees none."""
    there = world()
    there.directory.view = view(role=Role.ADMIN)
    STATES["same"](there)
    assert not there.stage.account.role_notice.isVisible()


def test_copies_go_to_the_clipboard(world: Make) -> None:
    """Copy for IT gives the report; the focused cell and the verdict can be copied by key, as received."""
    there = world()
    STATES["differs"](there)
    account = there.stage.account
    there.press(account.copy)
    assert "Nguyen" in there.links.texts[-1]
    account.table.setFocus()
    account.table.setCurrentIndex(account.table.model().index(1, 3))
    QTest.keyClick(account.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert there.links.texts[-1] == "Nguyen"
    QTest.keyClick(account.banner, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert there.links.texts[-1] == account.banner.accessibleName()


def test_the_table_tells_source_and_time(world: Make) -> None:
    """Walking through the cells by arrow key tells where each value was read and when."""
    there = world()
    STATES["same"](there)
    account = there.stage.account
    account.table.setFocus()
    account.table.setCurrentIndex(account.table.model().index(0, 1))
    assert account.origin.text().startswith("Okta: ID token, ")
    QTest.keyClick(account.table, Qt.Key.Key_Right)
    assert account.origin.text().startswith("Directory Sync: Flow API, ")


# --- help, configuration, manners


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
    page = there.window.pages.currentWidget()
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


def test_the_window_never_freezes(world: Make) -> None:
    """From the click to the verdict the GUI thread's heartbeat never misses more than 50 ms."""
    there = world()
    there.show()
    beats: list[float] = []
    pulse = QTimer()
    pulse.setTimerType(Qt.TimerType.PreciseTimer)
    pulse.timeout.connect(lambda: beats.append(time.perf_counter()))
    pulse.start(5)
    there.until(lambda: len(beats) > 3, "a pulse")
    there.sign_in()
    there.until(lambda: there.stage.session._job is None, "settled")
    pulse.stop()
    gaps = sorted(later - earlier for earlier, later in itertools.pairwise(beats))
    assert gaps[-1] < 0.050, f"longest gaps: {[round(gap * 1000) for gap in gaps[-3:]]} ms"


def test_many_cancelled_attempts_leave_nothing(world: Make) -> None:
    """25 attempts begun and cancelled: every socket is closed, no task is left."""
    there = world()
    there.show()
    for number in range(25):
        there.press(there.window.signed_out.sign_in if number == 0 else there.stage.end.again)
        there.until(lambda count=number + 1: len(there.links.opened) == count, "the link")
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
