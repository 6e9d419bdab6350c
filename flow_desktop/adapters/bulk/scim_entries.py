"""A page of SCIM users as entries: typed decoding where the page is as RFC 7643 describes it, else the tolerant way.

Both give the same entries. The typed way is ten times faster, but takes a value under another letter case of its name
for missing and knows no wrong types: a page with either goes the tolerant way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import msgspec

from flow_desktop.adapters.directory.scim_parse import Resource, attribute, page_of, record_of
from flow_desktop.adapters.strict_json import strict_json
from flow_desktop.core.directory import DirectoryRecord
from flow_desktop.core.observed import MAX_TEXT, Observed, Withheld, received, text_of
from flow_desktop.core.pilot.entries import Entry, Flaw

_Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]


class _Name(msgspec.Struct, gc=False):
    givenName: _Text | None = None  # noqa: N815 - the names of RFC 7643
    familyName: _Text | None = None  # noqa: N815


class _Mail(msgspec.Struct, gc=False):
    value: _Text | None = None
    type: str | None = None
    primary: bool | None = None


class _Meta(msgspec.Struct, gc=False):
    created: str | None = None
    lastModified: str | None = None  # noqa: N815


class _User(msgspec.Struct, gc=False):
    id: Annotated[str, msgspec.Meta(min_length=1)]
    userName: _Text  # noqa: N815
    active: bool | None = None
    name: _Name | None = None
    emails: list[_Mail] | None = None
    meta: _Meta | None = None
    externalId: str | None = None  # noqa: N815


class _Page(msgspec.Struct, gc=False):
    Resources: list[_User]
    totalResults: Annotated[int, msgspec.Meta(ge=0)] | None = None  # noqa: N815
    nextCursor: str | None = None  # noqa: N815


_DECODER = msgspec.json.Decoder(_Page)
_ENVELOPE = 1000
_new = tuple.__new__


class UsersPage(NamedTuple):
    """One list answer. ``total`` is a hint; ``nameless``: how many of the entries came without id."""

    entries: tuple[Entry, ...]
    total: int | None
    next_cursor: str | None
    nameless: int


def users_page(body: bytes) -> UsersPage | None:
    """What a list answer shows; None for a body that is none."""
    try:
        page = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _tolerant(body)
    missing = {name for user in page.Resources if not _is_full(user) for name in _missing(user)}
    ends = body[:_ENVELOPE] + body[-_ENVELOPE:]  # what is told of the list itself stands before or behind the users
    told = (("totalResults", page.totalResults), ("nextCursor", page.nextCursor))
    if _is_oddly_written({name for name, value in told if value is None}, ends) or _is_oddly_written(missing, body):
        return _tolerant(body)
    entries = tuple([_entry(user) for user in page.Resources])
    return UsersPage(entries, page.totalResults, page.nextCursor or None, 0)


def entry_of(user: Resource) -> Entry:
    """Any user resource, however it is written."""
    record = record_of(user)
    email = text_of(record.email)
    return entry_of_record(record, others=_others(user, email))


def entry_of_record(record: DirectoryRecord, *, others: tuple[str, ...] = ()) -> Entry:
    """A record as an entry; values that are no usable text leave a flaw."""
    given: tuple[tuple[Observed, Flaw], ...] = (
        (record.user_name, Flaw.USER_NAME),
        (record.email, Flaw.EMAIL),
        (record.given_name, Flaw.GIVEN),
        (record.family_name, Flaw.FAMILY),
    )
    flaws = sum(flaw for value, flaw in given if isinstance(value, Withheld))
    return Entry(
        id=record.id,
        user_name=text_of(record.user_name),
        email=text_of(record.email),
        others=others,
        given=text_of(record.given_name),
        family=text_of(record.family_name),
        active=record.active,
        idp_id=record.idp_id,
        created_at=record.created_at,
        updated_at=record.updated_at,
        flaws=int(flaws),
    )


def _entry(user: _User) -> Entry:
    """Built directly: this runs for everybody in a directory."""
    name, mails, meta = user.name, user.emails, user.meta
    email: str | None = None
    others: tuple[str, ...] = ()
    if mails:
        if len(mails) == 1:
            email = mails[0].value
        else:
            email = _chosen(mails)
            others = tuple(dict.fromkeys(mail.value for mail in mails if mail.value and mail.value != email))
    return _new(
        Entry,
        (
            user.id,
            user.userName,
            email,
            others,
            name.givenName if name else None,
            name.familyName if name else None,
            user.active,
            user.externalId,
            meta.created if meta else None,
            meta.lastModified if meta else None,
            None,
            0,
        ),
    )


def _is_full(user: _User) -> bool:
    """True where nothing is missing that might be there under another letter case of its name."""
    name, mails, meta = user.name, user.emails, user.meta
    if not (name and mails and meta) or user.active is None or user.externalId is None:
        return False
    if name.givenName is None or name.familyName is None or meta.created is None or meta.lastModified is None:
        return False
    return mails[0].value is not None if len(mails) == 1 else any(mail.primary for mail in mails)


def _missing(user: _User) -> set[str]:
    """What a user does not have."""
    name, mails, meta = user.name or _Name(), user.emails or (), user.meta or _Meta()
    told = {
        "active": user.active,
        "externalId": user.externalId,
        "name": user.name,
        "emails": user.emails,
        "meta": user.meta,
        "givenName": name.givenName,
        "familyName": name.familyName,
        "created": meta.created,
        "lastModified": meta.lastModified,
        "value": all(mail.value is not None for mail in mails) or None,
        "type": all(mail.type is not None for mail in mails) or None,
        "primary": any(mail.primary for mail in mails) or None,
    }
    return {name for name, value in told.items() if value is None}


def _is_oddly_written(names: set[str], body: bytes) -> bool:
    """True where one of these may stand there in another letter case; servers are free to (RFC 7643 section 2.1)."""
    small = body.lower() if names else b""
    return any(small.count(f'"{name.lower()}"'.encode()) != body.count(f'"{name}"'.encode()) for name in names)


def _chosen(mails: list[_Mail]) -> str | None:
    """The primary one, else the first for work, else the first for home (as in `scim_parse`)."""
    for mail in mails:
        if mail.primary:
            return mail.value
    for kind in ("work", "home"):
        for mail in mails:
            if mail.type is not None and mail.type.strip().lower() == kind:
                return mail.value
    return None


def _others(user: Resource, email: str | None) -> tuple[str, ...]:
    listed = attribute(user, "emails")
    values = [attribute(one, "value") for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    texts = (text_of(received(value)) for value in values)
    return tuple(dict.fromkeys(text for text in texts if text and text != email))


def _tolerant(body: bytes) -> UsersPage | None:
    try:
        found: Any = strict_json(body)
    except ValueError:
        return None
    page = page_of(found) if isinstance(found, dict) else None
    if page is None:
        return None
    entries = tuple(entry_of(user) for user in page.resources)
    return UsersPage(entries, page.total, page.next_cursor, sum(1 for user in page.resources if not _has_id(user)))


def _has_id(user: Resource) -> bool:
    found = attribute(user, "id")
    return isinstance(found, str) and bool(found)
