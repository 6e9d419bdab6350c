"""One run from the first question to the last word: discover, weigh, read, judge, explain, keep."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.book import Sources as Eyes
from flow_desktop.core.pilot.entries import Completeness
from flow_desktop.core.pilot.explain import Circumstances, explain, wanted
from flow_desktop.core.pilot.judge import Options, judge, judge_rows
from flow_desktop.core.pilot.ports import Checkpoint, Firm, FlowSide, RunOptions
from flow_desktop.core.pilot.results import Result, RunFacts, Status, Strategy
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.pilot.summary import summarize
from flow_desktop.core.problems import Code, FlowError, Refused, problem
from flow_desktop.flows.collector import Collector
from flow_desktop.flows.verify_feed import Feed, Teller
from flow_desktop.flows.verify_keep import Keeper
from flow_desktop.flows.verify_past import MEMBERS, book_of, complete
from flow_desktop.flows.verify_plan import (
    BLIND,
    Ground,
    is_placeholder,
    list_of,
    looked_up_again,
    raise_for,
    refuse_strangers,
    refused_group,
    resolved,
    weigh,
)
from flow_desktop.flows.verify_read import LookUps, Scene, all_of, both, read_listing, read_members
from flow_desktop.flows.verify_types import Control, Done, Judged, Listed, Order, Phase, RunOutcome, VerifyPorts

_SLICE = 250
_NOTHING_YET = Completeness(complete=False, people=0, pages=0, why_not=WithheldReason.LISTING_INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Again:
    """People of an earlier run to be looked up once more: their rows, and the results of everybody."""

    positions: tuple[int, ...]
    before: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """What a run begins with. ``kept``: a checkpoint it goes on from, or the run it looks at again (with ``again``).

    ``too_old``: what was read before is left out of ``kept``, and void.
    """

    order: Order
    options: RunOptions = field(default_factory=RunOptions)
    kept: Checkpoint | None = None
    again: Again | None = None
    too_old: bool = False

    @property
    def resumes(self) -> bool:
        """Whether it goes on with a run that stopped half-way."""
        return self.kept is not None and self.again is None


class Run:
    """Of one start; used once."""

    def __init__(self, ports: VerifyPorts, start: Start, *, control: Control, feed: Feed, run: str) -> None:
        self._ports = ports
        self._start = start
        teller = Teller(feed, ports.clock, run, resumed=start.resumes)
        sources = ports.connect(teller.waiting)
        keeper = Keeper(ports.runs, run, teller.notice)
        book = Book(Eyes(sources.people.name))
        self._scene = Scene(ports, sources.people, sources.flow, book, keeper, teller, control, run)
        self._ground = Ground(BLIND)
        self._side = FlowSide()
        self._roll: Roll | None = None

    async def go(self) -> None:
        """Everything, told to the feed. Raises SignInAgain and FlowError; what was read is kept then."""
        if self._start.resumes:
            self._scene.keeper.goes_on()
        self._scene.teller.phase(Phase.DISCOVERING)
        collector = Collector()
        collector.hold()
        try:
            facts, listed = await self._begin()
            listed, directory, flow = await self._read(facts, listed)
            facts = replace(facts, directory=directory, flow=flow, total=listed.total)
            results = await self._explained(listed, await self._judged(listed))
            await self._end(facts, listed, results)
        except BaseException:
            self._scene.teller.flush()
            await self._scene.keeper.stop()
            raise
        finally:
            collector.rest()

    # --- before ---------------------------------------------------------------------------------------------------

    async def _begin(self) -> tuple[RunFacts, PilotList]:
        start, scene = self._start, self._scene
        access = await self._first_access()
        self._ground, firm = await both(self._discover(access), self._firm(access))
        refuse_strangers(scene.people, firm)
        if start.resumes and self._ground.refused is not None:
            reason = self._ground.refused.value.replace("_", " ")
            raise FlowError(problem(Code.NETWORK_DIRECTORY, reason=reason, run=scene.run))
        if scene.flow is None:
            firm = Firm(connection=self._ground.abilities.connection)
        self._side = FlowSide(firm)
        if start.kept is not None:
            listed = start.kept.listed
        else:
            listed = await self._list(access)
        facts = self._facts(listed)
        self._scene = scene = replace(scene, book=self._new_book(facts, listed))
        if start.too_old:
            await scene.keeper.begins_anew()
        if not start.resumes:
            scene.keeper.begin(facts, listed, start.options)
        if not is_placeholder(listed):
            scene.teller.tell(Listed(scene.run, listed))
        return facts, listed

    def _new_book(self, facts: RunFacts, listed: PilotList) -> Book:
        members = MEMBERS if self._scene.flow is not None else ""
        eyes = Eyes(self._scene.people.name, members, facts.cost.strategy is Strategy.LOOKED_UP)
        book = Book(eyes, self._roll_of(listed))
        book.firm = self._side.firm
        book.at = facts.started_at  # where nothing ever answers, that is when it was looked
        return book

    def _roll_of(self, listed: PilotList) -> Roll | None:
        """The list by key, made once; None where the listing has yet to tell who is in it."""
        if self._roll is None and not is_placeholder(listed):
            self._roll = Roll(listed)
        return self._roll

    async def _first_access(self) -> Any:
        """Nobody signed in: nothing began, so nothing is kept."""
        session = self._ports.session
        return await session.access() if self._scene.needs_session else None

    async def _discover(self, access: Any) -> Ground:
        try:
            return Ground(await self._scene.people.discover(access))
        except Refused as refused:
            raise_for(refused.reason, self._scene.people)
            return Ground(BLIND, refused.reason)

    async def _firm(self, access: Any) -> Firm:
        flow = self._scene.flow
        return await flow.firm(access) if flow is not None else Firm()

    async def _list(self, access: Any) -> PilotList:
        order = self._start.order
        try:
            return await list_of(order, self._scene.people, access)
        except Refused as refused:
            raise_for(refused.reason, self._scene.people)
            raise FlowError(refused_group(order.group or "", refused.reason)) from None

    def _facts(self, listed: PilotList) -> RunFacts:
        kept, scene = self._start.kept, self._scene
        if kept is not None and self._start.resumes:
            return kept.facts
        cost = weigh(self._start.order, listed, self._ground.abilities)
        if self._start.again is not None:
            cost = looked_up_again(cost, len(self._start.again.positions))
        return RunFacts(
            id=scene.run,
            list_name=listed.name,
            total=listed.total,
            source=scene.people.name,
            started_at=self._ports.clock.now(),
            finished_at=None,
            cost=cost,
            directory=_NOTHING_YET,
            flow=_NOTHING_YET if scene.flow is not None else None,
        )

    # --- the places -----------------------------------------------------------------------------------------------

    async def _read(self, facts: RunFacts, listed: PilotList) -> tuple[PilotList, Completeness, Completeness | None]:
        scene, cost = self._scene, facts.cost
        if self._ground.refused is not None:
            scene.book.directory = replace(_NOTHING_YET, why_not=self._ground.refused)
            return listed, scene.book.directory, await self._members_only()
        if cost.strategy is Strategy.LOOKED_UP:
            book = scene.book
            book.directory, book.flow = await self._look_up(facts, self._roll_of(listed) or Roll(listed))
            return listed, book.directory, book.flow
        roll = self._roll_of(listed)
        scene.teller.phase(Phase.LISTING, total=cost.people, cost=cost, abilities=self._ground.abilities)
        pages = self._start.kept.pages if self._start.kept is not None and self._start.resumes else ()
        members = () if scene.flow is None else (read_members(scene, scene.flow),)
        await all_of(self._read_people(roll, pages), *members)
        if roll is None:
            listed = resolved(listed, scene.book.people)
            await scene.keeper.listed(listed)
            scene.teller.tell(Listed(scene.run, listed))
        return listed, scene.book.directory or _NOTHING_YET, scene.book.flow

    async def _read_people(self, roll: Roll | None, pages: Sequence[Any]) -> None:
        self._scene.book.directory = await read_listing(self._scene, roll, pages)

    async def _members_only(self) -> Completeness | None:
        """Directory Sync cannot be asked at all; what Flow knows is still worth a look."""
        if self._scene.flow is not None:
            await read_members(self._scene, self._scene.flow)
        return self._scene.book.flow

    async def _look_up(self, facts: RunFacts, roll: Roll) -> tuple[Completeness, Completeness | None]:
        scene, start = self._scene, self._start
        positions = start.again.positions if start.again is not None else tuple(roll.positions.values())
        found, looks = {}, {}
        if start.kept is not None and start.resumes:
            found, looks = dict(start.kept.looked_up), dict(start.kept.flow.looks)
        scene.teller.phase(Phase.LOOKING_UP, total=len(positions), cost=facts.cost, abilities=self._ground.abilities)
        return await LookUps(scene, roll, positions).read(found, looks)

    # --- the verdict ----------------------------------------------------------------------------------------------

    async def _judged(self, listed: PilotList) -> tuple[Result, ...]:
        """A status for each row. Those who are not ready are told before it is known why: that may take a while."""
        scene, again = self._scene, self._start.again
        scene.teller.phase(Phase.JUDGING, total=listed.total)
        roll, found = self._roll_of(listed) or Roll(listed), list[Result]()
        if again is not None:
            slices: Iterable[tuple[Result, ...]] = _some(roll, scene.book, again.positions)
        else:
            options = Options(unexpected=self._start.options.unexpected)
            slices = judge(roll, scene.book, options, told=scene.told)
        for results in slices:
            found += results
            open_ones = tuple(one for one in results if not one.status.is_ready)
            if open_ones:
                scene.teller.tell(Judged(open_ones))
            scene.teller.step(len(found))
            await scene.stand_still()
            await asyncio.sleep(0)
        return tuple(found)

    async def _explained(self, listed: PilotList, results: tuple[Result, ...]) -> tuple[Result, ...]:
        """Causes for those who are not ready, with what Flow knows of them."""
        scene = self._scene
        open_ones = [one for one in results if not one.status.is_ready]
        scene.teller.phase(Phase.EXPLAINING, total=len(results))
        if open_ones and scene.flow is not None and not scene.book.sources.one_by_one:
            access, whom = await scene.access(), wanted(open_ones, scene.book)
            known = await scene.flow.known(access, whom)
            self._side = replace(self._side, known=known, wanted=whom)
            scene.book.add_known(known, whom)
        found = list[Result]()
        for slice_ in explain(results, listed, scene.book, circumstances=self._circumstances()):
            found += slice_
            scene.teller.final(slice_)
            scene.teller.step(len(found))
            await scene.stand_still()
            await asyncio.sleep(0)
        scene.teller.flush(final=True)
        return tuple(found)

    def _circumstances(self) -> Circumstances:
        return Circumstances(self._scene.now(), self._start.options.answers, self._ports.provider_name)

    async def _end(self, facts: RunFacts, listed: PilotList, results: tuple[Result, ...]) -> None:
        scene, again = self._scene, self._start.again
        if again is not None:
            results = _merged(again.before, results)
        counts = Counter(one.status for one in results)
        facts = replace(
            facts,
            finished_at=self._ports.clock.now(),
            counts=tuple((status, counts[status]) for status in Status if counts[status]),
        )
        circumstances = self._circumstances()
        book = scene.book
        keeping = asyncio.create_task(scene.keeper.finish(facts, results, self._side))
        await asyncio.sleep(0)  # the history is written while we count
        if again is not None and self._start.kept is not None:
            before, looked_at = await book_of(self._start.kept), set(again.positions)
            roll = self._roll_of(listed) or Roll(listed)
            others = (key for key, at in roll.positions.items() if at not in looked_at)
            await complete(book, before, others)
        summary = summarize(results, listed, book, circumstances=circumstances)
        await keeping
        told = scene.teller.notices
        scene.teller.tell(
            Done(RunOutcome(facts, listed, results, book, summary, circumstances, self._start.options, told))
        )


def _some(roll: Roll, book: Book, positions: tuple[int, ...]) -> Iterable[tuple[Result, ...]]:
    for start in range(0, len(positions), _SLICE):
        yield judge_rows(roll, book, positions[start : start + _SLICE])


def _merged(before: tuple[Result, ...], again: tuple[Result, ...]) -> tuple[Result, ...]:
    """The new results in the places of the old ones."""
    fresh = {one.row: one for one in again}
    return tuple(one if one.status is Status.UNEXPECTED else fresh.get(one.row, one) for one in before)
