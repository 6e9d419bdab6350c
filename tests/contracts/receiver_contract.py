"""What every CallbackReceiver promises. A test class inherits this and gives a `receiver` and a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from flow_desktop.core.callback import CodeReturned, ErrorReturned, Expected, Ignored, IssuerWrong, PageEnd
from flow_desktop.core.ports import CallbackReceiver, Hint
from flow_desktop.core.secret import Secret

ISSUER = "https://login.example.com"
PHRASE = "amber river quiet lantern"
STATE = "state-canary-0123456789"
CODE = "code-canary-9876543210"


def expected(attempt_id: str = "first", state: str = STATE, *, iss_promised: bool = False) -> Expected:
    """What the answer of an attempt must carry."""
    return Expected(attempt_id, Secret(state), ISSUER, iss_promised)


class ReceiverContract:
    """The promises, one test each."""

    @pytest.fixture
    def receiver(self) -> CallbackReceiver:
        """The receiver under test, not yet open."""
        raise AssertionError("a contract needs a receiver")

    async def visit(self, receiver: CallbackReceiver, address: str) -> str:
        """A browser opens an address; the name of the page it shows at last (an end or a notice)."""
        raise AssertionError("a contract needs a browser")

    @asynccontextmanager
    async def opened(self, receiver: CallbackReceiver, what: Expected | None = None) -> AsyncIterator[str]:
        """Open, waiting for the first attempt; closed in every end."""
        uri = await receiver.open()
        receiver.expect(what or expected(), PHRASE)
        try:
            yield uri
        finally:
            await receiver.close()

    def test_the_redirect_uri_is_a_literal_loopback_address(self, receiver: CallbackReceiver) -> None:
        """Never a name that somebody else could answer for (RFC 8252 section 8.3)."""

        async def story() -> str:
            async with self.opened(receiver) as uri:
                return uri

        assert asyncio.run(story()).startswith(("http://127.0.0.1:", "http://[::1]:"))

    def test_the_answer_arrives_and_the_page_tells_the_end(self, receiver: CallbackReceiver) -> None:
        """The browser learns the end only after the app told it."""

        async def story() -> None:
            async with self.opened(receiver) as uri:
                page = asyncio.create_task(self.visit(receiver, f"{uri}?code={CODE}&state={STATE}"))
                assert await receiver.arrived() == CodeReturned("first", Secret(CODE))
                assert not page.done()
                await receiver.tell(PageEnd.SIGNED_IN)
                await receiver.farewell()
                assert await page == "signed_in"

        asyncio.run(story())

    @pytest.mark.parametrize("end", list(PageEnd))
    def test_every_end_has_its_page(self, receiver: CallbackReceiver, end: PageEnd) -> None:
        """Page and app never disagree about how it ended."""

        async def story() -> str:
            async with self.opened(receiver) as uri:
                page = asyncio.create_task(self.visit(receiver, f"{uri}?code={CODE}&state={STATE}"))
                await receiver.arrived()
                await receiver.tell(end)
                await receiver.farewell()
                return await page

        assert asyncio.run(story()) == end.value

    @pytest.mark.parametrize(
        ("query", "answer"),
        [
            (f"error=access_denied&state={STATE}", ErrorReturned("first", "access_denied", "")),
            (f"code={CODE}&state={STATE}&iss=https://evil.example.com", IssuerWrong("first")),
        ],
    )
    def test_a_bad_end_with_our_state_is_an_answer_too(
        self, receiver: CallbackReceiver, query: str, answer: object
    ) -> None:
        """A refusal and a foreign issuer are told, once the state was found equal."""

        async def story() -> object:
            async with self.opened(receiver) as uri:
                page = asyncio.create_task(self.visit(receiver, f"{uri}?{query}"))
                arrived = await receiver.arrived()
                await receiver.tell(PageEnd.FAILED)
                await page
                return arrived

        assert asyncio.run(story()) == answer

    def test_a_wrong_state_is_waited_past(self, receiver: CallbackReceiver) -> None:
        """A forged answer does not end the attempt."""

        async def story() -> None:
            async with self.opened(receiver) as uri:
                assert await self.visit(receiver, f"{uri}?code=evil&state=wrong") == "not_ours"
                assert await self.visit(receiver, f"{uri}?code=evil") == "not_ours"
                page = asyncio.create_task(self.visit(receiver, f"{uri}?code={CODE}&state={STATE}"))
                assert await receiver.arrived() == CodeReturned("first", Secret(CODE))
                await receiver.tell(PageEnd.SIGNED_IN)
                await page

        asyncio.run(story())

    def test_an_error_without_state_is_a_hint(self, receiver: CallbackReceiver) -> None:
        """It may be genuine: it is told, it is not believed, and the true answer still counts."""

        async def story() -> None:
            async with self.opened(receiver) as uri:
                assert await self.visit(receiver, f"{uri}?error=access_denied") == "unproven"
                assert await receiver.arrived() == Hint("first", "access_denied")
                assert receiver.paste(f"{uri}?code={CODE}&state={STATE}") is None
                assert await receiver.arrived() == CodeReturned("first", Secret(CODE))

        asyncio.run(story())

    @pytest.mark.parametrize("query", ["code=x&code=y&", "", "code=caf%C3%A9&", "error=a&error=b&"])
    def test_a_senseless_answer_is_a_hint_without_error(self, receiver: CallbackReceiver, query: str) -> None:
        """Our state, but nothing usable: refused and told as a hint, and the true answer still counts."""

        async def story() -> None:
            async with self.opened(receiver) as uri:
                assert await self.visit(receiver, f"{uri}?{query}state={STATE}") == "not_ours"
                assert await receiver.arrived() == Hint("first", "")
                page = asyncio.create_task(self.visit(receiver, f"{uri}?code={CODE}&state={STATE}"))
                assert await receiver.arrived() == CodeReturned("first", Secret(CODE))
                await receiver.tell(PageEnd.SIGNED_IN)
                assert await page == "signed_in"

        asyncio.run(story())

    def test_a_replaced_attempt_is_told_so(self, receiver: CallbackReceiver) -> None:
        """After "Open again" the old tab is dead and says where to go; the new one counts."""

        async def story() -> None:
            async with self.opened(receiver) as uri:
                receiver.expect(expected("second", "state-two"), PHRASE)
                assert await self.visit(receiver, f"{uri}?code={CODE}&state={STATE}") == "replaced"
                page = asyncio.create_task(self.visit(receiver, f"{uri}?code=two&state=state-two"))
                assert await receiver.arrived() == CodeReturned("second", Secret("two"))
                await receiver.tell(PageEnd.SIGNED_IN)
                await page

        asyncio.run(story())

    def test_a_browser_held_for_a_replaced_attempt_is_told_so(self, receiver: CallbackReceiver) -> None:
        """An answer that came a moment before "Open again" is not used, and its tab says so."""

        async def story() -> None:
            async with self.opened(receiver) as uri:
                page = asyncio.create_task(self.visit(receiver, f"{uri}?code={CODE}&state={STATE}"))
                await receiver.arrived()
                receiver.expect(expected("second", "state-two"), PHRASE)
                assert await page == "replaced"

        asyncio.run(story())

    def test_a_second_answer_is_ignored(self, receiver: CallbackReceiver) -> None:
        """The first answer wins; a reload or a replay changes nothing."""

        async def story() -> None:
            async with self.opened(receiver) as uri:
                page = asyncio.create_task(self.visit(receiver, f"{uri}?code={CODE}&state={STATE}"))
                await receiver.arrived()
                assert await self.visit(receiver, f"{uri}?code=other&state={STATE}") == "used"
                nothing = asyncio.create_task(receiver.arrived())
                await receiver.tell(PageEnd.SIGNED_IN)
                assert await page == "signed_in"
                assert not nothing.done()
                nothing.cancel()

        asyncio.run(story())

    def test_a_pasted_address_counts_as_if_it_came(self, receiver: CallbackReceiver) -> None:
        """Blanks around it do not matter; a second time does no harm; no page is owed to anybody."""

        async def story() -> None:
            async with self.opened(receiver) as uri:
                assert receiver.paste(f"  {uri}?code={CODE}&state={STATE}\n") is None
                assert await receiver.arrived() == CodeReturned("first", Secret(CODE))
                assert receiver.paste(f"{uri}?code={CODE}&state={STATE}") is None
                await receiver.tell(PageEnd.SIGNED_IN)
                async with asyncio.timeout(0.5):
                    await receiver.farewell()

        asyncio.run(story())

    @pytest.mark.parametrize(
        ("address", "why"),
        [
            ("{uri}?code=x&state=wrong", Ignored.WRONG_STATE),
            ("{uri}?code=x", Ignored.NO_STATE),
            ("{uri}?error=access_denied", Ignored.ERROR_WITHOUT_STATE),
            ("{uri}?state=" + STATE, Ignored.MALFORMED),
            ("{uri}", Ignored.NOTHING_IN_IT),
            ("https://evil.example.com/callback?code=x&state=" + STATE, Ignored.NOTHING_IN_IT),
            ("not an address", Ignored.NOTHING_IN_IT),
            ("http://[", Ignored.NOTHING_IN_IT),
            ("", Ignored.NOTHING_IN_IT),
        ],
    )
    def test_a_pasted_address_of_something_else_is_refused(
        self, receiver: CallbackReceiver, address: str, why: Ignored
    ) -> None:
        """Another place, another state or no address at all: the reason comes back, and the attempt goes on."""

        async def story() -> Ignored | None:
            async with self.opened(receiver) as uri:
                return receiver.paste(address.format(uri=uri))

        assert asyncio.run(story()) is why

    def test_close_twice(self, receiver: CallbackReceiver) -> None:
        """Closing is for every end, so it may come twice, and before opening."""

        async def story() -> None:
            await receiver.close()
            async with self.opened(receiver):
                pass
            await receiver.close()

        asyncio.run(story())

    def test_after_close_nobody_is_served(self, receiver: CallbackReceiver) -> None:
        """The port is shut."""

        async def story() -> None:
            async with self.opened(receiver) as uri:
                pass
            with pytest.raises(ConnectionError):
                await self.visit(receiver, f"{uri}?code={CODE}&state={STATE}")

        asyncio.run(story())
