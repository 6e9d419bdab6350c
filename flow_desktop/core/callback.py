"""What a request on the loopback receiver means for the attempt that waits: use it, or wait on.

Order of the checks: state, parameters given twice, issuer, error, code (RFC 9700 sections 4.5 and 4.7, RFC 9207
section 2.4). Nothing of a request is believed before its state was found equal, and one that makes no sense ends
nothing: the true answer may still come.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from flow_desktop.core.secret import Secret

MAX_PARAMS = 20
KNOWN = ("code", "state", "iss", "error", "error_description", "error_uri")


class Ignored(StrEnum):
    """Why a request was answered with a refusal and waited past. Counted, never shown as an outcome."""

    TOO_MANY_PARAMETERS = "too_many_parameters"
    REPEATED_PARAMETER = "repeated_parameter"
    NO_STATE = "no_state"
    WRONG_STATE = "wrong_state"
    REPLACED_ATTEMPT = "replaced_attempt"
    ERROR_WITHOUT_STATE = "error_without_state"
    NOTHING_IN_IT = "nothing_in_it"
    MALFORMED = "malformed"
    """Our state, but a parameter twice, no usable code, or neither code nor error."""


@dataclass(frozen=True, slots=True)
class WaitOn:
    """Not the answer of this attempt. ``error`` is what an unproven request claimed, as plain text, or "other"."""

    why: Ignored
    error: str | None = None

    @property
    def hint(self) -> str | None:
        """What the person hears of it: the claimed error, or "" that it made no sense. None: nothing."""
        return "" if self.why is Ignored.MALFORMED else self.error


@dataclass(frozen=True, slots=True)
class CodeReturned:
    """The provider answered with a code; single use, memory only."""

    attempt_id: str
    code: Secret


@dataclass(frozen=True, slots=True)
class ErrorReturned:
    """The provider answered with an error of RFC 6749 section 4.1.2.1 or its own. ``error`` is capped plain text."""

    attempt_id: str
    error: str
    description: str


@dataclass(frozen=True, slots=True)
class IssuerWrong:
    """The answer carries our state but comes from another issuer, or from none although one is promised (RFC 9207)."""

    attempt_id: str


Returned: TypeAlias = CodeReturned | ErrorReturned | IssuerWrong


class PageEnd(StrEnum):
    """What the browser's last page says. It always tells what the app decided, after it decided."""

    SIGNED_IN = "signed_in"
    OTHER_ACCOUNT = "other_account"
    DENIED = "denied"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer must carry. ``iss_promised``: discovery advertises the ``iss`` parameter."""

    attempt_id: str
    state: Secret
    issuer: str
    iss_promised: bool
    replaced_states: tuple[Secret, ...] = ()


def judge_callback(params: tuple[tuple[str, str], ...], expected: Expected) -> Returned | WaitOn:
    """Decide about the decoded parameters of one request, in the order they came."""
    if len(params) > MAX_PARAMS:
        return WaitOn(Ignored.TOO_MANY_PARAMETERS)
    values = dict(params)
    states = [value for name, value in params if name == "state"]
    if len(states) != 1:
        return _without_state(states, values)
    if Secret(states[0]) != expected.state:
        replaced = any(Secret(states[0]) == old for old in expected.replaced_states)
        return WaitOn(Ignored.REPLACED_ATTEMPT if replaced else Ignored.WRONG_STATE)
    return _judge_ours(params, values, expected)


def _without_state(states: list[str], values: dict[str, str]) -> WaitOn:
    if states:
        return WaitOn(Ignored.REPEATED_PARAMETER)
    if "error" in values:
        return WaitOn(Ignored.ERROR_WITHOUT_STATE, error=plain(values["error"]) or "other")
    return WaitOn(Ignored.NO_STATE if values else Ignored.NOTHING_IN_IT)


def _judge_ours(params: tuple[tuple[str, str], ...], values: dict[str, str], expected: Expected) -> Returned | WaitOn:
    ours = [name for name, _ in params if name in KNOWN]
    if len(ours) != len(set(ours)):
        return WaitOn(Ignored.MALFORMED)
    if values.get("iss", expected.issuer) != expected.issuer:
        return IssuerWrong(expected.attempt_id)
    if "error" in values:
        return ErrorReturned(
            expected.attempt_id, error=plain(values["error"]), description=plain(values.get("error_description", ""))
        )
    code = values.get("code", "")
    if not code or plain(code, len(code)) != code:  # RFC 6749 appendix A.11: a code is printable ASCII
        return WaitOn(Ignored.MALFORMED)
    if expected.iss_promised and "iss" not in values:  # tolerated on an error only
        return IssuerWrong(expected.attempt_id)
    return CodeReturned(expected.attempt_id, Secret(code))


def plain(value: str, limit: int = 200) -> str:
    """Text of a stranger, reduced to printable ASCII and cut: for a log line or the small print, never for markup."""
    return "".join(ch for ch in value if " " <= ch <= "~")[:limit]
