"""The list of accounts in memory; can be told to fail."""

from __future__ import annotations

from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import KnownAccount
from flow_desktop.core.problems import Code, StorageFailed, problem


class FakeAccounts:
    """core.ports.Accounts. ``fails``: how every change then ends."""

    def __init__(self, *accounts: KnownAccount, fails: Code | None = None) -> None:
        self.listed = accounts
        self.chosen = accounts[0].key if accounts else None
        self.fails = fails

    def known(self) -> tuple[KnownAccount, ...]:
        return self.listed

    def current(self) -> KnownAccount | None:
        return next((one for one in self.listed if one.key == self.chosen), None)

    def remember(self, account: KnownAccount) -> None:
        self._check()
        self.chosen = account.key
        self.listed = (account, *(one for one in self.listed if one.key != account.key))

    def forget(self, key: AccountKey) -> None:
        self._check()
        self.listed = tuple(one for one in self.listed if one.key != key)

    def _check(self) -> None:
        if self.fails is not None:
            raise StorageFailed(problem(self.fails))
