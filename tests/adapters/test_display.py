"""A window is tried only where a display answers: Qt would end the process without one."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flow_desktop.adapters.display import has_display, named_display

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")

UNUSED = 4077


@contextmanager
def listening(address: str | tuple[str, int]) -> Iterator[socket.socket]:
    """Somebody who accepts connections at an address."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as server:
        server.bind(address)
        server.listen(4)
        yield server


def test_a_display_that_answers() -> None:
    """The X server's abstract socket counts, with and without a screen number."""
    with listening(f"\0/tmp/.X11-unix/X{UNUSED}"):
        for name in (f":{UNUSED}", f":{UNUSED}.0", f"unix:{UNUSED}", f"unix/:{UNUSED}"):
            assert has_display({"DISPLAY": name}, "linux"), name
    assert not has_display({"DISPLAY": f":{UNUSED}"}, "linux")


def test_a_display_over_the_network() -> None:
    """A host and a number mean TCP port 6000 and that number, as with X forwarding; so does a lone number at last."""
    with listening(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        for name in (f"127.0.0.1:{number}.0", f"tcp/127.0.0.1:{number}", f":{number}"):
            assert has_display({"DISPLAY": name}, "linux"), name
        assert not has_display({"DISPLAY": f"unix:{number}"}, "linux")


def test_a_display_named_by_its_path(tmp_path: Path) -> None:
    """A path to a socket is taken as it is."""
    path = str(tmp_path / "x:0")
    with listening(path):
        for name in (path, f"unix:{path}", f"{path}.0"):
            assert has_display({"DISPLAY": name}, "linux"), name
    assert not has_display({"DISPLAY": path}, "linux"), "its socket is still there, but nobody listens"


def test_wayland(tmp_path: Path) -> None:
    """A Wayland server answers by its name in the run-time folder or by its path, whatever DISPLAY says."""
    path = tmp_path / "wayland-7"
    run_time = {"XDG_RUNTIME_DIR": str(tmp_path)}
    named = {**run_time, "WAYLAND_DISPLAY": path.name, "DISPLAY": f":{UNUSED}"}
    assert not has_display(named, "linux")
    with listening(str(path)):
        assert has_display(named, "linux")
        assert has_display({"WAYLAND_DISPLAY": str(path)}, "linux")
        assert has_display({**named, "QT_QPA_PLATFORM": "wayland-egl"}, "linux")
        assert not has_display({**named, "QT_QPA_PLATFORM": "xcb"}, "linux")
        assert not has_display({"WAYLAND_DISPLAY": path.name}, "linux"), "a name without a folder"


@pytest.mark.parametrize(
    "name", ["", "nonsense", ":", ":x", ":-1", ":99999999999", ":60000", "a\0b:0", "/nowhere", ":²"]
)
def test_no_such_display(name: str) -> None:
    """Anything else is no display, and no failure either."""
    assert not has_display({"DISPLAY": name}, "linux")


@pytest.mark.parametrize(("chosen", "expected"), [("offscreen", True), ("vnc:size=9x9", True), ("xcb", False)])
def test_a_chosen_platform(chosen: str, expected: bool) -> None:
    """A Qt platform that draws elsewhere needs no server; the two that need one are asked for theirs."""
    assert has_display({"QT_QPA_PLATFORM": chosen}, "linux") is expected
    assert has_display({"QT_QPA_PLATFORM": f"xcb;{chosen}"}, "linux") is expected


def test_other_systems() -> None:
    """Windows and macOS always have one."""
    assert has_display({}, "win32")
    assert has_display({}, "darwin")
    assert not has_display({}, "linux")


def test_which_display_is_told() -> None:
    """The one that a person can correct."""
    assert named_display({"DISPLAY": ":7", "WAYLAND_DISPLAY": "w"}) == ":7"
    assert named_display({"WAYLAND_DISPLAY": "w"}) == "w"
    assert named_display({}) == ""
