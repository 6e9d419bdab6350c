"""TrailView: one glance shows where the account stopped, one key what that stands on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from flow_desktop.core.causes import Cause
from flow_desktop.core.trail import StepId, StepState, Trail
from flow_desktop.ui.kit import in_tab_order
from flow_desktop.ui.theme import Mode
from flow_desktop.ui.trail_mark import LOOKS as MARKS
from flow_desktop.ui.trail_mark import Track, side_of
from flow_desktop.ui.trail_story import TrailStory
from flow_desktop.ui.trail_view import TrailView
from tests.hostile import UNCOMMON_TEXTS
from tests.support.checked import STOPPED, THROUGH, TRAILS, UNSEEN, WARNED, explainer, fact
from tests.support.evidence import ADA
from tests.ui.bench import LOOKS, SMALL, WIDE, Bench, button, nameless, said
from tests.ui.clipping import cut_off


def shown(bench: Bench, trail: Trail = STOPPED, size: tuple[int, int] = WIDE) -> TrailView:
    view = TrailView(bench.kit, bench.explainer)
    view.tell(trail)
    bench.show(view, size)
    return view


def tracks(trail: Trail) -> list[Track]:
    return [node.after for node in TrailStory(explainer(), trail).nodes()]


# --- how it looks


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize(("mode", "scale"), LOOKS)
@pytest.mark.parametrize("name", TRAILS)
def test_it_is_drawn_whole(qtbot: QtBot, name: str, mode: Mode, scale: float, size: tuple[int, int]) -> None:
    """In light and dark, at 100 and 200 %, wide and small, no text of any trail is cut off; the picture is kept."""
    bench = Bench(qtbot, mode, scale=scale)
    shown(bench, TRAILS[name], size)
    assert cut_off(bench.window) == []
    assert bench.keep(f"trail-{name}-{mode}-{round(scale * 100)}-{size[0]}")
    assert cut_off(bench.window) == []


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_a_longer_language_fits(qtbot: QtBot, scale: float, size: tuple[int, int]) -> None:
    """In a language 40 % longer every word is whole."""
    bench = Bench(qtbot, scale=scale, language="qps")
    shown(bench, STOPPED, size)
    assert cut_off(bench.window) == []


def test_it_runs_to_the_right_where_there_is_room_and_down_where_not(qtbot: QtBot) -> None:
    """Wide, the five steps stand beside each other; narrow, below each other, with the facts under their step."""
    bench = Bench(qtbot)
    view = shown(bench)
    assert len({node.y() for node in view.nodes}) == 1
    assert view.panel.y() > view.nodes[0].geometry().bottom()
    bench.resize((SMALL[0], 900))
    assert len({node.x() for node in view.nodes}) == 1
    assert view.nodes[2].geometry().bottom() < view.panel.y() < view.nodes[3].y()
    bench.resize(WIDE)
    assert len({node.y() for node in view.nodes}) == 1


def test_the_stop_is_larger_and_the_way_ends_there() -> None:
    """In front of the stop the way is whole, behind it broken and then dashed."""
    assert tracks(STOPPED) == [Track.TRAVELLED, Track.TRAVELLED, Track.BROKEN, Track.AHEAD, Track.NONE]
    assert tracks(THROUGH)[:-1] == [Track.TRAVELLED] * 4
    assert [node.stop for node in TrailStory(explainer(), STOPPED).nodes()] == [False, False, True, False, False]


def test_the_stop_has_the_larger_mark(qtbot: QtBot) -> None:
    """A look from afar finds it."""
    theme = Bench(qtbot).kit.theme
    assert side_of(theme, stop=True) >= 1.4 * side_of(theme, stop=False)


def test_a_way_that_nobody_saw_is_not_drawn_as_travelled() -> None:
    """Wrong certainty is drawn nowhere: beside an unseen step the way is dotted."""
    assert tracks(UNSEEN) == [Track.UNSEEN, Track.UNSEEN, Track.UNSEEN, Track.TRAVELLED, Track.NONE]


def test_every_state_has_its_own_icon_word_and_colour() -> None:
    """No state is told by the colour alone."""
    words = explainer().words
    assert len({look.icon for look in MARKS.values()}) == len(StepState)
    assert len({look.mark for look in MARKS.values()}) == len(StepState)
    assert len({words(f"trail.state.{state}") for state in StepState}) == len(StepState)


def test_the_marks_differ_as_pictures(qtbot: QtBot) -> None:
    """Also in grey, each state looks different from each other one."""
    bench = Bench(qtbot)
    view = shown(bench, THROUGH)
    pictures: list[QImage] = []
    for state in StepState:
        step = replace(THROUGH.steps[0], state=state)
        view.tell(Trail((step, *THROUGH.steps[1:])))
        pictures.append(view.nodes[0].grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8))
    assert all(one != other for at, one in enumerate(pictures) for other in pictures[at + 1 :])


# --- what it says


@pytest.mark.parametrize(
    ("trail", "sentence"),
    [
        (STOPPED, "Stopped at step 3 of 5: {scope}."),
        (THROUGH, "All 5 steps passed."),
        (WARNED, "No stop is proven, but step 5 of 5 needs a look: {compare}."),
        (UNSEEN, "No stop was seen, but step 2 of 5 could not be seen: {person}."),
    ],
    ids=["stopped", "through", "warned", "unseen"],
)
def test_one_sentence_says_how_far_the_account_came(qtbot: QtBot, trail: Trail, sentence: str) -> None:
    """Above the picture, for the phone and for a screen reader; "passed" is only said of five steps that passed."""
    bench = Bench(qtbot)
    titles = {str(step): bench.explainer.words(f"trail.{step}") for step in StepId}
    assert shown(bench, trail).summary.text() == sentence.format(**titles)


def test_a_step_that_was_not_reached_is_never_called_passed(qtbot: QtBot) -> None:
    """Four passed steps and one that nobody came to are not "all passed"."""
    steps = (*THROUGH.steps[:4], replace(THROUGH.steps[4], state=StepState.NOT_EVALUATED))
    bench = Bench(qtbot)
    assert "not reached" in shown(bench, Trail(steps)).summary.text()


def test_each_step_is_a_button_that_says_step_state_and_headline(qtbot: QtBot) -> None:
    """A screen reader gets as text what the eye gets from the picture."""
    bench = Bench(qtbot)
    view = shown(bench)
    scope = view.nodes[2]
    assert QAccessible.queryAccessibleInterface(scope).role() == QAccessible.Role.CheckBox
    title = view.nodes[2].title.text()
    assert said(scope) == (
        f"Step 3 of 5, {title}: the account stopped here. All 25 seats are taken, so Flow skipped the person."
    )
    assert "not reached" in said(view.nodes[4])
    assert "passed" in said(view.nodes[0])
    assert nameless(view) == []


def test_the_facts_of_the_stop_are_open_at_once(qtbot: QtBot) -> None:
    """Label, value, and where and when it was seen, without a click."""
    bench = Bench(qtbot)
    view = shown(bench)
    assert view.open_step is StepId.SCOPE
    assert [row.isVisible() for row in view.panel.facts.rows] == [True] * 3
    assert "25" in said(view.panel.facts.rows[1])
    assert "2027-01-15 07:00" in said(view.panel.facts.rows[1])


@pytest.mark.parametrize(("trail", "step"), [(WARNED, StepId.COMPARE), (UNSEEN, StepId.PERSON)])
def test_without_a_stop_the_step_that_says_most_is_open(qtbot: QtBot, trail: Trail, step: StepId) -> None:
    """What needs a look, else what could not be seen."""
    bench = Bench(qtbot)
    assert shown(bench, trail).open_step is step


def test_a_step_without_facts_says_so(qtbot: QtBot) -> None:
    """An empty panel is never left unexplained."""
    bench = Bench(qtbot)
    view = shown(bench)
    view.nodes[4].click()
    assert view.panel._nothing.isVisible()
    assert not view.panel.facts.isVisible()


@pytest.mark.parametrize(
    "name", [name for name in UNCOMMON_TEXTS if "surrogate" not in name]
)  # no fact has half a pair
def test_hostile_facts_are_harmless_and_copied_as_they_came(qtbot: QtBot, name: str) -> None:
    """Whatever a directory holds is drawn without harm; the copy is the value itself."""
    bench = Bench(qtbot)
    step = replace(STOPPED.steps[2], facts=(fact("user_name", UNCOMMON_TEXTS[name]),))
    view = shown(bench, Trail((*STOPPED.steps[:2], step, *STOPPED.steps[3:])))
    copied: list[str] = []
    view.copy_asked.connect(copied.append)
    view.panel.facts.rows[0].setFocus()
    bench.copy()
    assert copied == [UNCOMMON_TEXTS[name]]
    assert not view.grab().isNull()


# --- what one does with it


def test_a_click_opens_a_step(qtbot: QtBot) -> None:
    """The facts of the clicked step are shown, and the page hears which one it is."""
    bench = Bench(qtbot)
    view = shown(bench)
    chosen: list[StepId] = []
    view.step_chosen.connect(chosen.append)
    QTest.mouseClick(view.nodes[1], Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert chosen == [StepId.PERSON]
    assert view.open_step is StepId.PERSON
    assert ADA in said(view.panel.facts.rows[0])


def test_a_click_on_the_open_step_leaves_it_open(qtbot: QtBot) -> None:
    """There is always one step whose facts are shown."""
    bench = Bench(qtbot)
    view = shown(bench)
    QTest.mouseClick(view.nodes[2], Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert view.open_step is StepId.SCOPE


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_open_the_focused_step(qtbot: QtBot, key: Qt.Key) -> None:
    """The keyboard does what a click does."""
    bench = Bench(qtbot)
    view = shown(bench)
    view.nodes[0].setFocus()
    bench.press(key)
    assert view.open_step is StepId.CONNECTION


def test_arrow_keys_walk_the_steps(qtbot: QtBot) -> None:
    """Right and down go on, left and up go back, and at an end nothing happens."""
    bench = Bench(qtbot)
    view = shown(bench)
    view.nodes[2].setFocus()
    for key, step in (
        (Qt.Key.Key_Right, StepId.MATCH),
        (Qt.Key.Key_Down, StepId.COMPARE),
        (Qt.Key.Key_Right, StepId.COMPARE),
        (Qt.Key.Key_Left, StepId.MATCH),
        (Qt.Key.Key_Up, StepId.SCOPE),
    ):
        bench.press(key)
        assert view.open_step is step
    assert bench.focused is view.nodes[2]


def test_arrows_follow_the_direction_of_reading(qtbot: QtBot) -> None:
    """Where one reads from right to left, the left arrow goes on."""
    bench = Bench(qtbot)
    bench.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    view = shown(bench)
    assert view.nodes[0].x() > view.nodes[4].x()
    view.nodes[2].setFocus()
    bench.press(Qt.Key.Key_Left)
    assert view.open_step is StepId.MATCH


@pytest.mark.parametrize("size", [WIDE, (SMALL[0], 900)], ids=["wide", "small"])
def test_tab_follows_the_eye(qtbot: QtBot, size: tuple[int, int]) -> None:
    """From step to step, and to the facts where they are drawn; the facts are one stop."""
    bench = Bench(qtbot)
    view = shown(bench, STOPPED, size)
    order = in_tab_order(view)
    panel = [view.panel.remedy, view.panel.facts.rows[0], view.panel.copy]
    inner = [*view.nodes, *panel] if size == WIDE else [*view.nodes[:3], *panel, *view.nodes[3:]]
    assert order == inner


def test_only_a_step_with_a_cause_leads_to_a_remedy(qtbot: QtBot) -> None:
    """The stop does, and names its cause; a step that passed has nothing to be done about."""
    bench = Bench(qtbot)
    view = shown(bench)
    asked: list[Cause] = []
    view.remedy_asked.connect(asked.append)
    view.panel.remedy.click()
    assert asked == [Cause.BLOCKED_SEAT_CAP]
    view.nodes[0].click()
    assert not view.panel.remedy.isVisible()


def test_the_facts_are_walked_and_copied(qtbot: QtBot) -> None:
    """The arrow keys walk the facts, Ctrl+C takes the value of the focused one."""
    bench = Bench(qtbot)
    view = shown(bench)
    copied: list[str] = []
    view.copy_asked.connect(copied.append)
    rows = view.panel.facts.rows
    rows[0].setFocus()
    bench.copy()
    bench.press(Qt.Key.Key_Down)
    assert bench.focused is rows[1]
    bench.copy()
    bench.press(Qt.Key.Key_Up)
    bench.press(Qt.Key.Key_Up)
    assert bench.focused is rows[0]
    assert copied == ["seat_cap", "25"]


def test_a_step_is_copied_whole(qtbot: QtBot) -> None:
    """Ctrl+C on a step and its button give the same text: what it says and every fact with its origin."""
    bench = Bench(qtbot)
    view = shown(bench)
    copied: list[str] = []
    view.copy_asked.connect(copied.append)
    button(view, "Copy this step").click()
    view.nodes[2].setFocus()
    bench.copy()
    assert copied[0] == copied[1]
    assert copied[0].splitlines()[0] == said(view.nodes[2])
    assert len(copied[0].splitlines()) == 1 + 3


def test_the_same_trail_again_keeps_what_is_open(qtbot: QtBot) -> None:
    """A watch that finds nothing new does not close what a person reads; a new trail opens its own stop."""
    bench = Bench(qtbot)
    view = shown(bench)
    view.nodes[0].click()
    opened = []
    for trail in (STOPPED, WARNED):
        view.tell(trail)
        opened.append(view.open_step)
    assert opened == [StepId.CONNECTION, StepId.COMPARE]


def test_colours_follow_the_system(qtbot: QtBot) -> None:
    """When the system turns dark, the marks are drawn anew."""
    bench = Bench(qtbot)
    view = shown(bench)
    light = view.nodes[0].grab().toImage()
    bench.kit.theme.use(Mode.DARK)
    assert view.nodes[0].grab().toImage() != light
