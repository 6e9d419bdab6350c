"""Everybody in one directory of WorkOS, by cursor (``directory_users``), with an API key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from urllib.parse import quote

import msgspec

from flow_desktop.adapters.bulk.asking import Raw, Server, json_body
from flow_desktop.adapters.bulk.flight import streamed
from flow_desktop.adapters.bulk.proof import Emit, Faulty, Ledger, Records
from flow_desktop.adapters.bulk.scim_cursor import CursorWalk, Sheet, resume
from flow_desktop.adapters.bulk.scim_discovery import NOBODY
from flow_desktop.adapters.bulk.scim_lookup import keys_of, wanted_address
from flow_desktop.adapters.bulk.workos_rows import rows_of, sheet_of
from flow_desktop.adapters.evidence.workos_place import Place, named_directory, only_directory
from flow_desktop.core.evidence import NotSeen, Observation, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Abilities, Completeness, Entry, Fault, Group, GroupMembers, Page
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key

FROM_USERS = "workos_users"
PAGE_SIZE = 100
MOST_GROUPS = 1000
_LIMIT = str(PAGE_SIZE)


class WorkosPeople:
    """core.pilot.ports.PeopleSource over the Directory Sync REST API. Belongs to one run at a time."""

    def __init__(self, server: Server, *, named: str | None) -> None:
        """``named``: id of the directory; None: the only one the key can see."""
        self._server = server
        self._named = named
        self._records = Records()
        self._place: Place | None = None
        self._proven: bool | None = None
        self._finding = asyncio.Lock()

    @property
    def name(self) -> str:
        """Source of its evidence."""
        return FROM_USERS

    @property
    def needs_session(self) -> bool:
        """Never: the person's own token is not sent here."""
        return False

    async def discover(self, access: Secret | None) -> Abilities:
        """Which directory, whether there are many people, and what the e-mail filter is worth. Raises Refused."""
        self._place = self._proven = None
        place = await self._directory(access)
        if place.is_gone:
            return Abilities(0, PAGE_SIZE, filters=True, serial=True, connection=place.connection)
        try:
            sheet = await self._users(access, limit=_LIMIT)
        except Faulty as faulty:
            raise Refused(faulty.why) from None
        people = len(sheet.entries) if sheet.following is None else None
        proven = await self._filter_is_proven(access)
        notes = () if proven else ("filters_unproven",)
        return Abilities(
            people, PAGE_SIZE, filters=proven, serial=True, groups=True, notes=notes, connection=place.connection
        )

    async def pages(self, access: Secret | None, *, done: Mapping[int, str]) -> AsyncIterator[Page]:
        """Every page, one after another. An empty list of a directory nobody saw proves nothing."""
        ledger = self._records.begin(anew=not done)

        async def fetch(cursor: str) -> Sheet:
            return await self._users(access, limit=_LIMIT, **({"after": cursor} if cursor else {}))

        async def walk(emit: Emit) -> None:
            if (await self._directory(access)).is_gone:
                ledger.prove()
                return
            await resume(CursorWalk(fetch, ledger, emit), done)

        try:
            async with aclosing(streamed(walk)) as pages:
                async for page in pages:
                    yield page
                    await asyncio.sleep(0)
            if not ledger.people and self._place is not None and not (self._place.is_there or self._place.is_gone):
                ledger.doubt(Fault.SHORT_OF_TOTAL)
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
        """By e-mail; nobody only where the filter is proven and the directory was seen."""
        wanted = wanted_address(email)
        if wanted is None:
            return NotSeen(WithheldReason.NO_ADDRESS_TO_LOOK_FOR, FROM_USERS)
        try:
            place = await self._directory(access)
            if place.is_gone:
                return Seen((), FROM_USERS, self._server.clock.now())
            sheet = await self._users(access, email=wanted)
            found = tuple(one for one in sheet.entries if email_key(wanted) in keys_of(one))
            whole = sheet.following is None and len(found) == len(sheet.entries)
            if not whole or (not found and not (wanted.isascii() and await self._filter_is_proven(access))):
                return NotSeen(WithheldReason.LISTING_INCOMPLETE, FROM_USERS)
        except Faulty as faulty:
            return NotSeen(faulty.why, FROM_USERS)
        except Refused as refused:
            return NotSeen(refused.reason, FROM_USERS)
        return Seen(found, FROM_USERS, self._server.clock.now())

    async def groups(self, access: Secret | None) -> tuple[Group, ...]:
        """The groups of the directory, at most a thousand. Raises Refused."""
        place = await self._directory(access)
        found: dict[str, Group] = {}
        after: str | None = ""
        while after is not None and len(found) < MOST_GROUPS and not place.is_gone:
            more = {"after": after} if after else {}
            raw = await self._server.get(access, "directory_groups", **self._of(place), limit=_LIMIT, **more)
            rows, after = rows_of(raw)
            named = [
                Group(row["id"], str(row.get("name") or row["id"])) for row in rows if isinstance(row.get("id"), str)
            ]
            fresh = {one.id: one for one in named if one.id not in found}
            found |= fresh
            if not fresh:
                break
        return tuple(found.values())[:MOST_GROUPS]

    async def members_of(self, access: Secret | None, group_id: str) -> GroupMembers:
        """Who is in a group. Raises Refused."""
        raw = await self._server.get(access, f"directory_groups/{quote(group_id, safe='')}")
        name = group_name(raw, group_id)
        ledger, people = Ledger(), dict[str, str]()

        async def fetch(cursor: str) -> Sheet:
            more = {"after": cursor} if cursor else {}
            return sheet_of(await self._server.get(access, "directory_users", group=group_id, limit=_LIMIT, **more))

        async def take(page: Page) -> None:
            people.update((one.id, one.email or one.user_name or one.id) for one in page.entries)

        try:
            await CursorWalk(fetch, ledger, take).walk()
        except Faulty as faulty:
            if not people:
                raise Refused(faulty.why) from None
            ledger.spoil(faulty.fault, faulty.why)
        told = ledger.completeness()
        return GroupMembers(Group(group_id, name, len(people)), tuple(people), told.complete, people)

    async def _users(self, access: Secret | None, **query: str) -> Sheet:
        place = await self._directory(access)
        return sheet_of(await self._server.get(access, "directory_users", **self._of(place), **query))

    def _of(self, place: Place) -> dict[str, str]:
        return {} if place.id is None else {"directory": place.id}

    async def _directory(self, access: Secret | None) -> Place:
        """The directory, found once. Raises Refused where nobody can say which one it is."""
        async with self._finding:
            if self._place is None:
                wire, clock = await self._server.wire(access), self._server.clock
                named = self._named
                self._place = await (
                    only_directory(wire, clock=clock) if named is None else named_directory(wire, named, clock=clock)
                )
            place = self._place
        if place.unknown and not place.is_unlisted:
            self._place = None
            raise Refused(place.unknown)
        return place

    async def _filter_is_proven(self, access: Secret | None) -> bool:
        """Whether "nobody" can be believed: the filter finds, in the other letter case, somebody who is there. Asked
        once a run.
        """
        if self._proven is None:
            self._proven = await self._proof(access)
        return self._proven

    async def _proof(self, access: Secret | None) -> bool:
        try:
            sample = (await self._users(access, limit="10")).entries
            named = next(
                (one for one in sample if one.email and one.email.isascii() and one.email.swapcase() != one.email), None
            )
            if named is None or named.email is None:
                return False
            found = (await self._users(access, email=named.email.swapcase())).entries
            nobody = (await self._users(access, email=NOBODY)).entries
        except (Faulty, Refused):
            return False
        fits = all(email_key(named.email) in keys_of(one) for one in found)
        return fits and not nobody and named.id in [one.id for one in found]


def group_name(raw: Raw, group_id: str) -> str:
    """What a group is called. Raises Refused where it cannot be read."""
    body = json_body(raw)
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(WithheldReason.BAD_ANSWER) from None
    name = found.get("name") if isinstance(found, dict) else None
    return name if isinstance(name, str) and name else group_id
