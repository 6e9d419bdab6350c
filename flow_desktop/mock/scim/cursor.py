"""Cursors of RFC 9865: an opaque word that says where the next page begins. Nothing is kept for it, so none expires."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from flow_desktop.mock.scim.errors import bad

_SIGNATURE = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: at `index` (from 0), and, where rows stand in order of position, behind `position`."""

    index: int
    position: int


class Cursors:
    """Makes and reads them; the key is this run's own, so that a made-up one is told apart."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, place: Place, listing: str) -> str:
        """The cursor of a place in one listing (a text that names filter and order)."""
        text = f"{place.index}.{place.position}".encode()
        return base64.urlsafe_b64encode(self._sign(text, listing) + text).decode().rstrip("=")

    def read(self, cursor: str, listing: str) -> Place:
        """The place. Raises ScimError (invalidCursor) for a garbled one, or one of another listing."""
        try:
            raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError):
            raw = b""
        signature, text = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._sign(text, listing)):
            raise bad("invalidCursor", "The cursor is not known here, or belongs to another listing.")
        index, _, position = text.decode().partition(".")
        return Place(int(index), int(position))

    def _sign(self, text: bytes, listing: str) -> bytes:
        return hmac.digest(self._key, text + b"\n" + listing.encode(), hashlib.sha256)[:_SIGNATURE]
