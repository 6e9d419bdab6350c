"""The help in the window: search, read, go on, come back; by keyboard, in every size and language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from flow_desktop.core.findings import Heading
from flow_desktop.core.symptoms import Symptom
from flow_desktop.ui.help_page import HelpPage
from flow_desktop.ui.help_topics import MOST
from flow_desktop.ui.kit import in_tab_order
from flow_desktop.ui.theme import Mode
from tests.ui.test_screens import keep, same, settled
from tests.ui.world import World

Make = Callable[..., World]


def opened(there: World) -> HelpPage:
    """The help of a window where nobody is signed in yet, its topics loaded."""
    if there.window.stage is None:
        there.show()
    there.stage.show_help()
    page = there.stage.help
    there.until(lambda: page._library is not None, "the topics")
    return page


def typed(there: World, text: str) -> HelpPage:
    """The help with a query typed and answered."""
    page = opened(there)
    page.topics.field.setFocus()
    page.topics.field.setText(text)
    page.topics.field.ask()
    return page


def contents(there: World) -> None:
    page = opened(there)
    there.until(lambda: not page.contents._later, "the contents")


def results(there: World) -> None:
    typed(there, "seat")


def nothing_found(there: World) -> None:
    typed(there, "hippopotamus")


def topic(there: World) -> None:
    opened(there).open_topic("still_signs_in")


def topic_signed_in(there: World) -> None:
    same(there)
    opened(there).open_topic("not_created")


STATES = {one.__name__: one for one in (contents, results, nothing_found, topic, topic_signed_in)}


def said(part: HelpPage) -> str:
    """Every text on the page that is shown."""
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100", "200"])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_drawn_whole(world: Make, state: str, mode: Mode, scale: float) -> None:
    """In light and dark, at 100 and 200 % text, nothing is cut off; the picture is kept."""
    there = world(mode=mode, scale=scale)
    STATES[state](there)
    short = settled(there)
    assert keep(there, f"help-{state}-{mode}-{round(scale * 100)}")
    assert short == []


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100", "200"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off_in_the_smallest_window(world: Make, state: str, scale: float, language: str) -> None:
    """At 720 x 520, at 200 % text and in a language 40 % longer, every text is whole."""
    there = world(scale=scale, language=language, size=(720, 520))
    STATES[state](there)
    short = settled(there)
    assert keep(there, f"small-help-{state}-{language}-{round(scale * 100)}")
    assert short == []


@pytest.mark.parametrize("state", STATES)
def test_keyboard_and_screen_reader(world: Make, state: str) -> None:
    """Whatever Tab reaches has a name, follows the eye, and every button with a text has a letter of its own."""
    there = world()
    STATES[state](there)
    settled(there)
    parts = in_tab_order(there.page)
    assert [type(part).__name__ for part in parts if not part.accessibleName()] == []
    lines = [(point.y() // 8, point.x()) for point in (part.mapTo(there.window, QPoint(0, 0)) for part in parts)]
    assert lines == sorted(lines)
    texts = [one.text() for one in there.window.findChildren(QAbstractButton) if one.isVisible() and one.text()]
    letters = [text[text.index("&") + 1].lower() for text in texts]
    assert sorted(letters) == sorted(set(letters))


def test_results_follow_what_is_typed(world: Make) -> None:
    """Typing is enough: the results come by themselves, in place of the rest of the page, and go with the text."""
    there = world()
    page = opened(there)
    QTest.keyClicks(page.topics.field, "azure")
    there.until(lambda: bool(page.topics.results.rows), "results")
    assert page.topics.results.rows[0].accessibleName().startswith("Notes for Microsoft Entra ID")
    assert page.rest.isHidden()
    page.topics.field.clear()
    there.until(lambda: not page.topics.results.rows, "no results")
    assert page.rest.isVisible()


def test_the_keyboard_is_enough(world: Make) -> None:
    """Down marks a result, Enter opens it, Esc closes it, another Esc empties the search, a third leaves the page."""
    there = world()
    page = typed(there, "seat")
    QTest.keyClick(page.topics.field, Qt.Key.Key_Down)
    QTest.keyClick(page.topics.field, Qt.Key.Key_Down)
    assert page.topics.results.current == 1
    QTest.keyClick(page.topics.field, Qt.Key.Key_Up)
    QTest.keyClick(page.topics.field, Qt.Key.Key_Return)
    assert page.topic is page.topics._hits[0].topic
    there.stage.escape()
    assert page._front.isVisible()
    assert page.topics.field.text() == "seat"
    there.stage.escape()
    assert page.topics.field.text() == ""
    there.stage.escape()
    assert there.page is there.window.signed_out


def test_enter_alone_takes_the_best(world: Make) -> None:
    """Who types and presses Enter at once reads the best topic, without waiting for the results."""
    there = world()
    page = opened(there)
    QTest.keyClicks(page.topics.field, "backfill")
    QTest.keyClick(page.topics.field, Qt.Key.Key_Return)
    assert page.topic is not None
    assert page.topic.id == "no_backfill"


def test_results_are_walked_with_the_arrows_too(world: Make) -> None:
    """Tab comes into the results once; the arrow keys walk them, Enter and Space open."""
    there = world()
    page = typed(there, "seat")
    rows = page.topics.results.rows
    assert [row for row in in_tab_order(page) if row in rows] == [rows[0]]
    rows[0].setFocus()
    QTest.keyClick(rows[0], Qt.Key.Key_Down)
    assert page.topics.results.current == 1
    QTest.keyClick(rows[1], Qt.Key.Key_Return)
    assert page.topic is page.topics._hits[1].topic


def test_nothing_found_is_said(world: Make) -> None:
    """A query without a result is named, with what to do next; hostile letters are shown as codes."""
    there = world()
    page = typed(there, "hippo\u202epotamus")
    assert "Nothing found for “hippo⟨U+202E⟩potamus”." in said(page)
    assert "Try fewer or other words" in said(page)


def test_no_more_than_a_screenful(world: Make) -> None:
    """A word that is everywhere shows the best few and how many others there are."""
    there = world()
    page = typed(there, "provisioning")
    assert len(page.topics.results.rows) == MOST
    assert "more topics" in said(page)


@pytest.mark.parametrize("heading", Heading)
def test_findings_lead_to_their_topic(world: Make, heading: Heading) -> None:
    """ "More about this" opens the topic of the heading, even before the topics are loaded; Back leads back."""
    there = world()
    same(there)
    there.stage.show_topic(heading)
    page = there.stage.help
    there.until(lambda: page.topic is not None, "the topic")
    assert page.topic is not None
    assert page.topic.heading is heading
    there.press(page.view.back)
    assert there.page is there.stage.account


def test_check_this_now(world: Make) -> None:
    """A signed-in person can have the complaint of a topic checked; signed out there is no such button."""
    there = world()
    page = opened(there)
    page.open_topic("not_created")
    assert not page.view.check.isVisible()
    there.stage.escape()
    there.stage.escape()
    there.sign_in()
    page = opened(there)
    page.open_topic("not_created")
    with there.qtbot.waitSignal(page.check_asked) as heard:
        there.press(page.view.check)
    assert heard.args == [Symptom.NOT_CREATED]
    page.open_topic("words")
    assert not page.view.check.isVisible()


def test_a_topic_can_be_copied(world: Make) -> None:
    """The button copies the whole topic, and so does Ctrl+C on its text; it is said."""
    there = world()
    page = opened(there)
    page.open_topic("set_up")
    there.press(page.view.copy)
    page.view.text.setFocus()
    QTest.keyClick(page.view.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert page.topic is not None
    assert there.links.texts == [page.topic.plain] * 2
    assert "1. In Flow's admin console, go to the SSO settings." in there.links.texts[0]


def test_related_topics_lead_on(world: Make) -> None:
    """A related topic opens in the same place, from its beginning."""
    there = world()
    page = opened(there)
    page.open_topic("seat_cap")
    page.view.related.rows[0].click()
    assert page.topic is not None
    assert page.topic.id == "billing"
    assert page.verticalScrollBar().value() == 0


def test_topics_that_cannot_be_read_are_said(world: Make) -> None:
    """A damaged file leaves support and keys on the page, and says that part of the app could not be loaded."""
    there = world(help_file=broken)
    there.show()
    there.stage.show_help()
    page = there.stage.help
    there.until(lambda: "could not be loaded" in said(page), "the reason")
    assert page.talk.isVisible()


def broken(_language: str) -> object:
    raise ValueError("not TOML")
