"""The frame: on screen before its content, which then fills it and is closed with it."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from flow_desktop.core.exits import Exit
from flow_desktop.ui.frame import DEFAULT_SIZE, Frame


class Content(QWidget):
    """Something to stand in the frame."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Somebody's window")
        self.closings = 0

    def closeEvent(self, event: QCloseEvent) -> None:
        """Count."""
        super().closeEvent(event)
        self.closings += 1


def test_the_content_is_built_once_after_the_first_paint(qtbot: QtBot) -> None:
    """Nothing is built for a window nobody sees yet; then the content fills it and names it."""
    made: list[Content] = []

    def build() -> Content:
        assert frame.isVisible()
        made.append(Content())
        return made[-1]

    frame = Frame(build)
    qtbot.addWidget(frame)
    assert (frame.width(), frame.height()) == DEFAULT_SIZE
    assert made == []
    frame.show()
    qtbot.waitUntil(lambda: frame.content is not None and frame.content.isVisible())
    frame.repaint()
    assert frame.content is made[0]
    assert len(made) == 1
    assert made[0].size() == frame.size()
    assert frame.windowTitle() == "Somebody's window"


def test_the_content_is_closed_with_its_frame(qtbot: QtBot) -> None:
    """What ends with its window is told that the window is closed."""
    content = Content()
    frame = Frame(lambda: content)
    qtbot.addWidget(frame)
    frame.show()
    qtbot.waitUntil(lambda: frame.content is content)
    frame.close()
    assert content.closings == 1


def test_a_content_that_cannot_be_built_is_not_hidden(qtbot: QtBot, qapp: QApplication) -> None:
    """A broken installation ends the program with an exception that is told, not in a frame that stays empty."""

    def build() -> QWidget:
        raise FileNotFoundError("no words")

    frame = Frame(build)
    qtbot.addWidget(frame)
    with qtbot.captureExceptions() as told:
        frame.show()
        code = qapp.exec()  # the loop that is told to end; told without it, no other loop would run after this test
    assert (code, told[0][0]) == (Exit.INTERNAL, FileNotFoundError)
    assert frame.content is None
