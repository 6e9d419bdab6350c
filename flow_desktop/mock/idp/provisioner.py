"""Provisions people: finds out what is due about one, does it over the wire, remembers what was sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flow_desktop.mock.idp.channel import Line, Refused
from flow_desktop.mock.idp.failures import Failures
from flow_desktop.mock.idp.group_push import GroupPush
from flow_desktop.mock.idp.plan import Kind, Standing, Step, plan
from flow_desktop.mock.idp.records import Records
from flow_desktop.mock.idp.sent import SentPerson
from flow_desktop.mock.idp.tasks import About, Task

_GONE = 404
_DONE = {
    "create": "was created",
    "update": "was updated",
    "reactivate": "was activated again",
    "deactivate": "was deactivated",
    "delete": "was deleted",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one person's job: what was tried, the sentence of the provider's page, and what went wrong."""

    kind: Kind
    sentence: str
    refused: Refused | None = None

    @property
    def done(self) -> bool:
        """Whether Directory Sync was changed."""
        return self.kind != "nothing" and self.refused is None


class Provisioner:
    """One job = one person brought to where the identity provider wants them."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._failures = Failures(records)
        self._groups = GroupPush(records)

    def changed(self, subjects: Iterable[str], *, may_create: bool = False) -> None:
        """Something about these people changed. Who acts at once does; a cycle comes by later.

        Without `may_create` nobody is created: only an assignment does that, there is no backfill.
        """
        if self._records.profile().in_cycles:
            return
        done = [subject for subject in subjects if self._changed(subject, may_create=may_create).done]
        self._groups.follow(done)

    def now(self, subject: str) -> str:
        """Provision a person on demand: whatever is due, in every profile, without approval."""
        reason = self._records.closed()
        if reason is not None:
            return f"Skipped: {reason}."
        outcome = self._job(subject, self._due(subject))
        if outcome.done:
            self._groups.follow([subject])
        return outcome.sentence

    def settle(self, subject: str) -> Outcome:
        """Do what is due about a person, whatever asked for it: a cycle, a retry, an approval."""
        return self._job(subject, self._due(subject))

    def follow_groups(self, subjects: Iterable[str]) -> None:
        """Tell the groups of people who were provisioned."""
        self._groups.follow(subjects)

    def _job(self, subject: str, step: Step) -> Outcome:
        """Carry out one step and remember what was sent; a refusal becomes a task."""
        about, standing = About(subject), self._records.standing(subject)
        called = standing.person.called
        if step.kind == "nothing":
            self._records.tasks.close(about)  # whatever waited or failed is not wanted any more
            return Outcome("nothing", f"Skipped: {called}: {step.why}.")
        try:
            self._remember(standing, step.kind, self._converse(standing, step.kind))
        except Refused as refused:
            return self._failed(standing, step.kind, refused)
        self._records.tasks.close(about)
        return Outcome(step.kind, f"Success: {called} {_DONE[step.kind]}.")

    def _changed(self, subject: str, *, may_create: bool) -> Outcome:
        step, about = self._due(subject), About(subject)
        reason = self._records.closed() or step.why
        if step.kind == "create" and not may_create:
            reason = reason or "the person was assigned earlier, and only an assignment creates somebody"
        if reason:
            self._records.log.note(f"not sent: {reason}", about)
            if step.kind == "nothing":
                self._records.tasks.close(about)
            return Outcome("nothing", f"Skipped: {reason}.")
        if self._records.profile().queues and self._records.settings_store.read().approval:
            self._records.tasks.put(about, Task(0, about, step.kind, "waiting", "waits for approval", None, 0))
            return Outcome("nothing", "Waits for approval.")
        return self._job(subject, step)

    def _due(self, subject: str) -> Step:
        records = self._records
        return plan(records.standing(subject), records.profile(), records.settings_store.read())

    def _converse(self, standing: Standing, kind: Kind) -> str | None:
        """Talk to Directory Sync; the person's SCIM id afterwards, None when there is none any more."""
        profile, line = self._records.profile(), self._records.line(About(standing.person.subject))
        values, sent = standing.values, standing.sent
        if sent is None:
            return profile.create(line, values)
        if kind == "reactivate":
            return profile.reactivate(line, sent, values)
        if kind == "update":
            profile.update(line, sent, values)
            return sent.scim_id
        return self._end(line, standing, kind)

    def _end(self, line: Line, standing: Standing, kind: Kind) -> str | None:
        """Deactivate or delete; who is gone there already needs neither."""
        profile, sent = self._records.profile(), standing.sent
        assert sent is not None
        try:
            if kind == "delete":
                profile.delete(line, sent)
                return None
            profile.deactivate(line, sent, standing.values)
        except Refused as refused:
            if refused.status != _GONE:
                raise
            return None
        return sent.scim_id

    def _remember(self, standing: Standing, kind: Kind, scim_id: str | None) -> None:
        subject = standing.person.subject
        if scim_id is None:
            self._records.sent.forget_person(subject)
            return
        before = standing.sent.values if standing.sent else {}
        values = before if kind == "deactivate" else {**before, **standing.values}
        self._records.sent.put_person(subject, SentPerson(scim_id, values, active=kind != "deactivate"))

    def _failed(self, standing: Standing, kind: Kind, refused: Refused) -> Outcome:
        if refused.status == _GONE:  # the id we have is nobody's: the next job looks for the person and creates
            self._records.sent.forget_person(standing.person.subject)
        self._failures.record(About(standing.person.subject), kind, refused)
        hint = " The mapping gives no userName." if not standing.values.get("userName") else ""
        words = f"Failed: {standing.person.called}: HTTP {refused.status}: {refused.detail.rstrip('.')}.{hint}"
        return Outcome(kind, words, refused)
