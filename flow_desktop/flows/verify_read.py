"""Reads the places of a run: every page, or one address after the other, and Flow's members beside.

What comes out of order is put in order, so that a resumed run judges the very same things.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from flow_desktop.core.evidence import UNSEEN, Look, NotSeen, Observation, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot import keys
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Completeness, Entry, Page
from flow_desktop.core.pilot.judge import judge_rows, provisional
from flow_desktop.core.pilot.ports import FlowSource, PeopleSource
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.problems import Code, Refused, SignInAgain, problem
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key
from flow_desktop.flows.verify_feed import Teller
from flow_desktop.flows.verify_keep import Keeper
from flow_desktop.flows.verify_types import Control, VerifyPorts

IN_FLIGHT = 8
"""Addresses that are looked up at a time; the limiter of the host may allow fewer."""

_TRIES_AFTER = (1.0, 5.0, 20.0)
"""Seconds before a listing that broke off goes on where it stopped: the computer slept, or the network went away."""

_PASSING = (WithheldReason.UNREACHABLE, WithheldReason.TIMED_OUT)
_S = TypeVar("_S")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a run works with."""

    ports: VerifyPorts
    people: PeopleSource
    flow: FlowSource | None
    book: Book
    keeper: Keeper
    teller: Teller
    control: Control
    run: str
    told: dict[int, Result] = field(default_factory=dict)
    """Results that were told while pages came, by row; only where Flow is no source."""

    @property
    def needs_session(self) -> bool:
        """True where a place is asked with the signed-in person's own access token; Flow always is."""
        return self.people.needs_session or self.flow is not None

    def now(self) -> datetime:
        """The servers' time as well as it is known, UTC."""
        return self.ports.clock.now() + timedelta(seconds=self.ports.session.clock_offset)

    async def access(self) -> Secret | None:
        """The signed-in person's own token, fresh, where a place is asked with it. Raises SignInAgain, which says that
        the run is kept.
        """
        if not self.needs_session:
            return None
        try:
            return await self.ports.session.access()
        except SignInAgain:
            raise self.signed_out() from None

    def signed_out(self) -> SignInAgain:
        """The session ended in the middle of the run."""
        return SignInAgain(problem(Code.SIGN_IN_AGAIN_RUN_KEPT, run=self.run))

    async def stand_still(self) -> None:
        """As long as the run is paused."""
        if self.control.paused:
            self.teller.paused(True)
            await self.control.wait()
            self.teller.paused(False)

    async def renewed(self, used: Secret | None) -> None:
        """A place refused the token. Raises SignInAgain where there is no other one."""
        fresh = await self.access()
        if fresh is None or used is None or fresh.reveal() == used.reveal():
            raise self.signed_out()


class _InOrder:
    """Gives pages out in the order of their numbers."""

    def __init__(self) -> None:
        self._next = 0
        self._held: dict[int, Page] = {}

    def take(self, page: Page) -> Iterator[Page]:
        """The pages whose turn it is now."""
        self._held[page.number] = page
        while self._next in self._held:
            yield self._held.pop(self._next)
            self._next += 1

    def rest(self) -> Iterator[Page]:
        """Those that waited for one that never came."""
        yield from (self._held.pop(number) for number in sorted(self._held))


async def read_listing(scene: Scene, roll: Roll | None, kept: Sequence[Page]) -> Completeness:
    """The whole listing into the book, kept pages first; results that are sure are told as they come.

    ``roll`` None: the list has to be made of the listing. Raises SignInAgain.
    """
    order, done = _InOrder(), {page.number: page.mark for page in kept}
    for page in kept:
        scene.people.note_kept(page)
        await _take(scene, roll, order.take(page))
    waits = iter(_TRIES_AFTER)
    while True:
        access, before = await scene.access(), len(done)
        async with _closing(scene.people.pages(access, done=done)) as pages:
            async for page in pages:
                await scene.stand_still()
                done[page.number] = page.mark
                scene.keeper.page(page)
                await _take(scene, roll, order.take(page))
        end = scene.people.completeness()
        if end.why_not is WithheldReason.CREDENTIAL_REFUSED and scene.people.needs_session:
            await scene.renewed(access)
            continue
        if len(done) > before:
            waits = iter(_TRIES_AFTER)
        if end.why_not not in _PASSING or (wait := next(waits, None)) is None:
            break
        await scene.ports.pause(wait)
    await _take(scene, roll, order.rest())
    scene.teller.flush()
    return end


async def _take(scene: Scene, roll: Roll | None, pages: Iterable[Page]) -> None:
    """One page at a turn: hundreds may have waited for one that came late."""
    for page in pages:
        scene.book.add_page(page, scene.now())
        if roll is not None:
            found = provisional(roll, scene.book, page.entries)
            scene.teller.results(found)
            if scene.flow is None:
                scene.told.update([(one[0], one) for one in found])
        scene.teller.step(len(scene.book.people))
        await asyncio.sleep(0)


async def read_members(scene: Scene, flow: FlowSource) -> None:
    """Flow's members, and the accounts outside that it knows, into the book. Raises SignInAgain."""
    await scene.keeper.read_anew()
    while True:
        access = await scene.access()
        async with _closing(flow.members(access)) as pages:
            async for accounts in pages:
                await scene.stand_still()
                scene.book.add_members(accounts, scene.now())
                scene.keeper.accounts(accounts)
        scene.book.flow = flow.completeness()
        if scene.book.flow.why_not is not WithheldReason.CREDENTIAL_REFUSED:
            return
        await scene.renewed(access)


class LookUps:
    """Addresses one by one, several at a time; what is kept already is not asked again."""

    def __init__(self, scene: Scene, roll: Roll, positions: Sequence[int]) -> None:
        self._scene = scene
        self._roll = roll
        self._positions = positions
        self._done = 0

    async def read(
        self, found: Mapping[str, Observation[tuple[Entry, ...]]], looks: Mapping[str, Look]
    ) -> tuple[Completeness, Completeness | None]:
        """Everything into the book; whether Directory Sync, and Flow's side, told of everybody. Raises SignInAgain."""
        todo = []
        for position in self._positions:
            key = self._roll.keys[position]
            if key in found and (self._scene.flow is None or key in looks):
                self._take(position, found[key], looks.get(key))
            else:
                todo.append(position)
        waiting = iter(todo)
        await all_of(*(self._work(waiting) for _ in range(min(IN_FLIGHT, len(todo)))))
        self._scene.teller.flush()
        return self._ends()

    async def _work(self, waiting: Iterator[int]) -> None:
        for position in waiting:
            await self._scene.stand_still()
            found, look = await self._ask(self._roll.listed.rows[position].email)
            self._scene.keeper.found(self._roll.keys[position], found, look)
            self._take(position, found, look)

    async def _ask(self, email: str) -> tuple[Observation[tuple[Entry, ...]], Look | None]:
        """Who answers to an address; where nobody does, to its other spellings, as a listing would show them."""
        found, look = await self._told(email)
        key = email_key(email)
        probes = [probe for _, probe in keys.probes(key)]
        for spelling in dict.fromkeys((*probes, keys.skeleton(key))):
            if spelling == key or not _is_nobody(found, look):
                continue
            found, looked = await self._told(spelling)
            look = looked if spelling in probes and isinstance(found, Seen) and found.value else look
        return found, look  # what only looks like the address is somebody else, of whom Flow tells nothing here

    async def _told(self, email: str) -> tuple[Observation[tuple[Entry, ...]], Look | None]:
        while True:
            access = await self._scene.access()
            found, look = await both(self._person(access, email), self._flow_person(access, email))
            of_person = found if self._scene.people.needs_session else UNSEEN
            told = (of_person, look.account if look is not None else UNSEEN)
            if not any(map(_is_signed_out, told)):
                return found, look
            await self._scene.renewed(access)

    async def _person(self, access: Secret | None, email: str) -> Observation[tuple[Entry, ...]]:
        try:
            return await self._scene.people.look_up(access, email)
        except Refused as refused:
            return NotSeen(refused.reason, self._scene.people.name)

    async def _flow_person(self, access: Secret | None, email: str) -> Look | None:
        return await self._scene.flow.person(access, email) if self._scene.flow is not None else None

    def _take(self, position: int, found: Observation[tuple[Entry, ...]], look: Look | None) -> None:
        scene, key = self._scene, self._roll.keys[position]
        scene.book.add_looked_up(key, found)
        if look is not None:
            scene.book.add_look(key, look)
        self._done += 1
        scene.teller.results(judge_rows(self._roll, scene.book, (position,)))
        scene.teller.step(self._done)

    def _ends(self) -> tuple[Completeness, Completeness | None]:
        book, asked = self._scene.book, [self._roll.keys[position] for position in self._positions]
        directory = _looked_whole(len(book.people), (book.doubt(key) for key in asked))
        if self._scene.flow is None:
            return directory, None
        return directory, _looked_whole(len(book.accounts), (book.flow_doubt(key) for key in asked))


async def both(one: Coroutine[Any, Any, _T], other: Coroutine[Any, Any, _S]) -> tuple[_T, _S]:
    """Two at once; where one fails, the other is ended before that is raised: it may hold a connection."""
    loop = asyncio.get_running_loop()
    first, second = loop.create_task(one), loop.create_task(other)
    try:
        return await asyncio.gather(first, second)
    finally:
        for task in (first, second):
            task.cancel()
        await asyncio.gather(first, second, return_exceptions=True)


async def all_of(*work: Coroutine[Any, Any, object]) -> None:
    """All at once; the first that fails ends the others, and its failure is raised."""
    tasks = [asyncio.get_running_loop().create_task(one) for one in work]
    if not tasks:
        return
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()


def _looked_whole(people: int, doubts: Iterable[WithheldReason | None]) -> Completeness:
    why_not = next((doubt for doubt in doubts if doubt is not None), None)
    return Completeness(why_not is None, people, 0, why_not)


def _is_nobody(found: Observation[tuple[Entry, ...]], look: Look | None) -> bool:
    """Proven that neither place has anybody with the address."""
    alone = look is None or (isinstance(look.account, Seen) and look.account.value is None)
    return alone and isinstance(found, Seen) and not found.value


def _is_signed_out(piece: Seen[Any] | NotSeen) -> bool:
    return isinstance(piece, NotSeen) and piece.reason is WithheldReason.CREDENTIAL_REFUSED


def _closing(pages: AsyncIterator[_T]) -> aclosing[AsyncGenerator[_T, None]]:
    """A listing that is left half-way ends its requests at once."""
    return aclosing(cast("AsyncGenerator[_T, None]", pages))
