"""One window per person and home folder."""

from __future__ import annotations

import threading
from pathlib import Path

from flow_desktop.adapters.places import Places
from flow_desktop.adapters.single_instance import SingleInstance


def test_a_second_start_brings_the_first_forward(tmp_path: Path) -> None:
    """The second start is told no and the first one is called."""
    places, called = Places(tmp_path), threading.Event()
    first = SingleInstance(places)
    assert first.claim()
    first.serve(called.set)
    try:
        assert not SingleInstance(places).claim()
        assert called.wait(2)
    finally:
        first.release()


def test_a_leftover_of_a_crash_does_not_keep_the_window_away(tmp_path: Path) -> None:
    """A file that names a port nobody listens on counts as nobody."""
    places = Places(tmp_path)
    places.write("window.json", '{"port": 9, "key": "x"}')
    second = SingleInstance(places)
    assert second.claim()
    second.release()


def test_after_release_the_place_is_free(tmp_path: Path) -> None:
    """A closed window leaves nothing that answers."""
    places = Places(tmp_path)
    first = SingleInstance(places)
    assert first.claim()
    first.serve(lambda: None)
    first.release()
    again = SingleInstance(places)
    assert again.claim()
    again.release()


def test_the_address_file_is_private(tmp_path: Path) -> None:
    """Only this person may ask the window to come forward."""
    places = Places(tmp_path / "home")
    first = SingleInstance(places)
    assert first.claim()
    try:
        assert places.path("window.json").stat().st_mode & 0o077 == 0
    finally:
        first.release()
