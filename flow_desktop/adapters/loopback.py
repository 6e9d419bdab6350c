"""The loopback receiver: one socket on a literal loopback address, waiting for one answer (RFC 8252 section 7.3).

State first, page second: a request counts as the answer only after ``judge_callback`` found its state equal; all else
is turned away, counted by kind and waited past. The browser that brought the answer is held until the app has decided,
then sent to a clean address with the true end, so that page and app never disagree and no code stays in the history.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urlsplit

from flow_desktop.adapters.end_page import Notice, Page, load_end_pages
from flow_desktop.adapters.loopback_http import HEAD_BYTES, Head, Reject, Reply, Unreadable, decode_params
from flow_desktop.adapters.loopback_rules import DONE, Place, refusal
from flow_desktop.adapters.loopback_server import Connections, Limits, Request, bind_loopback
from flow_desktop.adapters.style import Tokens
from flow_desktop.core.callback import Expected, Ignored, PageEnd, Returned, WaitOn, judge_callback
from flow_desktop.core.ports import Hint
from flow_desktop.core.problems import Problem
from flow_desktop.core.words import Words

_REFRESH_SECONDS = 1
_NOTICES = {
    Ignored.REPLACED_ATTEMPT: Notice.REPLACED,
    Ignored.ERROR_WITHOUT_STATE: Notice.UNPROVEN,
    Reject.SECOND: Notice.USED,
}
_GONE = {Ignored.REPLACED_ATTEMPT, Reject.SECOND}


class _Visit:
    """One accepted answer and the browser that brought it. ``page`` is its last page, once the end is known."""

    def __init__(self, path: str, phrase: str) -> None:
        self.path = path
        self.phrase = phrase
        self.page: Page | None = None
        self.told = asyncio.Event()
        self.delivered = asyncio.Event()
        self.request: Request | None = None
        self.was_asked = False

    def show(self, page: Page) -> None:
        """This is the last page now."""
        self.page = page
        self.told.set()

    def redirect(self) -> str:
        """The clean address. A browser that has hung up meanwhile will not go there: nothing is owed to it."""
        if self.request is not None and self.request.has_left():
            self.delivered.set()
        return self.path

    def is_owed(self) -> bool:
        """Whether a browser is still out there for which the last page is ready."""
        return self.request is not None and self.page is not None and not self.delivered.is_set()


class LoopbackReceiver:
    """core.ports.CallbackReceiver on a real socket. Use it on one event loop; ``close`` ends it for good.

    ``path``: the redirect path; ``ports``: registered ones, tried in order, or none for any free port. ``words`` and
    ``style`` (design tokens) dress its pages.
    """

    def __init__(
        self,
        *,
        words: Words,
        style: Tokens,
        path: str = "/callback",
        ports: tuple[int, ...] = (),
        limits: Limits | None = None,
    ) -> None:
        self._pages = load_end_pages(words, style)
        self._ports = ports
        self._limits = limits or Limits()
        self._place = Place("", path)
        self._connections = Connections(self, self._limits)
        self._expected: Expected | None = None
        self._phrase = ""
        self._visit: _Visit | None = None
        self._past: list[_Visit] = []
        self._news: asyncio.Queue[Returned | Hint] = asyncio.Queue()
        self._rejects: Counter[str] = Counter()

    @property
    def rejects(self) -> Mapping[str, int]:
        """How many requests were turned away, by ``Reject`` and ``Ignored``. Nothing else of them is kept."""
        return MappingProxyType(self._rejects)

    async def open(self) -> str:
        """Bind, listen, and keep the socket until ``close``; the redirect URI. Again: the same URI.

        Raises FlowError CONFIGURATION_PORTS_BUSY where every registered port is taken.
        """
        if not self._place.host:
            bound = bind_loopback(self._ports)
            address, port = bound.getsockname()[:2]
            self._place = Place(f"[{address}]:{port}" if ":" in address else f"{address}:{port}", self._place.path)
            await self._connections.start(bound)
        return self._place.uri

    def expect(self, expected: Expected, phrase: str) -> None:
        """Wait for this attempt; a browser held for an earlier one is told that it was replaced."""
        if self._expected is not None:
            old = (*self._expected.replaced_states, self._expected.state, *expected.replaced_states)
            expected = replace(expected, replaced_states=tuple(dict.fromkeys(old)))
        if self._visit is not None:
            if self._visit.page is None:
                self._visit.show(self._pages.notice(Notice.REPLACED))
            self._past.append(self._visit)
        self._expected, self._phrase, self._visit = expected, phrase, None
        while not self._news.empty():
            self._news.get_nowait()

    async def arrived(self) -> Returned | Hint:
        """The answer of the expected attempt, an error that nobody vouches for, or word of one that made no sense."""
        return await self._news.get()

    async def tell(self, end: PageEnd, problem: Problem | None = None) -> None:
        """Show the true end. At once, except after a cancel, when everything closes next: then at most 120 ms."""
        visit = self._visit
        if visit is None:
            return
        visit.show(self._pages.end(end, visit.phrase, problem))
        if end is PageEnd.CANCELLED:
            await self._delivered(visit, self._limits.cancel)

    async def farewell(self) -> None:
        """Wait until the browser has its last page, at most 3 s, and a moment more; at once where no page is owed."""
        for visit in (*self._past, self._visit):
            if visit is not None:
                await self._delivered(visit, self._limits.farewell)
        if self._visit is not None and self._visit.was_asked:
            await asyncio.sleep(self._limits.linger)

    async def _delivered(self, visit: _Visit, seconds: float) -> None:
        if visit.is_owed():
            with suppress(TimeoutError):
                await asyncio.wait_for(visit.delivered.wait(), seconds)

    def paste(self, address: str) -> Ignored | None:
        """Judge a pasted address exactly as if the browser had brought it. None: it is the answer.

        An address of another place, or one that cannot be read, has nothing in it.
        """
        query = self._query_of(address.strip())
        try:
            taken = self._take(decode_params(query)) if query else Ignored.NOTHING_IN_IT
        except Unreadable:
            taken = Ignored.NOTHING_IN_IT
        if isinstance(taken, _Visit) or taken is Reject.SECOND:  # SECOND: pasted twice, or the browser was faster
            return None
        return taken if isinstance(taken, Ignored) else Ignored.NOTHING_IN_IT

    def _query_of(self, address: str) -> str:
        try:
            parts = urlsplit(address if len(address) <= HEAD_BYTES else "")
        except ValueError:
            return ""
        return parts.query if f"{parts.scheme}://{parts.netloc}{parts.path}" == self._place.uri else ""

    async def close(self) -> None:
        """Stop listening and cut every connection, at once. Safe to call twice."""
        self._expected = None
        self._place = Place("", self._place.path)
        await self._connections.stop()

    # --- what the connections serve (loopback_server.Site)

    def screen(self, head: Head) -> Reply | None:
        """Turn away what cannot be an answer, before its body is read."""
        found = refusal(head, self._place)
        if found is None and head.path != self._place.path and self._visit_at(head.path) is None:
            return self._notice(HTTPStatus.NOT_FOUND, Reject.PATH)
        if found is None:
            return None
        if found.status is HTTPStatus.NO_CONTENT:
            self.count(found.reject)
            return Reply(found.status)
        reply = self._notice(found.status, found.reject)
        return replace(reply, headers=(("Allow", found.allow),)) if found.allow else reply

    def refuse(self, why: Unreadable) -> Reply:
        """What could not be read gets a page that says nothing about it."""
        return self._notice(why.status, why.reject)

    def count(self, reject: Reject | Ignored) -> None:
        """One more of this kind."""
        self._rejects[reject.value] += 1

    async def answer(self, request: Request) -> Reply:
        """The held answer of the callback, or its last page at the clean address."""
        visit = self._visit_at(request.head.path)
        if visit is not None:
            return await self._last_page(visit)
        taken = self._take(decode_params(_parameters(request)))
        if not isinstance(taken, _Visit):
            return self._notice(HTTPStatus.GONE if taken in _GONE else HTTPStatus.BAD_REQUEST, taken)
        taken.request = request
        await self._told(taken)
        return Reply(HTTPStatus.SEE_OTHER, headers=(("Location", taken.redirect()),))

    async def _last_page(self, visit: _Visit) -> Reply:
        """The end; until it is known, a page that asks again, after a second at first and then as soon as it is."""
        if visit.was_asked:
            await self._told(visit)
        visit.was_asked = True
        if visit.page is None:
            page = self._pages.notice(Notice.WAITING, visit.phrase)
            return _reply(HTTPStatus.OK, page, ("Refresh", str(_REFRESH_SECONDS)))
        return replace(_reply(HTTPStatus.OK, visit.page), sent=visit.delivered)

    async def _told(self, visit: _Visit) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(visit.told.wait(), self._limits.hold)

    def _take(self, params: tuple[tuple[str, str], ...]) -> _Visit | Ignored | Reject:
        """The one place where an answer is accepted: the first with our state wins."""
        if self._expected is None:
            return Reject.NOT_EXPECTED
        judged = judge_callback(params, self._expected)
        if isinstance(judged, WaitOn):
            if judged.hint is not None and self._news.empty():
                self._news.put_nowait(Hint(self._expected.attempt_id, judged.hint))
            return judged.why
        if self._visit is not None:
            return Reject.SECOND
        self._visit = _Visit(DONE + secrets.token_urlsafe(18), self._phrase)
        self._news.put_nowait(judged)
        return self._visit

    def _visit_at(self, path: str) -> _Visit | None:
        return next((one for one in (*self._past, self._visit) if one is not None and one.path == path), None)

    def _notice(self, status: HTTPStatus, why: Ignored | Reject) -> Reply:
        self.count(why)
        kind = Notice.NOT_OURS if isinstance(why, Ignored) else Notice.NOTHING
        return _reply(status, self._pages.notice(_NOTICES.get(why, kind)))


def _parameters(request: Request) -> str:
    """Of a posted form only the body counts (OAuth 2.0 Form Post Response Mode section 2)."""
    if request.head.method != "POST":
        return request.head.query
    try:
        return request.body.decode("ascii")
    except UnicodeDecodeError:
        raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.PARAMETERS) from None


def _reply(status: HTTPStatus, page: Page, *headers: tuple[str, str]) -> Reply:
    return Reply(status, page.html, headers, page.style_hash)
