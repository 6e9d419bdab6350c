"""What may leave the machine: known secret shapes and known secret values are starred out."""

from __future__ import annotations

import re

STARS = "***"

_SECRET_NAMES = (
    "access_token", "refresh_token", "id_token", "code", "code_verifier", "code_challenge", "state", "nonce",
    "client_secret", "password", "token", "api_key", "request_uri", "device_code", "authorization", "id_token_hint",
    "login_hint", "session_state",
)  # fmt: skip
_PAIR = re.compile(
    r"(?i)([\"']?\b(?:" + "|".join(_SECRET_NAMES) + r")\b[\"']?\s*[=:]\s*[\"']?)(?!\*{3})([^\s\"'&,;})\]]+)"
)
_BEARER = re.compile(r"(?i)\b(bearer|basic|dpop)\s+[A-Za-z0-9._~+/=-]{6,}")
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*\.?[A-Za-z0-9_-]*")
_KEY = re.compile(r"\bsk_[A-Za-z0-9_]{6,}")


def redact(text: str, secrets: frozenset[str] = frozenset()) -> str:
    """Text without secrets: values seen in this process, name=value pairs, bearer headers, JWTs, API keys."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= 6:
            text = text.replace(secret, STARS)
    text = _BEARER.sub(rf"\1 {STARS}", text)
    text = _JWT.sub(STARS, text)
    text = _KEY.sub(STARS, text)
    return _PAIR.sub(rf"\1{STARS}", text)


def without_query(url: str) -> str:
    """An address for a log: never its query or fragment."""
    return url.partition("?")[0].partition("#")[0]
