"""The Checks page by typing and clicking: from a person, a complaint or a failed comparison to the answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from flow_desktop.core.directory import DirectoryView, NotThere, Origin, Role, Unseen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.symptoms import Symptom
from tests.support.evidence import ADA, look, skipped
from tests.ui.checks_states import (
    STATES,
    answer_of,
    checked,
    open_checks,
    page_of,
    proven,
    section,
    until_answered,
)
from tests.ui.test_screens import settled
from tests.ui.world import AT, MINH, World, view

Make = Callable[..., World]


# --- start


def test_one_click_checks_oneself(world: Make) -> None:
    """The signed-in person's address is filled in; the primary button asks about them."""
    there = world()
    page = open_checks(there, role=Role.MEMBER)
    assert page.start.email.text() == MINH[2]
    there.evidence.look = look()
    there.press(page.start.go)
    until_answered(there)
    assert there.evidence.asked == [MINH[2]]
    assert answer_of(there).found is not None


def test_a_member_asks_about_nobody_else(world: Make) -> None:
    """The address cannot be changed, and it is said why."""
    there = world()
    page = open_checks(there, role=Role.MEMBER)
    QTest.keyClicks(page.start.email, "x")
    assert page.start.email.text() == MINH[2]
    assert "Only an admin" in page.start.email.accessibleDescription()


def test_an_admin_asks_about_somebody(world: Make) -> None:
    """Whose address is typed is looked for, and named above the answer."""
    there = world()
    checked(there, look(**skipped("seat_cap")))
    assert there.evidence.asked == [ADA]
    assert ADA in page_of(there)._about.text()
    assert not page_of(there).start.isVisible()


@pytest.mark.parametrize("typed", ["ada.byron", "ada byron@pilot.example", "@", "a@b@c"])
def test_what_is_no_address_is_not_looked_for(world: Make, typed: str) -> None:
    """It is said at the field, which has the keyboard; nothing is asked."""
    there = world()
    page = open_checks(there)
    page.start.email.selectAll()
    QTest.keyClicks(page.start.email, typed)
    QTest.keyClick(page.start.email, Qt.Key.Key_Return)
    assert page.start._wrong.isVisible()
    assert page.start.email.hasFocus()
    assert there.evidence.asked == []
    QTest.keyClicks(page.start.email, "x")
    assert not page.start._wrong.isVisible()


@pytest.mark.parametrize("size", [(720, 520), (1000, 680)])
def test_the_button_is_in_sight(world: Make, size: tuple[int, int]) -> None:
    """Who can ask sees where to, without scrolling, also in the smallest window."""
    there = world(size=size)
    page = open_checks(there, role=Role.ADMIN)
    settled(there)
    go = page.start.go
    assert go.mapTo(page, go.rect().bottomLeft()).y() < page.viewport().height()
    assert page.start.symptoms.height() > 3 * page.start.symptoms.sizeHintForRow(0)


def test_a_complaint_is_chosen_by_keyboard(world: Make) -> None:
    """Arrow keys choose it, its meaning is told, Return asks; the checks hear of it."""
    there = world()
    page = open_checks(there)
    there.evidence.look = look()
    page.start.symptoms.setFocus()
    QTest.keyClick(page.start.symptoms, Qt.Key.Key_Down)
    assert page.start.symptom is Symptom.NOT_CREATED
    assert page.start._hint.text() == there.words("symptom.not_created.hint")
    QTest.keyClick(page.start.symptoms, Qt.Key.Key_Return)
    until_answered(there)
    found = answer_of(there).found
    assert found is not None
    assert found.evidence.asked.symptom is Symptom.NOT_CREATED


def test_who_is_no_admin_is_told_so(world: Make) -> None:
    """Flow refuses a stranger: that is said in words, and one can ask again."""
    there = world()
    STATES["refused"](there)
    page = page_of(there)
    assert "Only an admin" in page.problem.text
    assert page.start.isVisible()
    assert not page.sign_in.isVisible()


def test_a_lost_session_offers_a_sign_in(world: Make) -> None:
    """Only then is there a button for it, and it begins one."""
    there = world()
    STATES["ended"](there)
    there.press(page_of(there).sign_in)
    there.until(lambda: len(there.links.opened) == 2, "the browser")


# --- from the account page


@pytest.mark.parametrize(
    ("seen", "symptom"),
    [
        (view(flow=("Minh", "Nguyen", MINH[2])), Symptom.NOT_UPDATED),
        (DirectoryView(NotThere(Origin("flow_me", AT)), NotThere(Origin("flow_me", AT))), Symptom.NOT_CREATED),
        (DirectoryView(Unseen(WithheldReason.TIMED_OUT, Origin("flow_me", AT)), view().flow), None),
    ],
    ids=["differs", "not_there", "cannot_tell"],
)
def test_one_click_leads_from_a_failed_comparison_to_the_cause(
    world: Make, seen: DirectoryView, symptom: Symptom | None
) -> None:
    """ "Find out why" checks oneself at once, with the complaint that fits."""
    there = world()
    there.directory.view = seen
    there.evidence.look = look()
    there.show()
    there.sign_in()
    there.press(there.stage.account.why)
    until_answered(there)
    there.until_page(page_of(there))
    found = answer_of(there).found
    assert found is not None
    assert (found.evidence.asked.is_self, found.evidence.asked.symptom) == (True, symptom)
    assert section(there, "Checks").isChecked()


def test_who_is_missing_in_the_directory_only_is_not_said_to_be_missing_in_flow(world: Make) -> None:
    """A member added by hand came with "missing at one of the places", not with "somebody is not in Flow"."""
    there = world()
    there.directory.view = DirectoryView(NotThere(Origin("flow_me", AT)), view().flow)
    there.evidence.look = look()
    there.show()
    there.sign_in()
    there.press(there.stage.account.why)
    until_answered(there)
    texts = [label.text() for label in page_of(there).findChildren(QLabel)]
    (about,) = (text for text in texts if text.startswith("About "))
    assert about.endswith("Missing at one of the places")


def test_what_matches_needs_no_why(world: Make) -> None:
    """Where everything matches there is nothing to find out."""
    there = world()
    there.show()
    there.sign_in()
    assert not there.stage.account.why.isVisible()


# --- around it


def test_nothing_of_a_person_stays_after_they_signed_out(world: Make) -> None:
    """The next one finds an empty page."""
    there = world()
    proven(there)
    there.press(answer_of(there).buttons.guide)
    section(there, "Account").click()
    there.press(there.stage.account.session.sign_out)
    there.until_page(there.window.signed_out)
    page = page_of(there)
    assert page.start.email.text() == ""
    assert not page.start.isHidden()
    assert answer_of(there).found is None
    assert answer_of(there).isHidden()
    assert there.stage.checks.guided.page is None


def test_the_page_is_not_there_before_it_is_asked_for(world: Make) -> None:
    """Signing in makes nothing of it; nor does the first look at the account."""
    there = world()
    there.show()
    there.sign_in()
    assert there.stage.checks.page is None
    assert there.stage.checks.control.explainer is None
