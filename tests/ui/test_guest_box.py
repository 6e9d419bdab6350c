"""The demo's own box: who to be, and how to get behind the scenes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from flow_desktop.adapters.guest import Guest
from flow_desktop.core.secret import Secret
from flow_desktop.ui.guest_box import GuestBox
from tests.ui.clipping import cut_off
from tests.ui.world import World

Make = Callable[..., World]
PILOT = Guest("ada@pilot.example", Secret("pilot-pw"), "http://127.0.0.1:1/console")
WITH_ADMIN = Guest(
    PILOT.email,
    PILOT.password,
    PILOT.console,
    admin_email="barbara@pilot.example",
    admin_password=Secret("admin-pw"),
)


def box_of(there: World) -> GuestBox:
    """The box in the shown window."""
    found = there.show().findChild(GuestBox)
    assert isinstance(found, GuestBox)
    return found


def test_each_secret_is_copied_and_none_is_shown(world: Make) -> None:
    """E-mail, password and the admin's password go to the clipboard; no label has a password."""
    there = world(guest=WITH_ADMIN)
    box = box_of(there)
    assert box.copy_admin is not None
    for button in (box.copy_email, box.copy_password, box.copy_admin):
        there.press(button)
    assert there.links.texts == ["ada@pilot.example", "pilot-pw", "admin-pw"]
    shown = " ".join(label.text() for label in box.findChildren(QLabel))
    assert "barbara@pilot.example" in shown
    assert "-pw" not in shown
    there.press(box.copy_admin_email)
    assert there.links.texts[-1] == "barbara@pilot.example"


def test_a_case_is_named(world: Make) -> None:
    """A demo of one scenario says what it shows."""
    box = box_of(world(guest=replace(PILOT, case="The seat cap is reached")))
    assert any("The seat cap is reached" in label.text() for label in box.findChildren(QLabel))


def test_a_world_without_an_admin_offers_none(world: Make) -> None:
    """Where nobody gets into the console, no way there is promised."""
    assert box_of(world(guest=PILOT)).copy_admin is None


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off(world: Make, language: str, scale: float) -> None:
    """All of it can be read in long words and at 200 %."""
    there = world(guest=WITH_ADMIN, language=language, scale=scale)
    box = box_of(there)
    there.qtbot.waitUntil(lambda: cut_off(box) == [], timeout=1500)
