"""Which way a SCIM server is read to its end: by cursor, by index, or all at once where it cannot page."""

from __future__ import annotations

from collections.abc import Mapping

from flow_desktop.adapters.bulk.proof import Emit, Faulty, Ledger
from flow_desktop.adapters.bulk.scim_cursor import CursorWalk, Sheet, resume
from flow_desktop.adapters.bulk.scim_entries import UsersPage
from flow_desktop.adapters.bulk.scim_index import IndexWalk, Stretch, stretch_of
from flow_desktop.adapters.bulk.scim_server import Users
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Fault, Page
from flow_desktop.core.problems import Refused

_VAGUE = frozenset({WithheldReason.SERVER_ERROR, WithheldReason.BAD_ANSWER, WithheldReason.NO_SUCH_ADDRESS})


class ScimListing:
    """One walk through all users of one server."""

    def __init__(self, users: Users, ledger: Ledger, emit: Emit) -> None:
        self._users = users
        self._ledger = ledger
        self._emit = emit

    async def walk(self, done: Mapping[int, str]) -> None:
        """Hand everybody on; pages that are kept already are not asked for again. Raises Faulty and Refused."""
        try:
            await (self._resumed(done) if done else self._begun())
        except Faulty as faulty:
            if self._ledger.pages and faulty.why in _VAGUE:  # an error in the middle: a list that was not read
                raise Faulty(faulty.fault, WithheldReason.LISTING_INCOMPLETE) from None
            raise

    async def _begun(self) -> None:
        sheet = await self._first_sheet() if self._users.manners.cursor else None
        if sheet is not None:
            await self._by_cursor(sheet)
            return
        try:
            first = await self._users.at(1, most=self._users.manners.size)
        except Faulty as faulty:
            if faulty.fault is not Fault.BROKEN_PAGE or faulty.why is WithheldReason.NO_SUCH_ADDRESS:
                raise
            await self._without_count(faulty)
            return
        if first.next_cursor is not None:
            await self._by_cursor(_sheet_of(first))
        elif first.entries:
            await self._by_index(first)
        else:
            await self._after_nothing(first)

    async def _by_cursor(self, first: Sheet) -> None:
        await CursorWalk(self._sheet, self._ledger, self._emit).walk(first=first)

    async def _by_index(self, first: UsersPage, *, counted: bool = True, distrust: bool = False) -> None:
        stretch = await self._give(first)
        walk = IndexWalk(self._users, self._ledger, self._emit, counted=counted, distrust=distrust)
        await walk.rest(stretch, {})

    async def _without_count(self, refused: Faulty) -> None:
        """A server that cannot page (canaille answers 500 to any ``count``) may still give everybody at once."""
        try:
            first = await self._users.page()
        except Faulty:
            raise refused from None
        if first.next_cursor is not None:  # cursors only (AWS)
            await self._by_cursor(_sheet_of(first))
            return
        if not first.entries:
            self._ledger.spoil(Fault.SHORT_OF_TOTAL)
            return
        try:
            await self._users.page(startIndex=str(len(first.entries) + 1))
        except (Faulty, Refused):  # it has no pages at all, so its own count of this one decides
            await self._give(first)
            if first.total != self._ledger.people:
                self._ledger.spoil(Fault.SHORT_OF_TOTAL)
            self._ledger.prove()
            return
        await self._by_index(first, counted=False, distrust=True)

    async def _after_nothing(self, nothing: UsersPage) -> None:
        """An empty first page: either nobody is there, or this server answers so to what it does not understand."""
        first = await self._users.page()
        if first.entries:
            await self._by_index(first, counted=False, distrust=True)
            return
        self._ledger.take((), 0)
        if nothing.total != 0 or first.total != 0:
            self._ledger.spoil(Fault.SHORT_OF_TOTAL)
        self._ledger.prove()

    async def _resumed(self, done: Mapping[int, str]) -> None:
        """On from where a run stopped, in the way it had begun."""
        stretches = {number: one for number, mark in done.items() if (one := stretch_of(mark)) is not None}
        if stretches:
            await self._index_on(stretches)
        else:
            await resume(CursorWalk(self._sheet, self._ledger, self._emit), done)

    async def _index_on(self, kept: Mapping[int, Stretch]) -> None:
        first = kept.get(0)
        if first is None:
            found = await self._users.at(1, most=self._users.manners.size)
            if not found.entries:
                raise Faulty(Fault.TOTAL_MOVED, WithheldReason.LISTING_INCOMPLETE)
            first = await self._give(found)
        await IndexWalk(self._users, self._ledger, self._emit).rest(first, kept)

    async def _give(self, found: UsersPage) -> Stretch:
        """The first page."""
        stretch = Stretch(1, len(found.entries), -1 if found.total is None else found.total)
        _, fresh = self._ledger.take(found.entries, found.total)
        await self._emit(Page(0, stretch.mark, fresh))
        return stretch

    async def _first_sheet(self) -> Sheet | None:
        """The first page by cursor; None where this server does not do what it advertises."""
        try:
            return await self._sheet("")
        except Faulty as faulty:
            if faulty.fault is Fault.REFUSED:
                raise
            return None

    async def _sheet(self, cursor: str) -> Sheet:
        """A page; a cursor the server refuses is taken for one that has expired (RFC 9865 section 2.1)."""
        try:
            return _sheet_of(await self._users.after(cursor))
        except Faulty as faulty:
            if cursor and faulty.fault is Fault.BROKEN_PAGE and faulty.why is not WithheldReason.SERVER_ERROR:
                raise Faulty(Fault.CURSOR_EXPIRED, WithheldReason.LISTING_INCOMPLETE) from None
            raise


def kept_page(ledger: Ledger, page: Page) -> None:
    """A page of a checkpoint counts for the proof, with the total that was told on it."""
    stretch = stretch_of(page.mark)
    rows, total = (stretch.rows, stretch.total) if stretch else (len(page.entries), -1)
    ledger.keep(page.entries, rows=rows, total=None if total < 0 else total)


def _sheet_of(found: UsersPage) -> Sheet:
    return Sheet(found.entries, found.total, found.next_cursor)
