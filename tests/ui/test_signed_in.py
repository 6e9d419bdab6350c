"""What a signed-in person sees and does: the real window and flows over fakes of the ports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from flow_desktop.core.directory import Role
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from tests.ui.test_screens import STATES
from tests.ui.world import DEPLOYMENT, MINH, World, view

Make = Callable[..., World]
ROOT = Path(__file__).resolve().parents[2]


def test_the_next_start_is_signed_in(world: Make) -> None:
    """With a session in the keychain the window signs in by itself and shows the verdict."""
    there = world(stored=True)
    there.show()
    there.until(lambda: there.stage.account.found is not None, "verdict")
    assert there.links.opened == []
    assert there.stage.account.session.text == "You stay signed in on this computer."


def test_a_clock_far_off_is_said_as_long_as_somebody_is_signed_in(world: Make) -> None:
    """The strip names the minutes and what to do, through a new check and a look at Help."""
    there = world()
    there.provider.clock_offset = -754.0
    there.show()
    with there.qtbot.waitSignal(there.stage.session.facts_changed):
        there.sign_in()
    strip = there.window.strip
    assert strip.text.startswith("This computer's clock is about 13 minutes off.")
    assert "automatic" in strip.text
    assert "configuration.clock" in there.stage.diary.details()
    with there.qtbot.waitSignal(there.stage.session.facts_changed):
        there.press(there.stage.account.check)
    assert strip.isVisible()
    there.stage.show_help()
    there.until_page(there.stage.help)
    assert not strip.isVisible()
    there.window.sidebar.chosen.emit("account")
    assert strip.text.startswith("This computer's clock")
    there.press(there.stage.account.session.sign_out)
    there.until_page(there.window.signed_out)
    assert "clock" not in strip.text


def test_a_clock_that_is_right_again_is_not_spoken_of(world: Make) -> None:
    """Told at a silent start too; after the clock was set, the next check takes the strip away."""
    there = world()
    there.provider.clock_offset = 754.0
    there.stored_session()
    there.show()
    there.until(there.window.strip.isVisible, "the strip")
    there.until(lambda: there.stage.account.found is not None and there.stage.session._job is None, "the check's end")
    there.provider.clock_offset = 0.0
    with there.qtbot.waitSignal(there.stage.session.facts_changed):
        there.press(there.stage.account.check)
    assert there.window.strip.text == ""


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
