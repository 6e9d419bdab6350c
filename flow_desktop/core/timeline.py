"""The directory events of one person beside what Flow made of them, newest first (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flow_desktop.core.evidence import AuditLine, Delivery, DirectoryEvent, Evidence, NotSeen, Observation, Seen
from flow_desktop.core.text import email_key


class Heard(StrEnum):
    """What Flow knows of an event of Directory Sync. UNKNOWN: Flow's audit, or the event list, could not be seen."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NO_EVENT = "no_event"


@dataclass(frozen=True, slots=True)
class Happening:
    """One row. ``event``: e.g. ``dsync.user.created``, or Flow's own, ``sign_in_attempted``. ``reasons``: Flow's.

    ``NO_EVENT``: it happened in Flow without a directory event, a sign-in or an edited name.
    """

    at: datetime
    event: str
    reasons: tuple[str, ...]
    heard: Heard
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """``gaps``: the pieces that could not be seen and would have told more (audit, events)."""

    happenings: tuple[Happening, ...]
    gaps: tuple[tuple[str, NotSeen], ...] = ()
    back_to: datetime | None = None


AUDIT_KEEPS = 50
"""So many of a person's newest lines does Flow's audit tell, sign-ins not counted."""

_SIGN_IN = "sign_in_attempted"
_DIRECTORY = "dsync."
_ABOUT_THE_DIRECTORY = ("dsync.activated", "dsync.deleted")


def tell_timeline(evidence: Evidence) -> Timeline:
    """What happened to the person, as far as audit and event list tell."""
    audit, events = evidence.look.audit, evidence.look.events
    groups = _grouped(audit.value if isinstance(audit, Seen) else ())
    listed = {one.id: one for one in events.value.events} if isinstance(events, Seen) else {}
    rows = [_from_audit(event_id, lines, listed) for event_id, lines in groups]
    known = {row.event_id for row in rows}
    rows += [_from_list(one, evidence) for one in listed.values() if one.id not in known]
    gaps = tuple((name, one) for name, one in (("audit", audit), ("events", events)) if isinstance(one, NotSeen))
    return Timeline(_newest_first(rows), gaps, _back_to(evidence))


def _newest_first(rows: list[Happening]) -> tuple[Happening, ...]:
    """Of equal times the later one stands first: rows come oldest first."""
    return tuple(row for _, row in sorted(enumerate(rows), key=lambda one: (one[1].at, one[0]), reverse=True))


def _grouped(lines: tuple[AuditLine, ...]) -> list[tuple[str | None, list[AuditLine]]]:
    """The lines of one event together, also those of its repeats; without event those of one moment and one action."""
    groups: list[tuple[str | None, list[AuditLine]]] = []
    by_event: dict[str, list[AuditLine]] = {}
    for line in lines:
        event_id = line.event_id or (line.told("event_id") if _is_directory(line.event) else None)
        if event_id is not None:
            if event_id not in by_event:
                groups.append((event_id, by_event.setdefault(event_id, [])))
            by_event[event_id].append(line)
        elif groups and groups[-1][0] is None and _is_one_action(groups[-1][1][-1], line):
            groups[-1][1].append(line)
        else:
            groups.append((None, [line]))
    return groups


def _is_one_action(one: AuditLine, other: AuditLine) -> bool:
    """Each sign-in is a row of its own, however fast they come."""
    if one.event == _SIGN_IN:
        return False
    return (one.at, one.event, one.actor) == (other.at, other.event, other.actor)


def _is_directory(event: str | None) -> bool:
    return (event or "").startswith(_DIRECTORY)


def _from_audit(event_id: str | None, lines: list[AuditLine], listed: Mapping[str, DirectoryEvent]) -> Happening:
    first, event = lines[0], listed.get(event_id or "")
    name = first.event or (event.event if event else "") or "none"
    heard = Heard.YES if event_id or _is_directory(name) else Heard.NO_EVENT
    reasons = tuple(dict.fromkeys(line.reason for line in lines))
    return Happening(event.at if event else first.at, name, reasons, heard, event_id)


def _from_list(event: DirectoryEvent, evidence: Evidence) -> Happening:
    """An event that no line of the audit is about. Only where the audit would have one was it not heard."""
    return Happening(event.at, event.event, (), _was_heard(event, evidence), event.id)


def _was_heard(event: DirectoryEvent, evidence: Evidence) -> Heard:
    audit, delivery = evidence.look.audit, evidence.look.delivery
    last = delivery.value.last_processed if isinstance(delivery, Seen) else None
    if last is not None and last.id == event.id:
        return Heard.YES
    if event.event in _ABOUT_THE_DIRECTORY:
        return _directory_heard(event, delivery, evidence)
    if isinstance(audit, NotSeen) or not _is_asked_for(event, audit.value, evidence):
        return Heard.UNKNOWN
    reaches = _audit_reaches(audit.value)
    return Heard.NO if reaches is None or event.at > reaches else Heard.UNKNOWN


def _is_asked_for(event: DirectoryEvent, lines: tuple[AuditLine, ...], evidence: Evidence) -> bool:
    """Whether a line about the event would be among the person's: Flow finds them by address and by directory user."""
    if event.directory_user_id is None:
        return False
    if event.email is not None and email_key(event.email) == email_key(evidence.asked.email):
        return True
    pieces = (evidence.look.directory_users, evidence.look.remembered)
    users = {user.id for piece in pieces if isinstance(piece, Seen) for user in piece.value}
    return event.directory_user_id in users | {line.directory_user_id for line in lines}


def _directory_heard(event: DirectoryEvent, delivery: Observation[Delivery], evidence: Evidence) -> Heard:
    """The person's audit has no line about the directory itself; its own times tell, for the newest of a kind."""
    events = evidence.look.events
    later = isinstance(events, Seen) and any(
        one.event == event.event and one.at > event.at for one in events.value.events
    )
    if isinstance(delivery, NotSeen) or later:
        return Heard.UNKNOWN
    was_activated = event.event == "dsync.activated"
    noted = delivery.value.activated_at if was_activated else delivery.value.deleted_at
    if was_activated and noted is None:
        return Heard.UNKNOWN
    return Heard.YES if noted is not None and noted >= event.at else Heard.NO


def _audit_reaches(lines: tuple[AuditLine, ...]) -> datetime | None:
    """The time of the oldest line, where older ones may have been left out; None where all of them are there."""
    kept = [line for line in lines if line.event != _SIGN_IN]
    return min(line.at for line in kept) if len(kept) >= AUDIT_KEEPS else None


def _back_to(evidence: Evidence) -> datetime | None:
    """How far back both lists are complete; None: to the beginning."""
    audit, events = evidence.look.audit, evidence.look.events
    reaches = (
        _audit_reaches(audit.value) if isinstance(audit, Seen) else None,
        events.value.back_to if isinstance(events, Seen) else None,
    )
    return max((one for one in reaches if one is not None), default=None)
