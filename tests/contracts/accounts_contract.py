"""What every list of accounts promises."""

from __future__ import annotations

import pytest

from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import Accounts, KnownAccount

ISSUER = "https://login.example.com"
ADA = KnownAccount(AccountKey(ISSUER, "u-1"), "ada@example.com")
BOB = KnownAccount(AccountKey(ISSUER, "u-2"), "bob@example.com")
CLEO = KnownAccount(AccountKey(ISSUER, "u-3"), "cleo@example.com")


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

    def test_who_signed_in_last_is_the_current_one(self, accounts: Accounts) -> None:
        """Nobody at first; then whoever was remembered last, also if they were known before."""
        assert accounts.current() is None
        for account in (ADA, BOB, ADA):
            accounts.remember(account)
            assert accounts.current() == account

    def test_nobody_takes_the_place_of_the_current_one(self, accounts: Accounts) -> None:
        """Forgetting the current account leaves none, until somebody is remembered; the others stay known."""
        for account in (ADA, BOB, CLEO):
            accounts.remember(account)
        accounts.forget(CLEO.key)
        assert (accounts.current(), accounts.known()) == (None, (BOB, ADA))
        accounts.forget(BOB.key)
        assert (accounts.current(), accounts.known()) == (None, (ADA,))
        accounts.remember(ADA)
        assert accounts.current() == ADA

    def test_forgetting_another_leaves_the_current_one(self, accounts: Accounts) -> None:
        """Whoever is current stays it when somebody else is forgotten."""
        accounts.remember(ADA)
        accounts.remember(BOB)
        accounts.forget(ADA.key)
        assert accounts.current() == BOB
