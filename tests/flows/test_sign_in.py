"""A sign-in from the button to its true end, over fakes of every port."""

from __future__ import annotations

import asyncio

import pytest

from flow_desktop.core import signin as machine
from flow_desktop.core.callback import Expected, Ignored, PageEnd
from flow_desktop.core.ports import Tokens
from flow_desktop.core.problems import Code, problem
from tests.fakes.browser import FakeBrowser
from tests.fakes.provider import answer_of, person
from tests.fakes.receiver import FakeReceiver
from tests.support.sign_in_desk import Desk, failure, play

ANA, BEN = person(), person("ben@example.com", subject="u2")


# ------------------------------------------------------------------ the straight way


def test_a_person_signs_in() -> None:
    """Link opened, callback, tokens, identity, kept once; the browser's page says so after all of it."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        page = await desk.receiver.visit(answer_of(await desk.browser.next_link(), code="c1"))
        assert await running == machine.SignedIn(ANA)
        assert page == "signed_in"
        assert desk.receiver.is_open, "the page is still to be fetched"
        await flow.close()

    desk = play(scene)
    assert desk.path() == ["Preparing", "AwaitingBrowser", "Exchanging", "Verifying", "SignedIn"]
    assert [identity for identity, _ in desk.kept] == [ANA]
    assert desk.provider.calls == ["discover", "authorization_url", "exchange", "verify"]
    assert desk.receiver.calls == ["open", "expect", "tell", "farewell", "close"]
    assert desk.provider.revoked == []
    assert desk.clipboard.texts == []


def test_the_socket_is_bound_before_the_browser_opens() -> None:
    """The link carries the address that already listens, and the app shows the words of the page."""

    async def scene(desk: Desk) -> None:
        running = asyncio.create_task(desk.start().run())
        link = await desk.browser.next_link()
        assert desk.receiver.calls == ["open", "expect"]
        state = await desk.until(machine.AwaitingBrowser)
        assert isinstance(state, machine.AwaitingBrowser)
        assert state.url == link
        assert state.attempt.phrase == desk.receiver.phrase
        assert state.attempt.redirect_uri == desk.receiver.uri
        assert state.deadline == desk.clock.monotonic() + 300.0
        running.cancel()
        await asyncio.wait({running})

    play(scene)


def test_the_page_waits_for_the_verification() -> None:
    """While the token is being checked the browser is told nothing."""

    async def scene(desk: Desk) -> None:
        arrived, go = desk.provider.hold("verify")
        running = asyncio.create_task(desk.start().run())
        visit = asyncio.create_task(desk.receiver.visit(answer_of(await desk.browser.next_link(), code="c1")))
        await arrived.wait()
        assert (desk.receiver.told, desk.kept, visit.done()) == ([], [], False)
        go.set()
        assert isinstance(await running, machine.SignedIn)
        assert await visit == "signed_in"

    play(scene)


def test_nothing_secret_is_kept_after_the_end() -> None:
    """After an accepted sign-in the tokens are with the session only."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        await desk.receiver.visit(answer_of(await desk.browser.next_link(), code="c1"))
        await running
        held = [getattr(flow, name) for name in vars(flow)]
        assert not [one for one in held if isinstance(one, Tokens)]

    play(scene)


# ------------------------------------------------------------------ what the provider answers

ANSWERS = {
    "denied": ({"error": "access_denied"}, Code.DENIED_BY_PERSON, PageEnd.DENIED),
    "server error": ({"error": "server_error"}, Code.PROVIDER_ERROR_SERVER, PageEnd.FAILED),
    "another issuer": ({"code": "c1", "iss": "https://evil.example"}, Code.CALLBACK_ISSUER, PageEnd.FAILED),
}


@pytest.mark.parametrize(("params", "code", "page"), ANSWERS.values(), ids=ANSWERS)
def test_a_refusal_ends_with_its_problem(params: dict[str, str], code: Code, page: PageEnd) -> None:
    """No token is asked for, nothing is kept, and page and app say the same."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        shown = await desk.receiver.visit(answer_of(await desk.browser.next_link(), **params))
        end = await running
        assert failure(end).code is code
        assert shown == page.value
        assert desk.receiver.told == [(page, failure(end))]
        await flow.close()

    desk = play(scene)
    assert (desk.kept, "exchange" in desk.provider.calls) == ([], False)
    assert not desk.receiver.is_open


def test_a_promised_issuer_must_come() -> None:
    """Where discovery promises the issuer in the answer, an answer without it is refused."""

    async def scene(desk: Desk) -> None:
        desk.provider.promises_iss = True
        running = asyncio.create_task(desk.start().run())
        await desk.receiver.visit(answer_of(await desk.browser.next_link(), code="c1"))
        assert failure(await running).code is Code.CALLBACK_ISSUER

    play(scene)


def test_a_forged_callback_is_waited_past() -> None:
    """A wrong state or an error without state ends nothing; the hint is shown and the true answer still counts."""

    async def scene(desk: Desk) -> None:
        running = asyncio.create_task(desk.start().run())
        link = await desk.browser.next_link()
        assert await desk.receiver.visit(answer_of(link, state="forged", code="evil")) == "not_ours"
        assert await desk.receiver.visit(f"{desk.receiver.uri}?error=access_denied") == "unproven"
        assert await desk.until_notice() == problem(Code.CALLBACK_NOT_OURS, error="access_denied")
        await desk.receiver.visit(answer_of(link, code="c1"))
        assert isinstance(await running, machine.SignedIn)

    play(scene)


def test_a_senseless_answer_is_told_and_waited_past() -> None:
    """Our state without code or error ends nothing: the notice is shown and the true answer still signs in."""

    async def scene(desk: Desk) -> None:
        running = asyncio.create_task(desk.start().run())
        link = await desk.browser.next_link()
        assert await desk.receiver.visit(answer_of(link)) == "not_ours"
        assert await desk.until_notice() == problem(Code.CALLBACK_MALFORMED)
        await desk.receiver.visit(answer_of(link, code="c1"))
        assert isinstance(await running, machine.SignedIn)

    assert play(scene).kept


def test_a_pasted_address_is_judged_like_a_callback() -> None:
    """The address from the browser's bar signs in; nonsense is refused and waited past."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        link = await desk.browser.next_link()
        assert flow.paste("hello") is Ignored.NOTHING_IN_IT
        assert flow.paste(answer_of(link, state="forged", code="evil")) is Ignored.WRONG_STATE
        assert flow.paste(answer_of(link, code="c1")) is None
        assert await running == machine.SignedIn(ANA)

    play(scene)


# ------------------------------------------------------------------ fresh links


@pytest.mark.parametrize("copies", [False, True], ids=["open again", "copy link"])
def test_a_fresh_link_kills_the_old_one(*, copies: bool) -> None:
    """Each link has secrets of its own; the old one's answer is told that it was replaced, the new one counts."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        old = await desk.browser.next_link()
        (flow.copy_link if copies else flow.open_again)()
        new = await (desk.clipboard if copies else desk.browser).next_link()
        assert await desk.receiver.visit(answer_of(old, code="old")) == "replaced"
        assert isinstance(desk.states[-1], machine.AwaitingBrowser)
        await desk.receiver.visit(answer_of(new, code="new"))
        assert await running == machine.SignedIn(ANA)

    desk = play(scene)
    first, second = desk.provider.attempts
    fresh = [getattr(first, name) != getattr(second, name) for name in ("id", "state", "nonce", "code_verifier")]
    assert fresh == [True] * 4
    assert first.redirect_uri == second.redirect_uri
    assert desk.receiver.calls.count("open") == 1, "one socket for the whole sign-in"
    assert (len(desk.browser.opened), len(desk.clipboard.texts)) == ((1, 1) if copies else (2, 0))


class _Noting(FakeReceiver):
    """A receiver that keeps what it was told to expect."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Expected] = []

    def expect(self, expected: Expected, phrase: str) -> None:
        self.asked.append(expected)
        super().expect(expected, phrase)


def test_the_receiver_knows_every_replaced_link() -> None:
    """With each fresh link the states of all earlier ones go along, so that their pages can say so."""

    async def scene(desk: Desk) -> None:
        desk.receiver = receiver = _Noting()
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        for _ in range(2):
            await desk.browser.next_link()
            flow.open_again()
        await desk.browser.next_link()
        flow.cancel()
        await running
        states = [one.state for one in receiver.asked]
        assert [list(one.replaced_states) for one in receiver.asked] == [states[:0], states[:1], states[:2]]

    play(scene)


def test_a_fresh_link_has_the_whole_time_again() -> None:
    """ "Open again" starts the five minutes anew."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        await desk.browser.next_link()
        desk.clock.move(200.0)
        flow.open_again()
        await desk.browser.next_link()
        state = await desk.until(machine.AwaitingBrowser)
        assert isinstance(state, machine.AwaitingBrowser)
        assert state.deadline == desk.clock.monotonic() + 300.0
        flow.cancel()
        await running

    play(scene)


def test_a_browser_that_does_not_open_leaves_the_link() -> None:
    """Where the link can still be copied, a browser that does not open is a notice, not the end."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        link = await desk.browser.next_link()
        assert (await desk.until_notice()).code is Code.BROWSER_NOT_OPENED
        await desk.receiver.visit(answer_of(link, code="c1"))
        assert isinstance(await running, machine.SignedIn)

    play(scene, Desk(browser=FakeBrowser(opens=False)))


def test_a_browser_that_must_open_ends_it() -> None:
    """A terminal told to use one browser has no other way."""

    async def scene(desk: Desk) -> None:
        flow = desk.start(browser_required=True)
        assert failure(await flow.run()).code is Code.BROWSER_COMMAND_FAILED
        await flow.close()

    assert not play(scene, Desk(browser=FakeBrowser(opens=False))).receiver.is_open
