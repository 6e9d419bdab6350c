"""The JSON of each resource as it was last listed, kept until anything in the store changes."""

from __future__ import annotations

import sqlite3
from array import array

from flow_desktop.mock.scim.schemas import ResourceType

_MOST_CHARACTERS = 72_000_000  # about what 100,000 usual users take; more is not kept


class Rendered:
    """Texts by kind and position. A change of one user forgets all of them: rendering again is cheap enough."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[int, str]] = {}
        self._as_of, self._characters = -1, 0

    def known(self, connection: sqlite3.Connection, kind: ResourceType, positions: array[int]) -> list[str] | None:
        """The texts of all these, or None if any is missing or out of date."""
        if connection.total_changes != self._as_of or connection.in_transaction:
            return None
        kept = self._kept.get(kind.name, {})
        try:
            return [kept[position] for position in positions]
        except KeyError:
            return None

    def keep(
        self, connection: sqlite3.Connection, kind: ResourceType, *, positions: array[int], texts: list[str]
    ) -> None:
        """Remember what was rendered now, unless a transaction may still undo it or it is too much."""
        if connection.in_transaction or len(texts) != len(positions):
            return
        if connection.total_changes != self._as_of:
            self._kept.clear()
            self._as_of, self._characters = connection.total_changes, 0
        self._characters += sum(map(len, texts))
        if self._characters <= _MOST_CHARACTERS:
            self._kept.setdefault(kind.name, {}).update(zip(positions, texts, strict=True))
