"""Directory users of WorkOS as entries: typed decoding where a page is as documented, else the tolerant way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from flow_desktop.adapters.bulk.asking import Raw, json_body
from flow_desktop.adapters.bulk.proof import Faulty
from flow_desktop.adapters.bulk.scim_cursor import Sheet
from flow_desktop.adapters.bulk.scim_entries import entry_of_record
from flow_desktop.adapters.directory.flow import is_active
from flow_desktop.adapters.directory.wire import reason_of_status
from flow_desktop.adapters.directory.workos_look import record_of
from flow_desktop.core.observed import MAX_TEXT, WithheldReason, received, text_of
from flow_desktop.core.pilot.entries import Entry, Fault
from flow_desktop.core.problems import Refused

_Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
_new = tuple.__new__


class _Mail(msgspec.Struct, gc=False):
    value: _Text | None = None


class _User(msgspec.Struct, gc=False):
    id: Annotated[str, msgspec.Meta(min_length=1)]
    idp_id: str | None = None
    username: _Text | None = None
    email: _Text | None = None
    emails: list[_Mail] | None = None
    first_name: _Text | None = None
    last_name: _Text | None = None
    state: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _More(msgspec.Struct, gc=False):
    after: str | None = None


class _Page(msgspec.Struct, gc=False):
    data: list[_User]
    list_metadata: _More


class _AnyPage(msgspec.Struct, gc=False):
    data: list[dict[str, Any]]
    list_metadata: _More


_PAGES = msgspec.json.Decoder(_Page)
_ANY = msgspec.json.Decoder(_AnyPage)


def sheet_of(raw: Raw) -> Sheet:
    """A page of directory users. Raises Faulty."""
    try:
        body = json_body(raw)
    except Refused as refused:
        vague = raw.status == 200 or reason_of_status(raw.status) is WithheldReason.SERVER_ERROR
        raise Faulty(Fault.BROKEN_PAGE if vague else Fault.REFUSED, refused.reason) from None
    try:
        page = _PAGES.decode(body)
        return Sheet(tuple([_entry(user) for user in page.data]), None, page.list_metadata.after or None)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _tolerant(body)


def rows_of(raw: Raw) -> tuple[tuple[Mapping[str, Any], ...], str | None]:
    """A page of any objects, and the cursor of the next one. Raises Refused."""
    try:
        page = _ANY.decode(json_body(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(WithheldReason.BAD_ANSWER) from None
    return tuple(page.data), page.list_metadata.after or None


def _entry(user: _User) -> Entry:
    mails = user.emails
    others = tuple(dict.fromkeys(m.value for m in mails if m.value and m.value != user.email)) if mails else ()
    return _new(
        Entry,
        (
            user.id,
            user.username,
            user.email,
            others,
            user.first_name,
            user.last_name,
            is_active(user.state),
            user.idp_id,
            user.created_at,
            user.updated_at,
            None,
            0,
        ),
    )


def _tolerant(body: bytes) -> Sheet:
    try:
        page = _ANY.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Faulty(Fault.BROKEN_PAGE, WithheldReason.BAD_ANSWER) from None
    entries = tuple(_careful(user) for user in page.data)
    return Sheet(entries, None, page.list_metadata.after or None)


def _careful(user: Mapping[str, Any]) -> Entry:
    """A directory user of any shape: what is no text leaves a flaw."""
    listed = user.get("emails")
    values = [one.get("value") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    texts = (text_of(received(value)) for value in values)
    record = record_of(user)
    email = text_of(record.email)
    return entry_of_record(record, others=tuple(dict.fromkeys(text for text in texts if text and text != email)))
