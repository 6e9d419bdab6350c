"""Tokens, contrast, icons and the theme that follows the system."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flow_desktop.ui.theme import Mode, Theme, high_contrast
from tests.ui.world import RESOURCES, assets

STATES = ("same", "differs", "problem", "unknown")
GROUNDS = ("surface", "raised", "sunken")
PAIRS = (
    *((role, ground) for role in ("text", "muted", "accent") for ground in GROUNDS),
    *(("accent_text", accent) for accent in ("accent", "accent_hover", "accent_pressed")),
    *(("accent", "accent_fill"), ("text", "accent_fill"), ("text", "differs_mark")),
    *((f"{state}_text", ground) for state in STATES for ground in (*GROUNDS, f"{state}_fill")),
    *((f"{state}_outline", ground) for state in STATES for ground in ("surface", "raised", f"{state}_fill")),
    *((role, f"{state}_fill") for state in STATES for role in ("text", "muted")),
)
SHAPES = tuple((role, ground) for role in ("control_line", "focus") for ground in ("surface", "raised"))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: the ratio of two colours' relative luminances."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_ratio_is_computed_right() -> None:
    """Black on white is 21 to 1, a colour on itself 1 to 1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_can_be_read(mode: str, front: str, back: str) -> None:
    """Every text and every state stands out from what it lies on by at least 4.5 to 1, in both palettes."""
    colors = assets().tokens["color"][mode]
    assert contrast(colors[front], colors[back]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_controls_and_focus_can_be_seen(mode: str, front: str, back: str) -> None:
    """Edges of controls and the focus ring stand out by at least 3 to 1."""
    colors = assets().tokens["color"][mode]
    assert contrast(colors[front], colors[back]) >= 3


def test_both_palettes_have_the_same_roles() -> None:
    """A role that exists in light exists in dark."""
    colors = assets().tokens["color"]
    assert set(colors["light"]) == set(colors["dark"])


@pytest.mark.parametrize("mode", list(Mode))
def test_the_sheet_knows_every_name_it_uses(qtbot: QtBot, mode: Mode) -> None:
    """No placeholder is left and no colour or size is written into the sheet itself."""
    theme = Theme(assets(), mode=mode, scale=1.0)
    assert "$" not in theme.sheet()
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)", assets().sheet)


def test_no_colour_is_written_in_the_code() -> None:
    """Literal colours live in the tokens only."""
    files = (Path(__file__).resolve().parents[2] / "flow_desktop" / "ui").glob("*.py")
    assert [file.name for file in files if re.search(r"[\"']#[0-9a-fA-F]{6}[\"']", file.read_text("utf-8"))] == []


@pytest.mark.parametrize("path", sorted((RESOURCES / "icons").glob("*.svg")), ids=lambda path: path.stem)
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_every_icon_takes_the_colour_of_its_role(qtbot: QtBot, path: Path, mode: Mode) -> None:
    """An icon is drawn, in the role's colour, at the size of the text, sharp at twice the pixels."""
    theme = Theme(assets(), mode=mode, scale=1.0)
    drawn = theme.pixmap(path.stem, "problem_text", ratio=2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (32, 2.0)
    image = drawn.toImage()
    wanted = theme.color("problem_text")
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    solid = [pixel for pixel in pixels if pixel.alpha() == 255]
    assert solid
    parts = (QColor.red, QColor.green, QColor.blue)
    off = [max(abs(part(pixel) - part(wanted)) for part in parts) for pixel in solid]
    assert max(off) <= 2  # blending rounds


@pytest.mark.parametrize("name", ["caption", "body", "strong", "title", "verdict"])
def test_type_grows_with_the_persons_text(qtbot: QtBot, name: str) -> None:
    """Text is never smaller than 12 pixels, twice as large at 200 %, and large type grows at least by half."""
    one, two = (Theme(assets(), mode=Mode.LIGHT, scale=scale).text_px(name) for scale in (1.0, 2.0))
    assert one >= 12
    assert two >= one * (2 if name in ("caption", "body", "strong") else 1.5)


def test_the_order_of_sizes_holds_at_any_scale(qtbot: QtBot) -> None:
    """Caption, body, strong, title, verdict: the order of importance stays the order of size."""
    theme = Theme(assets(), mode=Mode.LIGHT, scale=2.0)
    sizes = [theme.text_px(name) for name in ("caption", "body", "strong", "title", "verdict")]
    assert sizes == sorted(sizes)


def test_switching_redraws_what_is_open(qtbot: QtBot) -> None:
    """When the system turns dark, sheet, palette and icons follow without a restart."""
    theme = Theme(assets(), mode=Mode.LIGHT, scale=1.0)
    part = QWidget()
    qtbot.addWidget(part)
    theme.changed.connect(lambda: part.setStyleSheet(theme.sheet()))
    with qtbot.waitSignal(theme.changed):
        theme.use(Mode.DARK)
    assert theme.color("surface").name() in part.styleSheet()
    assert QGuiApplication.palette().color(QPalette.ColorRole.Window) == theme.color("surface")
    theme.use(Mode.LIGHT)


def test_a_fixed_theme_does_not_follow_the_system(qtbot: QtBot) -> None:
    """Tests say what they want to see."""
    theme = Theme(assets(), mode=Mode.DARK, scale=1.0)
    theme._on_system_changed()
    assert theme.mode is Mode.DARK


def test_high_contrast_colours_are_the_persons_own(qtbot: QtBot) -> None:
    """With a high-contrast setting, every colour is one of the system's palette."""
    palette = QPalette()
    chosen = {"windowText": "#ffff00", "window": "#000000", "highlight": "#00ffff", "highlightedText": "#000001"}
    roles = QPalette.ColorRole
    for role, color in zip(
        (roles.WindowText, roles.Window, roles.Highlight, roles.HighlightedText), chosen.values(), strict=True
    ):
        palette.setColor(role, QColor(color))
    found = high_contrast(palette, tuple(assets().tokens["color"]["light"]))
    assert set(found.values()) == set(chosen.values())
    assert found["text"] == "#ffff00"
    assert found["same_fill"] == "#000000"
