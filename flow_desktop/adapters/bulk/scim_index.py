"""Index paging (RFC 7644 section 3.4.2.4): after the first page several at once, stepping by what really came.

A total the server tells is only a hint where to stop asking in parallel: the end is where a further request brings
nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from flow_desktop.adapters.bulk.flight import in_flight
from flow_desktop.adapters.bulk.proof import MOST_PEOPLE, Emit, Faulty, Ledger, Taken
from flow_desktop.adapters.bulk.scim_entries import UsersPage
from flow_desktop.adapters.bulk.scim_server import Users
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Fault, Page
from flow_desktop.core.problems import Refused

_USUAL_CAPS = frozenset({10, 20, 25, 30, 50})
_INDEX = "i"
_MOST_LEFT_OUT = 50
"""So many pages may be broken or short before a list is given up; each is asked for once more at the end."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page that was read: where it begins, how many came, the total it told (-1: none)."""

    start: int
    rows: int
    total: int = -1

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.start + self.rows

    @property
    def mark(self) -> str:
        """As kept in a checkpoint."""
        return f"{_INDEX}:{self.start}:{self.rows}:{self.total}"


def stretch_of(mark: str) -> Stretch | None:
    """A stretch out of a checkpoint; None for the mark of another kind of paging."""
    kind, *numbers = mark.split(":")
    if kind != _INDEX or len(numbers) != 3:
        return None
    try:
        return Stretch(*map(int, numbers))
    except ValueError:
        return None


class IndexWalk:
    """Everybody after the first page. ``distrust``: the way this server pages proves nothing by itself, so its own
    total has to agree; ``counted``: it takes ``count``.
    """

    def __init__(
        self, users: Users, ledger: Ledger, emit: Emit, *, counted: bool = True, distrust: bool = False
    ) -> None:
        self._users = users
        self._ledger = ledger
        self._emit = emit
        self._counted = counted
        self._most = users.manners.size if counted else None
        self._distrust = distrust
        self._next_number = 0
        self._refused_end = False
        self._is_over = False

    async def rest(self, first: Stretch, kept: Mapping[int, Stretch]) -> None:
        """Hand on all further pages; what is proven afterwards is in the ledger. Raises Faulty and Refused."""
        self._next_number = max(kept, default=0) + 1
        end = max((one.end for one in kept.values()), default=first.end)
        end = await self._planned(first, kept, end)
        end = await self._tail(end)
        if self._wants_another_look():
            await self._again(max(end - first.rows, 1))
        await self._judge(first)

    async def _planned(self, first: Stretch, kept: Mapping[int, Stretch], end: int) -> int:
        """Pages up to the total that was told, several at once; where they end."""
        here = {one.start for one in kept.values()}
        told = min(first.total, MOST_PEOPLE)
        self._next_number = max(self._next_number, (told - 1) // first.rows + 1)
        left_out = [one.end for one in kept.values() if self._is_short(one, first) and one.end not in here]
        async with aclosing(
            in_flight(self._starts(first, told, here), self._try, at_once=self._users.at_once)
        ) as landed:
            async for start, found in landed:
                if isinstance(found, Faulty):
                    left_out.append(start)
                    if found.fault is Fault.REFUSED or len(left_out) > _MOST_LEFT_OUT:
                        raise found
                    continue
                taken = await self._take(found, start, number=(start - 1) // first.rows)
                if taken is Taken.AGAIN:
                    self._ledger.spoil(Fault.STUCK)
                    return end
                until = start + len(found.entries)
                end = max(end, until)
                self._is_over = self._is_over or taken is Taken.NOTHING
                if self._is_short(Stretch(start, len(found.entries)), first):
                    left_out.append(until)
        for start in left_out:
            await self._gap(start, first)
        return end

    def _starts(self, first: Stretch, told: int, here: set[int]) -> Iterator[int]:
        """Where pages begin, as far as the total says; an empty page says more than a total does."""
        for start in range(first.end, told + 1, first.rows):
            if self._is_over or self._ledger.is_full:
                return
            if start not in here:
                yield start

    def _is_short(self, one: Stretch, first: Stretch) -> bool:
        """True for a planned page that ends before the next planned one begins."""
        planned = (one.start - 1) % first.rows == 0 and one.start + first.rows <= first.total
        return planned and 0 < one.rows < first.rows

    async def _gap(self, start: int, first: Stretch) -> None:
        """What a short or broken page left out, up to where the next planned one begins."""
        stop = start + first.rows - (start - 1) % first.rows
        while start < stop:
            found = await self._users.at(start, most=stop - start if self._counted else None)
            if await self._take(found, start) in (Taken.NOTHING, Taken.AGAIN):
                return
            start += len(found.entries)

    async def _tail(self, start: int) -> int:
        """On from an index until a request brings nothing new; where that is."""
        while not self._ledger.is_full:
            try:
                found = await self._users.at(start, most=self._most)
            except Faulty as faulty:
                if faulty.fault is not Fault.BROKEN_PAGE or faulty.why is WithheldReason.SERVER_ERROR:
                    raise
                self._refused_end = True  # beyond its last page this server answers with an error
                return start
            taken = await self._take(found, start)
            if taken is Taken.AGAIN:
                self._distrust = True
            if taken is not Taken.NEW:
                return start
            start += len(found.entries)
        self._ledger.spoil(Fault.TOO_MANY)
        return start

    async def _again(self, start: int) -> None:
        """The end of the list once more, because its total grew while it was read."""
        self._ledger.totals = self._ledger.totals[-1:]
        while True:
            found = await self._users.at(start, most=self._most)
            await self._take(found, start, reread=True)
            if not found.entries:
                return
            start += len(found.entries)

    def _wants_another_look(self) -> bool:
        """Where people were only added, the end shows them; where some went away, a page may have been skipped."""
        totals = self._ledger.totals
        return self._ledger.fault is None and self._ledger.has_moved and totals == sorted(totals)

    async def _take(self, found: UsersPage, start: int, *, number: int | None = None, reread: bool = False) -> Taken:
        taken, fresh = self._ledger.take(found.entries, found.total, reread=reread)
        if fresh:
            if number is None:
                number, self._next_number = self._next_number, self._next_number + 1
            total = -1 if found.total is None else found.total
            await self._emit(Page(number, Stretch(start, len(found.entries), total).mark, fresh))
        return taken

    async def _try(self, start: int) -> UsersPage | Faulty:
        try:
            return await self._users.at(start, most=self._most)
        except Faulty as faulty:
            return faulty
        except Refused as refused:
            return Faulty(Fault.REFUSED, refused.reason)

    async def _judge(self, first: Stretch) -> None:
        """The end was reached: does everything add up?"""
        ledger = self._ledger
        if ledger.has_moved:
            ledger.spoil(Fault.TOTAL_MOVED)
        if ledger.largest_total > ledger.people:
            ledger.spoil(Fault.SHORT_OF_TOTAL)
        by_count = self._distrust or self._refused_end
        if by_count and ledger.largest_total != ledger.people:
            ledger.spoil(Fault.STUCK)
        doubtful = self._refused_end or may_be_a_cap(ledger.people)
        if ledger.people <= first.rows and doubtful and not await self._total_is_true():
            ledger.spoil(Fault.STUCK)
        ledger.prove()

    async def _total_is_true(self) -> bool:
        """Whether the total counts people and not the page: ask for one person and see it unchanged."""
        try:
            found = await self._users.page(startIndex="1", count="1")
        except Faulty:
            return False
        return len(found.entries) == 1 and found.total == self._ledger.people


def may_be_a_cap(rows: int) -> bool:
    """True for a number that servers like to stop a page at."""
    return rows in _USUAL_CAPS or rows % 50 == 0
