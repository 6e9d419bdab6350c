"""One QApplication without a screen, with a fixed font, and worlds that are closed after each test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from flow_desktop.ui.frame import STYLE
from tests.ui.world import World


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The style the program asks for."""
    return ["flow-desktop", *STYLE]


@pytest.fixture(scope="session", autouse=True)
def _font(qapp: QApplication) -> None:
    """Screenshots do not depend on what a machine calls its default font."""
    font = QFont("Noto Sans")
    font.setPixelSize(13)
    qapp.setFont(font)


@pytest.fixture
def world(qtbot: QtBot) -> Iterator[Callable[..., World]]:
    """Makes worlds."""
    made: list[World] = []

    def make(**choices: Any) -> World:
        made.append(World(qtbot, **choices))
        return made[-1]

    yield make
    for one in made:
        one.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a screen there is no window manager to talk to; Qt's offscreen platform says so each time."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support (raise|propagateSizeHints)"))
