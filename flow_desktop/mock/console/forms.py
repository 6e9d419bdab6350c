"""What somebody typed into a form, read with a length and a shape, and never believed."""

from __future__ import annotations

import re

from flask import request

LONGEST_LINE = 320
MOST_ADDRESSES = 200
_SEPARATORS = re.compile(r"[\s,;]+")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def typed(name: str) -> str:
    """One line, without the blanks around it; too long a line is cut."""
    return request.form.get(name, "").strip()[:LONGEST_LINE]


def typed_addresses(name: str) -> list[str]:
    """Addresses separated by line ends, blanks, commas or semicolons; repeated ones once."""
    parts = (part[:LONGEST_LINE] for part in _SEPARATORS.split(request.form.get(name, "")) if part)
    return list(dict.fromkeys(parts))


def is_domain(text: str) -> bool:
    """Whether a text is a domain name in its ASCII form, with at least one dot (RFC 1123, 2.1)."""
    return _DOMAIN.fullmatch(text.casefold()) is not None


def whole_number(text: str, *, most: int) -> int | None:
    """A number from 0 to `most`, else None."""
    fits = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return int(text) if fits and int(text) <= most else None
