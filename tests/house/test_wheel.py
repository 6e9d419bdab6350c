"""What is shipped is whole: the wheel holds the code, the data and both commands."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.source import ROOT, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built offline from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_module_and_resource(wheel: Path) -> None:
    """Each tracked file of flow_desktop/ and resources/ is in the wheel, resources inside the package."""
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    code = {name for name in tracked() if name.startswith("flow_desktop/")}
    data = {f"flow_desktop/{name}" for name in tracked() if name.startswith("resources/")}
    assert code
    assert (code | data) - inside == set()
    assert not [name for name in inside if name.startswith("tests/")]


def test_the_wheel_installs_both_commands(wheel: Path) -> None:
    """One command for the terminal, one that opens the window without a console."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith("entry_points.txt")]
        text = archive.read(name).decode()
    assert "flow-desktop = flow_desktop.__main__:main\n" in text
    assert "flow-desktop-window = flow_desktop.__main__:main_window" in text
