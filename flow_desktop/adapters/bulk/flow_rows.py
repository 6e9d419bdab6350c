"""The Flow API's lists, decoded typed; the shapes are those of ``resources/mock/flow-api.json``.

A page that is not as described raises msgspec's error, and goes the careful way of `evidence/flow_parse`, person by
person, so that a value that cannot be read is withheld and nothing else is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from flow_desktop.adapters.directory.flow import is_active
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Account
from flow_desktop.core.observed import MAX_TEXT, Absent, Observed, Present
from flow_desktop.core.pilot.entries import Entry

T = TypeVar("T")
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
Time = Annotated[datetime, msgspec.Meta(tz=True)]
_ABSENT = Absent()
_new = tuple.__new__


class Listed(msgspec.Struct, Generic[T], gc=False):
    """A page; ``next`` is the cursor of the next one."""

    data: list[T]
    next: str | None


class UserRow(msgspec.Struct, gc=False):
    """A directory user in a list."""

    id: Id
    idp_id: Text | None
    username: Text | None
    email: Text | None
    first_name: Text | None
    last_name: Text | None
    state: str | None
    created_at: str | None
    updated_at: str | None
    account_id: str | msgspec.UnsetType | None = msgspec.UNSET


class LinkRow(msgspec.Struct, gc=False):
    """The directory user an account is linked with."""

    id: Id
    idp_id: Text | None


class MemberRow(msgspec.Struct, gc=False):
    """An account in a list."""

    id: Id
    email: Text | None
    first_name: Text | None
    last_name: Text | None
    role: Role | None
    source: Text | None
    created_at: Time | None
    updated_at: Time | None
    name_edited_at: Time | None
    directory_user: LinkRow | None


class AboutRow(msgspec.Struct, gc=False):
    """Whom a row of any list is about; the rest of it is decoded only where it is wanted."""

    id: str
    email: str | None = None
    directory_user_id: str | None = None
    account_id: str | None = None


USERS = msgspec.json.Decoder(Listed[UserRow])
MEMBERS = msgspec.json.Decoder(Listed[MemberRow])
RAWS = msgspec.json.Decoder(Listed[msgspec.Raw])
ANY: msgspec.json.Decoder[Listed[dict[str, Any]]] = msgspec.json.Decoder(Listed[dict[str, Any]])
ABOUT = msgspec.json.Decoder(Listed[AboutRow])
OBJECT: msgspec.json.Decoder[Mapping[str, Any]] = msgspec.json.Decoder(dict[str, Any])


def entry_of(row: UserRow) -> Entry:
    """A directory user. An account of None: told that there is none."""
    account = "" if row.account_id is None else row.account_id
    return _new(
        Entry,
        (
            row.id,
            row.username,
            row.email,
            (),
            row.first_name,
            row.last_name,
            is_active(row.state),
            row.idp_id,
            row.created_at,
            row.updated_at,
            None if account is msgspec.UNSET else account,
            0,
        ),
    )


def account_of(row: MemberRow) -> Account:
    """A member, or an account outside that Flow knows."""
    linked = row.directory_user
    return Account(
        id=row.id,
        email=_observed(row.email),
        given_name=_observed(row.first_name),
        family_name=_observed(row.last_name),
        role=row.role,
        source=row.source,
        created_at=_utc(row.created_at),
        updated_at=_utc(row.updated_at),
        name_edited_at=_utc(row.name_edited_at),
        linked_to=linked.id if linked else None,
        idp_id=linked.idp_id if linked else None,
    )


def _observed(value: str | None) -> Observed:
    return _ABSENT if value is None else Present(value)


def _utc(at: datetime | None) -> datetime | None:
    return at if at is None or at.tzinfo is UTC else at.astimezone(UTC)
