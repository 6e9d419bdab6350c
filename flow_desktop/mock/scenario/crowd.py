"""Made-up people by the thousand: plausible, varied, the same at every start."""

from __future__ import annotations

import hashlib
import math
import tomllib
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from flow_desktop.mock.ids import ulid
from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.history import BEGINNING_MS

_STRIDE = 7919  # a prime: neighbours in the list have different names
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "ı": "i", "þ": "th", "ð": "d", "œ": "oe"})
_FIRST_MS = BEGINNING_MS - 120 * 86_400_000
_STEP_MS = 10_000


class Someone(NamedTuple):
    """One person of the crowd; `ulid` is the random part of all their identifiers."""

    position: int
    ulid: str
    given: str
    family: str
    email: str


def crowd(count: int, domain: str, *, taken: frozenset[str] = frozenset()) -> Iterator[Someone]:
    """So many people. Who has a name that was there before has a second given name or a number in the address.

    `taken` = addresses of others, in lower case.
    """
    names = tomllib.loads(resource("mock", "names.toml").read_text(encoding="utf-8"))
    given, family = names["given"], names["family"]
    stride = _coprime(len(given) * len(family))
    addresses = {name: _plain(name) for name in (*given, *family)}
    for position in range(count):
        round_, place = divmod(position, len(given) * len(family))
        first, last = divmod(place * stride % (len(given) * len(family)), len(family))
        second = given[(first + round_ * 31) % len(given)] if round_ else ""
        local = ".".join(addresses[part] for part in (given[first], second, family[last]) if part)
        number = str(round_) if round_ and second == given[first] else ""
        if f"{local}{number}@{domain}" in taken:
            number += "0"
        key = hashlib.sha256(b"crowd:%d" % position).digest()
        yield Someone(
            position,
            ulid(_FIRST_MS + position * _STEP_MS, key),
            f"{given[first]} {second}" if second not in ("", given[first]) else given[first],
            family[last],
            f"{local}{number}@{domain}",
        )


def _coprime(size: int) -> int:
    stride = _STRIDE
    while math.gcd(stride, size) != 1:
        stride += 2
    return stride


def _plain(name: str) -> str:
    """The part of an address that a name becomes: letters of ASCII only."""
    split = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    return "".join(letter for letter in split if letter.isascii() and (letter.isalnum() or letter == "-"))
