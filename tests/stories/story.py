"""A person with the real window in front of them and a real browser beside it."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from flow_desktop.adapters.places import find_places
from flow_desktop.app import Start, build_window, own_deployment
from flow_desktop.ui.window import Window
from tests.sockets import open_sockets
from tests.support.browser import Chromium
from tests.support.local_service import Person
from tests.support.programs import ROOT

PICTURES = ROOT / "artefacts" / "stories"
PATIENCE_MS = 15_000


class Story:
    """Reads what is on the window, clicks by name, and walks through pages in the browser."""

    def __init__(self, qtbot: QtBot, chromium: Chromium, link: Path) -> None:
        self._qtbot = qtbot
        self.chromium = chromium
        self._link = link
        self._open: list[tuple[Window, object]] = []

    def start(self, attempt_seconds: float | None = None) -> Window:
        """Start the program: its window, as it is put together for everybody, from home folder and environment."""
        places = find_places(os.environ)
        window, runner = build_window(Start(own_deployment(None), attempt_seconds=attempt_seconds), places)
        self._open.append((window, runner))
        with self._qtbot.waitSignal(window.ready, timeout=PATIENCE_MS):
            window.show()
        return window

    def close(self) -> None:
        """Close the program."""
        while self._open:
            window, runner = self._open.pop()
            window.close()
            assert runner.close()  # type: ignore[attr-defined]
            window.deleteLater()

    @property
    def window(self) -> Window:
        """The window in front."""
        return self._open[-1][0]

    def text(self) -> str:
        """Everything that can be read on the window now."""
        shown = [one for one in self.window.findChildren(QWidget) if one.isVisible()]
        labels = [one.text() for one in shown if isinstance(one, QLabel | QAbstractButton)]
        return "\n".join([*labels, *(one.accessibleName() for one in shown)]).replace("&", "")

    def reads(self, words: str, *, within_ms: int = PATIENCE_MS) -> None:
        """Wait until these words are on the window."""

        def look() -> None:
            assert words in self.text()

        try:
            self._qtbot.waitUntil(look, timeout=within_ms)
        except Exception as late:
            raise AssertionError(f"the window never said {words!r}; it says: {self.text()[:1500]}") from late

    def click(self, name: str) -> None:
        """Press the button with this name, as soon as it can be pressed."""

        def look() -> None:
            assert self._button(name)

        try:
            self._qtbot.waitUntil(look, timeout=PATIENCE_MS)
        except Exception as late:
            raise AssertionError(f"no button {name!r}; the window says: {self.text()[:1500]}") from late
        button = self._button(name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def write(self, name: str, text: str) -> None:
        """Type into the field with this name."""
        field = next(one for one in self.window.findChildren(QLineEdit) if one.accessibleName() == name)
        QTest.keyClicks(field, text)

    def opened_link(self) -> str:
        """The link the system was asked to open; each is taken once."""
        self._qtbot.waitUntil(self._link.exists, timeout=PATIENCE_MS)
        url = self._link.read_text(encoding="utf-8")
        self._link.unlink()
        return url

    def walk(self, person: Person) -> None:
        """Open the link and sign in on the pages, up to the consent."""
        self.chromium.open(self.opened_link())
        self.chromium.press("Continue with SSO")
        self.chromium.write("Work email", person.email)
        self.chromium.press("Continue")
        self.chromium.write("Password", person.password)
        self.chromium.press("Sign in")
        self.chromium.reads("Allow Flow Desktop")

    def sign_in(self, person: Person) -> None:
        """From the button to the browser's last page."""
        self.click("Sign in via browser")
        self.walk(person)
        self.chromium.press("Allow")
        self.chromium.reads("You are signed in.")

    def picture(self, name: str) -> None:
        """Keep what the window shows once it has come to rest, and what the browser shows."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        seen = [QImage()]

        def at_rest() -> bool:
            seen.append(self.window.grab().toImage())
            return seen[-1] == seen[-2]

        self._qtbot.waitUntil(at_rest, timeout=PATIENCE_MS)
        assert seen[-1].save(str(PICTURES / f"{name}-window.png"))
        if self.chromium.text:
            self.chromium.keep_picture(PICTURES / f"{name}-browser.png")

    def seconds_until_closed(self) -> float:
        """How long it takes until nothing listens any more. Raises if that never happens."""
        began = time.perf_counter()
        self._qtbot.waitUntil(lambda: not listening(), timeout=PATIENCE_MS)
        return time.perf_counter() - began

    def _button(self, name: str) -> QAbstractButton | None:
        buttons = [one for one in self.window.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
        return next((one for one in buttons if one.accessibleName() == name), None)


def listening() -> list[int]:
    """Ports of this process's listening sockets."""
    return [
        sock.getsockname()[1]
        for sock in open_sockets()
        if sock.family == socket.AF_INET and sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    ]
