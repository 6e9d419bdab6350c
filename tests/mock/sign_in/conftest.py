"""A service of its own for each test, since these tests change who is who."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock.driver import running_service
from tests.mock.sign_in.scene import Door, Scene


@pytest.fixture
def scene() -> Iterator[Scene]:
    """A fresh pilot world, served on a real socket."""
    with running_service() as running:
        yield Scene(running)


@pytest.fixture
def door(scene: Scene) -> Iterator[Door]:
    """A browser without cookies."""
    with Door(scene.running) as one:
        yield one
