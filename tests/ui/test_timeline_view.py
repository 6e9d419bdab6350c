"""TimelineView: what Directory Sync sent beside what Flow made of it; what Flow never heard of cannot be overlooked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from flow_desktop.core.timeline import Heard, Timeline
from flow_desktop.ui.kit import in_tab_order
from flow_desktop.ui.moments import ago, exact
from flow_desktop.ui.theme import Mode
from flow_desktop.ui.timeline_row import TRACKS
from flow_desktop.ui.timeline_view import AT_ONCE, TimelineView
from flow_desktop.ui.trail_mark import Track
from tests.hostile import UNCOMMON_TEXTS
from tests.support.checked import BLIND, TIMELINE, explainer, happening
from tests.support.evidence import NOW
from tests.ui.bench import LOOKS, SMALL, WIDE, Bench, button, nameless, said
from tests.ui.clipping import cut_off

GAPPED = replace(TIMELINE, gaps=BLIND.gaps)
LONG = Timeline(tuple(happening(number, "dsync.user.updated", "unchanged") for number in range(1, 46)))
TIMELINES = {"usual": TIMELINE, "gapped": GAPPED, "blind": BLIND, "empty": Timeline(()), "long": LONG}


def shown(bench: Bench, timeline: Timeline = TIMELINE, size: tuple[int, int] = WIDE) -> TimelineView:
    view = TimelineView(bench.kit, bench.explainer)
    view.tell(timeline, NOW)
    bench.show(view, size)
    return view


def short(bench: Bench, view: TimelineView) -> list[str]:
    """What is cut off; the rows are painted, so their heights are compared here, and each text with its room."""
    rows = [said(row) for row in view.rows if row.height() < row.heightForWidth(row.width())]
    texts = [one for row in view.rows for one in row._laid_out(row.width())[0]]
    lines = [(one, one.layout.lineAt(at)) for one in texts for at in range(one.layout.lineCount())]
    room = view.rows[0].width() if view.rows else 0
    wide = [one.layout.text() for one, line in lines if one.at.x() + line.naturalTextWidth() > room]
    return cut_off(bench.window) + rows + wide


# --- how it looks


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize(("mode", "scale"), LOOKS)
@pytest.mark.parametrize("name", TIMELINES)
def test_it_is_drawn_whole(qtbot: QtBot, name: str, mode: Mode, scale: float, size: tuple[int, int]) -> None:
    """In light and dark, at 100 and 200 %, wide and small, no text is cut off; the picture is kept."""
    bench = Bench(qtbot, mode, scale=scale)
    view = shown(bench, TIMELINES[name], size)
    assert short(bench, view) == []
    assert bench.keep(f"timeline-{name}-{mode}-{round(scale * 100)}-{size[0]}")
    assert short(bench, view) == []


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_a_longer_language_fits(qtbot: QtBot, scale: float, size: tuple[int, int]) -> None:
    """In a language 40 % longer every word is whole."""
    bench = Bench(qtbot, scale=scale, language="qps")
    view = shown(bench, GAPPED, size)
    assert short(bench, view) == []


def test_narrow_the_columns_stand_below_each_other(qtbot: QtBot) -> None:
    """Nothing is squeezed: without room the row is read from top to bottom."""
    bench = Bench(qtbot)
    view = shown(bench)
    wide = view.rows[0].height()
    bench.resize((420, 900))
    assert view.rows[0].height() > wide
    assert not view._heads.isVisible()
    assert short(bench, view) == []


def test_what_flow_never_heard_of_cannot_be_overlooked(qtbot: QtBot) -> None:
    """The row is coloured, the way to Flow is broken, and the words say it."""
    bench = Bench(qtbot)
    view = shown(bench)
    assert view.rows[0].mark == "problem"
    assert "Flow never heard of it." in said(view.rows[0])
    assert [row.mark for row in view.rows[1:]] == ["", "", "unknown", ""]
    assert (TRACKS[Heard.NO], TRACKS[Heard.YES]) == (Track.BROKEN, Track.TRAVELLED)


def test_what_could_not_be_seen_is_not_called_unheard(qtbot: QtBot) -> None:
    """Where Flow's side could not be read, nothing is said against Flow."""
    bench = Bench(qtbot)
    view = shown(bench, Timeline((happening(5, "dsync.user.updated", heard=Heard.UNKNOWN),), gaps=BLIND.gaps))
    assert "never heard" not in said(view.rows[0])
    assert "Whether Flow heard of it could not be seen." in said(view.rows[0])
    assert view.rows[0].mark == "unknown"


# --- what it says


def test_a_row_says_when_what_and_what_came_of_it(qtbot: QtBot) -> None:
    """Exact and relative time, the event in plain words with its own name, and Flow's reasons in plain words."""
    bench = Bench(qtbot)
    view = shown(bench)
    assert said(view.rows[2]) == (
        "2027-01-14 06:00 (26 hours ago): Person created (dsync.user.created). "
        "The seat count was raised. Added as a member."
    )


def test_what_happened_in_flow_alone_is_told_on_its_side(qtbot: QtBot) -> None:
    """A sign-in is no directory event, and the row says so."""
    bench = Bench(qtbot)
    view = shown(bench)
    row = view.rows[1].row
    assert (row.event, row.flow) == ("", ("Sign-in", "Refused: this enterprise signs in through SSO."))
    assert "in Flow: Sign-in" in said(view.rows[1])


def test_names_nobody_knows_are_told_as_they_are(qtbot: QtBot) -> None:
    """A new kind of event or reason is shown by its own name instead of left out."""
    bench = Bench(qtbot)
    view = shown(bench)
    assert "Event dsync.role.granted" in said(view.rows[4])
    assert "Flow noted: moved_to_moon" in said(view.rows[4])


def test_every_reason_and_event_of_flow_has_plain_words() -> None:
    """All that Flow's audit may say is in the words, and more than by its own name."""
    from flow_desktop.mock.effects import Reason

    words = explainer().words
    assert [reason for reason in Reason if not words.has(f"timeline.reason.{reason}")] == []
    named = ("activated", "deactivated", "deleted", "user.created", "user.updated", "user.deleted", "group.deleted")
    assert [name for name in named if not words.has(f"timeline.event.dsync.{name}")] == []


def test_gaps_are_explained(qtbot: QtBot) -> None:
    """What could not be read is named with the reason, above the rows and in the copy."""
    bench = Bench(qtbot)
    view = shown(bench, GAPPED)
    copied: list[str] = []
    view.copy_asked.connect(copied.append)
    button(view, "Copy timeline").click()
    gaps = copied[0].splitlines()[5:7]
    assert all("could not be read: " in gap and "More may have happened than is shown." in gap for gap in gaps)
    assert gaps[0][0].isupper()


def test_nothing_seen_is_not_nothing_happened(qtbot: QtBot) -> None:
    """An empty timeline says whether nothing is known or nothing could be read."""
    bench = Bench(qtbot)
    view = shown(bench, BLIND)
    assert view.empty.isVisible()
    assert said(view.empty) == (
        "The events could not be read. Nothing is shown, and that does not mean that nothing happened."
    )
    view.tell(Timeline(()), NOW)
    assert said(view.empty).startswith("No event is known.")
    view.tell(Timeline((), back_to=NOW - timedelta(days=60)), NOW)
    assert "2026-11-16" in said(view.empty)
    view.tell(TIMELINE, NOW)
    assert not view.empty.isVisible()


def test_how_far_back_was_looked_is_said(qtbot: QtBot) -> None:
    """An old event that is missing is not taken for one that never was."""
    bench = Bench(qtbot)
    assert shown(bench)._end.text() == "Events before 2026-11-16 08:00 were not looked at."


@pytest.mark.parametrize(
    "name", [name for name in UNCOMMON_TEXTS if "surrogate" not in name]
)  # no event has half a pair
def test_hostile_names_are_shown_harmlessly(qtbot: QtBot, name: str) -> None:
    """Whatever an event calls itself, it stays one row of plain text."""
    bench = Bench(qtbot)
    view = shown(bench, Timeline((happening(5, UNCOMMON_TEXTS[name], UNCOMMON_TEXTS[name]),)))
    assert len(said(view.rows[0]).splitlines()) == 1
    assert not view.grab().isNull()


# --- moments


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(minutes=60), "1 hour ago"),
        (timedelta(hours=47), "47 hours ago"),
        (timedelta(hours=48), "2 days ago"),
        (timedelta(days=59), "59 days ago"),
        (timedelta(days=61), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
        (timedelta(seconds=-1), ""),
    ],
)
def test_how_long_ago(passed: timedelta, text: str) -> None:
    """Whole units, rounded down; a moment to come is not told as past."""
    assert ago(explainer().words, NOW - passed, NOW) == text


def test_without_now_only_the_exact_time_is_told(qtbot: QtBot) -> None:
    """Nothing is counted from a clock that nobody gave."""
    bench = Bench(qtbot)
    view = TimelineView(bench.kit, bench.explainer)
    view.tell(TIMELINE)
    assert view.rows[0].row.ago == ""
    assert view.rows[0].row.exact == exact(NOW - timedelta(minutes=5), UTC) == "2027-01-15 07:55"


# --- what one does with it


def test_twenty_rows_at_once(qtbot: QtBot) -> None:
    """Older rows come when they are asked for, and the keyboard goes on with the first of them."""
    bench = Bench(qtbot)
    view = shown(bench, LONG)
    assert len(view.rows) == AT_ONCE == 20
    button(view, "Show older").click()
    assert len(view.rows) == 40
    assert bench.focused is view.rows[20]
    button(view, "Show older").click()
    assert len(view.rows) == 45
    assert not view.older.isVisible()


def test_the_copy_has_every_row(qtbot: QtBot) -> None:
    """Also those that are not shown yet."""
    bench = Bench(qtbot)
    view = shown(bench, LONG)
    copied: list[str] = []
    view.copy_asked.connect(copied.append)
    button(view, "Copy timeline").click()
    assert len(copied[0].splitlines()) == 45


def test_arrow_keys_walk_the_rows_and_tab_leaves_them(qtbot: QtBot) -> None:
    """The rows are one stop on the way through the page; Ctrl+C takes the focused one."""
    bench = Bench(qtbot)
    view = shown(bench)
    copied: list[str] = []
    view.copy_asked.connect(copied.append)
    assert in_tab_order(view) == [view.rows[0], view.copy]
    assert nameless(view) == []
    view.rows[0].setFocus()
    bench.press(Qt.Key.Key_Up)
    bench.press(Qt.Key.Key_Down)
    on_row = bench.focused
    assert on_row is view.rows[1]
    bench.copy()
    assert copied == [said(view.rows[1])]
    bench.press(Qt.Key.Key_Tab)
    assert bench.focused is view.copy


def test_the_focused_row_looks_focused(qtbot: QtBot) -> None:
    """The ring is seen on a plain row and on a coloured one."""
    bench = Bench(qtbot)
    view = shown(bench)
    for row, other in ((view.rows[0], view.rows[1]), (view.rows[1], view.rows[0])):
        other.setFocus()
        before = row.grab().toImage()
        row.setFocus()
        assert row.grab().toImage() != before
