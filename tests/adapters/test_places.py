"""Files the program keeps: where they are, who can read them, and that they are never half written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from flow_desktop.adapters.places import Places, find_places, find_resources

posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def test_the_variable_moves_every_file(tmp_path: Path) -> None:
    """FLOW_DESKTOP_HOME is the home folder, whatever else is set."""
    environ = {"FLOW_DESKTOP_HOME": str(tmp_path / "here"), "XDG_DATA_HOME": str(tmp_path / "there")}
    assert find_places(environ).home == tmp_path / "here"


def test_without_the_variable_the_system_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of an application's own data is used, with the application's name."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert "flow-desktop" in find_places({}).home.parts


def test_a_file_comes_back_as_written(tmp_path: Path) -> None:
    """Text is kept letter for letter, whatever alphabet it is in."""
    places = Places(tmp_path / "new" / "home")
    assert places.read("a.json") is None
    places.write("a.json", "Nguyễn\n")
    places.write("a.json", "Zoë 👩‍💻\n")
    assert places.read("a.json") == "Zoë 👩‍💻\n"
    assert [path.name for path in places.home.iterdir()] == ["a.json"]


@posix
def test_nobody_else_can_read(tmp_path: Path) -> None:
    """Folders are 0700 and files 0600, also under a generous umask."""
    before = os.umask(0)
    try:
        places = Places(tmp_path / "home")
        places.write("a.json", "x")
        deep = places.folder("logs", "old")
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (places.home, places.path("a.json"), deep, deep.parent)]
    assert modes == [0o700, 0o600, 0o700, 0o700]


def test_a_failed_write_keeps_the_old_text(tmp_path: Path) -> None:
    """When the new text cannot be written, the old one stays and nothing is left lying about."""
    places = Places(tmp_path)
    places.write("a.json", "old")
    with pytest.raises(UnicodeEncodeError):
        places.write("a.json", "half\ud800")
    assert places.read("a.json") == "old"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.json"]


def test_what_is_no_small_file_is_not_read(tmp_path: Path) -> None:
    """A file of gigabytes, a folder, and a link to something that never ends: refused at once, nothing hangs."""
    places = Places(tmp_path)
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(3_000_000_000)
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "endless.json").symlink_to(os.devnull)
    for name in ("huge.json", "folder.json", "endless.json"):
        with pytest.raises(OSError, match="not a small file"):
            places.read(name)


def test_an_unreadable_file_is_set_aside(tmp_path: Path) -> None:
    """It is kept under another name and is not read again."""
    places = Places(tmp_path)
    places.write("a.json", "{")
    places.set_aside("a.json")
    assert places.read("a.json") is None
    assert places.path("a.json.unreadable").read_text() == "{"


def test_resources_are_found_in_a_checkout() -> None:
    """The words lie where the loader looks."""
    assert (find_resources() / "words" / "en.toml").is_file()


def test_resources_are_found_in_a_frozen_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen program unpacks its data into a folder of its own, and that one wins."""
    (tmp_path / "flow_desktop" / "resources").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert find_resources() == tmp_path / "flow_desktop" / "resources"
