"""Short codes that support can read out and hear on the phone: two letters and two digits, "KM47".

They are worked out from the code of the cause, so a code keeps its short form when others are added. Nothing stores
them; a test fails if two codes ever share one.
"""

from __future__ import annotations

import hashlib

from flow_desktop.core.causes import Cause

LETTERS = "DHKLMQRWXY"
"""No two of these sound alike (never B with D, M with N, F with S), and none looks like a digit."""

DIGITS = "2346789"
"""Without 0 and 1, which look like letters, and without 5, which sounds like 9."""

_SHAPE = (LETTERS, LETTERS, DIGITS, DIGITS)


def spoken_code(cause: Cause) -> str:
    """The short code of a cause."""
    number = int.from_bytes(hashlib.sha256(cause.value.encode()).digest()[:8], "big")
    said = ""
    for alphabet in _SHAPE:
        number, at = divmod(number, len(alphabet))
        said += alphabet[at]
    return said


def heard_code(said: str) -> Cause | None:
    """The cause behind a short code as somebody typed it, blanks and small letters allowed; None for no such code."""
    plain = "".join(ch for ch in said.upper() if ch.isalnum())
    return next((cause for cause in Cause if spoken_code(cause) == plain), None)
