"""The list of accounts as sessions use it: put on it, taken back, found on it, and what of it could still sign in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import Accounts, KnownAccount, Vault
from flow_desktop.core.problems import StorageFailed


def is_known(accounts: Accounts, key: AccountKey) -> bool:
    """Whether an account is on the list."""
    return any(account.key == key for account in accounts.known())


def find(accounts: Accounts, label: str | None) -> KnownAccount | None:
    """The account of that label, whatever the letter case; without one the current account."""
    if label is None:
        return accounts.current()
    return next((account for account in accounts.known() if label.casefold() == account.label.casefold()), None)


def remembered(accounts: Accounts, account: KnownAccount) -> Callable[[], None]:
    """Make an account the current one. Raises StorageFailed.

    What comes back takes that back, for a session that turns out not to be kept: whoever was current is it again.
    """
    before, is_new = accounts.current(), not is_known(accounts, account.key)
    accounts.remember(account)

    def take_back() -> None:
        with suppress(StorageFailed):
            if is_new:
                accounts.forget(account.key)
            if before is not None and before.key != account.key:
                accounts.remember(before)

    return take_back


async def still_stored(accounts: Accounts, vault: Vault) -> tuple[KnownAccount, ...]:
    """Known accounts with a session in the keychain, newest first. Where it cannot be read, all that are known."""
    known = accounts.known()
    try:
        return tuple([account for account in known if await vault.load(account.key) is not None])
    except StorageFailed:
        return known
