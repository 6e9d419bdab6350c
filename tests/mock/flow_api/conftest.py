"""The Flow API of one service for each file of tests, and people who stay signed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock.driver import Running
from tests.mock.flow_api.asking import Api


@pytest.fixture(scope="module")
def tokens() -> dict[str, str]:
    """Access tokens by person."""
    return {}


@pytest.fixture
def api(running: Running, tokens: dict[str, str]) -> Iterator[Api]:
    """Asks the module's service, over a connection of its own for each test."""
    found = Api(running, tokens)
    yield found
    found.close()
