"""Two processes of one person share one keychain item, and never use a token twice."""

from __future__ import annotations

import asyncio

import pytest

from flow_desktop.core.problems import SignInAgain
from tests.fakes.provider import FakeProvider
from tests.support.session_house import OFFLINE, House, play


def test_a_siblings_token_is_adopted() -> None:
    """A token that another process rotated meanwhile is read again before the provider is asked."""

    async def scene(house: House) -> None:
        first = await house.signed_in()
        second = house.session()
        await second.restore()
        house.stale()
        assert (await first.access()).reveal() == "access-3"
        house.stale()
        assert (await second.access()).reveal() == "access-4"

    house = play(scene)
    assert (house.provider.reuses, house.stored()) == (0, "refresh-4")


def test_two_processes_that_race_never_use_a_token_twice() -> None:
    """Two sessions with eight callers each over one vault: one refresh each, and no token is sent twice."""

    async def scene(house: House) -> None:
        first = await house.signed_in()
        second = house.session()
        await second.restore()
        asked = house.provider.calls.count("refresh")
        for _ in range(5):
            house.stale()
            await asyncio.gather(*(session.access() for session in (first, second) for _ in range(8)))
        assert house.provider.calls.count("refresh") - asked == 10

    house = play(scene)
    assert house.provider.reuses == 0
    assert house.stored() in house.provider.live


def test_a_sibling_that_signed_out_ends_this_session_too() -> None:
    """The item is gone: it is not brought back with the token in memory, even where the provider would accept it."""

    async def scene(house: House) -> None:
        first = await house.signed_in()
        second = house.session()
        await second.restore()
        house.provider.fails["revoke"] = OFFLINE
        await second.sign_out()
        house.stale()
        with pytest.raises(SignInAgain):
            await first.access()
        assert first.identity is None

    house = play(scene, House(provider=FakeProvider(rotates=False)))
    assert (house.vault.stored, house.accounts.listed) == ({}, ())
    assert house.provider.live == {"refresh-1"}, "the provider would have accepted it"


def test_signing_out_revokes_what_a_sibling_rotated() -> None:
    """The stored token is the living one, not the one this process remembers."""

    async def scene(house: House) -> None:
        first = await house.signed_in()
        await house.session().restore()
        await first.sign_out()

    house = play(scene)
    assert (house.provider.revoked, house.provider.live) == (["refresh-2"], set())


def test_signing_out_waits_for_a_siblings_refresh() -> None:
    """A sibling that is just renewing cannot write its token back after the sign-out."""

    async def scene(house: House) -> None:
        first = await house.signed_in()
        second = house.session()
        await second.restore()
        house.stale()
        arrived, go = house.provider.hold("refresh")
        renewing = asyncio.create_task(second.access())
        await arrived.wait()
        leaving = asyncio.create_task(first.sign_out())
        for _ in range(20):  # as far as it comes without the lock
            await asyncio.sleep(0)
        assert not leaving.done()
        go.set()
        await asyncio.wait({renewing, leaving})

    house = play(scene)
    assert house.vault.stored == {}
