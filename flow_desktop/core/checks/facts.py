"""Small facts that several checks stand on, and short ways to say what a check found."""

from __future__ import annotations

from datetime import UTC, datetime

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import AuditLine, ConnectionState, DirectoryUser, Evidence, NotSeen, Observation, Seen
from flow_desktop.core.findings import Exhibit, Finding, Outcome, cannot_tell, exhibit
from flow_desktop.core.observed import Observed, Withheld, WithheldReason, text_of
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.words import Message

NOT_CREATED = (
    Symptom.NOT_CREATED,
    Symptom.DOMAIN_MATCHES_BUT_NOT_PROVISIONED,
    Symptom.CONFIGURED_BUT_NOT_PROVISIONED,
)
"""Complaints that somebody is not in Flow."""


def stamp(at: datetime) -> str:
    """A time as text, ISO 8601 in UTC: how times travel in messages and exhibits."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_member(evidence: Evidence) -> bool | None:
    """Whether the person is in the enterprise; None where nobody could look."""
    account = evidence.look.account
    if isinstance(account, NotSeen):
        return None
    return account.value is not None and account.value.is_member


def is_linked(evidence: Evidence) -> bool:
    """True where the person is seen to be a member who is tied to a directory user."""
    account = evidence.look.account
    if isinstance(account, NotSeen) or account.value is None:
        return False
    return account.value.is_member and account.value.linked_to is not None


def state_of(evidence: Evidence) -> ConnectionState | None:
    """The state of the connection; None where nobody could look."""
    connection = evidence.look.connection
    return connection.value.state if isinstance(connection, Seen) else None


def active_users(evidence: Evidence) -> tuple[DirectoryUser, ...]:
    """The person's active entries in Directory Sync, as far as they were seen."""
    users = evidence.look.directory_users
    return tuple(user for user in users.value if user.active) if isinstance(users, Seen) else ()


def taken_out(evidence: Evidence) -> tuple[Exhibit, ...]:
    """What shows that Directory Sync had the person and has them no more: their end in its events, or an inactive
    entry; nothing where it has them, never had them, or could not be looked at.
    """
    users, events = evidence.look.directory_users, evidence.look.events
    if isinstance(users, NotSeen) or active_users(evidence):
        return ()
    told = [one for one in events.value.events if one.event in _CAME_AND_WENT] if isinstance(events, Seen) else []
    if told and told[-1].event == _WENT and isinstance(events, Seen):
        return (exhibit("removed_at", stamp(told[-1].at), events),)
    return (exhibit("directory_state", "inactive", users),) if users.value else ()


_WENT = "dsync.user.deleted"
_CAME_AND_WENT = ("dsync.user.created", _WENT)


def has_text(observed: Observed) -> bool:
    """True where a value came that is more than blanks."""
    return bool((text_of(observed) or "").strip())


def illegible(check: str, piece: Seen[object], *values: Observed, name: str) -> Finding | None:
    """ "Cannot tell" for the first value that came and cannot be read: it is neither missing nor the same."""
    broken = next((value for value in values if isinstance(value, Withheld)), None)
    return cannot_tell(check, NotSeen(broken.reason, piece.source), what=name) if broken else None


def is_set_up(piece: Observation[object]) -> bool:
    """False where no source was configured that could show the piece: then it is left out, not missed."""
    return isinstance(piece, Seen) or piece.reason is not WithheldReason.NOT_CONFIGURED


def is_fault(piece: NotSeen) -> bool:
    """True where the piece should have been seen: something failed. Not set, not allowed or not told is no fault."""
    return piece.reason not in _NO_FAULT


_NO_FAULT = (
    WithheldReason.NOT_CONFIGURED,
    WithheldReason.FORBIDDEN,
    WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS,
    WithheldReason.SOURCE_CANNOT_TELL,
)


def blind_spot(check: str, evidence: Evidence, *pieces: str) -> Finding | None:
    """ "Cannot tell" for the first of these pieces that was not seen; None where all were."""
    for name in pieces:
        piece = getattr(evidence.look, name)
        if isinstance(piece, NotSeen):
            return cannot_tell(check, piece, what=name)
    return None


def problem(check: str, cause: Cause, *exhibits: Exhibit, what: str, variant: str = "") -> Finding:
    """A proven cause, with the sentence ``finding.<check>.<what>``."""
    because = Message(f"finding.{check}.{what}")
    return Finding(check, Outcome.PROBLEM, because, cause, exhibits, variant=variant)


def possible(check: str, cause: Cause, *exhibits: Exhibit, what: str, ask: tuple[str, ...] = ()) -> Finding:
    """A cause that fits and is not proven; ``ask``: keys of the questions that would decide."""
    because = Message(f"finding.{check}.{what}")
    return Finding(check, Outcome.POSSIBLE, because, cause, exhibits, decided_by=ask)


def passed(check: str, *exhibits: Exhibit, what: str) -> Finding:
    """Nothing is the matter here, and this is what was seen."""
    return Finding(check, Outcome.PASS, Message(f"finding.{check}.{what}"), exhibits=exhibits)


def undecided(check: str, *exhibits: Exhibit, what: str) -> Finding:
    """Everything was seen, and it names no cause."""
    return Finding(check, Outcome.CANNOT_TELL, Message(f"finding.{check}.{what}"), exhibits=exhibits)


def not_reached(check: str, by: Cause) -> Finding:
    """Another cause comes before: whether this one holds as well shows when that one is mended."""
    return Finding(check, Outcome.CANNOT_TELL, Message("finding.not_reached", (("cause", by.value),)))


def quoted(line: AuditLine, piece: Seen[tuple[AuditLine, ...]]) -> Exhibit:
    """A line of the audit with its own time."""
    return Exhibit("audit_line", f"{line.reason} ({line.event})" if line.event else line.reason, piece.source, line.at)


def answer_given(evidence: Evidence, *keys: str) -> tuple[Exhibit, ...]:
    """What a person told for these questions; ``exhibit.answer.<key>`` is the label."""
    told = tuple(answer for key in keys if (answer := evidence.answer(key)) is not None)
    return tuple(Exhibit(f"answer.{one.key}", one.shown, "answer", one.at) for one in told)


def unanswered(evidence: Evidence, *keys: str) -> tuple[str, ...]:
    """Those of the questions that nobody answered yet."""
    return tuple(key for key in keys if evidence.answer(key) is None)
