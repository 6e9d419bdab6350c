"""A real receiver, ready for a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from flow_desktop.adapters.loopback import LoopbackReceiver
from flow_desktop.adapters.loopback_server import Limits
from flow_desktop.adapters.style import load_tokens
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.callback import CodeReturned, Expected, PageEnd
from flow_desktop.core.secret import Secret
from tests.contracts.receiver_contract import CODE, PHRASE, STATE, expected
from tests.support.raw_http import Got, ask, get, request

TRUE_QUERY = f"code={CODE}&state={STATE}"
TRUE_TARGET = f"/callback?{TRUE_QUERY}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BODY = TRUE_QUERY.encode()


def new_receiver(limits: Limits | None = None, **settings: Any) -> LoopbackReceiver:
    """As the program makes it, with the texts and the style that ship."""
    return LoopbackReceiver(words=load_words("en"), style=load_tokens(), limits=limits, **settings)


@dataclass(frozen=True, slots=True)
class Open:
    """A receiver that waits for the true answer, and where."""

    receiver: LoopbackReceiver
    uri: str

    async def get(self, target: str, **headers: str) -> Got:
        """A GET with headers by Python names: ``sec_fetch_dest="image"``."""
        return await get(self.uri, target, {name.replace("_", "-").title(): value for name, value in headers.items()})


@asynccontextmanager
async def waiting(what: Expected | None = None, limits: Limits | None = None, **settings: Any) -> AsyncIterator[Open]:
    """An open receiver; closed in every end."""
    receiver = new_receiver(limits, **settings)
    uri = await receiver.open()
    receiver.expect(what or expected(), PHRASE)
    try:
        yield Open(receiver, uri)
    finally:
        await receiver.close()


def page_name(got: Got) -> str:
    """Which of our pages this is, by its heading."""
    texts = load_words("en").texts
    names = {texts[key]: key.split(".")[1] for key in texts if key.startswith("page.") and key.endswith(".title")}
    return names[got.title]


def posted(at: Open, body: bytes, headers: dict[str, str] | None = None) -> bytes:
    """A form as a provider's page posts it."""
    given = {**FORM, "Content-Length": str(len(body)), **(headers or {})}
    return request(at.uri, "/callback", method="POST", headers=given) + body


async def brings(at: Open, data: bytes) -> None:
    """These bytes are accepted as the true answer."""
    page = asyncio.create_task(ask(at.uri, data))
    assert await asyncio.wait_for(at.receiver.arrived(), 2) == CodeReturned("first", Secret(CODE))
    await at.receiver.tell(PageEnd.SIGNED_IN)
    assert (await page).status == 303
