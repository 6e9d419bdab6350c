"""One empty directory for a file of tests, in each dialect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock.driver import Running, running_service
from tests.mock.scim.room import EMPTY, Desk, sitting


@pytest.fixture(scope="module")
def _rfc() -> Iterator[Running]:
    with running_service(EMPTY, scim_dialect="rfc") as running:
        yield running


@pytest.fixture(scope="module")
def _workos() -> Iterator[Running]:
    with running_service(EMPTY) as running:
        yield running


@pytest.fixture
def rfc(_rfc: Running) -> Iterator[Desk]:
    """RFC 7643 and 7644, nothing else."""
    with sitting(_rfc) as one:
        yield one


@pytest.fixture
def workos(_workos: Running) -> Iterator[Desk]:
    """As WorkOS takes it."""
    with sitting(_workos) as one:
        yield one
