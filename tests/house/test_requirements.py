"""What is installed is what was locked: by hash, without hosts, for every supported system."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT, package_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FILES = ("app.txt", "test.txt", "build.txt")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def entries(name: str) -> list[list[str]]:
    """The entries of a lock file: the line that pins, then its hash lines."""
    found: list[list[str]] = []
    for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def pins(name: str) -> dict[str, str]:
    """Package name to locked version."""
    matches = [PIN.match(entry[0]) for entry in entries(name)]
    return {match["name"]: match["version"] for match in matches if match}


def declared(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for, with these extras."""
    project = PROJECT["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_a_pin_or_a_hash(name: str) -> None:
    """Each package is pinned to one version with at least one sha256, and nothing else is in the file."""
    assert entries(name)
    assert [entry[0] for entry in entries(name) if not PIN.match(entry[0]) or len(entry) == 1] == []
    assert [line for entry in entries(name) for line in entry[1:] if not HASH.match(line)] == []


@pytest.mark.parametrize(("name", "extras"), [("app.txt", ["mock"]), ("test.txt", ["mock", "test"])])
def test_the_lock_covers_the_project(name: str, extras: list[str]) -> None:
    """Everything pyproject.toml asks for is locked, at a version it allows."""
    locked = pins(name)
    for requirement in declared(*extras):
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not locked"
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_the_locks_agree() -> None:
    """The same package has the same version in every file, so that they can be installed together."""
    app, test, build = (pins(name) for name in FILES)
    assert app.items() <= test.items()
    assert {name: build[name] for name in build.keys() & test.keys()} == {
        name: test[name] for name in build.keys() & test.keys()
    }


def test_qt_stays_below_the_version_that_kills_python_3_11() -> None:
    """The toolkit is pinned below 6.12: its wheels drop references of None on CPython 3.11."""
    (qt,) = [one for one in declared() if canonicalize_name(one.name) == "pyside6-essentials"]
    assert qt.specifier.contains("6.11.3")
    assert not qt.specifier.contains("6.12.0")


def test_one_http_library() -> None:
    """httpx2 is importable and httpx is not: two libraries have two classes named HTTPError."""
    assert importlib.util.find_spec("httpx2") is not None
    assert importlib.util.find_spec("httpx") is None


def test_what_is_imported_is_declared() -> None:
    """A package that the application imports is asked for by pyproject.toml, not met by luck."""
    wanted = {canonicalize_name(one.name) for one in declared("mock")}
    homes = importlib.metadata.packages_distributions()
    for source in package_files():
        for module, line in source.imports():
            top = module.split(".")[0]
            if top in sys.stdlib_module_names or top in {"flow_desktop", "_typeshed", ""}:
                continue
            origins = {canonicalize_name(name) for name in homes.get(top, [top])}
            assert origins & wanted, f"{source.name}:{line} imports {top}"
