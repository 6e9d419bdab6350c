"""One running service for a file of tests, and a visitor for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock.driver import Running, Visitor, running_service


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """The pilot world, served on a real socket."""
    with running_service() as service:
        yield service


@pytest.fixture
def visitor(running: Running) -> Iterator[Visitor]:
    """A browser without cookies."""
    with running.visitor() as one:
        yield one
