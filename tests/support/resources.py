"""The data files that ship, read without the code under test."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def toml(name: str) -> dict[str, Any]:
    """A TOML file below resources, in its own order."""
    return tomllib.loads((RESOURCES / name).read_text(encoding="utf-8"))


def schema(name: str) -> dict[str, Any]:
    """A JSON schema of the command line."""
    found: dict[str, Any] = json.loads((RESOURCES / "schema" / name).read_text(encoding="utf-8"))
    return found
