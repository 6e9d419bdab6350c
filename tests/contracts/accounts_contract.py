"""What every list of accounts promises."""

from __future__ import annotations

import pytest

from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import Accounts, KnownAccount

ISSUER = "https://login.example.com"
ADA = KnownAccount(AccountKey(ISSUER, "u-1"), "ada@example.com")
BOB = KnownAccount(AccountKey(ISSUER, "u-2"), "bob@example.com")


class AccountsContract:
    """Who signed in on this machine, newest first."""

    @pytest.fixture
    def accounts(self) -> Accounts:
        """An empty list of the kind under test."""
        raise AssertionError("a contract needs a list")

    def test_newest_first_and_each_once(self, accounts: Accounts) -> None:
        """Who signed in last stands first, and nobody stands there twice."""
        for account in (ADA, BOB, ADA):
            accounts.remember(account)
        assert accounts.known() == (ADA, BOB)

    def test_an_account_is_its_key(self, accounts: Accounts) -> None:
        """Another label for the same issuer and subject replaces the old one."""
        renamed = KnownAccount(ADA.key, "ada.lovelace@example.com")
        accounts.remember(ADA)
        accounts.remember(renamed)
        assert accounts.known() == (renamed,)

    def test_forgetting_takes_one_out(self, accounts: Accounts) -> None:
        """The others stay, and forgetting again or somebody unknown is silent."""
        accounts.remember(ADA)
        accounts.remember(BOB)
        for _ in range(2):
            accounts.forget(ADA.key)
        assert accounts.known() == (BOB,)
