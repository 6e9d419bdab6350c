"""A receiver without a socket: `visit` plays the browser. Passes the same contract as the real one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlsplit

from flow_desktop.core.callback import Expected, Ignored, PageEnd, Returned, WaitOn, judge_callback
from flow_desktop.core.ports import Hint
from flow_desktop.core.problems import FlowError, Problem

_PAGES = {Ignored.REPLACED_ATTEMPT: "replaced", Ignored.ERROR_WITHOUT_STATE: "unproven"}


@dataclass(slots=True)
class _Browser:
    """A browser that brought the answer. ``page``: what it shows at last."""

    told: asyncio.Event = field(default_factory=asyncio.Event)
    page: str = ""

    def show(self, page: str) -> None:
        self.page = page
        self.told.set()


class FakeReceiver:
    """core.ports.CallbackReceiver in memory. ``fails``: how opening ends; ``calls`` and ``told``: what was asked."""

    def __init__(self, uri: str = "http://127.0.0.1:49152/callback", *, fails: FlowError | None = None) -> None:
        self.uri = uri
        self.fails = fails
        self.calls: list[str] = []
        self.told: list[tuple[PageEnd, Problem | None]] = []
        self.phrase = ""
        self.expected: Expected | None = None
        self.is_open = False
        self._brought: _Browser | None = None
        self._news: asyncio.Queue[Returned | Hint] = asyncio.Queue()

    async def open(self) -> str:
        self.calls.append("open")
        if self.fails is not None:
            raise self.fails
        self.is_open = True
        return self.uri

    def expect(self, expected: Expected, phrase: str) -> None:
        self.calls.append("expect")
        if self.expected is not None:
            old = (*self.expected.replaced_states, self.expected.state, *expected.replaced_states)
            expected = replace(expected, replaced_states=old)
        if self._brought is not None and not self._brought.told.is_set():
            self._brought.show("replaced")
        self.expected, self.phrase, self._brought = expected, phrase, None
        while not self._news.empty():
            self._news.get_nowait()

    async def arrived(self) -> Returned | Hint:
        return await self._news.get()

    async def tell(self, end: PageEnd, problem: Problem | None = None) -> None:
        self.calls.append("tell")
        self.told.append((end, problem))
        if self._brought is not None:
            self._brought.show(end.value)

    def paste(self, address: str) -> Ignored | None:
        if not address.strip().startswith(f"{self.uri}?"):
            return Ignored.NOTHING_IN_IT
        taken = self._take(address.strip())
        return taken if isinstance(taken, Ignored) else None

    async def farewell(self) -> None:
        self.calls.append("farewell")

    async def close(self) -> None:
        self.calls.append("close")
        self.is_open = False
        self.expected = None

    async def visit(self, address: str) -> str:
        """A browser comes; the name of the page it shows at last. Raises ConnectionError once closed."""
        if not self.is_open:
            raise ConnectionRefusedError
        taken = self._take(address)
        if isinstance(taken, Ignored):
            return _PAGES.get(taken, "not_ours")
        if taken is None:
            return "used"
        await taken.told.wait()
        return taken.page

    def _take(self, address: str) -> _Browser | Ignored | None:
        """None: a second answer."""
        if self.expected is None:
            return Ignored.NOTHING_IN_IT
        params = tuple(parse_qsl(urlsplit(address).query, keep_blank_values=True))
        judged = judge_callback(params, self.expected)
        if isinstance(judged, WaitOn):
            if judged.hint is not None and self._news.empty():
                self._news.put_nowait(Hint(self.expected.attempt_id, judged.hint))
            return judged.why
        if self._brought is not None:
            return None
        self._brought = _Browser()
        self._news.put_nowait(judged)
        return self._brought
