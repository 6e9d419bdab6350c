"""A directory source that answers what a test says."""

from __future__ import annotations

from flow_desktop.core.directory import DirectoryView, Person
from flow_desktop.core.secret import Secret


class FakeDirectory:
    """core.ports.Directory with one answer for everybody. ``asked``: who was looked for."""

    def __init__(self, view: DirectoryView | None = None) -> None:
        self.view = view or DirectoryView()
        self.asked: list[Person] = []
        self.tokens: list[Secret | None] = []

    async def look_up(self, person: Person, access: Secret | None) -> DirectoryView:
        self.asked.append(person)
        self.tokens.append(access)
        return self.view
