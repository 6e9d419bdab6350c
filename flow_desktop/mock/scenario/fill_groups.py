"""Puts the groups of the file into the identity provider, and those that were sent into the directory and Flow."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.idp.groups import group_id
from flow_desktop.mock.scenario.fill_people import directory_user_id
from flow_desktop.mock.scenario.history import fixed_id
from flow_desktop.mock.scenario.parts import Group, World
from flow_desktop.mock.scenario.past import Past, Told
from flow_desktop.mock.scenario.resource_json import group_resource
from flow_desktop.mock.scenario.rows import Ground
from flow_desktop.mock.sync.objects import USERS, group_json, user_json
from flow_desktop.mock.world_clock import stamp


def fill_groups(ground: Ground, past: Past) -> None:
    """Add every group of the file: its own tables and those named by people."""
    for position, group in enumerate(all_groups(ground.world)):
        _Filler(ground, past, group=group, position=position).run()


def all_groups(world: World) -> list[Group]:
    """Groups of `[[groups]]`, and those only people name: `groups` = pushed, `idp.groups` = at the provider only."""
    found = {group.name: group for group in world.groups}
    for person in world.people:
        for name, pushed in (*((one, True) for one in person.groups), *((one, False) for one in person.idp.groups)):
            group = found.get(name, Group(name, (), (), assigned=False, pushed=False))
            members = group.members if person.key in group.members else (*group.members, person.key)
            found[name] = replace(group, members=members, pushed=group.pushed or pushed)
    return list(found.values())


class _Filler:
    def __init__(self, ground: Ground, past: Past, *, group: Group, position: int) -> None:
        self.ground, self.past, self.group, self.position = ground, past, group, position
        self.profile = ground.world.identity_provider.profile
        self.external = group_id(self.profile, group.name)
        self.id = fixed_id("directory_group", group.name, minute=position)
        self.at = ground.history.group(position)

    def run(self) -> None:
        self._add_idp_group()
        sent = self.group.pushed or (self.group.assigned and self.profile == "entra")
        if sent and self.ground.world.directory.managed:
            self._add_directory_group()

    def _subjects(self) -> dict[str, str]:
        """Subject of each member -> the id of the directory user, for those who are in the directory."""
        people = enumerate(self.ground.world.people)
        members = [(position, person) for position, person in people if person.key in self.group.members]
        return {
            fixed_id("user", person.key, minute=position): (
                directory_user_id(person.key, position) if person.directory else ""
            )
            for position, person in members
        }

    def _add_idp_group(self) -> None:
        group = self.group
        self.ground.insert(
            "idp_groups",
            key=group.name,
            name=group.name,
            external_id=self.external,
            assigned=int(group.assigned),
            pushed=int(group.pushed),
            assigned_at=stamp(self.at) if group.assigned else None,
        )
        rows = [(group.name, subject) for subject in self._subjects()]
        self.ground.insert_many("idp_group_people", ("group_key", "subject"), rows)
        self.ground.insert_many(
            "idp_group_groups", ("group_key", "inner_key"), [(group.name, inner) for inner in group.groups]
        )

    def _add_directory_group(self) -> None:
        members = {subject: user for subject, user in self._subjects().items() if user}
        external = self.external if self.profile == "entra" else None  # Okta and OneLogin send the name alone
        idp_id, at, resource = external or self.group.name, stamp(self.at), group_resource(self.group.name, external)
        row = {
            "id": self.id,
            "directory_id": self.ground.directory,
            "organization_id": self.ground.organization,
            "idp_id": idp_id,
            "name": self.group.name,
            "created_at": at,
            "updated_at": at,
        }
        self.ground.insert("directory_groups", **row)
        self.ground.insert("flow_groups", id=self.id, idp_id=idp_id, name=self.group.name)
        self.ground.insert(
            "scim_groups",
            id=self.id,
            directory_id=self.ground.directory,
            display_name=self.group.name,
            display_name_key=email_key(self.group.name),
            external_id=external,
            identity=idp_id,
            resource=resource,
            created_at=at,
            modified_at=at,
        )
        kept = json.dumps({"name": self.group.name, "members": members})
        self.ground.insert("idp_sent_groups", group_key=self.group.name, scim_id=self.id, sent=kept)
        self._add_members(list(members.values()), group_json({**row, "resource": resource}))

    def _add_members(self, users: list[str], group: dict[str, Any]) -> None:
        rows = [(self.id, user) for user in users]
        self.ground.insert_many("scim_group_members", ("group_id", "member_id"), rows)
        self.ground.insert_many("directory_group_members", ("group_id", "user_id"), rows)
        self.ground.insert_many("flow_group_members", ("group_id", "directory_user_id"), rows)
        self.past.tell(Told(self.at, Reason.GROUP_SEEN, "dsync.group.created", self.id, group))
        for number, user in enumerate(users, start=1):
            found = self.ground.connection.execute(f"{USERS} WHERE o.id = ?", (user,)).fetchone()
            data = {"directory_id": self.ground.directory, "user": user_json(found), "group": group}
            self.past.tell(
                Told(
                    at=self.at + number,
                    reason=Reason.GROUP_MEMBER_ADDED,
                    kind="dsync.group.user_added",
                    object_id=self.id,
                    data=data,
                    email=found["email"],
                    directory_user_id=user,
                )
            )
