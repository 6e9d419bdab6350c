"""The bearer token of a request (RFC 6750, 2.1)."""

from __future__ import annotations

from flask import request


def bearer_token() -> str:
    """The token of the Authorization header, or an empty text."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
