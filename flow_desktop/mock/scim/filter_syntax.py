"""The filter language of RFC 7644, 3.4.2.2: text -> tree -> text.

Beyond the RFC a bare word is taken as a text value (`userName sw O`), as Microsoft's public collection writes it.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import assert_never

from flow_desktop.mock.scim.errors import ScimError, bad

OPERATORS = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})
_MAX_DEPTH = 40
_MAX_COMPARISONS = 200  # a chain of `or` is a tree that deep, and so is what SQLite is asked
_TOKEN = re.compile(r"\s*(?:(\"(?:[^\"\\]|\\.)*\")|([()\[\]])|([^\s()\[\]\"]+))")
_PATH = re.compile(r"(?:(urn:[^\s\[\]\"]+):)?([A-Za-z$][\w$-]*)(?:\.([A-Za-z$][\w$-]*))?", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)

Value = str | bool | int | float | None


@dataclass(frozen=True, slots=True)
class Path:
    """An attribute as written: `[urn:]name[.sub]`."""

    name: str
    sub: str | None = None
    urn: str | None = None

    def __str__(self) -> str:
        return f"{self.urn}:{self._local()}" if self.urn else self._local()

    def _local(self) -> str:
        return f"{self.name}.{self.sub}" if self.sub else self.name


@dataclass(frozen=True, slots=True)
class Compare:
    """An attribute compared with a value."""

    path: Path
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Present:
    """`pr`: the attribute has a value that is not empty."""

    path: Path


@dataclass(frozen=True, slots=True)
class ValuePath:
    """`emails[...]`: one element of a list fulfils all of the inner filter."""

    path: Path
    inner: Filter


@dataclass(frozen=True, slots=True)
class And:
    """Both hold."""

    left: Filter
    right: Filter


@dataclass(frozen=True, slots=True)
class Or:
    """One of both holds."""

    left: Filter
    right: Filter


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    inner: Filter


Filter = Compare | Present | ValuePath | And | Or | Not


def parse_filter(text: str) -> Filter:
    """The tree of a filter. Raises ScimError (invalidFilter)."""
    parser = _Parser(text)
    tree = parser.either(0)
    parser.end()
    return tree


def print_filter(tree: Filter) -> str:
    """A text that parses to this tree again."""
    match tree:
        case Compare(path, operator, value):
            return f"{path} {operator} {json.dumps(value)}"
        case Present(path):
            return f"{path} pr"
        case ValuePath(path, inner):
            return f"{path}[{print_filter(inner)}]"
        case And(left, right):
            return f"({print_filter(left)}) and ({print_filter(right)})"
        case Or(left, right):
            return f"({print_filter(left)}) or ({print_filter(right)})"
        case Not(inner):
            return f"not ({print_filter(inner)})"
        case _:
            assert_never(tree)


def parse_path(text: str) -> Path | None:
    """An attribute path, or None when it is none."""
    found = _PATH.fullmatch(text)
    return Path(found[2], found[3], found[1]) if found else None


def _wrong(detail: str) -> ScimError:
    return bad("invalidFilter", detail)


class _Parser:
    """Reads token by token; `or` binds weakest, then `and`, then `not`."""

    def __init__(self, text: str) -> None:
        self._tokens = _split(text)
        self._next = 0
        self._comparisons = 0

    def either(self, depth: int) -> Filter:
        left = self._both(depth)
        while self._takes_word("or"):
            left = Or(left, self._both(depth))
        return left

    def end(self) -> None:
        if self._next < len(self._tokens):
            raise _wrong(f"The filter goes on unexpectedly at '{self._tokens[self._next]}'.")

    def _both(self, depth: int) -> Filter:
        left = self._one(depth)
        while self._takes_word("and"):
            left = And(left, self._one(depth))
        return left

    def _one(self, depth: int) -> Filter:
        if depth > _MAX_DEPTH:
            raise _wrong("The filter is nested too deeply.")
        if self._takes_word("not"):
            self._expect("(")
            return Not(self._closed(depth, ")"))
        if self._takes("("):
            return self._closed(depth, ")")
        return self._expression(depth)

    def _closed(self, depth: int, end: str) -> Filter:
        inner = self.either(depth + 1)
        self._expect(end)
        return inner

    def _expression(self, depth: int) -> Filter:
        self._comparisons += 1
        if self._comparisons > _MAX_COMPARISONS:
            raise _wrong(f"The filter has more than {_MAX_COMPARISONS} parts.")
        word = self._take("an attribute")
        path = parse_path(word)
        if path is None:
            raise _wrong(f"'{word}' is no attribute.")
        if self._takes("["):
            return ValuePath(path, self._closed(depth, "]"))
        operator = self._take("an operator").lower()
        if operator == "pr":
            return Present(path)
        if operator not in OPERATORS:
            raise _wrong(f"'{operator}' is no operator.")
        return Compare(path, operator, _value(self._take("a value")))

    def _peek(self) -> str | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _takes(self, token: str) -> bool:
        found = self._peek() == token
        self._next += found
        return found

    def _takes_word(self, word: str) -> bool:
        found = (self._peek() or "").lower() == word
        self._next += found
        return found

    def _take(self, what: str) -> str:
        token = self._peek()
        if token is None:
            raise _wrong(f"The filter ends where {what} is expected.")
        self._next += 1
        return token

    def _expect(self, token: str) -> None:
        if not self._takes(token):
            raise _wrong(f"'{token}' is missing.")


def _split(text: str) -> list[str]:
    tokens, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise _wrong(f"The filter cannot be read from position {at} on.")
        tokens.append(found[1] or found[2] or found[3])
        at = found.end()
    return tokens


def _value(token: str) -> Value:
    if token.startswith('"'):
        return _text(token)
    if token in set("()[]"):
        raise _wrong("A value is missing.")
    words: dict[str, Value] = {"true": True, "false": False, "null": None}
    if token.lower() in words:
        return words[token.lower()]
    if not _NUMBER.fullmatch(token):
        return token
    return _number(token)


def _text(token: str) -> str:
    """A JSON text; half a surrogate pair is no character, and could not be looked up."""
    try:
        text = str(json.loads(token, strict=False))
        text.encode()
    except ValueError as error:
        raise _wrong("A text value is not written as JSON.") from error
    return text


def _number(token: str) -> Value:
    """Numbers no double can hold are refused: nobody's attribute is that large."""
    number = float(token)
    if not math.isfinite(number):
        raise _wrong("A number is too large.")
    return number if set(token) & set(".eE") else int(token)
