"""How fast the program is there: the window, and a command that has nothing to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.figures import Figure, Table, interleaved, ratio
from tests.bench.starting import WHERE, first_paint, measured, surroundings

FIRST_PAINT = 1.25
LATE = ("httpx2", "authlib", "keyring", "cryptography", "joserfc", "asyncio", "PySide6.QtNetwork")


@pytest.fixture(params=["offscreen", "xcb"])
def screen(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """A Qt platform; xcb on a virtual screen of its own."""
    if request.param == "offscreen":
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    with request.getfixturevalue("virtual_screen")() as display:
        yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}


def test_the_window_is_painted_almost_as_fast_as_an_empty_one(table: Table, home: Path, screen: dict[str, str]) -> None:
    """Start to first paint stays close to a bare QWidget's; how much later the words follow is told beside it."""
    env = surroundings(home, **WHERE, **screen)
    where = env["QT_QPA_PLATFORM"]
    words, note = _against("bare_window.py", env, "words")
    table.add(Figure(f"words on screen / bare QWidget ({where})", words, "x", note=note))
    words, note = _against("plain_window.py", env, "words")
    table.add(Figure(f"words on screen / window of a few plain parts ({where})", words, "x", note=note))
    first, note = _against("bare_window.py", env, "painted")
    assert table.add(Figure(f"first paint / bare QWidget ({where})", first, "x", FIRST_PAINT, note)).holds


def test_what_a_sign_in_needs_is_not_loaded_before_the_first_paint(home: Path) -> None:
    """HTTP, OAuth, keychain and cryptography are not imported when the window is painted first."""
    env = surroundings(home, **WHERE, QT_QPA_PLATFORM="offscreen")
    loaded = set(first_paint("first_paint.py", env)[1]["modules"])
    assert "flow_desktop.ui.frame" in loaded
    assert loaded.isdisjoint(LATE)


def test_a_version_costs_little_more_than_python(table: Table, home: Path) -> None:
    """`flow-desktop --version` takes at most twice a bare interpreter and 30 ms."""
    env = surroundings(home)
    version, nothing = ["-m", "flow_desktop", "--version"], ["-c", "pass"]
    pairs = interleaved(lambda: measured(version, env)[0], lambda: measured(nothing, env)[0])
    over = sorted((ours - 2 * bare) * 1000 for ours, bare in pairs)[len(pairs) // 2]
    assert table.add(Figure("--version over twice a bare python", over, "ms", 30.0, ratio(pairs)[1])).holds


def _against(program: str, env: dict[str, str], moment: str) -> tuple[float, str]:
    """How many times longer our window takes to a moment than a program to its first paint."""
    return ratio(
        interleaved(
            lambda: first_paint("first_paint.py", env, moment)[0],
            lambda: first_paint(program, env)[0],
        )
    )
