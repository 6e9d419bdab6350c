"""A terminal, the local directory service, and a provider that misbehaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.hostile_idp import CLIENT_ID, HostileIdp
from tests.support.local_service import Service, local_service
from tests.support.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal of the test's own."""
    return Terminal(tmp_path / "terminal")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The local directory service, shared: signing in leaves nothing behind that another test could see."""
    with local_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture
def idp() -> Iterator[HostileIdp]:
    """A provider whose every answer can be made wrong."""
    with HostileIdp() as running:
        yield running


@pytest.fixture
def at_idp(idp: HostileIdp) -> tuple[str, ...]:
    """The arguments that name it."""
    return ("--issuer", idp.issuer, "--client-id", CLIENT_ID, "--vault", "memory")
