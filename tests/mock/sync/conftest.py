"""Rooms with one directory, for tests that need no socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from flow_desktop.mock.service import SigningKeys
from tests.mock.sync.room import Room


@pytest.fixture(scope="session")
def keys() -> SigningKeys:
    """Made once: RSA keys take their time."""
    return SigningKeys.generate()


@pytest.fixture
def make_room(keys: SigningKeys) -> Iterator[Callable[..., Room]]:
    """Builds rooms in a certain state."""
    made: list[Room] = []

    def make(**values: str) -> Room:
        made.append(Room(keys, **values))
        return made[-1]

    yield make
    for room in made:
        room.close()


@pytest.fixture
def room(make_room: Callable[..., Room]) -> Room:
    """An active directory of an Okta."""
    return make_room()
