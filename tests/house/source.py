"""Reads the project's own files for the house tests."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "flow_desktop"


@dataclass(frozen=True)
class Source:
    """One Python file: its place in the project and its text."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """The first name under the package: `core`, `ui`, `app` ..."""
        return Path(self.name).with_suffix("").parts[1]

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported module with its line; `from a import b` counts as `a` and as `a.b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or "", node.lineno
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def package_files() -> list[Source]:
    """Every module of the application."""
    return [read(path) for path in sorted(PACKAGE.rglob("*.py"))]


def room_files(*rooms: str) -> list[Source]:
    """Every module of the rooms named."""
    return [source for source in package_files() if source.room in rooms]


def python_files() -> list[Source]:
    """Every tracked Python file."""
    return [read(ROOT / name) for name in tracked() if name.endswith(".py")]


def read(path: Path) -> Source:
    """One file of the project."""
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def tracked() -> list[str]:
    """Names of the files under version control that are there; every file where there is no version control."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        return [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [path.as_posix() for path in found if not path.parts[0].startswith(".") and "__pycache__" not in path.parts]


def starts_with(module: str, names: frozenset[str]) -> bool:
    """Whether a dotted name is one of these modules or lies inside one."""
    return any(module == name or module.startswith(f"{name}.") for name in names)
