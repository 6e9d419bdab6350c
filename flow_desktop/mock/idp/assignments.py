"""Assignments of the app to single people; those to groups are the groups' own."""

from __future__ import annotations

from flow_desktop.mock.store import Store


class Assignments:
    """The one writer of `idp_assignments` after the seed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, subject: str, *, at: str) -> None:
        """Assign the app to the person; doing so again is a new assignment with a new time."""
        self._store.run("INSERT OR REPLACE INTO idp_assignments (subject, assigned_at) VALUES (?, ?)", subject, at)

    def remove(self, subject: str) -> None:
        """Take the person's own assignment away; one through a group stays."""
        self._store.run("DELETE FROM idp_assignments WHERE subject = ?", subject)
