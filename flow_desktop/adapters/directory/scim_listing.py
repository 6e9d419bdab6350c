"""Reading a whole SCIM listing, and knowing whether it really was whole.

"Not there" may only be said after a complete listing. Servers in the wild ignore paging, overlap pages, give the page's
size as the total, answer with an error to ``count``, or loop. So: step by what came, go on until a further request
brings nothing new, and count everybody once. Whatever does not add up makes the listing incomplete, never shorter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from flow_desktop.adapters.directory.candidates import Candidates
from flow_desktop.adapters.directory.scim_parse import Page, identity_of, keys_of, page_of, record_of
from flow_desktop.adapters.directory.wire import Reply, Wire, reason_of_status
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused

PAGE_SIZE = 100
MOST_PAGES = 2000
MOST_SECONDS = 60.0
_USUAL_CAPS = frozenset({10, 20, 25, 30, 50})


@dataclass(frozen=True, slots=True)
class Listed:
    """``why_not`` is None for a listing that is proven to be whole."""

    why_not: WithheldReason | None


WHOLE = Listed(None)
INCOMPLETE = Listed(WithheldReason.LISTING_INCOMPLETE)


class _Taken(Enum):
    """What a page brought."""

    NEW = auto()
    AGAIN = auto()
    MIXED = auto()


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the server says it can do (RFC 7643 section 5, RFC 9865). ``filter`` None: it does not say."""

    filter: bool | None = None
    cursor: bool = False
    sort: bool = False


class ScimListing:
    """One walk through all users of one server; everybody seen is offered to the candidates."""

    def __init__(self, wire: Wire, candidates: Candidates, *, clock: Clock, abilities: Abilities) -> None:
        self._wire = wire
        self._candidates = candidates
        self._clock = clock
        self._cursors = abilities.cursor
        self._sorted = {"sortBy": "userName"} if abilities.sort else {}
        self._ends_at = clock.monotonic() + MOST_SECONDS
        self._requests = 0
        self._seen: set[str] = set()
        self._pages: list[tuple[int, int | None]] = []

    async def walk(self) -> Listed:
        """Read to the end. Never raises: a refusal on the way is the reason why the listing is not whole."""
        try:
            return await self._walk()
        except Refused as refused:
            return Listed(refused.reason)

    async def _walk(self) -> Listed:
        if self._cursors:
            reply = await self._get(cursor="", count=str(PAGE_SIZE), **self._sorted)
            page = _page(reply)
            if page is not None:
                return await self._by_cursor(page)
        reply = await self._get(startIndex="1", count=str(PAGE_SIZE), **self._sorted)
        if reply.status >= 500 or reply.status == 400:
            return await self._without_count(reply)
        page = _must_page(reply)
        if page.next_cursor is not None:
            return await self._by_cursor(page)
        if not page.resources:
            return await self._after_nothing(page)
        return await self._by_index(page, count={"count": str(PAGE_SIZE), **self._sorted})

    async def _by_index(self, page: Page, *, count: dict[str, str], distrust_end: bool = False) -> Listed:
        """Index paging (RFC 7644 section 3.4.2.4), stepping by what came."""
        while page.resources:
            match self._take(page):
                case _Taken.MIXED:
                    return INCOMPLETE
                case _Taken.AGAIN:
                    return await self._judge_end(by_count=True)
                case _Taken.NEW:
                    page = await self._next(startIndex=str(len(self._seen) + 1), **count)
        return await self._judge_end(by_count=distrust_end)

    async def _without_count(self, refused: Reply) -> Listed:
        """A server that cannot page (canaille answers 500 to any ``count``) may still give everybody at once."""
        page = _page(await self._get())
        if page is None:
            raise Refused(reason_of_status(refused.status))
        if not page.resources or self._take(page) is not _Taken.NEW:
            return INCOMPLETE
        further = await self._get(startIndex=str(len(self._seen) + 1))
        if not further.ok:  # it has no pages at all, so its own count of this one decides
            return WHOLE if page.total == len(self._seen) else INCOMPLETE
        return await self._by_index(_must_page(further), count={}, distrust_end=True)

    async def _after_nothing(self, nothing: Page) -> Listed:
        """An empty first page: either nobody is there, or this server answers so to what it does not understand."""
        page = _must_page(await self._get())
        if page.resources:
            return await self._by_index(page, count={}, distrust_end=True)
        return WHOLE if nothing.total == 0 and page.total == 0 else INCOMPLETE

    async def _by_cursor(self, page: Page) -> Listed:
        """Cursor paging (RFC 9865): the server says where the end is; a cursor seen before would never end."""
        cursors: set[str] = set()
        while True:
            if page.resources and self._take(page) is not _Taken.NEW:
                return INCOMPLETE
            if page.next_cursor is None:
                return WHOLE if self._largest_total() <= len(self._seen) else INCOMPLETE
            if page.next_cursor in cursors:
                return INCOMPLETE
            cursors.add(page.next_cursor)
            page = await self._next(cursor=page.next_cursor, count=str(PAGE_SIZE), **self._sorted)

    def _take(self, page: Page) -> _Taken:
        """Offer everybody on a page to the candidates and count them."""
        names = [identity_of(user) for user in page.resources]
        for name, user in zip(names, page.resources, strict=True):
            self._candidates.offer(name, keys=keys_of(user), record=record_of(user))
        known = {name for name in names if name is not None}
        if len(known) < len(names):
            return _Taken.MIXED
        new = known - self._seen
        if new and len(new) < len(known):
            return _Taken.MIXED
        if not new:
            return _Taken.AGAIN
        self._seen |= new
        self._pages.append((len(names), page.total))
        return _Taken.NEW

    async def _judge_end(self, *, by_count: bool) -> Listed:
        """Nothing new came. ``by_count``: the way it ended proves nothing, so the server's own total must agree."""
        counted, largest = len(self._seen), self._largest_total()
        if largest > counted or self._total_moved():
            return INCOMPLETE
        if by_count and largest != counted:
            return INCOMPLETE
        if len(self._pages) == 1 and _may_be_a_cap(counted) and not await self._total_is_true():
            return INCOMPLETE
        return WHOLE

    def _largest_total(self) -> int:
        return max((total for _, total in self._pages if total is not None), default=0)

    def _total_moved(self) -> bool:
        """The total changed on the way, and not because it only repeats each page's size (AWS does that)."""
        repeats = all(total in (None, size) for size, total in self._pages)
        return not repeats and len({total for _, total in self._pages if total is not None}) > 1

    async def _total_is_true(self) -> bool:
        """Whether the total counts people and not the page: ask for one person and see it unchanged."""
        page = _page(await self._get(startIndex="1", count="1"))
        return page is not None and len(page.resources) == 1 and page.total == len(self._seen)

    async def _next(self, **query: str) -> Page:
        """A further page. Raises Refused: an error in the middle of a list is a list that was not read."""
        reply = await self._get(**query)
        page = _page(reply)
        if page is None:
            reason = reason_of_status(reply.status)
            vague = (WithheldReason.SERVER_ERROR, WithheldReason.BAD_ANSWER, WithheldReason.NO_SUCH_ADDRESS)
            raise Refused(WithheldReason.LISTING_INCOMPLETE if reason in vague else reason)
        return page

    async def _get(self, **query: str) -> Reply:
        self._requests += 1
        if self._requests > MOST_PAGES or self._clock.monotonic() > self._ends_at:
            raise Refused(WithheldReason.LISTING_INCOMPLETE)
        return await self._wire.get("Users", **query)


def _may_be_a_cap(rows: int) -> bool:
    """True for a number that servers like to stop a page at."""
    return rows in _USUAL_CAPS or rows % 50 == 0


def _page(reply: Reply) -> Page | None:
    return page_of(reply.body) if reply.body is not None else None


def _must_page(reply: Reply) -> Page:
    page = page_of(reply.required())
    if page is None:
        raise Refused(WithheldReason.BAD_ANSWER)
    return page
