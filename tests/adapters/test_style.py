"""Loading the design tokens."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_desktop.adapters.style import group, load_tokens


def write(folder: Path, text: str) -> Path:
    """An installation with this token file."""
    (folder / "style").mkdir()
    (folder / "style" / "tokens.toml").write_text(text, encoding="utf-8")
    return folder


def test_light_and_dark_name_the_same_roles() -> None:
    """What ships has every colour in both palettes."""
    tokens = load_tokens()
    light, dark = group(tokens, "color.light"), group(tokens, "color.dark")
    assert set(light) == set(dark)
    assert light["surface"] != dark["surface"]


def test_tables_become_dotted_names(tmp_path: Path) -> None:
    """Nested tables and lists come out flat and cannot be changed."""
    tokens = load_tokens(write(tmp_path, 'radius = 6\n[space]\nsteps = [4, 8]\n[color.light]\ntext = "#000000"\n'))
    assert dict(tokens) == {"radius": 6, "space.steps": (4, 8), "color.light.text": "#000000"}
    with pytest.raises(TypeError):
        tokens["radius"] = 7  # type: ignore[index]


def test_a_token_that_is_none_is_refused(tmp_path: Path) -> None:
    """A date is no design token; the name is told."""
    with pytest.raises(TypeError, match=r"space\.day"):
        load_tokens(write(tmp_path, "[space]\nday = 2024-01-01\n"))
