"""The set-up guide in the window: for admins, with live states, the warning, the next step and the people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Pilots, Seen
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.readiness import StepOf
from flow_desktop.ui.kit import in_tab_order
from flow_desktop.ui.theme import Mode
from tests.support.evidence import NOW, enterprise, look
from tests.ui.setup_states import (
    STATES,
    admin,
    begun,
    blind,
    card_of,
    deactivated,
    fresh,
    hostile,
    nearly,
    page_of,
    said,
)
from tests.ui.test_screens import keep, settled
from tests.ui.world import DEPLOYMENT, World, view

Make = Callable[..., World]


@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100", "200"])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_drawn_whole(world: Make, state: str, mode: Mode, scale: float) -> None:
    """In light and dark, at 100 and 200 % text, nothing is cut off; the picture is kept."""
    there = world(mode=mode, scale=scale)
    STATES[state](there)
    short = settled(there)
    assert keep(there, f"setup-{state}-{mode}-{round(scale * 100)}")
    assert short == []


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100", "200"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off_in_the_smallest_window(world: Make, state: str, scale: float, language: str) -> None:
    """At 720 x 520, at 200 % text and in a language 40 % longer, every text is whole."""
    there = world(scale=scale, language=language, size=(720, 520))
    STATES[state](there)
    short = settled(there)
    assert keep(there, f"small-setup-{state}-{language}-{round(scale * 100)}")
    assert short == []


@pytest.mark.parametrize("state", STATES)
def test_keyboard_and_screen_reader(world: Make, state: str) -> None:
    """Whatever Tab reaches has a name and follows the eye, and every button with a text has a letter of its own."""
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


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.ADMIN, True), (Role.IT_ADMIN, True), (Role.MEMBER, False), (None, False)]
)
def test_only_admins_are_offered_the_guide(world: Make, role: Role | None, offered: bool) -> None:
    """Set-up stands in the sidebar for Admins and IT Admins, for nobody else, and not while the role is unknown."""
    there = world()
    there.directory.view = view(role=role)
    there.show()
    button = there.window.sidebar._buttons["setup"]
    there.begin()
    assert not button.isVisible()
    there.come_back()
    there.until(lambda: there.stage.account.found is not None, "verdict")
    assert button.isVisible() is offered
    there.press(there.stage.account.session.sign_out)
    there.until_page(there.window.signed_out)
    assert button.isHidden()


def test_nothing_of_it_is_made_before_it_is_asked_for(world: Make) -> None:
    """Who never goes to the guide pays nothing for it: no page, no request."""
    there = world()
    there.directory.view = view(role=Role.ADMIN)
    there.show()
    there.sign_in()
    assert there.stage.setup.page is None
    assert there.evidence.asked == []


def test_the_next_step_is_said_open_and_marked(world: Make) -> None:
    """How far it is, the next step in the headline, and that step alone open, with where to go."""
    there = world()
    begun(there)
    page = page_of(there)
    assert page.banner.accessibleName().startswith("3 of 12 done. Next: Open the SSO settings.")
    card = card_of(page, StepOf.OPEN_SETTINGS)
    assert page.steps.open_card is card
    assert card.property("next") is True
    assert card.head.accessibleName() == "Next step 5, Open the SSO settings: To do"
    assert "Where: Flow's admin console, SSO settings." in said(card)
    assert "Without it: you do not get to the WorkOS admin portal." in said(card)


def test_the_warning_comes_before_it_is_too_late(world: Make) -> None:
    """Before SCIM is on the box warns of everything that goes and what stays; afterwards it says that it is off."""
    there = world()
    begun(there)
    box = page_of(there).manual
    text = said(box)
    assert text.startswith("Before you switch SCIM on")
    for fact in ("Add new user", "Approve and Deny", "invite, bulk invite, remove member and revoke invitation",
                 "changing roles", "Deleting the directory", "Deactivating the directory does not"):  # fmt: skip
        assert fact in text
    assert box.property("mark") == "differs"
    there.evidence.look = look()
    there.stage.check()
    there.until(lambda: "is switched off" in said(box), "the other state")
    assert box.property("mark") == "unknown"


def test_what_could_not_be_seen_is_not_claimed(world: Make) -> None:
    """With no answer from anywhere no step is done or to do, and nobody says whether manual management is off."""
    there = world()
    blind(there)
    page = page_of(there)
    states = {card.step.word for card in page.steps.cards if card.step is not None}
    assert states == {"Cannot tell", "Only you can see it"}
    assert page.banner.accessibleName().startswith("We could not see how far the set-up is.")
    assert "could not be seen" in said(page.manual)
    assert page.steps.open_card is None
    assert "could not be listed" in said(page.pilots)


def test_attention_has_a_remedy(world: Make) -> None:
    """A step that went wrong says why and what to do, and leads to its topic in the help."""
    there = world()
    deactivated(there)
    page = page_of(there)
    card = card_of(page, StepOf.ACTIVATE)
    assert page.steps.open_card is card
    assert "What to do" in said(card)
    assert card.detail is not None
    there.press(card.detail.more)
    there.until(lambda: there.stage.help.topic is not None, "the topic")
    there.press(there.stage.help.view.back)
    assert there.page is page
    assert there.window.sidebar._buttons["setup"].isChecked()


def test_the_portal_is_opened_where_its_address_is_known(world: Make) -> None:
    """The deployment's address goes before what Flow told; a browser that does not open is said."""
    there = world()
    begun(there)
    page = page_of(there)
    card = card_of(page, StepOf.OPEN_SETTINGS)
    assert card.detail is not None
    there.press(card.detail.portal)
    assert there.links.opened[-1] == "https://admin.example.com/portal"
    there.links.opens = False
    there.press(card.detail.portal)
    assert page._not_opened.isVisible()


@pytest.mark.parametrize("told", [None, "https://flow.example.com/admin"])
def test_without_a_deployment_flow_tells_the_portal(world: Make, told: str | None) -> None:
    """Where the deployment names no portal, the safe address that Flow told is used, or none."""
    there = world(deployment=replace(DEPLOYMENT, admin_portal_url=None))
    seen = replace(fresh(), enterprise=Seen(replace(enterprise(), admin_portal_url=told), "flow.enterprise", NOW))
    page = admin(there, seen, Seen(Pilots(()), "flow.people", NOW))
    card = card_of(page, StepOf.OPEN_SETTINGS)
    assert card.detail is not None
    assert card.detail.portal.isVisible() is (told is not None)
    if told is not None:
        there.press(card.detail.portal)
        assert there.links.opened[-1] == told


def test_people_can_be_checked(world: Make) -> None:
    """The people who came through are listed with whether they have arrived; choosing one checks that person."""
    there = world()
    nearly(there)
    page = page_of(there)
    names = [row.accessibleName() for row in page.pilots.people.rows]
    assert names == ["ada.byron@pilot.example. Arrived in Flow", "linh.nguyen@pilot.example. Not yet in Flow"]
    assert "There are others" in said(page.pilots)
    page.pilots.people.rows[1].click()
    there.until(lambda: there.evidence.asked[-1:] == ["linh.nguyen@pilot.example"], "the check")
    assert there.page is there.stage.checks.page


def test_somebody_without_an_address_cannot_be_checked(world: Make) -> None:
    """Who came without an e-mail is listed all the same, and choosing them asks nobody."""
    there = world()
    hostile(there)
    page = page_of(there)
    asked = list(there.evidence.asked)
    page.pilots.people.rows[1].click()
    assert there.page is page
    assert there.evidence.asked == asked


def test_refresh_looks_again_and_keeps_what_is_open(world: Make) -> None:
    """Ctrl+R and the button look again; a step somebody opened stays open, the age starts anew."""
    there = world()
    nearly(there)
    page = page_of(there)
    card = card_of(page, StepOf.MAP_ATTRIBUTES)
    card.head.click()
    assert page.steps.open_card is card
    before, looks = page.found, len(there.evidence.asked)
    there.stage.check()
    there.until(lambda: page.found is not before, "the second answer")
    assert len(there.evidence.asked) == looks + 1
    assert page.steps.open_card is card
    there.press(page.refresh)
    there.until(lambda: len(there.evidence.asked) == looks + 2 and page.refresh.isEnabled(), "the third answer")


def test_a_failure_keeps_what_was_found(world: Make) -> None:
    """A look that fails shows the problem above the last answer; the next one that works takes it away."""
    there = world()
    nearly(there)
    page = page_of(there)

    def fail() -> None:
        raise FlowError(problem(Code.NETWORK_UNREACHABLE, host="api.example.com"))

    there.evidence.before = fail
    there.press(page.refresh)
    there.until(page.problem.isVisible, "the problem")
    assert page.answer.isVisible()
    there.evidence.before = lambda: None
    there.press(page.refresh)
    there.until(lambda: not page.problem.isVisible() and not there.stage.setup.control.busy, "the answer")


def test_the_steps_are_walked_with_the_arrows(world: Make) -> None:
    """Down goes to the next step's line, Enter opens it and closes the other."""
    there = world()
    begun(there)
    page = page_of(there)
    first, second = page.steps.cards[:2]
    first.head.setFocus()
    QTest.keyClick(first.head, Qt.Key.Key_Down)
    there.until(second.head.hasFocus, "the second line")
    QTest.keyClick(second.head, Qt.Key.Key_Return)
    assert page.steps.open_card is second
    QTest.keyClick(second.head, Qt.Key.Key_Return)
    assert page.steps.open_card is None


def test_it_can_be_copied(world: Make) -> None:
    """Copy for IT takes everything: how far, what is off, every step, the people."""
    there = world()
    nearly(there)
    there.press(page_of(there).copy)
    text = there.links.texts[-1]
    assert text.startswith("11 of 12 done.")
    assert "Hidden: the Add new user button" in text
    assert "12. See that they have arrived, then assign the rest: Needs attention" in text
    assert "- linh.nguyen@pilot.example: Not yet in Flow" in text


def test_help_and_back_keep_the_place(world: Make) -> None:
    """ "Check this now" in the help fills the complaint in on the Checks page."""
    there = world()
    nearly(there)
    there.stage.show_help()
    page = there.stage.help
    there.until(lambda: page._library is not None, "the topics")
    page.open_topic("seat_cap")
    there.press(page.view.check)
    checks = there.stage.checks.page
    assert checks is not None
    assert there.page is checks
    assert checks.start.symptom == "configured_but_not_provisioned"
