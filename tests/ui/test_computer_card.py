"""Check this computer, on the Help page: lines by area with what to do, to be copied; one look at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel

from flow_desktop.core.doctor import Area, DoctorLine, LineState, line_of_problem
from flow_desktop.core.problems import Code, problem
from flow_desktop.core.words import message
from flow_desktop.ui.computer_card import ComputerCard
from flow_desktop.ui.theme import Mode
from tests.fakes.probe import FakeProbe
from tests.ui.test_help_topics import opened
from tests.ui.test_screens import keep, settled
from tests.ui.world import World

Make = Callable[..., World]
FINE = DoctorLine("browser.opener", Area.BROWSER, LineState.OK, message("doctor.browser.opener", name="xdg-open"))
WARNED = DoctorLine(
    "keychain.none", Area.KEYCHAIN, LineState.WARN,
    message("doctor.keychain.unavailable"), message("doctor.keychain.unavailable_next"),
)  # fmt: skip
BROKEN = line_of_problem("network.directory", problem(Code.TLS_UNTRUSTED, host="api.example.com"))


def examined(there: World, *lines: DoctorLine) -> ComputerCard:
    """The card after a look that found these lines."""
    there.probe = FakeProbe(lines=lines)
    page = opened(there)
    there.press(page.computer.check)
    there.until(lambda: bool(page.computer.verdict), "the report")
    page.ensureWidgetVisible(page.computer.copy)
    return page.computer


def said(card: ComputerCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel) if label.isVisible() and label.text())


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100", "200"])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_the_report_is_drawn_whole(world: Make, mode: Mode, scale: float, language: str) -> None:
    """In the smallest window, light and dark, at 200 % text and in a longer language nothing is cut off."""
    there = world(mode=mode, scale=scale, language=language, size=(720, 520))
    examined(there, FINE, WARNED, BROKEN)
    short = settled(there)
    assert keep(there, f"small-computer-{mode}-{language}-{round(scale * 100)}")
    assert short == []


def test_it_says_what_is_wrong_and_what_to_do(world: Make) -> None:
    """The verdict first, then each line with its state as a word, its next step and its code, by area."""
    there = world(size=(1000, 2000))
    card = examined(there, FINE, WARNED, BROKEN)
    there.until(lambda: not there.stage.help.contents._later, "the contents")
    short = settled(there)
    assert keep(there, "computer")
    assert short == []
    text = said(card)
    assert card.verdict in text
    for part in ("Links are opened with xdg-open.", "There is no system keychain", "Ask your IT admin about",
                 "tls.untrusted", "to mend", "good to know", "Network"):  # fmt: skip
        assert part in text


def test_the_report_can_be_copied(world: Make) -> None:
    """What is copied is what the command line prints."""
    there = world()
    card = examined(there, FINE, BROKEN)
    there.press(card.copy)
    assert there.links.texts[-1].startswith(card.verdict)
    assert "(tls.untrusted)" in there.links.texts[-1]


def test_a_second_look_replaces_the_first(world: Make) -> None:
    """Look again after something was mended: the old lines are gone."""
    there = world()
    card = examined(there, BROKEN)
    before = card.verdict
    there.probe = FakeProbe(lines=(FINE,))
    there.press(card.check)
    there.until(lambda: card.verdict != before, "the second report")
    assert "tls.untrusted" not in said(card)


def test_nothing_is_looked_at_unasked(world: Make) -> None:
    """Opening Help asks nobody anything."""
    there = world()
    page = opened(there)
    assert page.computer.verdict == ""
    assert page.computer.copy.isHidden()
