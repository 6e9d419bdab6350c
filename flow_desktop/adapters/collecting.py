"""How often Python looks for garbage: hardly, while a command makes a hundred thousand things that it all keeps."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARELY = (50_000, 20, 1_000_000)
"""New things until a small collection, small ones until a middle one, middle ones until a full one."""


@contextmanager
def few_collections() -> Iterator[None]:
    """For one command's work on one thread; a sixth of a large run would be spent on finding nothing."""
    before = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
