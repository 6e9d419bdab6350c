"""Keyboard and screen reader: every control has a name, Tab follows the eye, changes are said."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QWidget

from flow_desktop.ui import kit
from flow_desktop.ui.button import Button
from flow_desktop.ui.kit import in_tab_order
from tests.ui.test_screens import STATES
from tests.ui.world import World

Make = Callable[..., World]
INTERACTIVE = {
    *(QAccessible.Role.PushButton, QAccessible.Role.EditableText, QAccessible.Role.CheckBox),
    *(QAccessible.Role.Table, QAccessible.Role.Link, QAccessible.Role.RadioButton),
}


def nodes(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """What a screen reader walks through: the accessible tree, without what is not shown."""
    pending = [QAccessible.queryAccessibleInterface(widget)]
    while pending:
        node = pending.pop()
        if not node.isValid():
            continue
        yield node
        pending += map(node.child, range(node.childCount()))


def focusable(world: World) -> list[QWidget]:
    return in_tab_order(world.window)


@pytest.mark.parametrize("state", STATES)
def test_everything_reachable_has_a_name(world: Make, state: str) -> None:
    """Whatever Tab reaches in any state tells a screen reader what it is."""
    there = world()
    STATES[state](there)
    parts = focusable(there)
    nameless = [
        f"{type(part).__name__} {part.objectName()}"
        for part in parts
        if not QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)
    ]
    assert nameless == []
    assert parts or state in ("restoring",)


@pytest.mark.parametrize("state", ["same", "help_page"])
def test_tab_reaches_every_section(world: Make, state: str) -> None:
    """Account, Checks and Help are all stops of the Tab key, whichever of them is open."""
    there = world()
    STATES[state](there)
    seen: list[str] = []
    for _ in range(20):
        QTest.keyClick(there.window, Qt.Key.Key_Tab)
        seen.append(there.window.focusWidget().accessibleName())
    assert {"Account", "Checks", "Help"} <= set(seen)


def test_one_section_is_marked(world: Make) -> None:
    """A click on a section marks it and nothing else; a second click does not take the mark away."""
    there = world()
    STATES["same"](there)
    sidebar = there.window.sidebar
    sections = sidebar.findChildren(QAbstractButton)
    help_section = next(one for one in sections if one.accessibleName() == "Help")
    for _ in range(2):
        help_section.click()
        assert [one for one in sections if one.isChecked()] == [help_section]


@pytest.mark.parametrize("state", STATES)
def test_every_interactive_node_has_a_name(world: Make, state: str) -> None:
    """The tree a screen reader sees has no button, field or table without a name."""
    there = world()
    STATES[state](there)
    found = [
        str(node.role())
        for node in nodes(there.window)
        if node.role() in INTERACTIVE and not node.state().invisible and not node.text(QAccessible.Text.Name)
    ]
    assert found == []


@pytest.mark.parametrize("state", [name for name in STATES if name != "restoring"])
def test_tab_follows_the_eye(world: Make, state: str) -> None:
    """Tab goes from top to bottom, and from left to right in a line."""
    there = world()
    STATES[state](there)
    page = there.page
    places = [part.mapTo(there.window, QPoint(0, 0)) for part in in_tab_order(page)]
    lines = [(point.y() // 8, point.x()) for point in places]
    assert lines == sorted(lines)


@pytest.mark.parametrize("state", STATES)
def test_mnemonics_are_there_and_do_not_collide(world: Make, state: str) -> None:
    """Every button of a screen has a letter of its own."""
    there = world()
    STATES[state](there)
    shown = [one for one in there.window.findChildren(QAbstractButton) if one.isVisible() and one.text()]
    letters = [letter_of(one.text()) for one in shown]
    assert [one.text() for one, letter in zip(shown, letters, strict=True) if not letter] == []
    assert sorted(letters) == sorted(set(letters))


def letter_of(text: str) -> str:
    at = text.replace("&&", "  ").find("&")
    return text[at + 1].lower() if at >= 0 else ""


@pytest.mark.parametrize("state", STATES)
def test_targets_are_large_enough(world: Make, state: str) -> None:
    """Every button is at least 24 pixels high and wide."""
    there = world()
    STATES[state](there)
    sizes = [one.size() for one in there.window.findChildren(Button) if one.isVisible()]
    assert [size for size in sizes if min(size.width(), size.height()) < 24] == []


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_markup(world: Make, state: str) -> None:
    """No label reads its text as markup: values come from outside."""
    there = world()
    STATES[state](there)
    labels = [one for one in there.window.findChildren(QLabel) if one.text()]
    rich = (Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText, Qt.TextFormat.AutoText)
    assert [one.text() for one in labels if one.textFormat() in rich and one.buddy() is None] == []


def test_fields_have_labels_that_lead_to_them(world: Make) -> None:
    """Each text field has a label as its buddy, so that its mnemonic reaches it."""
    there = world()
    STATES["waiting_paste"](there)
    buddies = {one.buddy() for one in there.window.findChildren(QLabel) if one.buddy() is not None}
    assert there.window.signed_out.email in buddies
    assert there.stage.waiting.paste_box.field in buddies


def test_a_focused_button_looks_focused(world: Make) -> None:
    """Every kind of button changes its picture when it has the keyboard."""
    there = world()
    STATES["failed"](there)
    end = there.stage.end
    end.again.setFocus()
    for part, other in ((end.again, end.back), (end.back, end.help), (end.help, end.again)):
        part.setFocus()
        there.until(part.hasFocus, "focus")
        focused = part.grab().toImage()
        other.setFocus()
        assert part.grab().toImage() != focused


def test_the_table_speaks(world: Make) -> None:
    """A screen reader gets field, place, value and result of every cell as text, and the headings."""
    there = world()
    STATES["differs"](there)
    table = there.stage.account.table
    assert isinstance(table, QAbstractItemView)
    node = QAccessible.queryAccessibleInterface(table)
    assert node.role() == QAccessible.Role.Table
    spoken = [child.text(QAccessible.Text.Name) for child in map(node.child, range(node.childCount()))]
    assert "Last name, Flow: Nguyen. Letters that differ are marked." in spoken
    assert any(text.startswith("E-mail: Differs.") for text in spoken)
    assert {"Okta", "Directory Sync", "Flow"} <= set(spoken)


def test_changes_are_said(world: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens without a click is announced: waiting, the notice, the verdict, "copied"."""
    said: list[str] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append(event.message()) if has_message(event) else None
    )
    there = world()
    STATES["waiting_notice"](there)
    there.come_back()
    there.until(lambda: there.stage.account.found is not None, "verdict")
    there.press(there.stage.account.copy)
    assert "Continue in your browser" in said
    assert any("may not belong to this sign-in" in text for text in said)
    assert "Everything matches." in said
    assert said[-1] == "Copied."
    assert kit.announce is not None


def has_message(event: object) -> bool:
    return hasattr(event, "message")
