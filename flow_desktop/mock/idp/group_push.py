"""Provisions groups: the group itself, its name, its members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flow_desktop.mock.idp.channel import Line, Refused
from flow_desktop.mock.idp.failures import Failures
from flow_desktop.mock.idp.groups import Group
from flow_desktop.mock.idp.records import Records
from flow_desktop.mock.idp.sent import SentGroup
from flow_desktop.mock.idp.tasks import About

_GONE = 404
_BATCH = 500  # members in one PATCH; Directory Sync takes 2,000 KB (domain facts, 3.7)


class GroupPush:
    """Brings groups to where the identity provider wants them.

    Who is deactivated or unassigned is not taken out of a group (Okta's known gap), and who is activated again is not
    added once more (Entra): only the group's own list counts.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._failures = Failures(records)

    def changed(self, key: str) -> None:
        """Something about the group changed; a cycle comes by later, the others act at once."""
        if not self._records.profile().in_cycles:
            self.settle(key)

    def follow(self, subjects: Iterable[str]) -> None:
        """These people have just been provisioned: the groups that hold them hear of it."""
        if self._records.profile().in_cycles:
            return
        for key in dict.fromkeys(group for subject in subjects for group in self._records.groups.of(subject)):
            self.settle(key)

    def settle(self, key: str) -> Refused | None:
        """Do what is due about one group; the refusal if there was one."""
        group = self._records.groups.find(key)
        wanted = group is not None and self._records.profile().sends_group(group)
        if not wanted and self._records.sent.group(key) is None:
            return None
        reason = self._closed()
        if reason is not None:
            self._records.log.note(f"group {group.name if group else key} not sent: {reason}", About(group=key))
            return None
        return self._try(key, group if wanted else None)

    def push_again(self, key: str) -> None:
        """Okta's Push now: all members are said once more, so that those who should be gone are."""
        sent = self._records.sent.group(key)
        if sent is None or self._closed() is not None:
            self.settle(key)
            return
        members = self._records.sent.active_members(key)
        try:
            self._records.profile().replace_members(self._line(key), sent.scim_id, self._named(members))
        except Refused as refused:
            self._failed(key, refused)
        else:
            self._records.sent.put_group(key, replace(sent, members=members))
            self._records.tasks.close(About(group=key))

    def _closed(self) -> str | None:
        pushes = self._records.settings_store.read().push_groups
        return self._records.closed() or (None if pushes else "group push is switched off")

    def _line(self, key: str) -> Line:
        return self._records.line(About(group=key))

    def _try(self, key: str, group: Group | None) -> Refused | None:
        try:
            if group is None:
                self._delete(key)
            else:
                self._bring(group)
        except Refused as refused:
            self._failed(key, refused)
            return refused
        self._records.tasks.close(About(group=key))
        return None

    def _failed(self, key: str, refused: Refused) -> None:
        if refused.status == _GONE:  # the id we have is nobody's: the next time the group is looked for by name
            self._records.sent.forget_group(key)
        self._failures.record(About(group=key), "group", refused)

    def _delete(self, key: str) -> None:
        sent = self._records.sent.group(key)
        assert sent is not None
        try:
            self._records.profile().delete_group(self._line(key), sent.scim_id)
        except Refused as refused:
            if refused.status != _GONE:
                raise
        self._records.sent.forget_group(key)

    def _bring(self, group: Group) -> None:
        """The group first and empty, then its members; each thing that was sent is remembered at once."""
        profile, line = self._records.profile(), self._line(group.key)
        sent = self._records.sent.group(group.key)
        if sent is None:
            sent = self._keep(group.key, SentGroup(profile.create_group(line, group), group.name, {}))
        if sent.name != group.name:
            profile.rename_group(line, sent.scim_id, group)
            sent = self._keep(group.key, replace(sent, name=group.name))
        self._bring_members(group.key, sent)

    def _bring_members(self, key: str, sent: SentGroup) -> None:
        profile, line = self._records.profile(), self._line(key)
        here = self._records.sent.active_members(key)
        listed = set(self._records.groups.members(key))
        coming = {subject: scim_id for subject, scim_id in here.items() if sent.members.get(subject) != scim_id}
        going = {subject: scim_id for subject, scim_id in sent.members.items() if subject not in listed}
        for some in _batches(going):
            profile.remove_members(line, sent.scim_id, self._named(some))
            stay = {subject: scim_id for subject, scim_id in sent.members.items() if subject not in some}
            sent = self._keep(key, replace(sent, members=stay))
        for some in _batches(coming):
            profile.add_members(line, sent.scim_id, self._named(some))
            sent = self._keep(key, replace(sent, members={**sent.members, **some}))

    def _keep(self, key: str, sent: SentGroup) -> SentGroup:
        self._records.sent.put_group(key, sent)
        return sent

    def _named(self, members: dict[str, str]) -> dict[str, str]:
        return {scim_id: self._records.people.by_subject(subject).called for subject, scim_id in members.items()}


def _batches(members: dict[str, str]) -> Iterator[dict[str, str]]:
    listed = list(members.items())
    return (dict(listed[start : start + _BATCH]) for start in range(0, len(listed), _BATCH))
