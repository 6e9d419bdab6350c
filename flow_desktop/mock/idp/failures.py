"""What becomes of a request that was refused: a task that waits for its time, or one that only shows what is wrong."""

from __future__ import annotations

from flow_desktop.mock.idp.channel import Refused
from flow_desktop.mock.idp.records import Records
from flow_desktop.mock.idp.tasks import About, Task, TaskState

QUARANTINE_NOTE = "quarantine_since"

_TOO_MANY = 429
_CONFLICT = 409
_FIRST_WAIT_SECONDS = 5 * 60  # Okta, when a 429 does not say how long; doubles each time
_MOST_ATTEMPTS = 10
_HOUR = 3600.0
_ENTRA_WAITS = (0.0, 6 * _HOUR, 12 * _HOUR)  # after the first, second, third failure; then daily
_ENTRA_GIVES_UP_SECONDS = 28 * 24 * _HOUR


class Failures:
    """Writes tasks for what went wrong (domain facts, 4: Errors)."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def record(self, about: About, kind: str, refused: Refused) -> Task:
        """Keep the failure as the open task; says in its `due` whether and when it is tried again."""
        before = self._records.tasks.open_one(about)
        attempts = (before.attempts if before else 0) + 1
        due = self._due(refused, attempts)
        words = f"HTTP {refused.status}: {refused.detail}"
        state: TaskState = "failed" if due is None else "retry"
        task = Task(0, about, kind, state, words, due, attempts)
        self._records.tasks.put(about, task)
        return task

    def waits(self, about: About) -> bool:
        """Whether an earlier failure keeps a cycle from trying again now."""
        task = self._records.tasks.open_one(about)
        if task is None or task.attempts == 0:
            return False
        return task.due is None or task.due > self._records.service.world.now()

    def _due(self, refused: Refused, attempts: int) -> float | None:
        now = self._records.service.world.now()
        if refused.status == _TOO_MANY:
            asked = refused.retry_after
            wait = asked if asked is not None else float(_FIRST_WAIT_SECONDS * 2 ** (attempts - 1))
            return now + wait if attempts < _MOST_ATTEMPTS else None
        if not self._records.profile().in_cycles or refused.status == _CONFLICT:
            return None
        return now + _entra_wait(attempts)


def _entra_wait(attempts: int) -> float:
    """Seconds until Entra tries a failed person again; infinite after 28 days."""
    daily = attempts - len(_ENTRA_WAITS)
    if daily <= 0:
        return _ENTRA_WAITS[attempts - 1]
    return 24 * _HOUR if daily * 24 * _HOUR < _ENTRA_GIVES_UP_SECONDS else float("inf")
