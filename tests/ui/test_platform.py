"""The Qt-backed ports: what is opened, from which thread, and which proxy applies."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from flow_desktop.ui import platform
from flow_desktop.ui.platform import QtBrowser, QtClipboard, is_safe_to_open
from flow_desktop.ui.proxies import SystemProxy

SAFE = ("https://login.example.com/authorize?state=a%20b&x=1", "http://127.0.0.1:8080/a", "http://[::1]:8080/")
UNSAFE = (
    *("", "file:///etc/passwd", "javascript:alert(1)", "http://login.example.com/", "http://localhost:8080/"),
    *(
        "https://",
        "https://a b.example.com/",
        "https://example.com/\n",
        "https://example.com/\x00",
        "ftp://example.com",
    ),
    *(
        "https://user:pass@example.com/",
        "https://example.com/" + "a" * 8192,
        'https://example.com/"',
        "https://exämple.com",
    ),
    *("https://[::1", "-https://example.com", "https://127.0.0.1:99999/"),
)


class Opener:
    """Stands for the system's desktop services: keeps links and the threads they came on."""

    def __init__(self, *, opens: bool = True, holds: threading.Event | None = None) -> None:
        self.opens, self.holds = opens, holds
        self.links: list[str] = []
        self.threads: list[int] = []

    def __call__(self, url: QUrl) -> bool:
        self.links.append(url.toString())
        self.threads.append(threading.get_ident())
        return self.opens


def in_a_thread(work) -> tuple[threading.Thread, list]:
    """Run something as the loop would: not in the GUI thread."""
    found: list = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    return thread, found


@pytest.mark.parametrize("url", SAFE)
def test_a_safe_address_is_opened(qtbot: QtBot, url: str) -> None:
    """https anywhere and http on this machine's literal address go to the system."""
    opener = Opener()
    assert QtBrowser(opener).open(url)
    assert len(opener.links) == 1


@pytest.mark.parametrize("url", UNSAFE)
def test_an_unsafe_address_is_never_opened(qtbot: QtBot, url: str) -> None:
    """Other schemes, plain http, control characters, user names and endless links never reach the system."""
    opener = Opener()
    assert not is_safe_to_open(url)
    assert not QtBrowser(opener).open(url)
    assert opener.links == []


@pytest.mark.parametrize("opens", [True, False])
def test_a_link_from_the_loop_is_opened_by_the_gui_thread(qtbot: QtBot, opens: bool) -> None:
    """The system is asked in the GUI thread, and its true answer comes back to the loop."""
    opener = Opener(opens=opens)
    browser = QtBrowser(opener)
    thread, found = in_a_thread(lambda: browser.open(SAFE[0]))
    qtbot.waitUntil(lambda: found == [opens])
    thread.join(5)
    assert opener.threads == [threading.get_ident()]


def test_a_busy_gui_thread_does_not_hold_the_loop(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the GUI thread is busy the loop goes on after the time-out: the link is on its way."""
    monkeypatch.setattr(platform, "ANSWER_SECONDS", 0.05)
    opener = Opener()
    browser = QtBrowser(opener)
    began = time.monotonic()
    thread, found = in_a_thread(lambda: browser.open(SAFE[0]))
    thread.join(5)  # this is the GUI thread, and it is busy waiting here
    assert found == [True]
    assert time.monotonic() - began < 2
    assert opener.links == []
    qtbot.waitUntil(lambda: len(opener.links) == 1)


def test_the_clipboard_is_filled_from_both_threads(qtbot: QtBot) -> None:
    """A text from the loop and one from the GUI thread both arrive; nobody waits."""
    clipboard = QtClipboard()
    clipboard.put("here")
    assert QGuiApplication.clipboard().text() == "here"
    thread, _ = in_a_thread(lambda: clipboard.put("there"))
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "there")
    thread.join(5)


def test_the_systems_proxy_is_used_but_never_for_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """An https address goes through the system's proxy; this machine's own addresses never do."""
    from PySide6.QtNetwork import QNetworkProxyFactory

    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.example.com:3128")
    QNetworkProxyFactory.setUseSystemConfiguration(True)
    proxy = SystemProxy()
    assert proxy("https://login.example.com/a") == "http://proxy.example.com:3128"
    assert proxy("http://127.0.0.1:8080/callback") is None
    assert proxy("http://[::1]:8080/callback") is None


def test_without_a_proxy_the_connection_is_direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rule, no proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert SystemProxy()("https://login.example.com/") is None
