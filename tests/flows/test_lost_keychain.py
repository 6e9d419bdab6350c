"""A keychain that was there when somebody signed in and is not there later."""

from __future__ import annotations

import pytest

from flow_desktop.core.ports import KnownAccount
from flow_desktop.core.problems import Code, StorageFailed
from tests.support.session_house import KEY, House, play


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (Code.STORAGE_UNAVAILABLE, Code.STORAGE_UNREADABLE),
        (Code.STORAGE_LOCKED, Code.STORAGE_LOCKED),
        (Code.STORAGE_BUSY, Code.STORAGE_BUSY),
    ],
)
def test_a_keychain_that_cannot_be_read_at_the_start_signs_nobody_in(code: Code, told: Code) -> None:
    """Nobody is told to be signed in, and the account stays listed for when the keychain is back."""

    async def scene(house: House) -> None:
        await house.signed_in()
        house.vault.fails = code
        session = house.session()
        with pytest.raises(StorageFailed) as raised:
            await session.restore()
        assert (raised.value.problem.code, session.identity) == (told, None)

    assert play(scene).accounts.listed == (KnownAccount(KEY, "ana@example.com"),)


def test_a_keychain_that_fails_at_the_end_is_told_and_not_signed_in_from_again() -> None:
    """The item may still be there, which is said; all the same the next start signs nobody in."""

    async def scene(house: House) -> None:
        session = await house.signed_in()
        house.vault.fails = Code.STORAGE_LOCKED
        report = await session.sign_out()
        assert report is not None
        assert not report.keychain_cleared
        house.vault.fails = None
        assert await house.session().restore() is None

    house = play(scene)
    assert (house.accounts.listed, house.stored()) == ((), "refresh-1")
