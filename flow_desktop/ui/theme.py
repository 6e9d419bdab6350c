"""Tokens (data) become palette, style sheet and icons; light and dark follow the system while the window is open."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

BODY = 13
"""The body size that the tokens are drawn for, in pixels; a larger system font enlarges all sizes of type with it."""


_GROWTH = {"title": 0.75, "verdict": 0.5}
"""Large type grows less than the body: it is large already, and a sentence has to stay on the screen."""


class Mode(StrEnum):
    """Which set of colours applies."""

    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


@dataclass(frozen=True, slots=True)
class Assets:
    """Data files as the theme needs them: parsed tokens, the sheet's text, and how an icon's SVG text is read."""

    tokens: Mapping[str, Any]
    sheet: str
    icon: Callable[[str], str]


class Theme(QObject):
    """Colours, sizes and icons. ``mode`` and ``scale`` given: fixed (tests); else they follow the system."""

    changed = Signal()

    def __init__(self, assets: Assets, *, mode: Mode | None = None, scale: float | None = None) -> None:
        super().__init__()
        self._assets = assets
        self._fixed = mode
        self._fixed_scale = self._scale = scale
        self._hints = QGuiApplication.styleHints()  # without a reference of our own its signals go away
        self._access = self._hints.accessibility()
        self._mode = mode or self._system_mode()
        self._colors = self._colors_of(self._mode)
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._access.contrastPreferenceChanged.connect(self._on_system_changed)

    @property
    def mode(self) -> Mode:
        """The set of colours in use."""
        return self._mode

    @property
    def scale(self) -> float:
        """How much larger than 100 % text is drawn; never smaller, so that 12 pixels stay the least."""
        if self._scale is None:
            self._scale = max(1.0, QFontInfo(QGuiApplication.font()).pixelSize() / BODY)
        return self._scale

    def use(self, mode: Mode) -> None:
        """Switch colours; everything that listens to ``changed`` redraws."""
        self._mode = mode
        self._scale = self._fixed_scale
        self._colors = self._colors_of(mode)
        self.apply()
        self.changed.emit()

    def apply(self) -> None:
        """Give the application its palette. The style comes with `frame.STYLE`, the sheet belongs to the window."""
        app = cast("QApplication", QApplication.instance())
        if self._mode is not Mode.HIGH_CONTRAST:
            app.setPalette(self.palette())

    def color(self, role: str) -> QColor:
        """The colour of a role."""
        return QColor(self._colors[role])

    def space(self, step: int) -> int:
        """A distance: step 1 to 7."""
        return int(self._assets.tokens["space"][f"s{step}"])

    def size(self, name: str) -> int:
        """A measure of the ``size`` table, in pixels."""
        return int(self._assets.tokens["size"][name])

    def radius(self, name: str) -> int:
        """A corner radius, in pixels."""
        return int(self._assets.tokens["radius"][name])

    def text_px(self, name: str) -> int:
        """A size of type at the person's text size, in pixels."""
        growth = 1 + (self.scale - 1) * _GROWTH.get(name, 1.0)
        return round(int(self._assets.tokens["type"][name]) * growth)

    def font(self, name: str = "body") -> QFont:
        """The system font in a size of type."""
        font = QGuiApplication.font()
        font.setPixelSize(self.text_px(name))
        return font

    def sheet(self) -> str:
        """The style sheet of the window."""
        tokens = self._assets.tokens
        sizes = {name: self.text_px(name) for name in tokens["type"]}
        space: dict[str, int] = dict(tokens["space"])
        less = {f"{name}_less": max(0, value - 1) for name, value in space.items()}
        line = max(round(16 * self.scale), 16)
        radio, ring = line + 4, round(5 * self.scale)
        more = {"line_height": line, "radio": radio // 2, "radio_ring": ring, "radio_dot": radio - 2 * ring}
        return string.Template(self._assets.sheet).substitute(
            self._colors | sizes | space | less | tokens["radius"] | more
        )

    def palette(self) -> QPalette:
        """The palette for what the sheet does not draw."""
        roles = QPalette.ColorRole
        palette = QPalette()
        for role, name in (
            (roles.Window, "surface"), (roles.WindowText, "text"), (roles.Base, "raised"),
            (roles.AlternateBase, "sunken"), (roles.Text, "text"), (roles.Button, "raised"),
            (roles.ButtonText, "text"), (roles.Highlight, "accent"), (roles.HighlightedText, "accent_text"),
            (roles.PlaceholderText, "muted"), (roles.ToolTipBase, "raised"), (roles.ToolTipText, "text"),
            (roles.Link, "accent"),
        ):  # fmt: skip
            palette.setColor(role, self.color(name))
        return palette

    def pixmap(self, name: str, role: str, *, size: str = "icon", ratio: float = 1.0) -> QPixmap:
        """An icon in the colour of a role, sharp at the screen's pixel ratio."""
        side = round(self.size(size) * self.scale)
        edge = f'width="{round(side * ratio)}" height="{round(side * ratio)}"'
        svg = self._assets.icon(name).replace('width="24" height="24"', edge, 1)
        drawn = QPixmap()
        drawn.loadFromData(svg.replace("currentColor", self._colors[role]).encode())
        drawn.setDevicePixelRatio(ratio)
        return drawn

    def icon(self, name: str, role: str, *, ratio: float = 1.0) -> QIcon:
        """An icon for a button; the same in every state but disabled."""
        icon = QIcon(self.pixmap(name, role, ratio=ratio))
        icon.addPixmap(self.pixmap(name, "muted", ratio=ratio), QIcon.Mode.Disabled)
        return icon

    def icon_size(self, size: str = "icon") -> QSize:
        """How large an icon is drawn."""
        side = round(self.size(size) * self.scale)
        return QSize(side, side)

    def _colors_of(self, mode: Mode) -> dict[str, str]:
        tables: Mapping[str, Mapping[str, str]] = self._assets.tokens["color"]
        if mode is not Mode.HIGH_CONTRAST:
            return dict(tables[mode])
        return high_contrast(QGuiApplication.palette(), tuple(tables["light"]))

    def _system_mode(self) -> Mode:
        if self._access.contrastPreference() == Qt.ContrastPreference.HighContrast:
            return Mode.HIGH_CONTRAST
        return Mode.DARK if self._hints.colorScheme() == Qt.ColorScheme.Dark else Mode.LIGHT

    def _on_system_changed(self) -> None:
        if self._fixed is None:
            self.use(self._system_mode())


def high_contrast(palette: QPalette, roles: tuple[str, ...]) -> dict[str, str]:
    """The person's own high-contrast colours for our roles: theirs are never overridden."""
    text, base = palette.windowText().color().name(), palette.window().color().name()
    strong, on_strong = palette.highlight().color().name(), palette.highlightedText().color().name()
    own = {"accent": strong, "accent_hover": strong, "accent_pressed": strong, "focus": strong,
           "accent_text": on_strong}  # fmt: skip
    quiet = ("surface", "raised", "sunken", "accent_fill", "differs_mark")
    fills = {role: base for role in roles if role.endswith("_fill") or role in quiet}
    return dict.fromkeys(roles, text) | fills | own
