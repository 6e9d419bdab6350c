"""The identity provider as a place: people, groups and assignments change here, and provisioning follows."""

from __future__ import annotations

import hmac

from flow_desktop.mock.idp.channel import Line, Refused
from flow_desktop.mock.idp.cycle import Cycle
from flow_desktop.mock.idp.group_push import GroupPush
from flow_desktop.mock.idp.people import PersonState
from flow_desktop.mock.idp.provisioner import Provisioner
from flow_desktop.mock.idp.records import Records
from flow_desktop.mock.idp.settings import Settings
from flow_desktop.mock.idp.tasks import About
from flow_desktop.mock.service import Service

__all__ = ["IdentityProvider", "PersonState", "Settings"]

_LONG_AGO = 0.0  # deleted so long ago that nothing is left to restore


class IdentityProvider:
    """People are named by their `key` of the world file, groups by theirs. Unknown keys raise KeyError.

    Each change is one transaction; requests go out after it, in the same thread. Okta and OneLogin act at once, so
    whoever is assigned while the app is not connected is never sent later by itself: only another assignment or
    `provision_now` does that. Entra's cycle looks at everybody in scope, so it does pick them up once it runs.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._records = Records.of(service)
        self._groups = GroupPush(self._records)
        self._provisioner = Provisioner(self._records)
        self._cycle = Cycle(self._records, self._provisioner, self._groups)

    def settings(self) -> Settings:
        """The provisioning settings as they are; a token that was rotated away at WorkOS counts as old."""
        return self._records.settings()

    def change_settings(self, **changes: str | bool) -> None:
        """Change some of the settings; ValueError for a name or value that does not exist.

        `token="current"` enters WorkOS's newest token. Switching provisioning on or connecting it starts Entra's
        initial cycle; it sends nothing at once in any profile.
        """
        before = self.settings()
        kept = self._records.settings_store.change(changes)
        secrets = self._service.secrets
        if "token" in changes or (kept.connected and not before.connected):
            secrets.idp_token = secrets.scim_token if kept.token == "current" else None  # noqa: S105 - a state
        after = self.settings()
        if before.profile != after.profile:
            self._cycle.forget()
        if not _works(before) and _works(after):
            self._cycle.start()

    def mapping(self) -> dict[str, str | None]:
        """userName, email, givenName, familyName, externalId, displayName -> source attribute; None = not mapped."""
        return self._records.mapping()

    def map_attribute(self, target: str, source: str | None) -> None:
        """Map one attribute, or take it out of the mapping. It counts from each person's next update or cycle on.

        ValueError for a target or source that does not exist.
        """
        self._records.mapping_store.change(target, source)

    def connect(self, endpoint: str, token: str) -> str | None:
        """Enter address and bearer token and test them as the profile does; None = works, else what the page says."""
        if endpoint.rstrip("/") != self._service.scim:
            return f"The address cannot be reached. WorkOS shows {self._service.scim}."
        line = Line(self._service, self._records.profile().manner, token, About())
        try:
            self._records.profile().test_connection(line)
        except Refused as refused:
            return f"The test failed: HTTP {refused.status}: {refused.detail.rstrip('.')}."
        self._service.secrets.idp_token = token
        newest = hmac.compare_digest(token.encode(), (self._service.secrets.scim_token or "").encode())
        self._records.settings_store.change({"connected": True, "token": "current" if newest else "old"})
        self._cycle.start()
        return None

    def add_person(self, key: str, **attributes: str | None) -> None:
        """A new person: email, username, given_name, family_name, name.

        The user name is the e-mail and the full name given and family name unless said otherwise. ValueError for
        another attribute, or when the key or the log-in name is taken.
        """
        now = self._service.world.now()
        self._records.people.add(key, attributes, profile=self.settings().profile, now=now)

    def change_person(self, key: str, **attributes: str | None) -> None:
        """Rename, change the e-mail or the log-in name (email, username, given_name, family_name, name).

        User name and full name follow while they are the e-mail and the two names. ValueError as for `add_person`.
        """
        person = self._records.people.by_key(key)
        self._cycle.due_at()
        self._records.people.change(person, attributes)
        self._provisioner.changed([person.subject])

    def set_state(self, key: str, state: PersonState) -> None:
        """Deactivate, suspend, activate or delete a person.

        Deleting somebody who is deleted already is for good: Entra's next cycle then need not wait 30 days.
        """
        person = self._records.people.by_key(key)
        self._cycle.due_at()
        for_good = person.state == "deleted" and state == "deleted"
        self._records.people.set_state(person, state, since=_LONG_AGO if for_good else self._service.world.now())
        self._provisioner.changed([person.subject])

    def assign(self, key: str) -> None:
        """Assign the app to a person; assigning again tries again to create who was never created."""
        subject = self._records.people.by_key(key).subject
        self._cycle.due_at()
        self._records.assignments.add(subject, at=self._service.world.stamp())
        self._provisioner.changed([subject], may_create=True)

    def unassign(self, key: str) -> None:
        """Take the app from a person; one assigned through a group keeps it."""
        subject = self._records.people.by_key(key).subject
        self._cycle.due_at()
        self._records.assignments.remove(subject)
        self._provisioner.changed([subject])

    def add_group(self, key: str, name: str) -> None:
        """A new group without members; ValueError when the key is taken."""
        self._records.groups.add(key, name, profile=self.settings().profile)

    def rename_group(self, key: str, name: str) -> None:
        """Another display name."""
        self._cycle.due_at()
        self._records.groups.rename(key, name)
        self._groups.changed(key)

    def delete_group(self, key: str) -> None:
        """The group is deleted at the identity provider: there first, then whoever it had assigned loses the app."""
        members = self._records.groups.members(key) if self._records.groups.get(key).assigned else []
        self._cycle.due_at()
        self._records.groups.delete(key)
        self._groups.changed(key)
        self._provisioner.changed(members)

    def put_in_group(self, key: str, group: str) -> None:
        """Add a person to a group."""
        subject = self._records.people.by_key(key).subject
        self._cycle.due_at()
        self._records.groups.put(subject, group)
        if self._records.groups.get(group).assigned:
            self._provisioner.changed([subject], may_create=True)
        self._groups.changed(group)

    def take_out_of_group(self, key: str, group: str) -> None:
        """Remove a person from a group."""
        subject = self._records.people.by_key(key).subject
        self._cycle.due_at()
        self._records.groups.take(subject, group)
        self._groups.changed(group)
        if self._records.groups.get(group).assigned:
            self._provisioner.changed([subject])

    def nest_group(self, inner: str, outer: str) -> None:
        """Put a group into another; only direct members are provisioned. ValueError when that makes a circle."""
        self._records.groups.nest(inner, outer)

    def assign_group(self, group: str) -> None:
        """Assign the app to a group: it and its people are in scope."""
        self._cycle.due_at()
        self._records.groups.set_assigned(group, self._service.world.stamp())
        self._provisioner.changed(self._records.groups.members(group), may_create=True)
        self._groups.changed(group)

    def unassign_group(self, group: str) -> None:
        """Take the app from a group."""
        self._cycle.due_at()
        self._records.groups.set_assigned(group, None)
        self._provisioner.changed(self._records.groups.members(group))
        self._groups.changed(group)

    def push_group(self, group: str, *, on: bool = True) -> None:
        """Okta's Push Groups tab: send the group itself, apart from assignments.

        For a group that is pushed already this is Push now: all its members are said again. Off unlinks it and leaves
        the group at Directory Sync as it is.
        """
        again = self._records.groups.get(group).pushed and on
        self._records.groups.set_pushed(group, pushed=on)
        if not on:
            self._records.sent.forget_group(group)
        elif again:
            self._groups.push_again(group)
        else:
            self._groups.changed(group)

    def run(self) -> None:
        """Let provisioning do what is due at the world's time: Entra's cycle, retries."""
        self._cycle.run()

    def provision_now(self, key: str) -> str:
        """Provision one person at once (Entra: Provision on demand, Okta: Push now); what the page says about it."""
        return self._provisioner.now(self._records.people.by_key(key).subject)

    def approve(self, task: int, *, granted: bool = True) -> None:
        """Answer a waiting task of the approval queue (OneLogin).

        KeyError: no such task; ValueError: it does not wait, or nothing can be sent at the moment.
        """
        found, closed = self._records.tasks.get(task), self._records.closed()
        if found.state != "waiting" or found.about.subject is None:
            raise ValueError(f"task {task} does not wait for approval")
        if granted and closed is not None:
            raise ValueError(f"task {task} goes on waiting: {closed}")
        self._records.tasks.answer(found, "done" if granted else "refused")
        if granted and self._provisioner.settle(found.about.subject).done:
            self._provisioner.follow_groups([found.about.subject])


def _works(settings: Settings) -> bool:
    return settings.connected and settings.on and settings.token == "current"  # noqa: S105 - a state, no secret
