"""What the Flow API may be asked: query parameters and bodies. An unknown name or a wrong value is refused with 422."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import Role
from flow_desktop.mock.flow.paging import MOST, USUAL

_PART = r"[^@\s\x00-\x1f\x7f-\x9f\ufeff]+"  # spelt out: not every language has the same characters in \s
ADDRESS = rf"^{_PART}@{_PART}\.{_PART}$"

Limit = Annotated[int, Meta(ge=1, le=MOST, description="How many at most.")]
Cursor = Annotated[
    str, Meta(pattern="^[A-Za-z0-9_-]+$", max_length=1000, description="`next` of the page before, with equal filters.")
]
Since = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        description="Changed at or after this time.",
        extra_json_schema={"format": "date-time"},
    ),
]
Email = Annotated[str, Meta(min_length=1, max_length=320, description="One address; letter case does not count.")]
Name = Annotated[str, Meta(max_length=30, description="Letters of any script, blanks, hyphens, apostrophes.")]
Address = Annotated[str, Meta(pattern=ADDRESS, max_length=254)]
LineId = Annotated[str, Meta(pattern="^[A-Za-z0-9_]+$", max_length=100, description="Lines written after this one.")]


class Standing(StrEnum):
    """Members, or accounts that the audit knows and that are in no enterprise or in another one."""

    MEMBER = "member"
    OUTSIDE = "outside"


class UserState(StrEnum):
    """State of a directory user."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class InvitationState(StrEnum):
    """What became of an invitation; `closed` = the person was provisioned meanwhile."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    CLOSED = "closed"


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No query parameter is known here."""


class MembersAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Filters of the list of members."""

    limit: Limit = USUAL
    cursor: Cursor | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    since: Since | UnsetType = UNSET
    status: Standing = Standing.MEMBER


class UsersAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Filters of the list of directory users."""

    limit: Limit = USUAL
    cursor: Cursor | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    state: UserState | UnsetType = UNSET
    since: Since | UnsetType = UNSET


class HeardAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page of Flow's copies begins."""

    limit: Limit = USUAL
    cursor: Cursor | UnsetType = UNSET


class InvitationsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Filters of the list of invitations."""

    limit: Limit = USUAL
    cursor: Cursor | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    state: InvitationState | UnsetType = UNSET


class AuditAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Filters of the audit. A member has to ask with their own `email`."""

    limit: Limit = USUAL
    cursor: Cursor | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    reason: Reason | UnsetType = UNSET
    since: Since | UnsetType = UNSET
    after: LineId | UnsetType = UNSET


class PersonAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom everything is asked about."""

    email: Email


class NameSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's own name; what is left out stays as it is."""

    first_name: Name | UnsetType = UNSET
    last_name: Name | UnsetType = UNSET


class RoleSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another role for a member."""

    role: Role


class InvitationsSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Addresses to invite; more than one is a bulk invite."""

    emails: Annotated[list[Address], Meta(min_length=1, max_length=100)]
    role: Role = Role.MEMBER


def known(value: str | UnsetType) -> str | None:
    """A parameter that was sent, or None."""
    return None if value is UNSET else str(value)
