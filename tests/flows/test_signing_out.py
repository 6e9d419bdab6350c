"""Signing out, the profile, and what happens when both meet something that is under way."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from flow_desktop.core.comparison import Overall
from flow_desktop.core.directory import DirectoryView
from flow_desktop.core.identity import Claim, key_of
from flow_desktop.core.observed import Present, Withheld, WithheldReason
from flow_desktop.core.ports import KnownAccount, StoredSession
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.flows.known_accounts import still_stored
from flow_desktop.flows.person import person_of
from flow_desktop.flows.session import SignedOutReport
from tests.fakes.provider import ISSUER, FakeProvider, person
from tests.fakes.vault import FakeVault
from tests.support.session_house import ANA, BEN, KEY, OFFLINE, House, play
from tests.support.worlds import in_directory, in_flow


def test_signing_out_forgets_here_and_tells_the_provider() -> None:
    """Memory, keychain and list are empty, the token is revoked, and the browser's sign-out address is given."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        report = await session.sign_out()
        assert report == SignedOutReport("ana@example.com", True, True, f"{ISSUER}/logout")
        assert (session.identity, session.keeps, session.notice) == (None, False, None)
        with pytest.raises(SignInAgain):
            await session.access()
        assert await session.sign_out() is None

    house = play(scene)
    assert (house.vault.stored, house.accounts.listed) == ({}, ())
    assert house.provider.revoked == ["refresh-1"]


def test_signing_out_works_offline() -> None:
    """The provider cannot be reached: everything here is gone all the same, and the report says what is not."""

    async def scene(house: House) -> None:
        house.provider.fails = {"revoke": OFFLINE, "end_session_url": OFFLINE}
        session = await house.signed_in()
        assert await session.sign_out() == SignedOutReport("ana@example.com", True, False, None)
        assert session.identity is None

    assert play(scene).vault.stored == {}


def test_a_provider_without_a_sign_out_page_is_no_failure() -> None:
    """Revoked, but the address of the browser's sign-out cannot be read: signed out all the same."""

    async def scene(house: House) -> None:
        house.provider.fails["end_session_url"] = OFFLINE
        session = await house.signed_in()
        assert await session.sign_out() == SignedOutReport("ana@example.com", True, True, None)

    play(scene)


def test_a_process_that_never_restored_signs_out_too() -> None:
    """The command line signs out from the list and the keychain alone."""

    async def scene(house: House) -> None:
        await house.signed_in()
        assert await house.session().sign_out() == SignedOutReport("ana@example.com", True, True, f"{ISSUER}/logout")
        assert await house.session().sign_out() is None

    assert play(scene).provider.revoked == ["refresh-1"]


def test_signing_out_another_account_leaves_this_one() -> None:
    """Of two accounts only the named one is forgotten; who is signed in stays signed in."""

    async def scene(house: House) -> None:
        await house.signed_in(BEN)
        session = await house.signed_in(ANA)
        report = await session.sign_out("BEN@example.com")
        assert report is not None
        assert report.label == "ben@example.com"
        assert (session.identity, session.keeps) == (ANA, True)
        assert (await session.access()).reveal() == "access-2"

    house = play(scene)
    assert (house.provider.revoked, list(house.vault.stored)) == (["refresh-1"], [KEY])
    assert house.accounts.listed == (KnownAccount(KEY, "ana@example.com"),)


def test_after_signing_out_nobody_else_is_signed_in() -> None:
    """Of two accounts the current one signs out: the other neither comes back by itself nor is signed out next."""

    async def scene(house: House) -> None:
        await house.signed_in(ANA)
        await (await house.signed_in(BEN)).sign_out()
        assert await house.session().restore() is None
        assert await house.session().sign_out() is None
        assert await still_stored(house.accounts, house.vault) == (KnownAccount(KEY, "ana@example.com"),)
        house.provider.who = ANA
        assert await house.session().restore("ana@example.com") == ANA

    house = play(scene)
    assert (house.provider.revoked, list(house.vault.stored)) == (["refresh-2"], [KEY])


def test_only_what_could_still_sign_in_is_told_as_stored() -> None:
    """An account whose session the provider ended is not; where the keychain cannot be read, every known one is."""

    async def scene(house: House) -> None:
        await house.signed_in(ANA)
        await house.signed_in(BEN)
        del house.vault.stored[KEY]
        assert await still_stored(house.accounts, house.vault) == (KnownAccount(key_of(BEN), "ben@example.com"),)
        house.vault.fails = Code.STORAGE_LOCKED
        assert len(await still_stored(house.accounts, house.vault)) == 2

    play(scene)


def test_a_session_without_a_keychain_is_revoked_by_its_label() -> None:
    """Naming the signed-in account is the same as naming none, session-only tokens included."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        report = await session.sign_out("ana@EXAMPLE.com")
        assert report is not None
        assert (report.revoked, session.identity) == (True, None)

    house = play(scene, House(vault=FakeVault(fails=Code.STORAGE_UNAVAILABLE)))
    assert house.provider.revoked == ["refresh-1"]


def test_without_a_refresh_token_the_access_token_is_revoked() -> None:
    """What there is is revoked."""

    async def scene(house: House) -> None:
        await (await house.signed_in()).sign_out()

    assert play(scene, House(provider=FakeProvider(refreshes=False))).provider.revoked == ["access-1"]


class _SlowVault(FakeVault):
    """A keychain that waits before it saves: the person is typing a password."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.unlocked = asyncio.Event(), asyncio.Event()

    async def save(self, session: StoredSession) -> None:
        self.asked.set()
        await self.unlocked.wait()
        await super().save(session)


def test_signing_out_while_the_first_save_waits_leaves_no_item() -> None:
    """The save that was under way is waited for and then removed."""

    async def scene(house: House) -> None:
        house.vault = vault = _SlowVault()
        session = house.session()
        await session.take_over(ANA, await house.tokens())
        assert session.identity == ANA, "signed in at once, whatever the keychain does"
        await vault.asked.wait()
        leaving = asyncio.create_task(session.sign_out())
        await asyncio.sleep(0)
        vault.unlocked.set()
        report = await leaving
        assert report is not None
        assert report.keychain_cleared

    house = play(scene)
    assert (house.vault.stored, house.accounts.listed, house.provider.revoked) == ({}, (), ["refresh-1"])


def test_signing_out_while_a_refresh_is_under_way_stays_signed_out() -> None:
    """A renewal on its way neither signs in again nor writes its token back; who waited is told."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.stale()
        for step in ("refresh", "identify"):
            house.provider.gates.clear()
            arrived, go = house.provider.hold(step)
            waiting = asyncio.create_task(session.access())
            await arrived.wait()
            await session.sign_out()
            go.set()
            await asyncio.wait({waiting})
            assert isinstance(waiting.exception(), SignInAgain)
            assert (session.identity, house.vault.stored) == (None, {})
            house.provider.gates.clear()
            await session.take_over(ANA, await house.tokens())
            await session.settled()
            house.stale()

    play(scene)


def test_signing_in_as_another_while_a_refresh_is_under_way_keeps_the_new_one() -> None:
    """The old account's renewal is kept for later, but it does not take the place of who signed in since."""

    async def scene(house: House) -> None:
        session = await house.signed_in(ANA)
        house.stale()
        arrived, go = house.provider.hold("identify")
        waiting = asyncio.create_task(session.access())
        await arrived.wait()
        await session.take_over(BEN, await house.tokens())
        await session.settled()
        go.set()
        await asyncio.wait({waiting})
        assert session.identity == BEN
        assert waiting.result().reveal() == (await session.access()).reveal() == "access-3"

    house = play(scene)
    assert {key: kept.refresh.reveal() for key, kept in house.vault.stored.items()} == {
        KEY: "refresh-2",
        key_of(BEN): "refresh-3",
    }


def test_an_ended_session_of_another_does_not_end_this_one() -> None:
    """The old account's renewal is refused after somebody else signed in: only its own item goes."""

    async def scene(house: House) -> None:
        session = await house.signed_in(ANA)
        house.stale()
        arrived, go = house.provider.hold("refresh")
        waiting = asyncio.create_task(session.access())
        await arrived.wait()
        house.provider.live.clear()
        house.provider.gates.clear()
        await session.take_over(BEN, await house.tokens())
        await session.settled()
        go.set()
        await asyncio.wait({waiting})
        assert isinstance(waiting.exception(), SignInAgain)
        assert session.identity == BEN

    assert list(play(scene).vault.stored) == [key_of(BEN)]


# ------------------------------------------------------------------ profile


def test_the_profile_compares_who_signed_in() -> None:
    """One look with the person's addresses and a fresh token, compared with the claims."""

    async def scene(house: House) -> None:
        house.directory.view = DirectoryView(in_directory(), in_flow(("Ana", "Lin", "ana@example.com")))
        session = await house.signed_in()
        house.stale()
        found = await session.profile()
        assert (found.overall, found.identity) == (Overall.DIFFERS, ANA)

    house = play(scene)
    assert [one.emails for one in house.directory.asked] == [("ana@example.com",)]
    assert [token.reveal() if token else None for token in house.directory.tokens] == ["access-2"]


def test_nobody_signed_in_has_no_profile() -> None:
    """Without a session nobody is looked for."""

    async def scene(house: House) -> None:
        with pytest.raises(SignInAgain):
            await house.session().profile()

    assert play(scene).directory.asked == []


def test_offline_there_is_no_profile_but_a_session() -> None:
    """The fault is told, and the person stays signed in."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.ended()
        house.provider.fails["refresh"] = FlowError(problem(Code.TIMEOUT_REQUEST))
        with pytest.raises(FlowError) as raised:
            await session.profile()
        assert raised.value.problem.code is Code.TIMEOUT_REQUEST
        assert session.identity == ANA

    play(scene)


@pytest.mark.parametrize(
    ("email", "user_name", "addresses"),
    [
        ("ana@example.com", "", ("ana@example.com",)),
        ("ana@example.com", "ana@example.com", ("ana@example.com",)),
        ("ana@example.com", "al@example.com", ("ana@example.com", "al@example.com")),
        ("ana@example.com", "ana", ("ana@example.com",)),
        ("", "al@example.com", ("al@example.com",)),
        ("", "", ()),
    ],
)
def test_a_person_is_looked_for_by_what_the_provider_said(
    email: str, user_name: str, addresses: tuple[str, ...]
) -> None:
    """The e-mail first, a user name only if it is an address, each once."""
    found = person_of(person(email, user_name=user_name))
    assert (found.emails, found.subject) == (addresses, "u1")


def test_claims_that_are_no_text_are_not_looked_for() -> None:
    """An e-mail that came as something else is no address."""
    odd = replace(ANA, email=Claim(Withheld(WithheldReason.NOT_TEXT)), preferred_username=Claim(Present("")))
    assert person_of(odd).emails == ()
