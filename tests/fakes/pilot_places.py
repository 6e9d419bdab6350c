"""Directory Sync and Flow in bulk, in a test's hands; the places can break off, hang, refuse and tell out of order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Account, Look, NotSeen, Observation, Seen, Viewer
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Abilities, Completeness, Entry, Fault, Group, GroupMembers, Page
from flow_desktop.core.pilot.ports import Firm, FlowSource, Known, PeopleSource, Tell, Waiting, Wanted
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass
class World:
    """What is there, and how it behaves. ``order``: page numbers as they come. ``breaks_after``: so many pages of one
    listing, then ``why``. ``gate``: closed, no further answer comes. ``refuses``: access tokens that are not taken.
    """

    people: list[Entry] = field(default_factory=list)
    members: list[Account] = field(default_factory=list)
    has_flow: bool = False
    needs_session: bool = False
    size: int = 2
    filters: bool = True
    tells_total: bool = True
    order: list[int] | None = None
    breaks_after: int | None = None
    why: WithheldReason = WithheldReason.UNREACHABLE
    gate: asyncio.Event | None = None
    refuses: set[str] = field(default_factory=set)
    away: WithheldReason | None = None
    role: Role | None = Role.ADMIN
    groups: dict[str, GroupMembers] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    asked_pages: list[int] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    tells: list[Tell] = field(default_factory=list)
    hangs_at: int | None = None
    closed: int = 0

    def connect(self, tell: Tell) -> Places:
        """The places of one run."""
        self.tells.append(tell)
        return Places(FakePeople(self), FakeFlow(self) if self.has_flow else None)

    def wait(self, until: datetime) -> None:
        """The host asks everybody to wait."""
        self.tells[-1](Waiting("scim.example.com", until))

    def taken(self, access: Secret | None) -> bool:
        """Whether the token is accepted."""
        return not self.needs_session or (access is not None and access.reveal() not in self.refuses)


@dataclass(frozen=True)
class Places:
    """`flows.verify.Sources`."""

    people: PeopleSource
    flow: FlowSource | None


class FakePeople:
    """core.pilot.ports.PeopleSource."""

    name = "scim_users"

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept: dict[int, Page] = {}
        self._why: WithheldReason | None = WithheldReason.LISTING_INCOMPLETE

    @property
    def needs_session(self) -> bool:
        return self._world.needs_session

    async def discover(self, access: Secret | None) -> Abilities:
        world = self._world
        self._let_in(access)
        people = len(world.people) if world.tells_total else None
        return Abilities(people, world.size, world.filters, serial=False, groups=bool(world.groups))

    async def pages(self, access: Secret | None, *, done: Mapping[int, str]) -> AsyncIterator[Page]:
        world, given = self._world, 0
        try:
            for number in world.order or range(self._n):
                if number in done:
                    continue
                if given == world.breaks_after or not world.taken(access):
                    self._why = WithheldReason.CREDENTIAL_REFUSED if not world.taken(access) else world.why
                    return
                if world.gate is not None and (world.hangs_at is None or number == world.hangs_at):
                    await world.gate.wait()
                world.asked_pages.append(number)
                given += 1
                page = self._page(number)
                self._kept[number] = page
                yield page
                await asyncio.sleep(0)
            self._why = None
        finally:
            world.closed += 1

    def completeness(self) -> Completeness:
        people = {entry.id for page in self._kept.values() for entry in page.entries}
        whole = self._why is None and len(people) == len(self._world.people)
        why = None if whole else self._why or WithheldReason.LISTING_INCOMPLETE
        return Completeness(whole, len(people), len(self._kept), why, None if whole else Fault.REFUSED)

    def note_kept(self, page: Page) -> None:
        self._kept[page.number] = page

    async def look_up(self, access: Secret | None, email: str) -> Observation[tuple[Entry, ...]]:
        world = self._world
        if world.gate is not None and (world.hangs_at is None or len(world.looked_up) >= world.hangs_at):
            await world.gate.wait()
        if not world.taken(access):
            return NotSeen(WithheldReason.CREDENTIAL_REFUSED, self.name)
        world.looked_up.append(email)
        await asyncio.sleep(0)
        if world.breaks_after is not None and len(world.looked_up) > world.breaks_after:
            return NotSeen(world.why, self.name)
        return Seen(tuple(one for one in world.people if email_key(one.email or "") == email_key(email)), self.name, AT)

    async def groups(self, access: Secret | None) -> tuple[Group, ...]:
        self._let_in(access)
        return tuple(one.group for one in self._world.groups.values())

    async def members_of(self, access: Secret | None, group_id: str) -> GroupMembers:
        self._let_in(access)
        if group_id not in self._world.groups:
            raise Refused(WithheldReason.NOT_FOUND_THERE)
        return self._world.groups[group_id]

    @property
    def _n(self) -> int:
        return -(-len(self._world.people) // self._world.size)

    def _page(self, number: int) -> Page:
        start = number * self._world.size
        mark = f"m{number}" if number + 1 < self._n else ""
        return Page(number, mark, tuple(self._world.people[start : start + self._world.size]))

    def _let_in(self, access: Secret | None) -> None:
        if not self._world.taken(access):
            raise Refused(WithheldReason.CREDENTIAL_REFUSED)
        if self._world.away is not None:
            raise Refused(self._world.away)


class FakeFlow:
    """core.pilot.ports.FlowSource."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._whole = False

    async def firm(self, access: Secret | None) -> Firm:
        if not self._world.taken(access):
            return Firm(viewer=NotSeen(WithheldReason.CREDENTIAL_REFUSED, "flow_me"))
        return Firm(viewer=Seen(Viewer("eve@pilot.example", self._world.role), "flow_me", AT))

    async def members(self, access: Secret | None) -> AsyncIterator[tuple[Account, ...]]:
        self._whole = False
        members = self._world.members
        for start in range(0, len(members), self._world.size):
            yield tuple(members[start : start + self._world.size])
            await asyncio.sleep(0)
        self._whole = True

    def completeness(self) -> Completeness:
        why = None if self._whole else WithheldReason.LISTING_INCOMPLETE
        return Completeness(self._whole, len(self._world.members), 1, why)

    async def known(self, access: Secret | None, wanted: Wanted) -> Known:
        self._world.wanted.append(wanted)
        return self._world.known

    async def person(self, access: Secret | None, email: str) -> Look:
        if not self._world.taken(access):
            return Look(account=NotSeen(WithheldReason.CREDENTIAL_REFUSED, "flow_people"))
        found = next((one for one in self._world.members if one.id == f"fa_{email_key(email)}"), None)
        return Look(account=Seen(found, "flow_people", AT))
