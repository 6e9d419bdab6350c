"""Every state of the Pilot page: drawn whole, in light and dark, at 100 and 200 % text, in a longer language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton

from flow_desktop.ui.button import Button
from flow_desktop.ui.kit import in_tab_order
from flow_desktop.ui.theme import Mode
from tests.ui.pilot_states import STATES
from tests.ui.test_access import letter_of
from tests.ui.test_screens import keep, settled
from tests.ui.world import World

Make = Callable[..., World]


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 1.0), (Mode.DARK, 2.0)])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_drawn_whole(world: Make, state: str, mode: Mode, scale: float) -> None:
    """No text of any state is cut off; the picture is kept."""
    there = world(mode=mode, scale=scale)
    STATES[state](there)
    short = settled(there)
    assert keep(there, f"pilot-{state}-{mode}-{round(scale * 100)}")
    assert short == []


@pytest.mark.parametrize(("language", "scale"), [("qps", 1.0), ("en", 2.0), ("qps", 2.0)])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off_in_the_smallest_window(world: Make, state: str, scale: float, language: str) -> None:
    """At 720 x 520, at 200 % text and in a language 40 % longer, every text is whole."""
    there = world(scale=scale, language=language, size=(720, 520))
    STATES[state](there)
    assert there.window.width() == 720
    short = settled(there)
    assert keep(there, f"pilot-small-{state}-{language}-{round(scale * 100)}")
    assert short == []


@pytest.mark.parametrize("state", STATES)
def test_a_wide_window_uses_its_width(world: Make, state: str) -> None:
    """At 1600 x 900 nothing is cut off either; the table takes the width, sentences do not."""
    there = world(size=(1600, 900))
    STATES[state](there)
    short = settled(there)
    assert keep(there, f"pilot-wide-{state}")
    assert short == []


@pytest.mark.parametrize("state", STATES)
def test_the_keyboard_and_a_screen_reader_find_everything(world: Make, state: str) -> None:
    """Whatever Tab reaches has a name, in the order of the eye; mnemonics do not collide; targets are large enough."""
    there = world()
    STATES[state](there)
    assert settled(there) == []
    parts = in_tab_order(there.page)
    assert parts
    assert [part for part in parts if not QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)] == []
    places = [part.mapTo(there.window, QPoint(0, 0)) for part in parts]
    lines = [(point.y() // 8, point.x()) for point in places]
    assert lines == sorted(lines), [(part.accessibleName(), line) for part, line in zip(parts, lines, strict=True)]
    shown = [one for one in there.window.findChildren(QAbstractButton) if one.isVisible() and one.text()]
    letters = [letter for one in shown if (letter := letter_of(one.text()))]
    assert sorted(letters) == sorted(set(letters)), [one.text() for one in shown]
    sizes = [one.size() for one in there.window.findChildren(Button) if one.isVisible()]
    assert [size for size in sizes if min(size.width(), size.height()) < 24] == []
