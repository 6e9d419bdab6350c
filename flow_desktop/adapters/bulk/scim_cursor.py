"""Cursor paging (RFC 9865): one page after another, the next one asked for while this one is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from flow_desktop.adapters.bulk.flight import stop
from flow_desktop.adapters.bulk.proof import Emit, Faulty, Ledger, Taken
from flow_desktop.core.pilot.entries import Entry, Fault, Page

_CURSOR = "c"


class Sheet(NamedTuple):
    """A page of any server that pages by cursor; ``following`` None: it is the last one."""

    entries: tuple[Entry, ...]
    total: int | None
    following: str | None


class CursorPlace(NamedTuple):
    """Where a listing stands: how often it was begun, and the cursor that comes next ("" at the end)."""

    begun: int
    cursor: str

    @property
    def mark(self) -> str:
        """As kept in a checkpoint."""
        return "" if self == (1, "") else f"{_CURSOR}:{self.begun}:{self.cursor}"


def place_of(mark: str) -> CursorPlace | None:
    """A place out of a checkpoint; None for the mark of another kind of paging."""
    if not mark:
        return CursorPlace(1, "")
    kind, _, rest = mark.partition(":")
    begun, _, cursor = rest.partition(":")
    return CursorPlace(int(begun), cursor) if kind == _CURSOR and begun.isdecimal() else None


class CursorWalk:
    """All pages of one listing. ``fetch``: the page at a cursor, "" for the first; raises Faulty (CURSOR_EXPIRED for
    a cursor the server knows no more) and Refused.
    """

    def __init__(self, fetch: Callable[[str], Awaitable[Sheet]], ledger: Ledger, emit: Emit) -> None:
        self._fetch = fetch
        self._emit = emit
        self._ledger = ledger
        self._begun = 1
        self._used: set[str] = set()

    async def walk(self, *, number: int = 0, cursor: str = "", first: Sheet | None = None) -> None:
        """From a cursor on to the end; what is proven afterwards is in the ledger. ``first``: the page there, if it
        was fetched already.
        """
        coming = asyncio.ensure_future(_given(first) if first is not None else self._fetch(cursor))
        try:
            while True:
                sheet = await self._landed(coming)
                if sheet is None:
                    coming = asyncio.ensure_future(self._fetch(""))
                    continue
                taken, fresh = self._ledger.take(sheet.entries, sheet.total)
                following = self._checked(sheet, taken)
                if following:
                    coming = asyncio.ensure_future(self._fetch(following))
                await self._emit(Page(number, CursorPlace(self._begun, following or "").mark, fresh))
                number += 1
                if not following:
                    break
        finally:
            await stop(coming)
        self.judge()

    def restart(self) -> None:
        """Begin again at the first page; who was seen before counts no more for the proof."""
        self._begun += 1
        self._used.clear()
        self._ledger.restart()

    async def _landed(self, coming: asyncio.Future[Sheet]) -> Sheet | None:
        """The page that was asked for; None where the listing has to begin anew, which it may once."""
        try:
            return await coming
        except Faulty as faulty:
            if faulty.fault is not Fault.CURSOR_EXPIRED or self._begun > 1:
                raise
        self.restart()
        return None

    def _checked(self, sheet: Sheet, taken: Taken) -> str | None:
        """The next cursor; one that was there before, or brought people who were, would never end."""
        if sheet.following is None:
            return None
        fault = Fault.TOO_MANY if self._ledger.is_full else Fault.REPEATED_IDS if taken is Taken.AGAIN else None
        fault = Fault.CURSOR_LOOP if sheet.following in self._used else fault
        if fault is not None:
            self._ledger.spoil(fault)
            return None
        self._used.add(sheet.following)
        return sheet.following

    def judge(self) -> None:
        """The server itself says where the end is; a total above what came contradicts it."""
        if self._ledger.largest_total > self._ledger.people:
            self._ledger.spoil(Fault.SHORT_OF_TOTAL)
        self._ledger.prove()


async def resume(walk: CursorWalk, done: Mapping[int, str]) -> None:
    """A listing by cursor from its beginning, or on from where it stopped; one that had begun anew begins anew."""
    places = {number: place_of(mark) or CursorPlace(2, "") for number, mark in done.items()}
    if not places:
        await walk.walk()
        return
    last = max(places)
    place = places[last]
    if place.begun > 1:
        walk.restart()
        await walk.walk(number=last + 1)
    elif place.cursor:
        await walk.walk(number=last + 1, cursor=place.cursor)
    else:
        walk.judge()


async def _given(sheet: Sheet) -> Sheet:
    return sheet
