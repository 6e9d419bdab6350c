"""Loads the help: ``resources/help/<language>.toml``, English where a language has none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from flow_desktop.adapters.places import find_resources
from flow_desktop.adapters.texts import DEFAULT, PSEUDO, choose_language, languages
from flow_desktop.core.help import Library, library_of
from flow_desktop.core.words import pseudo

_SHOWN = ("title", "summary", "text", "steps", "points")
"""What of a topic people read; the made-up language changes nothing else."""


def load_help(language: str = DEFAULT, *, resources: Path | None = None) -> Library:
    """The help of a language or locale. Takes some milliseconds of parsing: not for the window's own thread.

    Raises OSError, tomllib.TOMLDecodeError, KeyError or ValueError when the installation is damaged.
    """
    folder = (resources or find_resources()) / "help"
    chosen = choose_language(language, languages(folder))
    table = tomllib.loads((folder / f"{DEFAULT if chosen == PSEUDO else chosen}.toml").read_text(encoding="utf-8"))
    return library_of(_longer(table) if chosen == PSEUDO else table)


def _longer(value: Any, name: str = "") -> Any:
    """The same tables with every text that people read in the made-up language."""
    if isinstance(value, dict):
        return {key: _longer(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_longer(one, name) for one in value]
    return pseudo({name: value})[name] if name in _SHOWN else value
