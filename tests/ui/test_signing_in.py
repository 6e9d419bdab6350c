"""Signing in as a person does it: the real window and flows over fakes of the ports."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtTest import QTest

from flow_desktop.core.callback import PageEnd
from tests.support.waiting import wait_until
from tests.ui.test_screens import STATES
from tests.ui.world import Links, World

Make = Callable[..., World]
ROOT = Path(__file__).resolve().parents[2]


def said(world: World) -> str:
    """What the toast says."""
    return world.window._toast.text if world.window._toast is not None else ""


class RealClock:
    """core.ports.Clock of this machine."""

    def now(self):
        from datetime import UTC, datetime

        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


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
    there.until(lambda: "Link copied" in said(there), "the toast")
    there.links.opened.append(there.links.texts[0])
    there.come_back()
    there.until(lambda: there.stage.account.found is not None, "verdict")


def test_a_senseless_answer_is_told_and_waited_past(world: Make) -> None:
    """Our state with neither code nor error: the notice says so, and the true answer still signs in."""
    there = world()
    there.show()
    there.begin()
    there.come_back(scope="openid")
    there.until(there.stage.waiting.notice.isVisible, "the notice")
    assert there.page is there.stage.waiting
    assert "callback.malformed" in there.stage.waiting.notice.text
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
