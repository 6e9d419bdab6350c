"""Somebody else than the typed address signed in: kept, switched or refused, and never kept unasked."""

from __future__ import annotations

import asyncio

from flow_desktop.core import signin as machine
from flow_desktop.core.causes import Cause
from flow_desktop.core.problems import Code
from tests.fakes.provider import FakeProvider, answer_of, person
from tests.support.sign_in_desk import Desk, failure, play

ANA, BEN = person(), person("ben@example.com", subject="u2")


def test_the_typed_address_signs_in() -> None:
    """The typed address goes along as a hint; where it fits nobody is asked."""

    async def scene(desk: Desk) -> None:
        running = asyncio.create_task(desk.start("ANA@example.com").run())
        link = await desk.browser.next_link()
        assert "login_hint=ANA%40example.com" in link
        await desk.receiver.visit(answer_of(link, code="c1"))
        assert await running == machine.SignedIn(ANA)

    play(scene)


def test_another_account_is_asked_about_and_kept() -> None:
    """Before the answer nothing is kept; "keep" keeps the account that signed in."""

    async def scene(desk: Desk) -> None:
        flow = desk.start("ana@example.com")
        running = asyncio.create_task(flow.run())
        page = await desk.receiver.visit(answer_of(await desk.browser.next_link(), code="c1"))
        asking = await desk.until(machine.AskingAccount)
        assert isinstance(asking, machine.AskingAccount)
        assert (page, asking.identity, asking.expected, desk.kept) == ("other_account", BEN, "ana@example.com", [])
        flow.keep_account()
        assert await running == machine.SignedIn(BEN)

    desk = play(scene, Desk(provider=FakeProvider(BEN)))
    assert ([identity for identity, _ in desk.kept], desk.provider.revoked) == ([BEN], [])


def test_switching_revokes_and_lets_the_person_choose() -> None:
    """ "Switch" drops the first tokens, asks the provider to let the person choose, and keeps only the second."""

    async def scene(desk: Desk) -> None:
        flow = desk.start("ana@example.com")
        running = asyncio.create_task(flow.run())
        await desk.receiver.visit(answer_of(await desk.browser.next_link(), code="c1"))
        await desk.until(machine.AskingAccount)
        desk.provider.who = ANA
        flow.switch_account()
        link = await desk.browser.next_link()
        assert "prompt=select_account" in link
        await desk.receiver.visit(answer_of(link, code="c2"))
        assert await running == machine.SignedIn(ANA)

    desk = play(scene, Desk(provider=FakeProvider(BEN)))
    assert ([identity for identity, _ in desk.kept], desk.provider.revoked) == ([ANA], ["refresh-1"])


def test_two_wrong_accounts_are_both_revoked() -> None:
    """A slow revocation of the first is not given up for the second."""

    async def scene(desk: Desk) -> None:
        _, go = desk.provider.hold("revoke")
        flow = desk.start("ana@example.com")
        running = asyncio.create_task(flow.run())
        for code in ("c1", "c2"):
            await desk.receiver.visit(answer_of(await desk.browser.next_link(), code=code))
            await desk.until(machine.AskingAccount)
            flow.switch_account()
        await desk.browser.next_link()
        flow.cancel()
        await desk.until(machine.Cancelled)
        go.set()
        await running

    desk = play(scene, Desk(provider=FakeProvider(BEN)))
    assert (sorted(desk.provider.revoked), desk.kept) == (["refresh-1", "refresh-2"], [])


def test_another_account_is_refused_where_nobody_can_be_asked() -> None:
    """A pipeline ends with wrong_account, naming both, and leaves nothing behind."""

    async def scene(desk: Desk) -> None:
        flow = desk.start("ana@example.com")
        running = asyncio.create_task(flow.run())
        await desk.receiver.visit(answer_of(await desk.browser.next_link(), code="c1"))
        await desk.until(machine.AskingAccount)
        flow.refuse_account()
        found = failure(await running)
        assert (found.code, found.cause) == (Code.WRONG_ACCOUNT_OTHER, Cause.SIGNIN_WRONG_ACCOUNT)
        assert dict(found.facts) == {"expected": "ana@example.com", "actual": "ben@example.com"}

    desk = play(scene, Desk(provider=FakeProvider(BEN)))
    assert (desk.kept, desk.provider.revoked, desk.provider.live) == ([], ["refresh-1"], set())


def test_answers_to_questions_nobody_asked_do_nothing() -> None:
    """Keep and refuse count only while the question is open."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        link = await desk.browser.next_link()
        flow.keep_account()
        flow.refuse_account()
        await desk.receiver.visit(answer_of(link, code="c1"))
        assert isinstance(await running, machine.SignedIn)

    assert play(scene).path() == ["Preparing", "AwaitingBrowser", "Exchanging", "Verifying", "SignedIn"]
