"""What was seen at one place: a value, nothing, or a reason why it could not be seen.

"Empty", "not sent" and "not allowed to look" are three facts and stay three values (decisions, "Truth of a verdict").
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

MAX_TEXT = 4096
"""Longest value kept, in code points. A longer one is refused, not cut: half a name compared would be a lie."""


class WithheldReason(StrEnum):
    """Why a place could not be read. Each has one sentence in ``resources/words``."""

    NOT_CONFIGURED = "not_configured"
    ONLY_THE_PERSON_CAN_SHOW_THIS = "only_the_person_can_show_this"
    NO_CREDENTIAL = "no_credential"
    CREDENTIAL_REFUSED = "credential_refused"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS_FAILED = "tls_failed"
    THROTTLED = "throttled"
    SERVER_ERROR = "server_error"
    BAD_ANSWER = "bad_answer"
    NO_SUCH_ADDRESS = "no_such_address"
    NOT_FOUND_THERE = "not_found_there"
    LISTING_INCOMPLETE = "listing_incomplete"
    SOURCE_CANNOT_TELL = "source_cannot_tell"
    SEVERAL_CANDIDATES = "several_candidates"
    NO_ADDRESS_TO_LOOK_FOR = "no_address_to_look_for"
    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Present:
    """A value exactly as received, code point for code point. May be the empty text."""

    text: str


@dataclass(frozen=True, slots=True)
class Absent:
    """The place was read and does not send this value."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """The value could not be read; ``reason`` says why. Never to be taken for "the same" or "missing"."""

    reason: WithheldReason


Observed: TypeAlias = Present | Absent | Withheld


def received(value: object) -> Observed:
    """A value out of a decoded JSON answer (RFC 7643 section 2.5: null and missing are the same)."""
    if value is None:
        return Absent()
    if not isinstance(value, str) or _has_surrogate(value):
        return Withheld(WithheldReason.NOT_TEXT)
    return Present(value) if len(value) <= MAX_TEXT else Withheld(WithheldReason.TOO_LONG)


def text_of(observed: Observed) -> str | None:
    """The value if there is one, else None."""
    return observed.text if isinstance(observed, Present) else None


def _has_surrogate(value: str) -> bool:
    """A lone surrogate (JSON allows it) is not text: it cannot be shown, stored or compared."""
    return any("\ud800" <= ch <= "\udfff" for ch in value)
