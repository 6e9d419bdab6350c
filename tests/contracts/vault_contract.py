"""What every Vault promises. A test class inherits this and gives a `vault`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import StoredSession, Vault
from flow_desktop.core.secret import Secret

ADA = AccountKey("https://login.example.com", "u-ada")
BOB = AccountKey("https://login.example.com", "u-bob")
SESSION = StoredSession(
    refresh=Secret("rt-canary-0123456789"),
    key=ADA,
    scope="openid offline_access",
    saved_at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
)


class VaultContract:
    """The promises, one test each."""

    @pytest.fixture
    def vault(self) -> Vault:
        """The vault under test."""
        raise AssertionError("a contract needs a vault")

    def test_what_was_never_saved_is_none(self, vault: Vault) -> None:
        """Nothing stored is no failure."""
        assert asyncio.run(vault.load(ADA)) is None

    def test_a_saved_session_comes_back_whole(self, vault: Vault) -> None:
        """Token, account, scope and time are as they were."""

        async def story() -> StoredSession | None:
            await vault.save(SESSION)
            return await vault.load(ADA)

        assert asyncio.run(story()) == SESSION

    def test_a_second_save_replaces_the_first(self, vault: Vault) -> None:
        """A rotated refresh token leaves no old one behind."""

        async def story() -> StoredSession | None:
            await vault.save(SESSION)
            await vault.save(replace(SESSION, refresh=Secret("rt-second")))
            return await vault.load(ADA)

        assert asyncio.run(story()) == replace(SESSION, refresh=Secret("rt-second"))

    def test_accounts_do_not_mix(self, vault: Vault) -> None:
        """One account's session is never another's, also with the same subject at another issuer."""

        async def story() -> list[StoredSession | None]:
            await vault.save(SESSION)
            other = AccountKey("https://login.example.org", ADA.subject)
            return [await vault.load(BOB), await vault.load(other)]

        assert asyncio.run(story()) == [None, None]

    def test_a_deleted_session_is_gone(self, vault: Vault) -> None:
        """Deleting twice is no failure, and nobody else's session goes with it."""
        bobs = replace(SESSION, key=BOB)

        async def story() -> list[StoredSession | None]:
            await vault.save(SESSION)
            await vault.save(bobs)
            await vault.delete(ADA)
            await vault.delete(ADA)
            return [await vault.load(ADA), await vault.load(BOB)]

        assert asyncio.run(story()) == [None, bobs]

    def test_one_at_a_time(self, vault: Vault) -> None:
        """Whoever holds the lock of an account is alone until done; the loop goes on meanwhile."""
        seen: list[str] = []

        async def hold(name: str, inside: asyncio.Event, leave: asyncio.Event) -> None:
            async with vault.exclusively(ADA):
                seen.append(f"{name} in")
                inside.set()
                await leave.wait()
                seen.append(f"{name} out")

        async def story() -> None:
            events = [asyncio.Event() for _ in range(3)]
            first = asyncio.create_task(hold("first", events[0], events[1]))
            await events[0].wait()
            second = asyncio.create_task(hold("second", events[2], events[1]))
            async with vault.exclusively(BOB):
                seen.append("bob")
            events[1].set()
            await asyncio.gather(first, second)

        asyncio.run(story())
        assert seen == ["first in", "bob", "first out", "second in", "second out"]

    def test_the_lock_is_given_back_after_a_failure(self, vault: Vault) -> None:
        """An exception inside does not lock the account for ever."""

        async def story() -> str:
            with pytest.raises(ValueError, match="inside"):
                async with vault.exclusively(ADA):
                    raise ValueError("inside")
            async with asyncio.timeout(5), vault.exclusively(ADA):
                return "in again"

        assert asyncio.run(story()) == "in again"

    def test_no_secret_is_shown(self, vault: Vault) -> None:
        """Neither the session nor the vault shows the token when printed."""
        asyncio.run(vault.save(SESSION))
        assert "canary" not in f"{SESSION!r} {vault!r} {vars(vault)!r}"
