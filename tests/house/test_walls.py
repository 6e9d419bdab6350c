"""The walls between the rooms hold, and each of them would fall with a noise."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.house.source import ROOT, Source, package_files, room_files, starts_with

QT = frozenset({"PySide6", "shiboken6"})
OUTSIDE = frozenset(
    {
        *("httpx2", "authlib", "joserfc", "keyring", "platformdirs", "truststore", "filelock", "msgspec"),
        *("socket", "ssl", "subprocess", "sqlite3", "socketserver", "http", "urllib.request", "multiprocessing"),
        *("flask", "waitress", "jinja2", "werkzeug", "ftplib", "smtplib", "telnetlib"),
    }
)
DISK = frozenset({"os", "pathlib", "shutil", "tempfile", "io", "glob", "fileinput"})
FOLDERS = frozenset({"core", "flows", "adapters", "ui", "mock"})
PLANTED = {  # importer: what it must not import
    "core.values": "flow_desktop.flows",
    "flows": "flow_desktop.adapters",
    "flows.job": "httpx2",
    "adapters": "flow_desktop.flows",
    "adapters.window": "PySide6",
    "ui": "flow_desktop.adapters",
    "ui.page": "socket",
    "cli": "flow_desktop.ui",
    "app": "flow_desktop.mock",
    "compose": "flow_desktop.ui",
    "mock": "flow_desktop.core",
    "mock.pages": "PySide6",
    "core.web": "httpx",
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package in a folder, by the rules of its pyproject.toml."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def skeleton(folder: Path) -> None:
    """An empty house: the rooms and root modules that the project has, and the project's own contracts."""
    package = folder / "flow_desktop"
    package.mkdir()
    for layer in rooms():
        if layer in FOLDERS:
            (package / layer).mkdir()
        (package / layer / "__init__.py" if layer in FOLDERS else package / f"{layer}.py").touch()
    (package / "__init__.py").touch()
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())


def rooms() -> list[str]:
    """The modules that the contract of layers names."""
    layers = next(one["layers"] for one in contracts() if one["id"] == "rooms")
    return [name.strip() for layer in layers for name in layer.split("|")]


def contracts() -> list[dict[str, Any]]:
    """The contracts of pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(settings["tool"]["importlinter"]["contracts"])


def plant(folder: Path, *, importer: str, imported: str) -> None:
    """Write one import into a module of the skeleton."""
    path = folder / "flow_desktop" / Path(*importer.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    file.write_text(f"import {imported}\n", encoding="utf-8")


def test_every_contract_is_kept() -> None:
    """import-linter finds every contract of pyproject.toml kept in the real package."""
    outcome = lint_imports(ROOT)
    assert outcome.returncode == 0, outcome.stdout


def test_no_contract_has_an_exception() -> None:
    """No wall has a hole by agreement: no contract ignores an import."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert not [
        one["id"] for one in settings["contracts"] if one.get("ignore_imports") or one.get("exhaustive_ignores")
    ]


def test_an_empty_house_breaks_no_contract(tmp_path: Path) -> None:
    """The skeleton that the breaches are planted in is itself clean."""
    skeleton(tmp_path)
    assert lint_imports(tmp_path).returncode == 0


def test_every_planted_breach_is_named(tmp_path: Path) -> None:
    """One forbidden import in every direction: import-linter breaks and names each of them."""
    skeleton(tmp_path)
    for importer, imported in PLANTED.items():
        plant(tmp_path, importer=importer, imported=imported)
    outcome = lint_imports(tmp_path)
    words = " ".join(outcome.stdout.split())
    assert outcome.returncode == 1
    expected = {f"flow_desktop.{importer} -> {imported}" for importer, imported in PLANTED.items()}
    assert not {line for line in expected if line not in words}, outcome.stdout


def test_a_room_without_a_place_is_refused(tmp_path: Path) -> None:
    """A new module beside the rooms is no way around the walls: it has to be given a layer first."""
    skeleton(tmp_path)
    (tmp_path / "flow_desktop" / "helpers.py").touch()
    outcome = lint_imports(tmp_path)
    assert outcome.returncode == 1
    assert "helpers" in outcome.stdout


def breaches(sources: list[Source], forbidden: frozenset[str]) -> list[str]:
    """Imports of forbidden modules, lazy ones and submodules included: file, line, module."""
    found = {
        (source.name, line, module)
        for source in sources
        for module, line in source.imports()
        if starts_with(module, forbidden)
    }
    return [f"{name}:{line} {module}" for name, line, module in sorted(found)]


def test_qt_stays_in_the_window() -> None:
    """PySide6 is imported in ui and app, nowhere else, not even lazily."""
    assert breaches([one for one in package_files() if one.room not in {"ui", "app"}], QT) == []


def test_the_outside_is_touched_by_adapters_only() -> None:
    """No network, process, keychain or database module is imported outside adapters and mock."""
    assert breaches([one for one in package_files() if one.room not in {"adapters", "mock"}], OUTSIDE) == []


def test_flows_never_touch_the_disk() -> None:
    """A flow reaches files through a port, so that the window, the terminal and the tests decide where they lie."""
    assert breaches(room_files("flows"), DISK) == []


def test_only_main_names_the_local_service_and_lazily() -> None:
    """The local directory service is loaded when it is asked for, by __main__ and by nobody else."""
    for source in package_files():
        if source.room == "mock":
            continue
        lines = [line for module, line in source.imports() if starts_with(module, frozenset({"flow_desktop.mock"}))]
        assert source.room == "__main__" or not lines, source.name
        at_top = {node.lineno for node in source.tree.body}
        assert not at_top & set(lines), f"{source.name} loads the service at start"


@pytest.mark.parametrize(
    "line", ["import socket", "from urllib import request", "def f():\n    import keyring.backend"]
)
def test_the_search_finds_a_breach(line: str) -> None:
    """The search behind the tests above sees plain, renamed and lazy imports."""
    assert breaches([Source("flow_desktop/ui/page.py", line)], OUTSIDE | {"urllib.request"})
