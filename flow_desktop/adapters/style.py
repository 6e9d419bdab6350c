"""Loads the design tokens: ``resources/style/tokens.toml``, read by theme, end page and report alike."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from flow_desktop.adapters.places import find_resources

Token: TypeAlias = str | int | float | tuple["Token", ...]
Tokens: TypeAlias = Mapping[str, Token]
"""Flattened and read-only: ``"light.surface"`` -> ``"#ffffff"``, ``"space"`` -> ``(4, 8, 12)``."""


def load_tokens(resources: Path | None = None) -> Tokens:
    """All tokens by dotted name.

    Raises OSError, tomllib.TOMLDecodeError or TypeError when the installation is damaged.
    """
    text = ((resources or find_resources()) / "style" / "tokens.toml").read_text(encoding="utf-8")
    return MappingProxyType(_flat(tomllib.loads(text), ""))


def group(tokens: Tokens, prefix: str) -> dict[str, Token]:
    """The tokens below a prefix, without it: ``group(tokens, "light")["surface"]``."""
    return {name.removeprefix(f"{prefix}."): value for name, value in tokens.items() if name.startswith(f"{prefix}.")}


def _flat(table: Mapping[str, object], prefix: str) -> dict[str, Token]:
    flat: dict[str, Token] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = _token(value, prefix + name)
    return flat


def _token(value: object, name: str) -> Token:
    if isinstance(value, list):
        return tuple(_token(item, name) for item in value)
    if isinstance(value, str | int | float):
        return value
    raise TypeError(f"token {name} is neither text, number nor list")
