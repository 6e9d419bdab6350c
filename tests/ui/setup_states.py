"""Every state of the set-up guide, and the way there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QLabel

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Connection, ConnectionState, Look, NotSeen, Pilot, Pilots, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.readiness import StepOf
from flow_desktop.ui.setup_page import SetupPage
from flow_desktop.ui.setup_steps import StepCard
from tests.support.evidence import NOW, connection, look, settings, unseen
from tests.ui.world import World, view

PEOPLE = Pilots((Pilot("ada.byron@pilot.example", True), Pilot("linh.nguyen@pilot.example", False)), more=True)
HERE = Seen(PEOPLE, "flow.people", NOW)
NOTHING = Connection(ConnectionState.NONE)


def admin(there: World, seen: Look, people: Any = HERE) -> SetupPage:
    """An admin on the Set-up page, after the look."""
    there.directory.view = view(role=Role.ADMIN)
    there.evidence.look, there.evidence.people = seen, people
    there.show()
    there.sign_in()
    there.window.sidebar.chosen.emit("setup")
    page = there.stage.setup.page
    assert page is not None
    there.until(lambda: page.found is not None or page.problem.isVisible(), "the answer")
    return page


def fresh() -> Look:
    """An enterprise that has not begun."""
    return look(connection=NOTHING, settings=replace(settings(), scim_on=False), audit=(), directory_users=())


def begun(there: World) -> None:
    admin(there, fresh(), Seen(Pilots(()), "flow.people", NOW))


def nearly(there: World) -> None:
    admin(there, look())


def complete(there: World) -> None:
    admin(there, look(), Seen(Pilots((Pilot("ada.byron@pilot.example", True),)), "flow.people", NOW))


def deactivated(there: World) -> None:
    admin(there, look(connection=replace(connection(), state=ConnectionState.INACTIVE)))


def blind(there: World) -> None:
    admin(there, unseen(WithheldReason.TIMED_OUT), NotSeen(WithheldReason.TIMED_OUT))


def failed(there: World) -> None:
    def fail() -> None:
        raise FlowError(problem(Code.NETWORK_UNREACHABLE, host="api.example.com"))

    there.evidence.before = fail
    admin(there, look())


def hostile(there: World) -> None:
    people = Pilots((Pilot("a" * 120 + "\u202e@pilot.example", False), Pilot("", False)))
    admin(there, look(), Seen(people, "flow.people", NOW))


STATES = {one.__name__: one for one in (begun, nearly, complete, deactivated, blind, failed, hostile)}


def page_of(there: World) -> SetupPage:
    page = there.stage.setup.page
    assert page is not None
    return page


def card_of(page: SetupPage, step: StepOf) -> StepCard:
    return next(card for card in page.steps.cards if card.step is not None and card.step.id is step)


def said(part: Any) -> str:
    """Every text that is shown."""
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible() and label.text())
