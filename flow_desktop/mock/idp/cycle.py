"""Provisioning by the clock of the world: Entra's cycles with quarantine, and what waits for its time elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from flow_desktop.mock.idp.channel import Refused
from flow_desktop.mock.idp.failures import QUARANTINE_NOTE, Failures
from flow_desktop.mock.idp.group_push import GroupPush
from flow_desktop.mock.idp.plan import plan
from flow_desktop.mock.idp.provisioner import Provisioner
from flow_desktop.mock.idp.records import Records
from flow_desktop.mock.idp.tasks import About

CYCLE_SECONDS = 40 * 60  # not configurable (domain facts, 4: Timing)
NEXT_CYCLE_NOTE = "next_cycle"

_DAY = 24 * 3600
_DISABLED_AFTER_SECONDS = 28 * _DAY
_UNAUTHORIZED = 401


class Cycle:
    """What is due, when somebody lets provisioning run."""

    def __init__(self, records: Records, provisioner: Provisioner, groups: GroupPush) -> None:
        self._records, self._provisioner, self._groups = records, provisioner, groups
        self._failures = Failures(records)

    def run(self) -> None:
        """Entra: one cycle if its time has come. Others: the tasks whose waiting time is over."""
        if not self._records.profile().in_cycles:
            self._run_tasks()
            return
        if self.due_at() > self._records.service.world.now():
            return
        self._run_cycle()

    def due_at(self) -> float:
        """When the next cycle starts, in Unix seconds of the world; kept from the first look on.

        Provisioning that has sent people before is taken to have just ended a cycle; otherwise the first is due.
        """
        kept = self._records.settings_store.note(NEXT_CYCLE_NOTE)
        if kept is not None:
            return kept
        wait = CYCLE_SECONDS if self._records.sent.anybody() else 0
        return self._next_in(wait)

    def start(self) -> None:
        """Provisioning was connected, switched on or given a good token: the initial cycle is due, no quarantine."""
        self._records.settings_store.put_note(QUARANTINE_NOTE, None)
        self._next_in(0)

    def forget(self) -> None:
        """Another provider: when it runs is found out anew."""
        self._records.settings_store.put_note(QUARANTINE_NOTE, None)
        self._records.settings_store.put_note(NEXT_CYCLE_NOTE, None)

    def _next_in(self, seconds: float) -> float:
        due = self._records.service.world.now() + seconds
        self._records.settings_store.put_note(NEXT_CYCLE_NOTE, due)
        return due

    def _run_tasks(self) -> None:
        if self._records.closed() is not None:
            return
        for task in self._records.tasks.due():
            if task.about.group is not None:
                self._groups.settle(task.about.group)
            elif task.about.subject is not None and self._provisioner.settle(task.about.subject).done:
                self._provisioner.follow_groups([task.about.subject])

    def _run_cycle(self) -> None:
        reason = self._records.closed()
        if reason is not None:
            self._records.log.note(f"cycle skipped: {reason}", About())
            self._next_in(CYCLE_SECONDS)
            return
        if self._everything():
            self._records.settings_store.put_note(QUARANTINE_NOTE, None)
            self._next_in(CYCLE_SECONDS)
        else:
            self._quarantine()

    def _everything(self) -> bool:
        """Groups that go, people, groups that are there; False as soon as the token is refused."""
        groups = self._records.groups
        gone = [key for key in self._records.sent.group_keys() if not self._is_sent(key)]
        there = [group.key for group in groups.all() if self._is_sent(group.key)]
        return (
            all(self._group(key) for key in gone)
            and all(self._person(subject) for subject in self._concerned())
            and all(self._group(key) for key in there)
        )

    def _concerned(self) -> Iterator[str]:
        """Subjects of people about whom something is due, or was and failed."""
        profile, settings = self._records.profile(), self._records.settings_store.read()
        troubled = self._records.tasks.troubled()
        for standing in self._records.everybody():
            subject = standing.person.subject
            if subject in troubled or plan(standing, profile, settings).kind != "nothing":
                yield subject

    def _is_sent(self, key: str) -> bool:
        group = self._records.groups.find(key)
        return group is not None and self._records.profile().sends_group(group)

    def _person(self, subject: str) -> bool:
        if self._failures.waits(About(subject)):
            return True
        return not _is_refused_token(self._provisioner.settle(subject).refused)

    def _group(self, key: str) -> bool:
        if self._failures.waits(About(group=key)):
            return True
        return not _is_refused_token(self._groups.settle(key))

    def _quarantine(self) -> None:
        """Daily tries from now on, and the end of provisioning after four weeks (E4)."""
        now, store = self._records.service.world.now(), self._records.settings_store
        since = store.note(QUARANTINE_NOTE)
        if since is None:
            since = now
            store.put_note(QUARANTINE_NOTE, now)
        self._records.log.note("quarantine: the token is refused; the next try is in a day", About())
        if now - since >= _DISABLED_AFTER_SECONDS:
            store.change({"on": False})
        self._next_in(_DAY)


def _is_refused_token(refused: Refused | None) -> bool:
    return refused is not None and refused.status == _UNAUTHORIZED
