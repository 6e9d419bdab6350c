"""What Directory Sync and Flow hold about one person, and whether the look was good enough to say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from flow_desktop.core.observed import Absent, Observed, WithheldReason


class Role(StrEnum):
    """Roles in Flow (article, "What role are SCIM-provisioned users assigned?")."""

    MEMBER = "member"
    ADMIN = "admin"
    IT_ADMIN = "it_admin"


@dataclass(frozen=True, slots=True)
class DirectoryRecord:
    """A person in Directory Sync: a WorkOS directory user, or a SCIM User of RFC 7643 section 4.1.

    ``idp_id``: the id at the identity provider (``externalId``). Times are as sent.
    """

    id: str
    user_name: Observed = Absent()
    email: Observed = Absent()
    given_name: Observed = Absent()
    family_name: Observed = Absent()
    active: bool | None = None
    updated_at: str | None = None
    created_at: str | None = None
    idp_id: str | None = None


@dataclass(frozen=True, slots=True)
class FlowAccount:
    """A person's account in Flow. ``role`` is None where the account is in no enterprise."""

    id: str
    email: Observed = Absent()
    given_name: Observed = Absent()
    family_name: Observed = Absent()
    role: Role | None = None
    updated_at: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """The enterprise the account belongs to, as far as the source tells it."""

    name: str | None = None
    plan: str | None = None
    sso_enforced: bool | None = None
    directory_state: str | None = None
    admin_portal_url: str | None = None


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a place was read and when (UTC). ``source`` names the request in a person's words."""

    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Exactly one record belongs to the person."""

    record: T
    origin: Origin


@dataclass(frozen=True, slots=True)
class NotThere:
    """The look was complete and the person is not there. The only value that may be told as "not provisioned"."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class Unseen:
    """We could not look, or not well enough to say anything."""

    reason: WithheldReason
    origin: Origin | None = None


DirectorySight: TypeAlias = Found[DirectoryRecord] | NotThere | Unseen
FlowSight: TypeAlias = Found[FlowAccount] | NotThere | Unseen


@dataclass(frozen=True, slots=True)
class DirectoryView:
    """One look at both places. A source that knows only one of them leaves the other ``Unseen(NOT_CONFIGURED)``."""

    directory: DirectorySight = Unseen(WithheldReason.NOT_CONFIGURED)
    flow: FlowSight = Unseen(WithheldReason.NOT_CONFIGURED)
    organisation: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to look for: the addresses the identity provider gave, in order of trust."""

    emails: tuple[str, ...]
    subject: str | None = None
