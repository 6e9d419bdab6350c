"""The signature of a webhook: `WorkOS-Signature: t=<epoch milliseconds>, v1=<hex>` (domain facts, 3.5).

v1 is the HMAC-SHA256 of time, full stop and raw body. Both ends use the service's own clock, never the world's: a
scenario may move that one between signing and receipt.
"""

from __future__ import annotations

import hashlib
import hmac

HEADER = "WorkOS-Signature"
TOLERANCE_SECONDS = 180
_LONGEST_TIME = 16  # digits; far beyond any time in milliseconds


def sign(secret: str, body: bytes, *, now: float) -> str:
    """The header for a body; comma and space between the parts, as WorkOS's own libraries split it."""
    at = str(int(now * 1000))
    return f"t={at}, v1={_mac(secret, at, body)}"


def is_signed(secret: str, body: bytes, *, header: str, now: float) -> bool:
    """Whether the header fits the raw body and is at most `TOLERANCE_SECONDS` away from now; constant time."""
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    at, given = parts.get("t", ""), parts.get("v1", "")
    if not (at.isascii() and at.isdigit() and len(at) <= _LONGEST_TIME):
        return False
    fits = hmac.compare_digest(_mac(secret, at, body).encode(), given.encode())
    return fits and abs(now - int(at) / 1000) <= TOLERANCE_SECONDS


def _mac(secret: str, at: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hex()
