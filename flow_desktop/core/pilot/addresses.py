"""Addresses in text that people paste: one by one or many, bare or ``Ada Byron <ada@pilot.example>``, Outlook's way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flow_desktop.core.pilot.rows import RowFault

MOST_LETTERS = 320
"""Longest address (RFC 5321 section 4.5.3.1: 64 before the sign, 255 after it)."""

SHOWN = 200
"""Letters of a rejected row that are kept to show it."""

ADDRESS = re.compile(r"[^\s@,;<>\x00-\x1f\x7f-\x9f]+@[^\s@,;<>\x00-\x1f\x7f-\x9f]+")
"""Something before the sign and something after it; no blank, no control, none of the signs that separate addresses."""

PLAIN = re.compile(r"[^\s@,;:<>()\[\]\"'\x00-\x1f\x7f-\x9f]+@[^\s@,;:<>()\[\]\"'\x00-\x1f\x7f-\x9f]+")
"""The usual address, with nothing around it that `bare` would take away."""

_QUOTED = re.compile(r'(?:"[^"]*"|[^";]+)+')
_AROUND = " \t\r\n\f\v\u00a0\u2007\u202f\u3000\ufeff\u200b\u200c\u200d\u2060\u00ad"
"""Blanks and letters that draw nothing: around an address they are never part of it."""

_PAIRS = frozenset({'""', "''", "()", "[]", "\u201c\u201d", "\u2018\u2019"})
_WRAPPING = "<>()[]\"'\u201c\u201d\u2018\u2019"


class Entry(NamedTuple):
    """One address of a pasted text, or what stood where one was looked for. ``full``: the name beside it."""

    email: str
    full: str | None = None
    fault: RowFault | None = None


def is_address(text: str) -> bool:
    """Whether a text can be an e-mail address: something@something, at most 320 letters."""
    return len(text) <= MOST_LETTERS and ADDRESS.fullmatch(text) is not None


def bare(text: str) -> str:
    """An address without what people and programs wrap around it: blanks, brackets, quotes, ``mailto:``."""
    stripped = text.strip(_AROUND).strip(_WRAPPING).strip(_AROUND)
    return stripped[7:].strip(_AROUND) if stripped[:7].lower() == "mailto:" else stripped


def fault_of(text: str) -> RowFault | None:
    """What is wrong with a text that should be an address; None where it is one."""
    if not text:
        return RowFault.NO_EMAIL
    if is_address(text):
        return None
    return RowFault.TOO_LONG if len(text) > MOST_LETTERS and "@" in text else RowFault.NOT_AN_ADDRESS


def entries_of(line: str) -> Iterator[Entry]:
    """The entries of one line, in order; separators are ``;`` and ``,`` and, between addresses, blanks."""
    for piece in _pieces(line):
        if "<" in piece:
            yield from _angled(piece)
        else:
            yield from _plain(piece)


def last_first(full: str) -> tuple[str, str] | None:
    """First name and last name of "Last, First"; None where a whole name is not written that way."""
    family, comma, given = full.partition(",")
    if not comma or "," in given or not family.strip() or not given.strip():
        return None
    return given.strip(), family.strip()


def _pieces(line: str) -> Iterator[str]:
    if line.count('"') % 2 or '"' not in line:
        return iter(line.split(";"))
    return (found.group() for found in _QUOTED.finditer(line))


def _angled(piece: str) -> Iterator[Entry]:
    """``Ada Byron <a@x>, Byron, Ada <b@x>``: what stands before an angle is its name, commas and all."""
    start = 0
    while (opening := piece.find("<", start)) >= 0 and (closing := piece.find(">", opening)) >= 0:
        *before, name = _with_commas(piece[start:opening])
        for part in before:
            yield from _plain(part)
        yield _entry(piece[opening + 1 : closing], name)
        start = closing + 1
    yield from _plain(piece[start:])


def _with_commas(text: str) -> list[str]:
    """Bare addresses that stand before a name, and the name itself, which may have commas."""
    parts = text.split(",")
    at = 0
    while at < len(parts) - 1 and (not parts[at].strip() or is_address(bare(parts[at]))):
        at += 1
    return [*parts[:at], ",".join(parts[at:])]


def _plain(piece: str) -> Iterator[Entry]:
    for part in piece.split(","):
        words = part.split()
        signs = sum("@" in word for word in words)
        if signs > 1:
            yield from (_entry(word, "") for word in words)
        elif signs == 1:
            yield _beside_words(words)
        elif part.strip(_AROUND):
            yield Entry(part.strip()[:SHOWN], fault=RowFault.NO_EMAIL)


def _beside_words(words: list[str]) -> Entry:
    """``Ada Byron a@x`` or ``a@x (Ada Byron)``: the words beside the one address are a name."""
    last = "@" in words[-1]
    if not last and "@" not in words[0]:
        return Entry(" ".join(words)[:SHOWN], fault=RowFault.NOT_AN_ADDRESS)
    return _entry(words[-1], " ".join(words[:-1])) if last else _entry(words[0], " ".join(words[1:]))


def _entry(address: str, name: str) -> Entry:
    email = bare(address)
    fault = RowFault.NO_EMAIL if "@" not in email else fault_of(email)
    if fault is not None:
        return Entry(f"{name.strip()} {address.strip()}".strip()[:SHOWN], fault=fault)
    full = _unwrapped(name.strip(_AROUND)).strip()
    return Entry(email, full if full and "@" not in full else None)


def _unwrapped(name: str) -> str:
    """A name without the quotes or brackets around all of it; a bracket inside belongs to the name."""
    while len(name) > 1 and name[0] + name[-1] in _PAIRS:
        name = name[1:-1]
    return name.strip('"')
