"""A desk of each profile; the keys, which nothing here uses, are made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from flow_desktop.mock.service import SigningKeys
from tests.mock.idp.listener import Desk, open_desk


@pytest.fixture(scope="session")
def signing_keys() -> SigningKeys:
    """One pair of keys for all."""
    return SigningKeys.generate()


@pytest.fixture
def desk_of(signing_keys: SigningKeys) -> Iterator[Callable[[str], Desk]]:
    """Opens a desk of a profile; closes it at the end."""
    opened: list[Desk] = []

    def opener(profile: str) -> Desk:
        opened.append(open_desk(signing_keys, profile))
        return opened[-1]

    yield opener
    for desk in opened:
        desk.service.wire.close()
        desk.service.store.close()
