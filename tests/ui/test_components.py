"""The components one by one, and the gallery that shows them all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from flow_desktop.adapters.texts import load_pilot_words
from flow_desktop.core.comparison import compare
from flow_desktop.core.help import Library
from flow_desktop.core.presenting import Speaker
from flow_desktop.core.problems import Code, problem
from flow_desktop.ui.button import folded
from flow_desktop.ui.desk import About, Desk
from flow_desktop.ui.field_model import Grid
from flow_desktop.ui.field_table import FieldTable
from flow_desktop.ui.flow_layout import FlowLayout
from flow_desktop.ui.gallery import GalleryPage
from flow_desktop.ui.kit import Kit
from flow_desktop.ui.problem_panel import ProblemPanel
from flow_desktop.ui.skeleton import Skeleton
from flow_desktop.ui.status_strip import StatusStrip
from flow_desktop.ui.theme import Mode, Theme
from flow_desktop.ui.toast import Toast
from flow_desktop.ui.wrapping import WrapLabel
from tests.fakes.time import FakeClock
from tests.hostile import UNCOMMON_TEXTS
from tests.support.checked import PROVEN, diagnosis, explainer
from tests.ui.clipping import cut_off
from tests.ui.test_screens import PICTURES
from tests.ui.world import DEPLOYMENT, MINH, Links, World, assets, identity, view, words

Make = Callable[..., World]
DIFFERENT = compare(identity(), view(flow=("Minh", "Nguyen", "m.nguyen@example.com")))


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    """A window for one component."""
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


def kit_of(mode: Mode = Mode.LIGHT, scale: float = 1.0) -> Kit:
    return Kit(Theme(assets(), mode=mode, scale=scale), words())


def shown(holder: QWidget, part: QWidget, size: tuple[int, int] = (760, 500)) -> QWidget:
    layout = holder.layout()
    assert layout is not None
    layout.addWidget(part)
    holder.resize(*size)
    holder.show()
    settle()
    return part


def settle() -> None:
    """Let layouts that asked for it have their turn; one that changed asks its parent."""
    for _ in range(4):
        QCoreApplication.sendPostedEvents()


async def _never(*_args: object):
    raise AssertionError("a gallery signs nobody in")


@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100", "200"])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_the_gallery_shows_every_component_whole(holder: QWidget, mode: Mode, scale: float) -> None:
    """All components on one page, in light and dark, at 100 and 200 %; the picture is kept."""
    sayer, links = explainer(), Links()
    kit = Kit(Theme(assets(), mode=mode, scale=scale), load_pilot_words(sayer.words))
    desk = Desk(
        words=kit.words,
        deployment=DEPLOYMENT,
        expected=None,
        about=About("1", lambda: "test"),
        browser=links,
        clipboard=links,
        clock=FakeClock(),
        open_session=_never,
        new_sign_in=_never,
        report=str,
        open_troubleshooter=_never,
        explainer=lambda: sayer,
        check_report=str,
        load_help=lambda: Library((), ()),
        open_doctor=_never,
    )
    kit.theme.apply()
    holder.setStyleSheet(kit.theme.sheet())
    page = GalleryPage(kit, desk=desk, found=DIFFERENT, checked=diagnosis(PROVEN))
    shown(holder, page, (1000, 680))
    holder.resize(1000, page.box.sizeHint().height() + 110)
    settle()
    PICTURES.mkdir(parents=True, exist_ok=True)
    assert holder.grab().save(str(PICTURES / f"gallery-{mode}-{round(scale * 100)}.png"))
    assert cut_off(holder) == []


# --- FieldTable


def test_only_the_letters_that_differ_are_marked() -> None:
    """Nguyễn and Nguyen: one letter on each side, nothing in rows that match."""
    heads, rows = Grid(Speaker(words(), DEPLOYMENT), DIFFERENT).wide()
    marked = [
        [cell.text[span.start : span.end] for span in cell.spans] for row in rows for cell in row[1:4] if cell.spans
    ]
    assert heads[1:4] == ("Okta", "Directory Sync", "Flow")
    assert marked[:3] == [["ễ"], ["ễ"], ["e"]]
    assert all(not cell.spans for cell in rows[0])


def test_a_narrow_table_is_stacked_and_stays_whole(holder: QWidget) -> None:
    """Under its width the table shows one line for each place; nothing is lost and the height fits exactly."""
    table = FieldTable(kit_of(), Links().put)
    shown(holder, table)
    table.tell(Speaker(words(), DEPLOYMENT), DIFFERENT)
    assert (table.model().rowCount(), table.model().columnCount()) == (3, 5)
    holder.resize(420, 700)
    assert (table.model().rowCount(), table.model().columnCount()) == (12, 2)
    settle()
    assert cut_off(holder) == []
    holder.resize(760, 500)
    assert table.model().columnCount() == 5


def test_the_focused_cell_stays_focused_when_values_come_anew(holder: QWidget) -> None:
    """Checking again does not throw the keyboard back to the first cell."""
    table = FieldTable(kit_of(), Links().put)
    shown(holder, table)
    table.tell(Speaker(words(), DEPLOYMENT), DIFFERENT)
    table.setCurrentIndex(table.model().index(2, 3))
    table.tell(Speaker(words(), DEPLOYMENT), compare(identity(), view()))
    assert (table.currentIndex().row(), table.currentIndex().column()) == (2, 3)


def test_tab_leaves_the_table(holder: QWidget) -> None:
    """The table is one stop on the way through the page, not a trap."""
    table, after = FieldTable(kit_of(), Links().put), QPushButton("after")
    shown(holder, table)
    shown(holder, after)
    table.tell(Speaker(words(), DEPLOYMENT), DIFFERENT)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert holder.focusWidget() is after


@pytest.mark.parametrize("name", UNCOMMON_TEXTS)
def test_hostile_names_are_shown_and_copied_as_they_are(holder: QWidget, name: str) -> None:
    """Whatever a directory holds is drawn without harm; the copy is the value itself."""
    text = UNCOMMON_TEXTS[name]
    links = Links()
    table = FieldTable(kit_of(), links.put)
    shown(holder, table)
    table.tell(Speaker(words(), DEPLOYMENT), compare(identity(), view(flow=(text, "Nguyễn", MINH[2]))))
    assert not table.grab().isNull()
    table.setCurrentIndex(table.model().index(0, 3))
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert links.texts == [text or "empty"]


# --- the small ones


def test_a_problem_says_everything_and_copies_it(holder: QWidget) -> None:
    """Title, what happened, what next and the code; Copy gives all four lines."""
    panel = ProblemPanel(kit_of())
    shown(holder, panel)
    panel.tell(problem(Code.NETWORK_UNREACHABLE, host="login.example.com"))
    copied: list[str] = []
    panel.copy_asked.connect(copied.append)
    panel._copy.click()
    assert copied[0].splitlines()[0] == "login.example.com could not be reached."
    assert copied[0].splitlines()[-1] == "Code for support: network.unreachable"


def test_a_strip_replaces_what_it_said(holder: QWidget) -> None:
    """One sentence at a time, with its own actions; hidden it says nothing."""
    strip, kit = StatusStrip(kit_of()), kit_of()
    shown(holder, strip)
    strip.tell("First.", actions=(kit.button("ui.try_again", then=str),))
    strip.tell("Second.")
    assert strip.text == "Second."
    assert [one for one in strip.findChildren(QPushButton) if one.isVisible()] == []
    strip.hide()
    assert strip.text == ""


def test_bones_come_only_after_a_moment(qtbot: QtBot, holder: QWidget) -> None:
    """The skeleton holds its place from the start and shows itself after 300 ms, not before."""
    skeleton = Skeleton(kit_of())
    skeleton.begin()
    shown(holder, skeleton)
    height = skeleton.sizeHint().height()
    assert not any(bone.isVisible() for bone in skeleton._bones)
    assert skeleton._timer.remainingTime() > 200
    qtbot.waitUntil(lambda: all(bone.isVisible() for bone in skeleton._bones), timeout=3000)
    assert skeleton.sizeHint().height() == height


def test_a_toast_never_takes_the_keyboard(holder: QWidget) -> None:
    """It floats over the page, can be clicked through and keeps the focus where it was."""
    button = QPushButton("here")
    shown(holder, button)
    button.setFocus()
    toast = Toast(kit_of(), holder)
    toast.tell("Copied.")
    assert toast.isVisible()
    assert holder.focusWidget() is button
    assert toast.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert holder.rect().contains(toast.geometry())


def test_a_word_without_end_is_broken_not_cut(holder: QWidget) -> None:
    """A name of any length wraps inside itself and never widens the page."""
    label = WrapLabel("Wolfe" * 100)
    shown(holder, label, (300, 400))
    assert label.minimumSizeHint().width() < 100
    assert label.heightForWidth(200) > label.heightForWidth(400) > label.fontMetrics().lineSpacing()


def test_buttons_wrap_into_lines(holder: QWidget) -> None:
    """A row of buttons takes as many lines as the width needs, and mirrors for right-to-left languages."""
    row = QWidget()
    layout = FlowLayout(8, row)
    buttons = [QPushButton(f"Button number {number}") for number in range(4)]
    for button in buttons:
        layout.addWidget(button)
    shown(holder, row, (900, 300))
    assert len({button.y() for button in buttons}) == 1
    holder.resize(220, 300)
    assert len({button.y() for button in buttons}) == 4
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    layout.setGeometry(row.rect())
    assert buttons[0].geometry().right() == row.rect().right()


@pytest.mark.parametrize(
    ("text", "lines"), [("Cancel", "Cancel"), ("Open &again", "Open\n&again"), ("a bb ccc dddd", "a bb\nccc dddd")]
)
def test_a_long_button_folds_at_a_blank(text: str, lines: str) -> None:
    """Two lines of about the same length, never inside a word."""
    assert folded(text) == lines


def test_every_text_of_the_window_is_used_and_known() -> None:
    """No sentence of the [ui] table is forgotten in the file, none is missing for a page."""
    import re
    from pathlib import Path

    from tests.ui.world import texts

    folder = Path(__file__).resolve().parents[2] / "flow_desktop" / "ui"
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r"[\"'](ui\.[a-z0-9_.]+)[\"']", code))
    made = re.findall(r"f[\"'](ui\.[^\"']+)", code)
    patterns = [re.compile(re.sub(r"\{[^}]*\}", "[a-z0-9_]+", found)) for found in made]
    plural = re.compile(r"\.(one|other)$")
    known = {plural.sub("", text_id) for text_id in texts() if text_id.startswith("ui.")}
    named = {plural.sub("", text_id) for text_id in named}
    assert named - known == set()
    assert {one for one in known - named if not any(pattern.fullmatch(one) for pattern in patterns)} == set()
