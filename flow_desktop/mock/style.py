"""The style sheets: the design tokens as custom properties, a small sheet for all pages, one more for the console."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from flow_desktop.mock.resources import resource

_GROUPS = ("space", "radius", "type")


def style_sheet() -> str:
    """The whole sheet. Raises OSError when a resource is missing."""
    tokens = tomllib.loads(resource("style", "tokens.toml").read_text(encoding="utf-8"))
    folder = Path(__file__).parent / "templates"
    rules = "".join((folder / name).read_text(encoding="utf-8") for name in ("pages.css", "console.css"))
    light, dark = _colours(tokens["color"]["light"]), _colours(tokens["color"]["dark"])
    return (
        f":root {{ color-scheme: light dark; {light} {_sizes(tokens)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{rules}"
    )


def _colours(palette: dict[str, Any]) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in palette.items())


def _sizes(tokens: dict[str, Any]) -> str:
    """Pixels become rem, so that the reader's own text size counts; 16 px is a browser's default."""
    sizes = [(group, name, value) for group in _GROUPS for name, value in tokens[group].items()]
    return " ".join(
        f"--{group}-{name}: {value / 16:g}rem;" for group, name, value in sizes if isinstance(value, int | float)
    )
