"""The signed-in person: kept, renewed, ended, and shared with another process, over fakes of every port."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from flow_desktop.core.ports import KnownAccount, StoredSession
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.core.secret import Secret
from flow_desktop.flows.session import STALE_SECONDS
from tests.fakes.accounts import FakeAccounts
from tests.fakes.provider import FakeProvider, person
from tests.fakes.vault import FakeVault
from tests.support.session_house import ANA, BEN, KEY, OFFLINE, House, play

# ------------------------------------------------------------------ taking over and coming back


def test_a_sign_in_is_kept_for_the_next_start() -> None:
    """The refresh token goes to the keychain, the account to the list; the access token stays in memory."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        assert (session.identity, session.keeps, session.notice) == (ANA, True, None)
        assert (await session.access()).reveal() == "access-1"

    house = play(scene)
    assert house.vault.stored == {KEY: StoredSession(Secret("refresh-1"), KEY, "openid email offline_access", _start())}
    assert house.accounts.listed == (KnownAccount(KEY, "ana@example.com"),)


def _start() -> datetime:
    return datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_the_next_start_is_signed_in_silently() -> None:
    """Another process restores the session with one refresh and keeps the rotated token."""

    async def scene(house: House) -> None:
        await house.signed_in()
        session = house.session()
        assert await session.restore() == ANA
        assert (session.identity, session.keeps) == (ANA, True)
        assert (await session.access()).reveal() == "access-2"

    house = play(scene)
    assert (house.stored(), house.provider.calls.count("refresh")) == ("refresh-2", 1)


def test_nothing_stored_is_nobody() -> None:
    """No account, an account without an item, or a label nobody has: not signed in, and no error."""

    async def scene(house: House) -> None:
        session = house.session()
        assert await session.restore() is None
        house.accounts.remember(KnownAccount(KEY, "ana@example.com"))
        assert await session.restore() is None
        assert await session.restore("ben@example.com") is None
        assert (session.identity, session.keeps) == (None, False)
        with pytest.raises(SignInAgain) as raised:
            await session.access()
        assert raised.value.problem.code is Code.SIGN_IN_AGAIN_NO_SESSION

    assert play(scene).provider.calls == []


def test_an_account_is_restored_by_its_label() -> None:
    """Of two accounts the named one comes back, whatever the letter case."""

    async def scene(house: House) -> None:
        await house.signed_in(ANA)
        await house.signed_in(BEN)
        house.provider.who = ANA
        assert await house.session().restore("ANA@example.com") == ANA
        house.provider.who = BEN
        assert await house.session().restore() == BEN

    play(scene)


def test_a_sign_in_that_is_not_kept_leaves_the_next_start_as_it_was() -> None:
    """Whoever was kept before comes back, not nobody and not the one for whom nothing was stored."""

    async def scene(house: House) -> None:
        await house.signed_in(ANA)
        kept, house.vault = house.vault, FakeVault(keeps=False)
        await house.signed_in(BEN)
        house.vault, house.provider.who = kept, ANA
        assert await house.session().restore() == ANA

    assert play(scene).accounts.listed == (KnownAccount(KEY, "ana@example.com"),)


def test_no_refresh_token_means_this_session_only() -> None:
    """Without a refresh token nothing goes to the keychain; the access token is used until it runs out."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        assert (session.keeps, house.stored()) == (False, None)
        house.stale()
        assert (await session.access()).reveal() == "access-1"
        house.ended()
        with pytest.raises(SignInAgain) as raised:
            await session.access()
        assert raised.value.problem.code is Code.SIGN_IN_AGAIN_EXPIRED
        assert session.identity is None

    house = play(scene, House(provider=FakeProvider(refreshes=False)))
    assert "refresh" not in house.provider.calls


@pytest.mark.parametrize("code", [Code.STORAGE_UNAVAILABLE, Code.STORAGE_LOCKED, Code.STORAGE_BUSY])
def test_a_keychain_that_fails_costs_the_next_start_only(code: Code) -> None:
    """The notice says why; the session goes on, is renewed, and signs out. Nothing was kept, so nobody is listed."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        assert session.notice == problem(code)
        assert (session.identity, session.keeps) == (ANA, False)
        for access in ("access-2", "access-3"):
            house.stale()
            assert (await session.access()).reveal() == access
        report = await session.sign_out()
        assert report is not None
        assert (report.keychain_cleared, report.revoked) == (True, True)
        assert (session.identity, house.accounts.listed) == (None, ())
        assert await house.session().restore() is None

    house = play(scene, House(vault=FakeVault(fails=code)))
    assert (house.provider.revoked, house.provider.reuses) == (["refresh-3"], 0)


def test_a_list_that_cannot_be_written_costs_the_next_start_only() -> None:
    """Without the list the next start does not find the account; this session goes on and says so."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        assert (session.notice, session.identity) == (problem(Code.STORAGE_UNAVAILABLE), ANA)
        assert not session.keeps

    play(scene, House(accounts=FakeAccounts(fails=Code.STORAGE_UNAVAILABLE)))


def test_a_memory_vault_is_no_promise() -> None:
    """Where the person does not want to be kept, nothing claims that the next start is signed in."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        assert (session.keeps, session.notice) == (False, None)

    play(scene, House(vault=FakeVault(keeps=False)))


# ------------------------------------------------------------------ renewing


def test_a_fresh_token_is_used_again() -> None:
    """Until it is stale the access token is given out without asking the provider."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.clock.move(house.provider.expires_in - STALE_SECONDS - 1)
        assert [(await session.access()).reveal() for _ in range(3)] == ["access-1"] * 3

    assert "refresh" not in play(scene).provider.calls


@pytest.mark.parametrize("expires_in", [60.0, 600.0, 3600.0])
def test_a_token_is_stale_at_half_its_life_or_five_minutes_before_the_end(expires_in: float) -> None:
    """Short-lived tokens are renewed at half their life, long-lived ones five minutes early."""

    async def scene(house: House) -> None:
        house.provider.expires_in = expires_in
        session = await house.signed_in()
        house.clock.move(expires_in - min(expires_in / 2, 300.0) - 0.1)
        assert (await session.access()).reveal() == "access-1"
        house.clock.move(0.2)
        assert (await session.access()).reveal() == "access-2"

    play(scene)


def test_eight_who_ask_at_once_cost_one_refresh() -> None:
    """All waiters get the one new token."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.stale()
        found = await asyncio.gather(*(session.access() for _ in range(8)))
        assert {one.reveal() for one in found} == {"access-2"}

    house = play(scene)
    assert (house.provider.calls.count("refresh"), house.provider.reuses) == (1, 0)


def test_a_waiter_that_gives_up_does_not_stop_the_refresh() -> None:
    """The old token is used up by then: the new one is kept although nobody waits any more."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.stale()
        arrived, go = house.provider.hold("identify")
        waiting = asyncio.create_task(session.access())
        await arrived.wait()
        waiting.cancel()
        await asyncio.wait({waiting})
        assert house.stored() == "refresh-2"
        go.set()
        assert (await session.access()).reveal() == "access-2"

    house = play(scene)
    assert (house.provider.calls.count("refresh"), house.provider.reuses) == (1, 0)


def test_a_refresh_that_fails_unheard_complains_to_nobody() -> None:
    """Its only waiter gave up: the failure is no unheard exception, and the next one asks again."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.stale()
        arrived, go = house.provider.hold("refresh")
        waiting = asyncio.create_task(session.access())
        await arrived.wait()
        waiting.cancel()
        await asyncio.wait({waiting})
        house.provider.fails["refresh"] = OFFLINE
        go.set()
        await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})
        del house.provider.fails["refresh"]
        assert (await session.access()).reveal() == "access-2"

    play(scene)


def test_the_token_is_kept_before_it_is_used() -> None:
    """A rotated token is in the keychain before anything else can fail."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.ended()
        house.provider.fails["identify"] = OFFLINE
        with pytest.raises(FlowError):
            await session.access()
        assert house.stored() == "refresh-2"
        del house.provider.fails["identify"]
        assert (await session.access()).reveal() == "access-3"

    assert play(scene).provider.reuses == 0


def test_the_token_is_kept_in_memory_where_there_is_no_keychain() -> None:
    """The same without a keychain: the used-up token is never sent again."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.ended()
        house.provider.fails["identify"] = OFFLINE
        with pytest.raises(FlowError):
            await session.access()
        del house.provider.fails["identify"]
        assert (await session.access()).reveal() == "access-3"

    assert play(scene, House(vault=FakeVault(fails=Code.STORAGE_UNAVAILABLE))).provider.reuses == 0


def test_a_provider_that_does_not_rotate_keeps_the_token() -> None:
    """An answer without a new refresh token leaves the stored one as it is."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        for access in ("access-2", "access-3"):
            house.stale()
            assert (await session.access()).reveal() == access
        assert session.keeps

    house = play(scene, House(provider=FakeProvider(rotates=False)))
    assert (house.stored(), house.vault.calls.count("save")) == ("refresh-1", 1)


def test_a_network_fault_keeps_the_session() -> None:
    """While the old token still works it is given out; afterwards the fault is told, and the session stays."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.provider.fails["refresh"] = OFFLINE
        house.stale()
        assert (await session.access()).reveal() == "access-1"
        house.ended()
        with pytest.raises(FlowError) as raised:
            await session.access()
        assert raised.value.problem.code is Code.NETWORK_UNREACHABLE
        assert (session.identity, house.stored()) == (ANA, "refresh-1")
        with pytest.raises(FlowError):
            await house.session().restore()
        assert house.stored() == "refresh-1"
        del house.provider.fails["refresh"]
        assert (await session.access()).reveal() == "access-2"

    play(scene)


def test_a_session_the_provider_ended_is_cleared() -> None:
    """`invalid_grant`: memory and keychain are empty, the account stays in the list, and only a sign-in helps."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.provider.live.clear()
        house.stale()
        found = await asyncio.gather(*(session.access() for _ in range(3)), return_exceptions=True)
        assert {type(one) for one in found} == {SignInAgain}
        assert (session.identity, session.keeps) == (None, False)

    house = play(scene)
    assert (house.stored(), len(house.accounts.listed)) == (None, 1)


def test_another_person_on_renewal_ends_the_session() -> None:
    """The subject must be the one who signed in; otherwise the session is cleared."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.provider.who = BEN
        house.stale()
        with pytest.raises(SignInAgain) as raised:
            await session.access()
        assert raised.value.problem.code is Code.SIGN_IN_AGAIN_SUBJECT
        assert session.identity is None

    house = play(scene)
    assert (house.vault.stored, house.directory.asked) == ({}, [])


def test_claims_of_a_renewal_replace_the_old_ones() -> None:
    """After a refresh the identity is what the provider says now."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.provider.who = person("ana.li@example.com")
        house.stale()
        await session.access()
        assert session.identity == house.provider.who

    play(scene)
