"""The answer on the Checks page: what it says and leads to, questions, the watch, somebody on the phone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.providers import Provider
from flow_desktop.ui.question_box import with_zone
from tests.support.evidence import look, nobody, unseen
from tests.ui.checks_states import (
    STATES,
    answer_of,
    ask_about,
    checked,
    page_of,
    possible,
    proven,
    raising,
    section,
    until_answered,
)
from tests.ui.test_screens import settled
from tests.ui.world import MINH, World

Make = Callable[..., World]


def headline(world: World) -> str:
    """The verdict as a screen reader says it."""
    return answer_of(world).banner.accessibleName()


def toast(world: World) -> str:
    """What was said last at the lower edge."""
    shown = world.window._toast
    return shown.text if shown is not None else ""


# --- the answer


def test_the_answer_comes_first(world: Make) -> None:
    """Verdict, code to say on the phone, time; the keyboard is on it. The proven cause is open, with who and steps."""
    there = world()
    proven(there)
    answer = answer_of(there)
    there.until(answer.banner.hasFocus, "the keyboard on the verdict")
    assert "blocked.seat_cap" in headline(there)
    card = answer.problems.cards[0]
    assert card.finding is not None
    assert card.finding.cause == "blocked.seat_cap"
    assert card.steps.is_open
    assert not card.evidence.is_open


def test_the_step_that_stopped_leads_to_what_to_do(world: Make) -> None:
    """One click from the way of the account to the cause's card: open, in sight, with the keyboard on it."""
    there = world(size=(720, 520))
    proven(there)
    answer, page = answer_of(there), page_of(there)
    card = answer.problems.cards[0]
    card.steps.open(opened=False)
    there.press(answer.trail.panel.remedy)
    there.until(card.steps.head.hasFocus, "the keyboard on the card")
    assert card.steps.is_open
    there.until(lambda: 0 <= card.mapTo(page, QPoint(0, 0)).y() < page.height() / 2, "the card in sight")


def test_steps_follow_the_provider(world: Make) -> None:
    """The evidence's provider is chosen; with another one every card says where to click there."""
    there = world()
    proven(there)
    card = answer_of(there).problems.cards[0]
    box = card.steps.inside
    assert box is not None
    buttons = box.choice.buttons  # type: ignore[attr-defined]
    assert buttons[Provider.OKTA].isChecked()
    buttons[Provider.OKTA].setFocus()
    QTest.keyClick(buttons[Provider.OKTA], Qt.Key.Key_Right)
    assert buttons[Provider.ENTRA].isChecked()
    assert buttons[Provider.ENTRA].hasFocus()
    assert answer_of(there).provider is Provider.ENTRA
    there.press(answer_of(there).buttons.again)
    until_answered(there)
    assert answer_of(there).provider is Provider.ENTRA


def test_a_card_leads_to_the_help_about_it(world: Make) -> None:
    """ "More about this" opens the topic of the finding's heading."""
    there = world()
    proven(there)
    there.press(answer_of(there).problems.cards[0].help)
    there.until_page(there.stage.help)


def test_what_is_copied(world: Make) -> None:
    """The report for IT and a card's own text; the verdict by key."""
    there = world()
    proven(there)
    answer = answer_of(there)
    there.press(answer.buttons.copy)
    assert "blocked.seat_cap" in there.links.texts[-1]
    there.press(answer.problems.cards[0].copy)
    card = there.links.texts[-1]
    assert answer.problems.cards[0]._title.text() in card
    assert "1. " in card
    QTest.keyClick(answer.banner, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert there.links.texts[-1] == headline(there)


def test_ctrl_r_runs_it_again(world: Make) -> None:
    """The same question; the old answer stays with its age while it runs, and Escape stops the look."""
    there = world()
    proven(there)
    there.clock.move(200)
    there.evidence.gate = asyncio.Event()
    QTest.keyClick(there.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    there.until(lambda: len(there.evidence.asked) == 2, "the second look")
    assert answer_of(there).isVisible()
    assert "3 minutes ago" in answer_of(there).banner._time.text()
    assert "Looking again" in answer_of(there).banner._time.text()
    QTest.keyClick(there.window, Qt.Key.Key_Escape)
    assert not there.stage.checks.control.busy
    assert "Looking again" not in answer_of(there).banner._time.text()
    assert there.stage.account.isHidden()


def test_a_first_look_can_be_cancelled(world: Make) -> None:
    """Back at the start, with what was typed."""
    there = world()
    STATES["looking"](there)
    there.press(page_of(there).cancel)
    assert page_of(there).start.isVisible()
    assert page_of(there).start.email.text() == MINH[2]


def test_one_check_is_run_again(world: Make) -> None:
    """It is said what came of it: still the same, or not found any more."""
    there = world()
    proven(there)
    card = answer_of(there).problems.cards[0]
    there.press(card.again)
    there.until(lambda: "still the same" in toast(there), "what came of it")
    assert answer_of(there).problems.cards[0] is card
    there.evidence.look = look()
    there.press(card.again)
    there.until(lambda: "not found any more" in toast(there), "what came of it")
    until_answered(there)
    assert not answer_of(there).problems.cards


def test_something_else_can_be_asked(world: Make) -> None:
    """Back at the start; answers that were given do not follow to the next person."""
    there = world()
    STATES["answered"](there)
    there.press(page_of(there).other)
    assert page_of(there).start.isVisible()
    ask_about(there, "barbara.liskov@pilot.example")
    found = answer_of(there).found
    assert found is not None
    assert found.evidence.answers == ()


def test_a_wide_window_shows_the_timeline_beside(world: Make) -> None:
    """Beside the causes where there is room, below them where there is not."""
    there = world(size=(1500, 800))
    proven(there)
    assert settled(there) == []
    assert answer_of(there).columns.beside
    there.window.resize(900, 700)
    there.until(lambda: not answer_of(there).columns.beside, "below")


# --- what nobody can see


def test_an_answer_decides(world: Make) -> None:
    """Possible causes stand together with the question; its answer proves one and is listed with a way back."""
    there = world()
    possible(there)
    answer = answer_of(there)
    assert not answer.problems.cards
    assert len(answer.possible.cards.cards) > 1
    there.press(answer.possible.questions.boxes["idp.assigned"].choices["no"])
    there.until(answer.given.isVisible, "the given answer")
    until_answered(there)
    assert [card.finding.cause for card in answer.problems.cards if card.finding] == ["create.not_assigned"]
    assert there.window.focusWidget() is not None
    back = answer.given.findChild(type(answer.buttons.again))
    assert back is not None
    there.press(back)
    there.until(lambda: not answer.given.isVisible(), "the answer taken back")
    until_answered(there)
    assert not answer.problems.cards
    assert len(there.evidence.asked) == 3


def test_a_time_can_be_told(world: Make) -> None:
    """What cannot be read as a time is refused at the field; "5m ago" is taken."""
    there = world()
    possible(there)
    answer = answer_of(there)
    box = answer.possible.questions.boxes["idp.assigned_at"]
    QTest.keyClicks(box.field, "yesterday or so")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert box.wrong.isVisible()
    box.field.clear()
    there.press(box.use)
    assert box.wrong.text() == there.words("ui.checks.time_missing")
    QTest.keyClicks(box.field, "5m ago")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    there.until(answer.given.isVisible, "the given answer")
    until_answered(there)
    found = answer.found
    assert found is not None
    told = found.evidence.told_time("idp.assigned_at")
    assert told is not None
    assert found.evidence.now - told == timedelta(minutes=5)


def test_a_time_without_a_zone_is_this_computers() -> None:
    """Somebody who writes 14:30 means their own clock; every other text stays as it is."""
    assert with_zone("2027-01-15T14:30").startswith("2027-01-15T14:30:00")
    assert len(with_zone("2027-01-15T14:30")) > len("2027-01-15T14:30:00")
    assert with_zone("2027-01-15T14:30+07:00") == "2027-01-15T14:30:00+07:00"
    assert with_zone("3h ago") == "3h ago"


def test_what_was_not_seen_is_no_problem(world: Make) -> None:
    """Nothing answered: no cause, no card, and it is said what could not be seen and what helps."""
    there = world()
    checked(there, unseen(WithheldReason.TIMED_OUT))
    answer = answer_of(there)
    assert not answer.cards
    assert answer.banner.property("mark") == "unknown"


def test_a_person_nobody_knows_is_possible_many_ways(world: Make) -> None:
    """Wrong certainty is the worst bug: without an answer no cause is said to be proven."""
    there = world()
    checked(there, look(**nobody()))
    assert not answer_of(there).problems.cards


# --- until it is fixed


def test_a_watch_tells_once_that_it_is_fixed(world: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts down to the next look, keeps the answer fresh, and asks for attention when it is fixed."""
    alerts: list[object] = []
    monkeypatch.setattr(QApplication, "alert", lambda window, *_: alerts.append(window))
    there = world()
    STATES["watching"](there)
    answer = answer_of(there)
    assert answer.watch.countdown.text() == "Next look in 0:15"
    assert not answer.buttons.watch.isVisible()
    there.evidence.look = look()
    there.look_again()
    there.until(lambda: answer.watch.text.startswith("Fixed."), "the good news")
    assert toast(there).startswith("Fixed.")
    assert len(alerts) == 1
    assert not answer.watch.stop.isVisible()
    assert not answer.buttons.watch.isVisible()


def test_a_watch_is_stopped_by_button_and_escape(world: Make) -> None:
    """Either way the note goes and one can watch anew."""
    there = world()
    STATES["watching"](there)
    answer = answer_of(there)
    there.press(answer.watch.stop)
    assert answer.watch.text == ""
    there.press(answer.buttons.watch)
    there.until(answer.watch.countdown.isVisible, "the second watch")
    QTest.keyClick(there.window, Qt.Key.Key_Escape)
    assert not there.stage.checks.control.watching
    assert answer.buttons.watch.isVisible()


def test_a_watch_that_waited_long_enough_says_so(world: Make) -> None:
    """It has ended without a fix: that is told, and the answer stays."""
    there = world()
    STATES["watching"](there)
    there.clock.move(2 * 3600)
    there.look_again()
    there.until(lambda: answer_of(there).watch.text.startswith("Not fixed yet."), "the end")
    assert answer_of(there).problems.cards


def test_what_is_open_stays_open(world: Make) -> None:
    """A fresh answer with the same causes keeps cards, what is opened in them, and the keyboard."""
    there = world()
    STATES["unfolded"](there)
    answer = answer_of(there)
    cards = answer.cards
    cards[1].evidence.head.setFocus()
    QTest.keyClick(there.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    there.until(lambda: len(there.evidence.asked) == 2, "the look")
    until_answered(there)
    assert answer.cards == cards
    assert all(card.steps.is_open for card in cards)
    assert cards[1].evidence.head.hasFocus()


# --- on the phone


def test_somebody_is_guided_on_the_phone(world: Make) -> None:
    """The same answer step by step; an answer given there is looked at at once and stands on the Checks page too."""
    there = world()
    possible(there)
    there.press(answer_of(there).buttons.guide)
    guided = there.stage.checks.guided
    assert guided.is_shown
    page = guided.page
    assert page is not None
    while page.answers is None:
        there.press(page.on)
    asked = page.step
    there.press(page.answers.buttons[1])
    there.until(lambda: page.step != asked and page.answers is None, "the step behind the question")
    QTest.keyClick(there.window, Qt.Key.Key_Escape)
    there.until_page(page_of(there))
    until_answered(there)
    assert [card.finding.cause for card in answer_of(there).problems.cards if card.finding] == ["create.not_assigned"]
    assert section(there, "Checks").isChecked()


def test_a_look_that_fails_leaves_the_step_as_it_was(world: Make) -> None:
    """Ctrl+R while guided looks again; without a network that is said, and one can go on."""
    there = world()
    possible(there)
    there.press(answer_of(there).buttons.guide)
    page = there.stage.checks.guided.page
    assert page is not None
    there.evidence.before = raising(FlowError(problem(Code.NETWORK_UNREACHABLE, host="api.example.com")))
    QTest.keyClick(there.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    there.until(lambda: "could not be reached" in toast(there), "the failure")
    assert there.stage.checks.guided.is_shown
    assert page.on.isEnabled()
