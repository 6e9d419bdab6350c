"""Identifiers in WorkOS's shape: a prefix, an underscore and a 26-character ULID (domain facts, 3.1)."""

from __future__ import annotations

import base64
import hashlib
import secrets

# The digits of RFC 4648 and Crockford's, which sort as their values do.
_TO_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_LENGTH = 26
_HALF = 10  # bytes: the time in milliseconds, then what is random; each becomes sixteen characters


def ulid(created_ms: int, randomness: bytes) -> str:
    """Encode a time in milliseconds and ten bytes as 26 Crockford characters; sorts by time."""
    whole = base64.b32encode(created_ms.to_bytes(_HALF, "big") + randomness[:_HALF])
    return whole[-_LENGTH:].translate(_TO_CROCKFORD).decode()


def seeded_id(prefix: str, key: str, *, created_ms: int) -> str:
    """An identifier that is the same at every start: its random part is a hash of prefix and key."""
    return f"{prefix}_{ulid(created_ms, hashlib.sha256(f'{prefix}:{key}'.encode()).digest())}"


def new_id(prefix: str, *, now: float) -> str:
    """A fresh identifier; `now` in Unix seconds."""
    return f"{prefix}_{ulid(int(now * 1000), secrets.token_bytes(10))}"


def okta_like_id(key: str) -> str:
    """A user id as Okta writes them: `00u` and 17 characters."""
    return "00u" + hashlib.sha256(f"okta:{key}".encode()).hexdigest()[:17]
