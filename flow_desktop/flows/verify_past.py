"""Runs of the past: found by name, opened again with everybody's evidence, as far as it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from flow_desktop.core.evidence import Look, Seen
from flow_desktop.core.pilot.accounts import account_of
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.book import Sources as Eyes
from flow_desktop.core.pilot.explain import Circumstances
from flow_desktop.core.pilot.index import entry_of
from flow_desktop.core.pilot.ports import Checkpoint, PastRun, RunOptions, RunStore
from flow_desktop.core.pilot.results import Result, RunFacts, Status, Strategy
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotList, PilotRow, RejectedRow, RowFault
from flow_desktop.core.pilot.summary import summarize
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.flows.verify_types import RunOutcome, VerifyPorts

MEMBERS = "flow_members"
"""Source of what Flow's list of members tells (text ``evidence.source.flow_members``)."""

LAST = "last"
"""A name for the newest run."""

_SHORTEST = 4
_SLICE = 500


async def find(store: RunStore, name: str) -> PastRun:
    """The run with this id, the newest one (``last``), or the only one whose id begins so (4 letters at least).

    Raises FlowError ``configuration.run``, and StorageFailed.
    """
    runs = await store.runs()
    if name == LAST and runs:
        return runs[0]
    exact = [one for one in runs if one.facts.id == name]
    begun = [one for one in runs if len(name) >= _SHORTEST and one.facts.id.startswith(name)]
    found = exact or begun
    if len(found) != 1:
        raise FlowError(problem(Code.CONFIGURATION_RUN, run=name))
    return found[0]


async def find_finished(store: RunStore, name: str) -> PastRun:
    """The same among those that ended. Raises FlowError ``configuration.run`` and StorageFailed."""
    found = await find(store, name)
    if found.facts.finished_at is None:
        raise FlowError(problem(Code.CONFIGURATION_RUN, run=name))
    return found


async def forget(store: RunStore, name: str) -> str:
    """The name of the run that is gone. Raises FlowError ``configuration.run`` and ``configuration.run_busy``, and
    StorageFailed.
    """
    facts = (await find(store, name)).facts
    if facts.finished_at is None and not await store.claim(facts.id):
        raise FlowError(problem(Code.CONFIGURATION_RUN_BUSY, run=facts.id))
    await store.forget(facts.id)
    return facts.id


async def claimed(store: RunStore, name: str) -> Checkpoint:
    """A run that stopped half-way, now ours. Raises FlowError ``configuration.run``, ``configuration.run_not_kept``
    and ``configuration.run_busy``, and StorageFailed.
    """
    facts = (await find(store, name)).facts
    if facts.finished_at is not None:
        raise FlowError(problem(Code.CONFIGURATION_RUN, run=name))
    if not await store.claim(facts.id):
        raise FlowError(problem(Code.CONFIGURATION_RUN_BUSY, run=facts.id))
    kept = await store.load(facts.id)
    if kept is None or kept.options.carries:
        raise FlowError(problem(Code.CONFIGURATION_RUN_NOT_KEPT, run=facts.id))
    return kept


async def reopen(ports: VerifyPorts, name: str) -> RunOutcome:
    """A finished run as it was. Raises FlowError ``configuration.run`` and StorageFailed."""
    past = await find_finished(ports.runs, name)
    facts = past.facts
    results = await ports.runs.results(facts.id)
    kept = await ports.runs.load(facts.id)
    options = kept.options if kept is not None else RunOptions()
    circumstances = Circumstances(facts.finished_at or facts.started_at, options.answers, ports.provider_name)
    listed = kept.listed if kept is not None else _bare_list(facts, results)
    book = await book_of(kept) if kept is not None else None
    summary = summarize(results, listed, book if book is not None else _empty_book(facts), circumstances=circumstances)
    return RunOutcome(facts, listed, results, book, summary, circumstances, options)


async def book_of(kept: Checkpoint) -> Book:
    """Everything that was read in a finished run."""
    facts = kept.facts
    roll = Roll(kept.listed)
    book = _empty_book(facts, roll)
    if not book.sources.one_by_one:
        return await _filled(book, kept)
    for key, found in kept.looked_up.items():
        book.add_looked_up(key, found)
    for key, look in kept.flow.looks.items():
        book.add_look(key, look)
    if kept.pages:  # of the run of which this one looked at some once more
        others = (key for key in roll.positions if key not in kept.looked_up)
        await complete(book, await _filled(_listing_book(facts), kept), others)
    book.firm = kept.flow.firm
    return book


async def complete(book: Book, before: Book, keys: Iterable[str]) -> None:
    """Those who were not looked up again, as an earlier run saw them: a book of look-ups that tells of everybody."""
    for number, key in enumerate(keys):
        found = before.match(key).entries
        book.add_looked_up(key, Seen(tuple(map(entry_of, found)), before.sources.people, before.at))
        if book.sources.has_flow:
            look = before.look(key)
            book.add_look(key, look if look is not None else _look(before, key))
        if number % _SLICE == 0:
            await asyncio.sleep(0)


def _look(before: Book, key: str) -> Look:
    account = before.account_for(key, None)
    return Look(account=Seen(account_of(account) if account is not None else None, MEMBERS, before.at))


async def _filled(book: Book, kept: Checkpoint) -> Book:
    """A book of a listing, with everything that was kept of it."""
    at = kept.facts.finished_at or kept.facts.started_at
    for page in sorted(kept.pages, key=lambda page: page.number):
        book.add_page(page, at)
        await asyncio.sleep(0)
    members = kept.flow.members
    for start in range(0, len(members), _SLICE):
        book.add_members(members[start : start + _SLICE], at)
        await asyncio.sleep(0)
    book.firm = kept.flow.firm
    book.add_known(kept.flow.known, kept.flow.wanted)
    return book


def _empty_book(facts: RunFacts, roll: Roll | None = None) -> Book:
    book = Book(_eyes(facts, one_by_one=facts.cost.strategy is Strategy.LOOKED_UP), roll)
    book.directory, book.flow, book.at = facts.directory, facts.flow, facts.finished_at or facts.started_at
    return book


def _listing_book(facts: RunFacts) -> Book:
    return Book(_eyes(facts, one_by_one=False))


def _eyes(facts: RunFacts, *, one_by_one: bool) -> Eyes:
    return Eyes(facts.source, MEMBERS if facts.flow is not None else "", one_by_one)


def _bare_list(facts: RunFacts, results: tuple[Result, ...]) -> PilotList:
    """The list of a run of which only the results are left: addresses, and nothing else that stood there."""
    rows = {one.row: PilotRow(0, one.key) for one in results if one.row >= 0 and one.status is not Status.UNEXPECTED}
    rejected = [RejectedRow(one.other, RowFault.UNREADABLE, "") for one in results if one.row < 0]
    return PilotList(facts.list_name, tuple(rows[row] for row in sorted(rows)), tuple(rejected))
