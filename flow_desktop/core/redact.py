"""What may leave the machine: known secret shapes and known secret values are starred out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Stand-ins for the people of one report, so that support can read it without knowing who they are.

    ``salt``: random, at most 64 bytes, made for one report and kept nowhere, so that nobody can try a dictionary of
    names against the stand-ins, and two reports cannot be laid beside one another. What is replaced: names, the part
    of an address before the @, and user names. What stays: "not there" and "empty" (two facts), and the domain of an
    address, for domains decide who is provisioned. The same address is the same stand-in all over the report; a name
    only within one person: frequent names cannot be counted. Values that differ in one letter have unlike stand-ins:
    the grades beside them say how they differ.
    """

    salt: bytes = field(repr=False)

    def name(self, value: str | None, person: int) -> str | None:
        """A stand-in for a name of the person with that number."""
        return f"name-{self._code(f'name {person} {value}')[:8]}" if value else value

    def address(self, value: str | None) -> str | None:
        """A stand-in for an address, or for a user name that is none; the domain stays if it looks like one."""
        if not value:
            return value
        domain = value.rpartition("@")[2] if "@" in value else ""
        shown = f"person-{self._code(f'address {value}')}"
        return f"{shown}@{domain}" if _DOMAIN.fullmatch(domain) else shown

    def text(self, sentence: str) -> str:
        """A sentence with the addresses in it replaced; stand-ins that are in it already stay."""
        return _ADDRESS.sub(self._replaced, sentence) if "@" in sentence else sentence

    def _replaced(self, found: re.Match[str]) -> str:
        address = found.group()
        return address if _STAND_IN.match(address) else self.address(address) or ""

    def _code(self, value: str) -> str:
        """Forty-eight bits of a keyed hash: among a million values two alike are unlikely, and nothing leads back."""
        from hashlib import blake2b  # noqa: PLC0415 - the log is redacted from the first moment on, and needs no hash

        return blake2b(value.encode("utf-8", "surrogatepass"), key=self.salt, digest_size=6).hexdigest()


_DOMAIN = re.compile(r"(?=.{3,253}\Z)[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
_ADDRESS = re.compile(r"[^\s@<>()\[\]{}\"\u201c\u201d\u201e\u00ab\u00bb,;:\u27e8\u27e9\u2068\u2069]+@[\w.-]*\w")
_STAND_IN = re.compile(r"person-[0-9a-f]{12}@")
