"""Worlds written down in a test, and services that play them without a thread or a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flow_desktop.mock.main import Options, RunningService, ready_line
from tests.mock.driver import Clock

SMALL = """
[enterprise]
name = "Pilot Example"
plan = "enterprise"
domains = ["pilot.example"]
[identity_provider]
name = "Okta"
[directory]
[[people]]
key = "ada"
shows = "s"
idp = { email = "ada@pilot.example", given_name = "Ada", family_name = "Byron" }
[[people]]
key = "barbara"
shows = "the admin"
idp = { email = "barbara@pilot.example" }
flow = { email = "barbara@pilot.example", role = "admin" }
"""


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "world.toml"
    path.write_text(text, encoding="utf-8")
    return path


class Played:
    """A service whose file was played, looked at from inside."""

    def __init__(self, service: RunningService, clock: Clock) -> None:
        self.running, self.service, self.places, self.clock = service, service.service, service.places, clock
        self.ready: dict[str, Any] = ready_line(service.service)

    def all(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Rows of a query."""
        return [dict(row) for row in self.service.store.all(sql, *values)]

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row."""
        return next(iter(self.all(sql, *values)[0].values()))

    def reasons(self, email: str) -> list[str]:
        """The reasons of the audit lines about an address, oldest first."""
        rows = self.all("SELECT reason FROM audit WHERE email_key = ? ORDER BY position", email)
        return [row["reason"] for row in rows]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Events of a kind with the state of their delivery and the reason of Flow's line about them, if any."""
        return self.all(
            "SELECT e.*, d.state AS delivery, (SELECT reason FROM audit a WHERE a.event_id = e.id LIMIT 1) AS reason"
            " FROM events e JOIN deliveries d ON d.event_id = e.id WHERE e.event = ? ORDER BY e.position",
            kind,
        )


@contextmanager
def played(world: Path, *, people: int | None = None, data: Path | None = None) -> Iterator[Played]:
    """Play a file; nothing is served, the places are called directly."""
    clock = Clock()
    running = RunningService(Options(world=world, people=people, data=data), clock)
    try:
        yield Played(running, clock)
    finally:
        running.stop()
        running.run()  # ends at once, and closes what was opened
