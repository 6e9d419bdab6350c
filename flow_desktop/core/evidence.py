"""What is known about one account when the causes are looked for: gathered once, each piece seen or not seen.

A piece that could not be read is `NotSeen` with the reason, never an empty value: "nobody there" and "could not look"
are two facts, and only the first one may prove anything (causes.md, last paragraphs).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

from flow_desktop.core.answers import Answer
from flow_desktop.core.directory import Role
from flow_desktop.core.identity import Identity
from flow_desktop.core.observed import Absent, Observed, WithheldReason
from flow_desktop.core.symptoms import Symptom

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Seen(Generic[T_co]):
    """A piece that was read: ``source`` names the request (a text id ``evidence.source.<source>``), ``at`` is UTC."""

    value: T_co
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotSeen:
    """A piece that could not be read. ``source``: who was asked, empty where nobody could be."""

    reason: WithheldReason = WithheldReason.NOT_CONFIGURED
    source: str = ""


Observation: TypeAlias = Seen[T_co] | NotSeen

UNSEEN = NotSeen()
"""No source was configured for it."""


class ConnectionState(StrEnum):
    """State of the Directory Sync connection, in the words of WorkOS's events. ``NONE``: there is no directory."""

    NONE = "none"
    ACTIVE = "active"
    INACTIVE = "inactive"
    VALIDATING = "validating"
    INVALID_CREDENTIALS = "invalid_credentials"
    DELETING = "deleting"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose eyes Flow was seen with: the signed-in person. ``role`` None: in no enterprise."""

    email: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class Enterprise:
    """What every member may know of their enterprise. None: not told."""

    name: str | None = None
    plan: str | None = None
    sso_enforced: bool | None = None
    admin_portal_url: str | None = None


@dataclass(frozen=True, slots=True)
class Seats:
    """``cap`` None: none is set. ``count`` is billed, ``used`` taken (members, and pending invitations)."""

    cap: int | None
    count: int
    used: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What only an admin may see of the enterprise.

    ``fallback_invitations``: in the last 30 days. ``profile_complete``: of the admin who asks.
    """

    domains: tuple[str, ...]
    seats: Seats
    scim_on: bool
    fallback_invitations: int
    profile_complete: bool
    idp_name: str | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """The Directory Sync connection. ``kind``: WorkOS's type, e.g. ``okta scim v2.0``; None: not told."""

    state: ConnectionState
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class EventMark:
    """One dsync event and its time."""

    id: str
    event: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far events came. ``failing_since``: time of the first event not delivered since the last one that was.

    ``deleted_at``: when the directory was deleted last, None where it never was. ``activated_at``: None: not yet.
    """

    activated_at: datetime | None
    last_event: EventMark | None
    last_processed: EventMark | None
    failing_since: datetime | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class DirectoryUser:
    """A person in Directory Sync, or Flow's copy of one. ``active`` None: a state nobody told or knows."""

    id: str
    idp_id: str | None = None
    user_name: Observed = Absent()
    email: Observed = Absent()
    given_name: Observed = Absent()
    family_name: Observed = Absent()
    active: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A Flow account. ``role`` None: in no enterprise (of ours). ``source``: manual, scim, self, invitation, ...

    ``linked_to``: id of the directory user it is tied to; ``idp_id`` of that one.
    """

    id: str
    email: Observed = Absent()
    given_name: Observed = Absent()
    family_name: Observed = Absent()
    role: Role | None = None
    source: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    name_edited_at: datetime | None = None
    linked_to: str | None = None
    idp_id: str | None = None

    @property
    def is_member(self) -> bool:
        """True where it belongs to the enterprise that was asked."""
        return self.role is not None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation by e-mail. ``state``: pending, accepted, revoked, closed. ``fallback``: instead of adding."""

    id: str
    email: str
    state: str
    fallback: bool
    created_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of Flow's audit; ``reason`` is Flow's own word, e.g. ``seat_cap``. ``event`` is null for no event."""

    id: str
    at: datetime
    reason: str
    event: str | None = None
    event_id: str | None = None
    email: str | None = None
    directory_user_id: str | None = None
    account_id: str | None = None
    actor: str | None = None
    detail: tuple[tuple[str, str], ...] = ()

    def told(self, name: str) -> str | None:
        """One value of the detail."""
        return dict(self.detail).get(name)


@dataclass(frozen=True, slots=True)
class DirectoryEvent:
    """One event of Directory Sync about the person, or about the directory itself (``directory_user_id`` None)."""

    id: str
    at: datetime
    event: str
    directory_user_id: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class EventList:
    """Events about the person, oldest first. Complete back to ``back_to``; None: back to the first one there is."""

    events: tuple[DirectoryEvent, ...]
    back_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """The last sign-in on this computer: what was typed, who came back, and a cause if one is known."""

    at: datetime
    typed: str
    signed_in: tuple[str, ...] = ()
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Pilot:
    """Somebody in Directory Sync, and whether they have arrived in Flow."""

    email: str
    in_flow: bool


@dataclass(frozen=True, slots=True)
class Pilots:
    """The first people of Directory Sync; ``more``: there are others."""

    people: tuple[Pilot, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What the configured sources showed, piece by piece. ``similar``: other accounts with the same name.

    ``attempts_by_hand``: refused manual changes in the enterprise, newest last. ``remembered``: Flow's own copies of
    directory users, as the events it heard told them. ``audit`` is about the person, oldest first.
    """

    viewer: Observation[Viewer] = UNSEEN
    enterprise: Observation[Enterprise] = UNSEEN
    settings: Observation[Settings] = UNSEEN
    connection: Observation[Connection] = UNSEEN
    delivery: Observation[Delivery] = UNSEEN
    directory_users: Observation[tuple[DirectoryUser, ...]] = UNSEEN
    account: Observation[Account | None] = UNSEEN
    remembered: Observation[tuple[DirectoryUser, ...]] = UNSEEN
    invitations: Observation[tuple[Invitation, ...]] = UNSEEN
    audit: Observation[tuple[AuditLine, ...]] = UNSEEN
    attempts_by_hand: Observation[tuple[AuditLine, ...]] = UNSEEN
    similar: Observation[tuple[Account, ...]] = UNSEEN
    events: Observation[EventList] = UNSEEN


PIECES = tuple(one.name for one in fields(Look))
"""The names of the pieces, in the order an account travels."""


def blind(look: Look, reason: WithheldReason, *, source: str = "") -> Look:
    """The same look with everything that was seen through ``source`` (all without one) not seen for a reason."""
    lost: dict[str, Any] = {
        name: NotSeen(reason, source)
        for name in PIECES
        if isinstance(piece := getattr(look, name), Seen) and source in ("", piece.source)
    }
    return replace(look, **lost)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom it is about, and what they came with. ``is_self``: the signed-in person asks about themselves."""

    email: str
    is_self: bool = False
    symptom: Symptom | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the checks may use. ``now``: the servers' time as well as it is known, UTC."""

    asked: Asked
    now: datetime
    look: Look = field(default_factory=Look)
    claims: Observation[Identity] = UNSEEN
    attempt: Observation[SignInAttempt | None] = UNSEEN
    answers: tuple[Answer, ...] = ()

    def answer(self, key: str) -> Answer | None:
        """What a person told for a question; the last one counts."""
        return next((one for one in reversed(self.answers) if one.key == key), None)

    def said(self, key: str) -> str | None:
        """The choice a person told for a question."""
        found = self.answer(key)
        return found.value if found else None

    def told_time(self, key: str) -> datetime | None:
        """The time a person told for a question."""
        found = self.answer(key)
        return found.time if found else None


def seen(piece: Seen[T] | NotSeen) -> T | None:
    """The value of a piece, None where it was not seen; for pieces whose value is never None."""
    return piece.value if isinstance(piece, Seen) else None
