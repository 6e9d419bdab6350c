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
    """Start to first paint of the sign-in window, words and all, stays close to a bare QWidget's."""
    env = surroundings(home, **WHERE, **screen)
    where = env["QT_QPA_PLATFORM"]
    plain, note = _against("plain_window.py", env)
    table.add(Figure(f"first paint / window with a label, a line and a button ({where})", plain, "x", note=note))
    bare, note = _against("bare_window.py", env)
    assert table.add(Figure(f"first paint / bare QWidget ({where})", bare, "x", FIRST_PAINT, note)).holds


def test_what_a_sign_in_needs_is_not_loaded_before_the_first_paint(home: Path) -> None:
    """HTTP, OAuth, keychain and cryptography are not imported when the window is painted first."""
    env = surroundings(home, **WHERE, QT_QPA_PLATFORM="offscreen")
    loaded = set(first_paint("first_paint.py", env)[1]["modules"])
    assert "flow_desktop.ui.window" in loaded
    assert loaded.isdisjoint(LATE)


def test_a_version_costs_little_more_than_python(table: Table, home: Path) -> None:
    """`flow-desktop --version` takes at most twice a bare interpreter and 30 ms."""
    env = surroundings(home)
    version, nothing = ["-m", "flow_desktop", "--version"], ["-c", "pass"]
    pairs = interleaved(lambda: measured(version, env)[0], lambda: measured(nothing, env)[0])
    over = sorted((ours - 2 * bare) * 1000 for ours, bare in pairs)[len(pairs) // 2]
    assert table.add(Figure("--version over twice a bare python", over, "ms", 30.0, ratio(pairs)[1])).holds


def _against(program: str, env: dict[str, str]) -> tuple[float, str]:
    """How many times longer our window takes than a program's."""
    return ratio(interleaved(lambda: first_paint("first_paint.py", env)[0], lambda: first_paint(program, env)[0]))
