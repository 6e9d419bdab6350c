"""The Pilot page by typing and clicking: ways to a list, its preview, and the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from flow_desktop.core.deployment import DirectoryAuth, SourceKind
from flow_desktop.core.directory import Role
from flow_desktop.core.pilot.columns import Role as ListRole
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.ui.pilot_rows import Column
from flow_desktop.ui.pilot_start import DropFrame
from tests.ui.pilot_world import NAMES, Pilot, address, pilots, usual
from tests.ui.setup_states import said
from tests.ui.world import DEPLOYMENT, World, view

Make = Callable[..., World]
SCIM = replace(DEPLOYMENT, source=SourceKind.SCIM, directory_auth=DirectoryAuth.TOKEN)


# --- who is offered it


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.ADMIN, True), (Role.IT_ADMIN, True), (Role.MEMBER, False), (None, False)]
)
def test_only_admins_are_offered_the_pilot(world: Make, role: Role | None, offered: bool) -> None:
    """Pilot stands in the sidebar for Admins and IT Admins, and is gone with the sign-out."""
    there = world()
    Pilot(there)
    there.directory.view = view(role=role)
    there.show()
    there.sign_in()
    button = there.window.sidebar._buttons["pilot"]
    assert button.isVisible() is offered
    assert there.stage.pilot.page is None
    there.press(there.stage.account.session.sign_out)
    there.until_page(there.window.signed_out)
    assert button.isHidden()


def test_a_credential_of_an_admin_is_enough(world: Make) -> None:
    """Where a SCIM credential is set up on this computer, the page is offered whatever the role."""
    for auth, offered in ((DirectoryAuth.TOKEN, True), (DirectoryAuth.USER, False)):
        there = world(deployment=replace(DEPLOYMENT, source=SourceKind.SCIM, directory_auth=auth))
        Pilot(there)
        there.directory.view = view(role=None)
        there.show()
        there.sign_in()
        assert there.window.sidebar._buttons["pilot"].isVisible() is offered


# --- ways to a list


def test_a_file_is_opened_previewed_and_verified(world: Make, tmp_path: Path) -> None:
    """Open a list: how it was understood, the plan, then the answer with the verdict first."""
    there = world()
    pilot = usual(there)
    page = pilot.show()
    path = tmp_path / "people.csv"
    lines = [f"{address(*name)};{name[0]};{name[1]}" for name in NAMES]
    path.write_text(
        "\n".join(["E-Mail;Vorname;Nachname", *lines, "nobody;No;Body"]), encoding="cp1252", errors="replace"
    )
    pilot.files.to_open = path
    there.press(page.start.open)
    there.until(lambda: page.part is page.preview, "the preview")
    there.until(lambda: "Reads all" in page.preview.plan.text, "the plan")
    shown = said(page.preview)
    assert "people.csv" in shown
    assert "8 people. One row cannot be used" in shown
    assert "Line 10: What stands in the e-mail column is not one e-mail address." in shown
    assert "ada.byron" in shown
    assert page.preview.go.accessibleName() == "Verify 8 people"
    there.press(page.preview.go)
    pilot.until_answered()
    assert page.answer is not None
    assert page.answer.banner.accessibleName().startswith("5 of 9 ready.")


def test_a_dropped_file_is_read(world: Make, tmp_path: Path) -> None:
    """A list that is let fall on the page is read; something that is no file is not taken."""
    there = world()
    page = usual(there).show()
    path = tmp_path / "people.csv"
    path.write_text("email\nada.byron@pilot.example\n", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), copy, mime, left, none)
    frame = page.start.findChildren(DropFrame)[0]
    frame.dropEvent(event)
    there.until(lambda: page.part is page.preview, "the preview")
    assert page.preview.go.accessibleName() == "Verify one person"


def test_columns_can_be_changed(world: Make, tmp_path: Path) -> None:
    """Another column for the e-mail: the list is read again and the first rows follow."""
    there = world()
    pilot = usual(there)
    page = pilot.show()
    path = tmp_path / "people.csv"
    path.write_text("Email,Private,First name\nada@a.example,ada@b.example,Ada\n", encoding="utf-8")
    pilot.files.to_open = path
    there.press(page.start.open)
    there.until(lambda: page.part is page.preview, "the preview")
    box = page.preview.columns[ListRole.EMAIL]
    assert "ada@a.example" in said(page.preview.first_rows).replace("\u200b", "")
    box.setCurrentIndex(box.findData("Private"))
    box.activated.emit(box.currentIndex())
    there.until(lambda: "ada@b.example" in said(page.preview.first_rows).replace("\u200b", ""), "the other column")


def test_pasted_addresses_are_a_list(world: Make) -> None:
    """Paste a mail's addressees: the preview has them, and Escape leads back."""
    there = world()
    page = usual(there).show()
    there.press(page.start.paste)
    assert not page.paste.use.isEnabled()
    page.paste.field.setPlainText("Ada Byron <ada.byron@pilot.example>, linh.nguyen@pilot.example")
    there.press(page.paste.use)
    there.until(lambda: page.part is page.preview, "the preview")
    assert page.preview.go.accessibleName() == "Verify 2 people"
    there.stage.escape()
    assert page.part is page.start


def test_a_group_is_a_list(world: Make) -> None:
    """A group of Directory Sync: chosen by name, verified without a file. The Flow API knows none."""
    assert not usual(world()).show().start.group.isVisible()
    there = world(deployment=SCIM)
    pilot = usual(there)
    page = pilot.show()
    there.press(page.start.group)
    there.until(lambda: len(page.pick.list.rows) == 2, "the groups")
    names = [row.accessibleName() for row in page.pick.list.rows]
    assert names == ["Everyone", "Pilot. 3 people"]
    page.pick.list.rows[1].click()
    there.until(lambda: page.part is page.preview, "the preview")
    there.press(page.preview.go)
    pilot.until_answered()
    assert len(pilot.texts()) == 3


def test_everybody_is_a_list(world: Make) -> None:
    """Everybody in Directory Sync can be verified as well."""
    there = world()
    pilot = usual(there)
    page = pilot.show()
    there.press(page.start.everybody)
    there.until(lambda: page.part is page.preview, "the preview")
    there.press(page.preview.go)
    pilot.until_answered()
    assert len(pilot.texts()) == len(NAMES) - 2  # one is not there, one is deactivated


def test_a_list_that_cannot_be_used_is_a_problem(world: Make, tmp_path: Path) -> None:
    """A file without addresses: what happened and what to do, and one is back where one was."""
    there = world()
    pilot = usual(there)
    page = pilot.show()
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    pilot.files.to_open = path
    there.press(page.start.open)
    there.until(page.problem.isVisible, "the problem")
    assert page.part is page.start
    pilot.files.to_open = None
    there.press(page.start.open)
    assert page.part is page.start


# --- the run


def test_first_results_are_seen_while_pages_come(world: Make) -> None:
    """After the first page its people are in the table, with progress; nobody is told as missing before the end."""
    there = world()
    pilot = usual(there)
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    assert page.answer is not None
    pilot.let_pages(1)
    there.until(lambda: len(pilot.texts()) > 0, "the first page's people")
    assert page.run.isVisible()
    assert "Reading Directory Sync" in page.run.text
    assert set(pilot.texts(Column.STATUS)) <= {"Ready", "Differs", "Deactivated"}
    assert "Not provisioned" not in page.answer.chips.accessibleName()
    pilot.let_pages(9)
    pilot.until_answered()
    assert not page.run.isVisible()
    assert len(pilot.texts()) == 9


def test_pause_holds_it_still(world: Make) -> None:
    """Paused, no page is read; Go on reads the rest."""
    there = world()
    pilot = usual(there)
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    pilot.let_pages(1)
    there.until(lambda: len(pilot.texts()) > 0, "the first page's people")
    there.press(page.run.pause)
    pilot.let_pages(9)
    there.until(lambda: "Paused" in page.run.text, "the pause")
    assert page.run.pause.accessibleName() == "Go on"
    there.press(page.run.pause)
    pilot.until_answered()


def test_a_stopped_run_is_offered_again(world: Make) -> None:
    """Stop keeps what was read: it is offered at once, goes on with the rest only, and ends with the same answer."""
    there = world()
    pilot = usual(there)
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    pilot.let_pages(1)
    there.until(lambda: len(pilot.texts()) > 0, "the first page's people")
    there.press(page.run.cancel)
    there.until(page.stopped.isVisible, "the offer")
    assert page.stopped.text.startswith("Today's run of pilot.csv stopped")
    pilot.let_pages(9)
    there.press(page.stopped.go_on)
    pilot.until_answered()
    assert page.answer is not None
    assert page.answer.banner.accessibleName().startswith("5 of 9 ready.")


def test_an_unfinished_run_of_yesterday_is_offered(world: Make) -> None:
    """The window was closed mid-run: at the next start it can go on, or be forgotten."""
    there = world()
    pilot = usual(there)
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    pilot.let_pages(1)
    there.until(lambda: len(pilot.texts()) > 0, "the first page's people")
    there.stage.pilot.reset()
    there.clock.move(86_400)
    there.window.sidebar.chosen.emit("pilot")
    there.until(page.start.resume.isVisible, "the offer")
    assert page.start.resume.text.startswith("Yesterday's run of pilot.csv stopped at 42 %")
    there.press(page.start.resume.forget)
    there.until(lambda: not page.start.resume.isVisible(), "no offer")


def test_throttling_is_said(world: Make) -> None:
    """A host that asks for a pause: until when nothing is asked stands in the progress."""
    from datetime import timedelta

    from flow_desktop.core.pilot.ports import Waiting

    there = world()
    pilot = usual(there)
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    pilot.let_pages(1)
    there.until(lambda: len(pilot.texts()) > 0, "the first page's people")
    tell = pilot.people.tell
    assert tell is not None
    there.runner.call(tell, Waiting("api.example.com", there.clock.now() + timedelta(seconds=30)))
    there.until(lambda: "Throttled until" in page.run.text, "the pause")
    assert "api.example.com" in page.run.text
    pilot.let_pages(9)
    pilot.until_answered()


def test_a_refused_run_says_why(world: Make) -> None:
    """A place that fails: the problem, and the preview is there to try again."""
    there = world()
    pilot = usual(there)
    page = pilot.preview(pilots())
    pilot.people.fails = FlowError(problem(Code.NETWORK_UNREACHABLE, host="api.example.com"))
    there.press(page.preview.go)
    there.until(page.problem.isVisible, "the problem")
    assert not page.run.isVisible()
    assert page.part is page.preview
    pilot.people.fails = None
    there.press(page.preview.go)
    pilot.until_answered()


def test_when_they_were_assigned_can_be_told(world: Make) -> None:
    """The time of assignment goes with the run; what is no time is said, and nothing begins."""
    there = world()
    pilot = usual(there)
    page = pilot.preview(pilots())
    page.preview.assigned.field.setText("yesterday")
    there.press(page.preview.go)
    assert page.part is page.preview
    assert page.preview.assigned._wrong.isVisible()
    assert page.preview.assigned._wrong.text().startswith("“yesterday” is no time for “Assigned”.")
    page.preview.assigned.field.setText("1m ago")
    there.press(page.preview.go)
    pilot.until_answered()
    assert page.answer is not None
    assert page.answer.outcome is not None
    told = page.answer.outcome.options.answers
    assert [(one.key, one.value) for one in told] == [("idp.assigned_at", "1m ago")]


def test_a_run_can_be_left_and_come_back_to(world: Make) -> None:
    """Another list leads to the start while the run goes on; Back to the run shows it with what has come meanwhile."""
    there = world()
    pilot = usual(there)
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    pilot.let_pages(1)
    there.until(lambda: len(pilot.texts()) > 0, "the first page's people")
    there.press(page.other)
    assert page.part is page.start
    assert not page.run.isVisible()
    there.press(page.start.back)
    there.until(lambda: page.part is page.answer, "the run")
    assert page.run.isVisible()
    pilot.let_pages(9)
    pilot.until_answered()
