"""The event log of Directory Sync: what happened, in order, each with a delivery that waits to go to Flow."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from flow_desktop.mock.ids import new_id
from flow_desktop.mock.service import Service
from flow_desktop.mock.sync.objects import Json


@dataclass(frozen=True, slots=True)
class Happening:
    """What an event is about: its name (domain facts, 3.3), its directory's row, the id of its object, its data."""

    kind: str
    directory: sqlite3.Row
    object_id: str
    data: Json


class EventLog:
    """The one writer of `events`; nothing changes or removes one."""

    def __init__(self, service: Service) -> None:
        self._world = service.world

    def append(self, connection: sqlite3.Connection, happening: Happening) -> None:
        """Keep an event and let its delivery wait, as part of the caller's transaction."""
        now = self._world.now()
        key = new_id("event", now=now)
        connection.execute(
            "INSERT INTO events (id, event, organization_id, directory_id, object_id, created_at, data, context)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, '{}')",
            (
                key,
                happening.kind,
                happening.directory["organization_id"],
                happening.directory["id"],
                happening.object_id,
                self._world.stamp(),
                json.dumps(happening.data, ensure_ascii=False),
            ),
        )
        connection.execute("INSERT INTO deliveries (event_id, due, state) VALUES (?, ?, 'waiting')", (key, now))
