"""The file of accounts and the list that stands in for it keep the same promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_desktop.adapters.accounts import FileAccounts
from flow_desktop.adapters.places import Places
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.ports import Accounts
from tests.contracts.accounts_contract import ISSUER, AccountsContract
from tests.fakes.accounts import FakeAccounts


class TestFileAccounts(AccountsContract):
    """The real one."""

    @pytest.fixture
    def accounts(self, home: Path) -> Accounts:
        """In an empty home."""
        return FileAccounts(Places(home), Deployment(issuer=ISSUER, client_id="app"))


class TestFakeAccounts(AccountsContract):
    """The one of the flow tests."""

    @pytest.fixture
    def accounts(self) -> Accounts:
        """In memory."""
        return FakeAccounts()
