"""What is published names no machine, no registry and no secret place of its makers."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, tracked

# Written in halves, so that this file does not hold what it looks for.
HOSTS = re.compile(r"(py(pi|thonhosted)\." + r"org|npm(js|mirror)\." + r"(org|com)|registry\.yarn" + r"pkg)")
MACHINES = re.compile(
    r"(?<![\w.-])/(ro" + r"ot|wo" + r"rk)/|/ho" + r"me/(?!someone|ana)\w+/|/Us" + r"ers/\w+/|[A-Z]:\\Us" + r"ers\\"
)
LOCKS = frozenset(
    {"uv.lock", "package-lock.json", "poetry.lock", "pdm.lock", "yarn.lock", "pylock.toml", "Pipfile.lock"}
)
PAPERS = ("README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md")


def texts() -> list[tuple[str, str]]:
    """Every tracked text file: name and content."""
    found = []
    for name in tracked():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data[:8000]:
            found.append((name, data.decode("utf-8", errors="replace")))
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the tracked files: file and line."""
    return [
        f"{name}:{number}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_registry_is_named() -> None:
    """A checkout works with whatever registry a company has set up: no host of one is written down."""
    assert lines_with(HOSTS) == []


def test_no_machine_is_named() -> None:
    """No path of a developer's machine is written down, this checkout's own included."""
    assert lines_with(MACHINES) == []
    here = re.compile("|".join(re.escape(str(path)) + "/" for path in (ROOT, Path.home()) if len(path.parts) > 1))
    assert lines_with(here) == []


def test_no_lock_file_carries_hosts() -> None:
    """Versions are locked by hash in requirements/, not in a file that names hosts."""
    assert [name for name in tracked() if Path(name).name in LOCKS] == []


@pytest.mark.parametrize("name", PAPERS)
def test_the_papers_are_there(name: str) -> None:
    """A stranger finds what it is, the licence, the changes, how to report a hole and how to help."""
    assert (ROOT / name).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("name", ["dev.py", ".ci/run"])
def test_scripts_start_with_their_interpreter(name: str) -> None:
    """The two entries of a developer can be run as they are."""
    assert (ROOT / name).read_text(encoding="utf-8").startswith("#!/usr/bin/env ")


@pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX matter")
def test_the_check_is_executable() -> None:
    """A build server can start .ci/run."""
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_searches_find() -> None:
    """The searches behind the tests above see what they are for."""
    assert HOSTS.search("https://py" + "pi.org/simple")
    assert HOSTS.search("https://registry.npm" + "js.org/")
    assert MACHINES.search('open("/ro' + 'ot/x")')
    assert MACHINES.search("/Us" + "ers/li/x")
    assert not MACHINES.search("https://example.test/wo" + "rk/")
