"""Which line of a TOML file a table, a key or a value stands on: tomllib does not say, and a refusal must.

Works on text that tomllib has read without complaint, so it need not judge anything itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Place = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}\n#]*")
_STRINGS = {
    '"""': re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}(?!")', re.DOTALL),
    "'''": re.compile(r"'''.*?'{3,5}(?!')", re.DOTALL),
    '"': re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    "'": re.compile(r"'[^'\n]*'"),
}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class Lines:
    """Line numbers, counted from 1, of everything in one file."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {}
        _Scanner(text, self._lines).file()

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest table around it when that place is not written down."""
        for length in range(len(place), 0, -1):
            found = self._lines.get(place[:length])
            if found:
                return found
        return 1


class _Scanner:
    """Walks over the text once; `found` receives the line of every place."""

    def __init__(self, text: str, found: dict[Place, int]) -> None:
        self._text, self._found, self._at = text, found, 0
        self._line, self._counted = 1, 0
        self._tables: dict[Place, int] = {}  # arrays of tables: how many there are so far

    def file(self) -> None:
        table: Place = ()
        while self._skip() < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _skip(self) -> int:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _now(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _header(self) -> Place:
        """`[a.b]` or `[[a]]`: the table that the following pairs belong to."""
        line = self._now()
        many = self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        *around, last = self._key()
        table: Place = ()
        for part in around:
            table = self._newest((*table, part))
        table = (*table, last)
        if many:
            self._found.setdefault(table, line)
            self._tables[table] = self._tables.get(table, 0) + 1
        table = self._newest(table)
        self._found.setdefault(table, line)
        self._at = self._text.index("]", self._skip()) + (2 if many else 1)
        return table

    def _newest(self, table: Place) -> Place:
        count = self._tables.get(table)
        return (*table, count - 1) if count else table

    def _pair(self, table: Place) -> None:
        line = self._now()
        place = table
        for part in self._key():
            place = (*place, part)
            self._found.setdefault(place, line)
        self._at += 1  # the equals sign
        self._value(place)

    def _key(self) -> list[str]:
        """A dotted key, up to what follows it."""
        parts = []
        while True:
            self._skip()
            quote = self._text[self._at]
            match = _STRINGS[quote].match(self._text, self._at) if quote in "\"'" else _BARE.match(self._text, self._at)
            if match is None:
                raise ValueError("a key is expected here")
            self._at = match.end()
            parts.append(_unquoted(match[0]))
            if self._text[self._skip() : self._at + 1] != ".":
                return parts
            self._at += 1

    def _value(self, place: Place) -> None:
        self._skip()
        first = self._text[self._at]
        if first == "{":
            self._items("}", lambda _: self._pair(place))
        elif first == "[":
            self._items("]", lambda index: self._element((*place, index)))
        else:
            opening = next((mark for mark in _STRINGS if self._text.startswith(mark, self._at)), None)
            match = (_STRINGS[opening] if opening else _PLAIN).match(self._text, self._at)
            self._at = match.end() if match else len(self._text)

    def _element(self, place: Place) -> None:
        self._found.setdefault(place, self._now())
        self._value(place)

    def _items(self, end: str, item: Callable[[int], None]) -> None:
        self._at += 1
        index = 0
        while self._text[self._skip()] != end:
            item(index)
            index += 1
            if self._text[self._skip()] == ",":
                self._at += 1
        self._at += 1


def _unquoted(key: str) -> str:
    if not key.startswith(("'", '"')):
        return key
    return _ESCAPE.sub(_letter, key[1:-1]) if key.startswith('"') else key[1:-1]


def _letter(escape: re.Match[str]) -> str:
    number = escape[1] or escape[2]
    return chr(int(number, 16)) if number else _SHORT.get(escape[3], escape[3])
