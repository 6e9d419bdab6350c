"""A text that must never be seen: tokens, verifiers, states, authorization codes."""

from __future__ import annotations

from typing import Never


class Secret:
    """Holds a secret text. Printing, formatting, logging or pickling it shows ``***`` or fails.

    Equality takes the same time wherever the texts differ (RFC 6819 section 5.1.4.1.3 advises against oracles).
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Call this only where the text goes on the wire or into the keychain."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # noqa: PLC0415 - loads OpenSSL: not before the first paint

        return hmac.compare_digest(_bytes(self._text), _bytes(other._text))

    def __hash__(self) -> int:
        return hash(("Secret", self._text))

    def __reduce__(self) -> Never:
        raise TypeError("a Secret is not copied to disk or another process")


def _bytes(text: str) -> bytes:
    """Different texts give different bytes, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")
