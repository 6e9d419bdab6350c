"""A run that was stopped, by closing the window say, is offered wherever one is after the next sign-in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from tests.ui.pilot_world import pilots, usual
from tests.ui.world import World

Make = Callable[..., World]


def test_after_the_next_sign_in_it_is_told_anywhere(world: Make) -> None:
    """A run that was stopped is told above the account page, once; it leads to where it can go on."""
    there = world()
    pilot = usual(there)
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    pilot.let_pages(1)
    there.until(lambda: len(pilot.texts()) > 0, "the first page's people")
    there.stage._go_account()
    there.press(there.stage.account.session.sign_out)
    there.until_page(there.window.signed_out)
    there.rebuild()
    there.clock.move(86_400)
    there.show()
    there.sign_in()
    strip = there.window.strip
    there.until(lambda: strip.text.startswith("Yesterday's run of pilot.csv stopped at 42 %"), "the offer")
    strip.findChildren(QPushButton)[0].click()
    there.until(lambda: there.stage.pilot.is_shown, "the Pilot page")
    there.until(pilot.page.start.resume.isVisible, "the offer on it")
    pilot.let_pages(9)
    there.press(pilot.page.start.resume.go_on)
    pilot.until_answered()


def test_where_nothing_was_verified_nothing_is_read(world: Make) -> None:
    """Without a history no file is opened for it, and nothing is told."""
    there = world()
    pilot = usual(there)
    there.show()
    there.sign_in()
    there.until(lambda: there.stage.pilot.control.made is not None, "the texts")
    assert there.stage.pilot.control._asks == {}
    assert there.window.strip.text == ""
    assert pilot.runs.writes == 0
