"""The system's dialogs for lists and reports, driven in the only way a modal dialog can be: from a timer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from flow_desktop.adapters.texts import load_pilot_words, load_words
from flow_desktop.ui.pilot_dialogs import SystemDialogs


def dialogs(qtbot: QtBot) -> SystemDialogs:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    return SystemDialogs(parent, load_pilot_words(load_words()))


def with_dialog(then: Callable[[QFileDialog], object]) -> None:
    """Do something with the dialog that is about to open."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, QFileDialog):
            then(found)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def choose(dialog: QFileDialog, name: str) -> None:
    """Type a name and take it."""
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(name)
    buttons = dialog.findChild(QDialogButtonBox, "buttonBox")
    assert buttons is not None
    accepts = [one for one in buttons.buttons() if buttons.buttonRole(one) is QDialogButtonBox.ButtonRole.AcceptRole]
    accepts[0].click()


def test_a_list_is_chosen_or_not(qtbot: QtBot, tmp_path: Path) -> None:
    """The chosen file comes back; a cancelled dialog gives nothing."""
    asked = dialogs(qtbot)
    file = tmp_path / "people.csv"
    file.write_text("email\n", encoding="utf-8")
    with_dialog(lambda dialog: choose(dialog, str(file)))
    assert asked.open_list() == file
    with_dialog(QFileDialog.reject)
    assert asked.open_list() is None


def test_a_report_gets_its_ending(qtbot: QtBot, tmp_path: Path) -> None:
    """A name typed without the ending gets it; one that has it keeps it; a cancelled dialog gives nothing."""
    asked = dialogs(qtbot)
    with_dialog(lambda dialog: choose(dialog, str(tmp_path / "out")))
    assert asked.save_report("pilot", "html") == tmp_path / "out.html"
    with_dialog(lambda dialog: choose(dialog, str(tmp_path / "out.pdf")))
    assert asked.save_report("pilot", "pdf") == tmp_path / "out.pdf"
    with_dialog(QFileDialog.reject)
    assert asked.save_report("pilot", "csv") is None
