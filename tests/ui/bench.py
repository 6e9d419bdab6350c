"""A window for one component, and what a test does to it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from flow_desktop.core.explaining import Explainer
from flow_desktop.ui.kit import Kit, Page, in_tab_order
from flow_desktop.ui.theme import Mode, Theme
from tests.support.checked import explainer
from tests.ui.test_screens import PICTURES
from tests.ui.world import assets

WIDE, SMALL = (824, 680), (620, 520)
"""What the sidebar leaves of a window of 1000 x 680, and of the smallest one."""

LOOKS = [(mode, scale) for mode in (Mode.LIGHT, Mode.DARK) for scale in (1.0, 2.0)]


class Bench:
    """One component in a window of its own, in a look and a language."""

    def __init__(self, qtbot: QtBot, mode: Mode = Mode.LIGHT, *, scale: float = 1.0, language: str = "en") -> None:
        self._qtbot = qtbot
        self.explainer: Explainer = explainer(language)
        self.kit = Kit(Theme(assets(), mode=mode, scale=scale), self.explainer.words)
        self.kit.theme.apply()
        self.window = QWidget()
        self.window.setObjectName("window")
        self.window.setStyleSheet(self.kit.theme.sheet())
        self._box = QVBoxLayout(self.window)
        self._box.setContentsMargins(0, 0, 0, 0)
        qtbot.addWidget(self.window)

    def show(self, part: QWidget, size: tuple[int, int] = WIDE) -> None:
        """Put the component on screen, inside a page that scrolls."""
        page = part if isinstance(part, Page) else Page(self.kit)
        if page is not part:
            page.box.addWidget(part)
        self._box.addWidget(page)
        self.window.resize(*size)
        self.window.show()
        self._qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow)
        settle()

    def resize(self, size: tuple[int, int]) -> None:
        """Another size of the window."""
        self.window.resize(*size)
        settle()

    def keep(self, name: str) -> bool:
        """Keep a picture for people to look at, with all that could be scrolled to."""
        page = self.window.findChild(Page)
        assert page is not None
        self.resize((self.window.width(), max(self.window.height(), page.box.sizeHint().height() + 60)))
        PICTURES.mkdir(parents=True, exist_ok=True)
        return self.window.grab().save(str(PICTURES / f"{name}.png"))

    @property
    def focused(self) -> QWidget | None:
        """Where the keyboard is."""
        return self.window.focusWidget()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        target = self.focused
        assert target is not None
        QTest.keyClick(target, key, modifier)
        settle()

    def copy(self) -> None:
        """Ctrl+C where the keyboard is."""
        self.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def settle() -> None:
    """Let layouts that asked for it have their turn; one that changed asks its parent."""
    for _ in range(6):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QCoreApplication.sendPostedEvents()


def said(part: QWidget) -> str:
    """What a screen reader says of it."""
    return QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)


def nameless(top: QWidget) -> list[str]:
    """What Tab reaches and a screen reader has no name for."""
    return [type(part).__name__ for part in in_tab_order(top) if not said(part)]


def button(top: QWidget, name: str) -> QAbstractButton:
    """The visible button of an accessible name."""
    return next(one for one in top.findChildren(QAbstractButton) if one.accessibleName() == name and one.isVisible())
