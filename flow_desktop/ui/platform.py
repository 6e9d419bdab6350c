"""Qt-backed ports: the system's browser and clipboard. Made in the GUI thread, called from the loop's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, QThread, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

MAX_URL = 8192
"""Longest address handed to the system, in characters."""

ANSWER_SECONDS = 1.0
"""How long the loop waits for the GUI thread to say whether the system took a link."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One link on its way to the GUI thread, and the answer coming back."""

    url: str
    done: threading.Event = field(default_factory=threading.Event)
    took: list[bool] = field(default_factory=list)


class QtBrowser(QObject):
    """Opens links in the person's browser.

    From the loop's thread the link is queued to the GUI thread and the *loop* waits, at most a second; the GUI thread
    never waits. If the GUI thread is too busy to answer in time, the link is on its way and the answer is True:
    the waiting page asks "Browser did not open?" by itself after a while.
    """

    _wanted = Signal(object)

    def __init__(self, opener: Callable[[QUrl], bool] = QDesktopServices.openUrl) -> None:
        super().__init__()
        self._opener = opener
        self._wanted.connect(self._on_wanted, Qt.ConnectionType.QueuedConnection)

    def open(self, url: str) -> bool:
        """True if the system took the link; False for an address that is not safe to open."""
        if not is_safe_to_open(url):
            return False
        if QThread.currentThread() is self.thread():
            return self._opener(QUrl(url, QUrl.ParsingMode.StrictMode))
        asked = _Asked(url)
        self._wanted.emit(asked)
        return asked.took[0] if asked.done.wait(ANSWER_SECONDS) else True

    def _on_wanted(self, asked: _Asked) -> None:
        asked.took.append(self._opener(QUrl(asked.url, QUrl.ParsingMode.StrictMode)))
        asked.done.set()


class QtClipboard(QObject):
    """The system's clipboard. From the loop's thread the text is queued; nobody waits."""

    _wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._wanted.connect(self._put_here, Qt.ConnectionType.QueuedConnection)

    def put(self, text: str) -> None:
        """Replace the clipboard."""
        if QThread.currentThread() is self.thread():
            self._put_here(text)
        else:
            self._wanted.emit(text)

    def _put_here(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)


def is_safe_to_open(url: str) -> bool:
    """https, or http to a literal loopback address; no blanks, control characters, user names or endless links."""
    if not url or len(url) > MAX_URL or not url.isascii() or any(ch <= " " or ch in '\x7f"<>\\^`{|}' for ch in url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or parts.username is not None or not QUrl(url, QUrl.ParsingMode.StrictMode).isValid():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    """True for a literal loopback address; ``localhost`` is a name that others can answer for."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
