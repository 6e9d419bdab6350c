"""Tasks and the log: what waits, what failed, and every request with its answer. Secrets are in neither."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from flow_desktop.mock.store import Store
from flow_desktop.mock.world_clock import WorldClock

TaskState = Literal["waiting", "retry", "failed", "done", "refused"]

# The one open task about a person or a group.
_OPEN = "subject IS ? AND group_key IS ? AND state IN ('waiting', 'retry', 'failed')"
_FIND_OPEN = f"SELECT * FROM idp_tasks WHERE {_OPEN}"  # noqa: S608 - constants
_DELETE_OPEN = f"DELETE FROM idp_tasks WHERE {_OPEN}"  # noqa: S608 - constants
_CLOSE_OPEN = f"UPDATE idp_tasks SET state = 'done' WHERE {_OPEN}"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class About:
    """Whom a task or a request is about: a person's subject or a group's key."""

    subject: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `due` in Unix seconds of the world: not before; None = only when somebody asks."""

    position: int
    about: About
    kind: str
    state: TaskState
    detail: str
    due: float | None
    attempts: int


class Tasks:
    """At most one open task for each person and each group: waiting for approval, for its time, or failed."""

    def __init__(self, store: Store, world: WorldClock) -> None:
        self._store, self._world = store, world

    def open_one(self, about: About) -> Task | None:
        """The open task about a person or group."""
        row = self._store.one(_FIND_OPEN, about.subject, about.group)
        return _task(row) if row else None

    def get(self, position: int) -> Task:
        """A task by its number; KeyError if there is none."""
        row = self._store.one("SELECT * FROM idp_tasks WHERE position = ?", position)
        if row is None:
            raise KeyError(position)
        return _task(row)

    def put(self, about: About, task: Task) -> None:
        """Open this task in place of the one that is open about the same."""
        with self._store.transaction() as connection:
            connection.execute(_DELETE_OPEN, (about.subject, about.group))
            connection.execute(
                "INSERT INTO idp_tasks (kind, subject, group_key, state, created_at, detail, due, attempts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(task.kind, about.subject, about.group, task.state),
                    *(self._world.stamp(), task.detail, task.due, task.attempts),
                ),
            )

    def close(self, about: About) -> None:
        """What was open about a person or group is settled."""
        self._store.run(_CLOSE_OPEN, about.subject, about.group)

    def answer(self, task: Task, state: TaskState) -> None:
        """Settle a task of the approval queue."""
        self._store.run("UPDATE idp_tasks SET state = ? WHERE position = ?", state, task.position)

    def troubled(self) -> frozenset[str]:
        """Subjects of the people about whom a task is open."""
        rows = self._store.all("SELECT subject FROM idp_tasks WHERE state IN ('waiting', 'retry', 'failed')")
        return frozenset(row["subject"] for row in rows if row["subject"] is not None)

    def due(self) -> list[Task]:
        """Tasks whose time has come, oldest first."""
        rows = self._store.all(
            "SELECT * FROM idp_tasks WHERE state = 'retry' AND due <= ? ORDER BY position", self._world.now()
        )
        return [_task(row) for row in rows]


class Log:
    """The provider's log: one line for each request, and for each change that sent nothing."""

    def __init__(self, store: Store, world: WorldClock) -> None:
        self._store, self._world = store, world

    def request(self, method: str, path: str, *, status: int, about: About, detail: str = "") -> None:
        """A request and its answer."""
        self._write(method, path, status, about.subject, detail)

    def note(self, detail: str, about: About) -> None:
        """Nothing was sent, and why."""
        self._write(None, None, None, about.subject, detail)

    def _write(self, *values: str | int | None) -> None:
        self._store.run(
            "INSERT INTO idp_log (at, method, path, status, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
            self._world.stamp(),
            *values,
        )


def _task(row: sqlite3.Row) -> Task:
    return Task(
        position=row["position"],
        about=About(row["subject"], row["group_key"]),
        kind=row["kind"],
        state=row["state"],
        detail=row["detail"] or "",
        due=row["due"],
        attempts=row["attempts"],
    )
