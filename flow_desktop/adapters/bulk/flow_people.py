"""Everybody in Directory Sync as the Flow API lists them (``/directory/users``), with the account each is linked to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any

import msgspec

from flow_desktop.adapters.bulk.asking import Raw, Server, json_body
from flow_desktop.adapters.bulk.flight import streamed
from flow_desktop.adapters.bulk.flow_answers import FlowAnswers
from flow_desktop.adapters.bulk.flow_rows import ANY, USERS, UserRow, entry_of
from flow_desktop.adapters.bulk.proof import Emit, Faulty, Records
from flow_desktop.adapters.bulk.scim_cursor import CursorWalk, Sheet, resume
from flow_desktop.adapters.bulk.scim_entries import entry_of_record
from flow_desktop.adapters.bulk.scim_lookup import keys_of, wanted_address
from flow_desktop.adapters.directory.flow import is_active
from flow_desktop.adapters.directory.wire import reason_of_status
from flow_desktop.core.directory import DirectoryRecord
from flow_desktop.core.evidence import NotSeen, Observation, Seen
from flow_desktop.core.observed import WithheldReason, received
from flow_desktop.core.pilot.entries import Abilities, Completeness, Entry, Fault, Group, GroupMembers, Page
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key

FROM_DIRECTORY = "flow_directory"
PAGE_SIZE = 1000
_NOT_FOUND = 404


class FlowPeople:
    """core.pilot.ports.PeopleSource over the Flow API. Belongs to one run at a time."""

    def __init__(self, server: Server, answers: FlowAnswers) -> None:
        self._server = server
        self._answers = answers
        self._records = Records()

    @property
    def name(self) -> str:
        """Source of its evidence."""
        return FROM_DIRECTORY

    @property
    def needs_session(self) -> bool:
        """Always: whose token it is decides what may be seen."""
        return True

    async def discover(self, access: Secret | None) -> Abilities:
        """Whether whoever asks may see everybody, and whether there are more than one page. Raises Refused."""
        try:
            sheet = await self._sheet(access, "")
        except Faulty as faulty:
            raise Refused(faulty.why) from None
        people = len(sheet.entries) if sheet.following is None else None
        return Abilities(people, PAGE_SIZE, filters=True, serial=True)

    async def pages(self, access: Secret | None, *, done: Mapping[int, str]) -> AsyncIterator[Page]:
        """Every page, one after another."""
        ledger = self._records.begin(anew=not done)

        async def fetch(cursor: str) -> Sheet:
            return await self._sheet(access, cursor)

        async def walk(emit: Emit) -> None:
            await resume(CursorWalk(fetch, ledger, emit), done)

        try:
            async with aclosing(streamed(walk)) as pages:
                async for page in pages:
                    yield page
                    await asyncio.sleep(0)
        except Faulty as faulty:
            ledger.spoil(faulty.fault, faulty.why)
        except Refused as refused:
            ledger.spoil(Fault.REFUSED, refused.reason)

    def completeness(self) -> Completeness:
        """Whether the listing is proven to be whole."""
        return self._records.ledger.completeness()

    def note_kept(self, page: Page) -> None:
        """A page of the checkpoint counts for the proof."""
        self._records.kept().keep(page.entries, rows=len(page.entries), total=None)

    async def look_up(self, access: Secret | None, email: str) -> Observation[tuple[Entry, ...]]:
        """What Flow knows of an address, in one request that `FlowSource.person` shares."""
        wanted = wanted_address(email)
        if wanted is None:
            return NotSeen(WithheldReason.NO_ADDRESS_TO_LOOK_FOR, FROM_DIRECTORY)
        told = await self._answers.person(access, email)
        if isinstance(told.answer, WithheldReason):
            return NotSeen(told.answer, told.source)
        listed = told.answer.get("directory_users")
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            return NotSeen(WithheldReason.BAD_ANSWER, told.source)
        found = tuple(entry for entry in map(careful_entry, listed) if email_key(wanted) in keys_of(entry))
        return Seen(found, told.source, told.at)

    async def groups(self, access: Secret | None) -> tuple[Group, ...]:
        """The Flow API has none. Raises Refused."""
        raise Refused(WithheldReason.SOURCE_CANNOT_TELL)

    async def members_of(self, access: Secret | None, group_id: str) -> GroupMembers:
        """The Flow API has none. Raises Refused."""
        raise Refused(WithheldReason.SOURCE_CANNOT_TELL)

    async def _sheet(self, access: Secret | None, cursor: str) -> Sheet:
        more = {"cursor": cursor} if cursor else {}
        raw = await self._server.get(access, "directory/users", limit=str(PAGE_SIZE), **more)
        return sheet_of(raw, cursor)


def sheet_of(raw: Raw, cursor: str) -> Sheet:
    """A page of directory users. Raises Faulty."""
    if raw.status == _NOT_FOUND and cursor:
        raise Faulty(Fault.CURSOR_EXPIRED, WithheldReason.LISTING_INCOMPLETE)
    try:
        body = json_body(raw)
    except Refused as refused:
        vague = raw.status == 200 or reason_of_status(raw.status) is WithheldReason.SERVER_ERROR
        raise Faulty(Fault.BROKEN_PAGE if vague else Fault.REFUSED, refused.reason) from None
    try:
        page = USERS.decode(body)
        return Sheet(tuple([entry_of(row) for row in page.data]), None, page.next or None)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _careful_sheet(body)


def careful_entry(user: Mapping[str, Any]) -> Entry:
    """A directory user of any shape: what is no text leaves a flaw."""
    try:
        return entry_of(msgspec.convert(user, UserRow))
    except msgspec.ValidationError:
        return _flawed(user)


def _careful_sheet(body: bytes) -> Sheet:
    try:
        page = ANY.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Faulty(Fault.BROKEN_PAGE, WithheldReason.BAD_ANSWER) from None
    return Sheet(tuple(careful_entry(one) for one in page.data), None, page.next or None)


def _flawed(user: Mapping[str, Any]) -> Entry:
    record = DirectoryRecord(
        id=_text(user, "id") or "",
        user_name=received(user.get("username")),
        email=received(user.get("email")),
        given_name=received(user.get("first_name")),
        family_name=received(user.get("last_name")),
        active=is_active(user.get("state")),
        updated_at=_text(user, "updated_at"),
        created_at=_text(user, "created_at"),
        idp_id=_text(user, "idp_id"),
    )
    account = "" if "account_id" in user and user["account_id"] is None else _text(user, "account_id")
    return entry_of_record(record)._replace(account_id=account)


def _text(user: Mapping[str, Any], key: str) -> str | None:
    value = user.get(key)
    return value if isinstance(value, str) else None
