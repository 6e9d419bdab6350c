"""The last sign-in on this computer: what was typed and who came back. No secret is in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flow_desktop.adapters.accounts import read_json, write_json
from flow_desktop.adapters.places import Places
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.evidence import SignInAttempt
from flow_desktop.core.problems import Code, StorageFailed, problem

ATTEMPT_FILE = "last-sign-in.json"
_LONGEST = 320
"""An address of RFC 5321 is shorter."""

_MOST_NAMES = 20


class FileAttempts:
    """core.ports.Attempts in one private JSON file, of one issuer and client."""

    def __init__(self, places: Places, deployment: Deployment) -> None:
        self._places = places
        self._of = {"issuer": deployment.issuer, "client": deployment.client_id}

    def last(self) -> SignInAttempt | None:
        """The last one of this deployment; a file nobody can read counts as none."""
        stored = read_json(self._places, ATTEMPT_FILE) or {}
        told = stored.get("attempt")
        if not isinstance(told, dict) or any(told.get(key) != value for key, value in self._of.items()):
            return None
        return _attempt(told)

    def note(self, attempt: SignInAttempt) -> None:
        """Replace the one before. Raises StorageFailed."""
        told = {
            **self._of,
            "at": attempt.at.isoformat(),
            "typed": attempt.typed[:_LONGEST],
            "signed_in": [one[:_LONGEST] for one in attempt.signed_in],
            "cause": attempt.cause,
        }
        write_json(self._places, ATTEMPT_FILE, {"attempt": told})

    def clear(self) -> None:
        """Remove the file. Raises StorageFailed."""
        try:
            self._places.path(ATTEMPT_FILE).unlink(missing_ok=True)
        except OSError as error:
            raise StorageFailed(problem(Code.STORAGE_UNAVAILABLE, reason=error.strerror or "")) from error


def _attempt(told: dict[str, Any]) -> SignInAttempt | None:
    typed, names, cause = told.get("typed"), told.get("signed_in"), told.get("cause")
    at = _moment(told.get("at"))
    fits = isinstance(names, list) and len(names) <= _MOST_NAMES and all(map(_is_short, (typed, *names)))
    if not fits or at is None or not (cause is None or _is_short(cause)):
        return None
    return SignInAttempt(at, str(typed), tuple(names or ()), cause)


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _moment(value: object) -> datetime | None:
    """A time in UTC; None for anything else, and for one that has no date there."""
    try:
        at = datetime.fromisoformat(str(value))
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
