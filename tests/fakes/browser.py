"""How a link reaches a person, without a person: core.ports.Browser and Clipboard."""

from __future__ import annotations

import asyncio


class FakeBrowser:
    """core.ports.Browser that keeps the links. ``opens``: whether the system takes them; ``fails``: it breaks."""

    def __init__(self, *, opens: bool = True, fails: Exception | None = None) -> None:
        self.opens = opens
        self.fails = fails
        self.opened: list[str] = []
        self._news: asyncio.Queue[str] = asyncio.Queue()

    def open(self, url: str) -> bool:
        self.opened.append(url)
        if self.fails is not None:
            raise self.fails
        self._news.put_nowait(url)
        return self.opens

    async def next_link(self) -> str:
        """Wait for the next link that was opened."""
        return await asyncio.wait_for(self._news.get(), 5)


class FakeClipboard:
    """core.ports.Clipboard that keeps every text put there."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._news: asyncio.Queue[str] = asyncio.Queue()

    def put(self, text: str) -> None:
        self.texts.append(text)
        self._news.put_nowait(text)

    async def next_link(self) -> str:
        """Wait for the next text."""
        return await asyncio.wait_for(self._news.get(), 5)
