"""One empty directory for a file of tests, in each dialect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock.scim.room import Desk, desk


@pytest.fixture(scope="module")
def rfc() -> Iterator[Desk]:
    """RFC 7643 and 7644, nothing else."""
    with desk("rfc") as one:
        yield one


@pytest.fixture(scope="module")
def workos() -> Iterator[Desk]:
    """As WorkOS takes it."""
    with desk() as one:
        yield one
