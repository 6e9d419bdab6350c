"""Reads one table of a TOML file: hands out keys with their type checked and refuses the rest, with file and line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flow_desktop.mock.scenario.locate import Lines, Place

_DURATION = re.compile(r"(\d{1,6})(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class WorldError(Exception):
    """The file cannot be used. `str()` names the file, the line and the reason."""


class Source:
    """One file: its text's line numbers, and which keys were asked for, so that a test can hold the schema to them."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self._text = path, text
        self._lines: Lines | None = None
        self.asked: set[str] = set()

    def refuse(self, place: Place, reason: str) -> WorldError:
        """The refusal of something at a place."""
        if self._lines is None:
            self._lines = Lines(self._text)
        return WorldError(f"{self.path}:{self._lines.line(place)}: {reason}")

    def document(self) -> Reader:
        """The whole file as a table. Raises WorldError when it is not TOML."""
        try:
            return Reader(self, tomllib.loads(self._text), ())
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            number = line[1] if line else str(self._text.count("\n") + 1)
            raise WorldError(f"{self.path}:{number}: {error}") from error


def open_source(path: Path) -> Source:
    """Read a file's text. Raises WorldError naming it."""
    try:
        return Source(path, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WorldError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise WorldError(f"{path}:{line}: this is not UTF-8, as TOML has to be") from error


def name_of(place: Place) -> str:
    """A place as people write it: `people[0].idp.email`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


def nearest(word: str, known: Iterable[str]) -> str:
    """What to add to a refusal: the known word most like this one, nothing when none is."""
    found = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {found[0]!r}?" if found else ""


def _allowed(value: object, allowed: Iterable[str]) -> str:
    known = list(allowed)
    return f"{value!r}; allowed: {', '.join(known)}{nearest(str(value), known)}"


class Reader:
    """One table of the file."""

    def __init__(self, source: Source, table: object, place: Place) -> None:
        self.source, self.place = source, place
        self._known: set[str] = set()
        if not isinstance(table, dict):
            raise self.refuse("must be a table")
        self._table: dict[str, Any] = dict(table)

    def refuse(self, reason: str, key: str = "") -> WorldError:
        """What to raise about this table or one of its keys."""
        place = (*self.place, key) if key else self.place
        return self.source.refuse(place, f"{name_of(place) or 'the file'} {reason}")

    def missing(self, key: str) -> WorldError:
        """What to raise when a key must be there: at the key that was meant, if one is written that looks like it."""
        meant = difflib.get_close_matches(key, [one for one in self._table if one not in self._known], n=1)
        reason = f"{name_of((*self.place, key))} is missing or empty"
        if not meant:
            return self.source.refuse((*self.place, key), reason)
        return self.source.refuse((*self.place, meant[0]), f"{reason}; {meant[0]!r} is written here instead")

    def has(self, key: str) -> bool:
        """Whether the key is written and not read yet."""
        self._known.add(key)
        return key in self._table

    def raw(self, key: str) -> Any:
        """The value of a key as TOML has it, None when it is missing."""
        self._known.add(key)
        self.source.asked.add(re.sub(r"\[\d+\]", "[]", name_of((*self.place, key))))
        return self._table.pop(key, None)

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self.optional_text(key)
        if not value:
            raise self.missing(key)
        return value

    def optional_text(self, key: str) -> str | None:
        """A text or nothing."""
        value = self.raw(key)
        if value is not None and not isinstance(value, str):
            raise self.refuse("must be text", key)
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Yes or no."""
        value = self.raw(key)
        if value is not None and not isinstance(value, bool):
            raise self.refuse("must be true or false", key)
        return default if value is None else value

    def count(self, key: str) -> int | None:
        """A whole number from 0 on, or nothing."""
        value = self.raw(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise self.refuse("must be a whole number, 0 or more", key)
        return value

    def duration(self, key: str) -> float:
        """Seconds, or a text such as 40m, 3d; it must be there."""
        value = self.raw(key)
        match = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if match:
            return float(int(match[1]) * _SECONDS[match[2]])
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.refuse('must be seconds or a text such as "90s", "40m", "2h", "3d"', key)
        return float(value)

    def choice(self, key: str, allowed: Iterable[str], *, default: str | None) -> str | None:
        """One of the allowed texts."""
        value: str | None = self.raw(key)
        if value is None:
            return default
        if value not in allowed:
            raise self.refuse(f"is {_allowed(value, allowed)}", key)
        return value

    def chosen(self, key: str, allowed: Iterable[str], *, default: str = "") -> str:
        """One of the allowed texts; without a default it must be there."""
        value = self.choice(key, allowed, default=default)
        if not value:
            raise self.missing(key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when it is missing."""
        value = self.raw(key)
        if value is not None and (not isinstance(value, list) or not all(isinstance(item, str) for item in value)):
            raise self.refuse("must be a list of texts", key)
        return tuple(value or ())

    def choices(self, key: str, allowed: Iterable[str]) -> tuple[str, ...]:
        """A list of allowed texts."""
        values = self.texts(key)
        for index, value in enumerate(values):
            if value not in allowed:
                reason = f"{name_of((*self.place, key))} has {_allowed(value, allowed)}"
                raise self.source.refuse((*self.place, key, index), reason)
        return values

    def counts(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers from 1 on, empty when it is missing."""
        value = self.raw(key)
        right = isinstance(value, list) and all(type(item) is int and item > 0 for item in value)
        if value is not None and not right:
            raise self.refuse("must be a list of whole numbers, 1 or more", key)
        return tuple(value or ())

    def table(self, key: str) -> Reader:
        """A table that must be there."""
        found = self.optional_table(key)
        if found is None:
            raise self.missing(key)
        return found

    def optional_table(self, key: str) -> Reader | None:
        """A table or nothing."""
        value = self.raw(key)
        return None if value is None else Reader(self.source, value, (*self.place, key))

    def tables(self, key: str) -> list[Reader]:
        """A list of tables, empty when it is missing."""
        value = self.raw(key)
        if value is not None and not isinstance(value, list):
            raise self.refuse("must be a list of tables", key)
        return [Reader(self.source, item, (*self.place, key, index)) for index, item in enumerate(value or ())]

    def rest(self) -> dict[str, Any]:
        """Every pair that is left, for tables whose keys are not ours to list here."""
        left, self._table = self._table, {}
        return left

    def finish(self) -> None:
        """Refuse what nobody asked for: an unknown key is a typing mistake, not a wish."""
        if self._table:
            key = min(self._table)
            place = (*self.place, key)
            hint = nearest(key, self._known)
            if not hint and any(one.startswith(f"{key}.") for one in self._known):
                hint = '; keys with a point are written in quotes: "a.b" = ...'
            raise self.source.refuse(place, f"unknown key {name_of(place)}{hint}")
