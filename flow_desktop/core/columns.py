"""Plain text that keeps its shape in a terminal, whatever alphabet a name is written in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def width(text: str) -> int:
    """Columns a terminal uses: two for wide letters, none for marks and invisible ones."""
    return sum(_columns(ch) for ch in text)


def padded(text: str, columns: int) -> str:
    """The text with blanks behind it, at least ``columns`` wide."""
    return text + " " * (columns - width(text))


def wrapped(text: str, *, first: str = "", rest: str | None = None, columns: int = 88) -> Iterator[str]:
    """Lines of at most ``columns``: the first begins with ``first``, the others with ``rest`` (blanks as wide).

    A word is never cut: an address or a command that is longer stands alone on its line and can be copied whole.
    """
    indent = " " * width(first) if rest is None else rest
    line, is_empty = first, True
    for word in text.split(" "):
        if not is_empty and width(line) + 1 + width(word) > columns:
            yield line.rstrip()
            line, is_empty = indent, True
        line += word if is_empty else f" {word}"
        is_empty = False
    yield line.rstrip()


def _columns(ch: str) -> int:
    if unicodedata.combining(ch) or unicodedata.category(ch) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in ("W", "F") else 1
