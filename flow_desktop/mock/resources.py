"""Where the data files are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of one data file; it may not exist."""
    package = Path(__file__).resolve().parents[1]
    installed = package.joinpath("resources", *parts)
    return installed if installed.exists() else package.parent.joinpath("resources", *parts)
