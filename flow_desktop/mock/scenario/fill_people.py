"""Puts one person of the file into the places the file names, with the history that explains the state."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.idp.mapping import default_mapping
from flow_desktop.mock.idp.people import provider_id
from flow_desktop.mock.scenario.checks import silent_reason
from flow_desktop.mock.scenario.history import fixed_id
from flow_desktop.mock.scenario.parts import DirectoryPart, FlowPart, Person
from flow_desktop.mock.scenario.past import Past, Told
from flow_desktop.mock.scenario.resource_json import user_resource
from flow_desktop.mock.scenario.rows import Ground
from flow_desktop.mock.sync.objects import previous_attributes, user_json
from flow_desktop.mock.world_clock import stamp

_CREATED, _UPDATED = "dsync.user.created", "dsync.user.updated"


def fill_person(ground: Ground, past: Past, *, person: Person, position: int) -> None:
    """Add one person to the identity provider, the directory and Flow."""
    _Filler(ground, past, person=person, position=position).run()


def directory_user_id(person_key: str, position: int) -> str:
    """The id of a person's directory user; the SCIM resource has the same."""
    return fixed_id("directory_user", person_key, minute=position)


class _Filler:
    def __init__(self, ground: Ground, past: Past, *, person: Person, position: int) -> None:
        self.ground, self.past, self.person, self.position = ground, past, person, position
        self.subject = fixed_id("user", person.key, minute=position)
        self.account = fixed_id("account", person.key, minute=position)
        self.user = directory_user_id(person.key, position)
        self.idp_id = provider_id(ground.world.identity_provider.profile, person.key)
        self.sent_at = ground.history.person(position)

    def run(self) -> None:
        self._add_idp_person()
        if self.person.directory:
            self._add_sent(self.person.directory)
            self._add_directory_user(self.person.directory)
        if self.person.flow:
            self._add_account(self.person.flow)
        if self.person.directory:
            self._tell(self.person.directory)

    def _add_idp_person(self) -> None:
        idp = self.person.idp
        self.ground.insert(
            "idp_people",
            position=self.position,
            key=self.person.key,
            subject=self.subject,
            idp_id=self.idp_id,
            login_key=email_key(idp.email),
            username=idp.username,
            email=idp.email,
            email_verified=int(idp.email_verified),
            given_name=idp.given_name,
            family_name=idp.family_name,
            name=idp.name,
            shows=self.person.shows,
            state=idp.state,
            state_since=None if idp.state == "active" else self.ground.history.changed(self.position),
        )
        if idp.assigned:
            self.ground.insert("idp_assignments", subject=self.subject, assigned_at=stamp(self.sent_at))

    def _sent_values(self, part: DirectoryPart) -> dict[str, str | None]:
        """What was sent is what the directory has; targets that are not mapped were not sent."""
        idp = self.ground.world.identity_provider
        values = {
            "userName": part.username or part.email,
            "email": part.email,
            "givenName": part.first_name,
            "familyName": part.last_name,
            "externalId": self.idp_id,
            "displayName": self.person.idp.name,
        }
        mapping = {**default_mapping(idp.profile), **dict(idp.mapping)}
        return {target: value for target, value in values.items() if mapping[target] is not None}

    def _add_sent(self, part: DirectoryPart) -> None:
        values, active, at = self._sent_values(part), part.state == "active", stamp(self.sent_at)
        self.ground.insert(
            "idp_sent_people", subject=self.subject, scim_id=self.user, sent=json.dumps(values), active=int(active)
        )
        self.ground.insert(
            "scim_users",
            id=self.user,
            directory_id=self.ground.directory,
            user_name=values.get("userName"),
            user_name_key=email_key(values.get("userName")),
            external_id=values.get("externalId"),
            email_key=email_key(part.email),
            active=int(active),
            resource=user_resource(values, active=active),
            created_at=at,
            modified_at=self._directory_row(part)["updated_at"],
        )

    def _add_directory_user(self, part: DirectoryPart) -> None:
        row = self._directory_row(part)
        self.ground.insert(
            "directory_users",
            **{key: value for key, value in row.items() if key != "resource"},
            email_key=email_key(part.email),
        )
        self.ground.insert(
            "flow_directory_users",
            **{key: row[key] for key in ("id", "idp_id", "username", "email", "first_name", "last_name", "state")},
            email_key=email_key(part.email),
            updated_at=row["updated_at"],
        )

    def _directory_row(self, part: DirectoryPart) -> dict[str, Any]:
        changed = self._first_part(part) != part
        return {
            "id": self.user,
            "directory_id": self.ground.directory,
            "organization_id": self.ground.organization,
            "idp_id": self.idp_id,
            "username": part.username,
            "email": part.email,
            "first_name": part.first_name,
            "last_name": part.last_name,
            "state": part.state,
            "created_at": stamp(self.sent_at),
            "updated_at": stamp(self.ground.history.changed(self.position) if changed else self.sent_at),
            "resource": user_resource(self._sent_values(part), active=part.state == "active"),
        }

    def _add_account(self, part: FlowPart) -> None:
        provisioned = part.linked and part.source == "scim"
        at = stamp(self.sent_at) if provisioned else self.ground.history.before()
        edited = self._name_was_edited(part)
        self.ground.insert(
            "accounts",
            id=self.account,
            subject=self.subject,
            email=part.email,
            email_key=email_key(part.email),
            first_name=part.first_name,
            last_name=part.last_name,
            source=part.source,
            created_at=at,
            updated_at=stamp(self.ground.history.changed(self.position)) if edited else at,
            name_edited_at=stamp(self.ground.history.changed(self.position)) if edited else None,
        )
        enterprise = fixed_id("enterprise", f"other:{part.enterprise}") if part.enterprise else self.ground.enterprise
        role = part.role or ("member" if part.enterprise else None)
        if role:
            self.ground.insert(
                "memberships",
                account_id=self.account,
                enterprise_id=enterprise,
                role=role,
                source=part.source,
                created_at=at,
            )
        if part.linked:
            self.ground.insert("directory_links", account_id=self.account, directory_user_id=self.user)

    def _name_was_edited(self, flow: FlowPart) -> bool:
        """Flow took the directory's names when the person was provisioned: other ones were typed in Flow."""
        part = self.person.directory
        if part is None or not flow.linked:
            return False
        pairs = ((flow.first_name, part.first_name), (flow.last_name, part.last_name))
        return any(theirs is not None and ours != theirs for ours, theirs in pairs)

    def _first_part(self, part: DirectoryPart) -> DirectoryPart:
        """The directory user as first sent: a member was sent active and with the e-mail Flow still has."""
        flow = self.person.flow
        if flow is None or flow.enterprise:
            return part
        drifted = flow.linked and email_key(part.email) != email_key(flow.email)
        return DirectoryPart(
            username=flow.email if drifted and part.username == part.email else part.username,
            email=flow.email if drifted else part.email,
            first_name=part.first_name,
            last_name=part.last_name,
            state="active",
        )

    def _tell(self, part: DirectoryPart) -> None:
        first = self._first_part(part)
        before = {**self._directory_row(first), "updated_at": stamp(self.sent_at)}
        self._line(self.sent_at, self._created_reason(first), kind=_CREATED, data=user_json(before))
        later = self.ground.history.changed(self.position)
        if first != part:
            old, new = user_json(before), user_json(self._directory_row(part))
            reason = self._updated_reason(first, part)
            data = {**new, "previous_attributes": previous_attributes(old, new)}
            self._line(later, reason, kind=_UPDATED, data=data)
        if self.person.flow and self._name_was_edited(self.person.flow):
            self._tell_edit(later, self.person.flow)

    def _tell_edit(self, at: float, flow: FlowPart) -> None:
        """As Flow writes it down when somebody edits their name."""
        names = {"first_name": flow.first_name or "", "last_name": flow.last_name or ""}
        reason, who = Reason.NAME_EDITED, self.account
        self.past.tell(Told(at, reason, action=reason.value, email=flow.email, account_id=who, actor=who, detail=names))

    def _created_reason(self, first: DirectoryPart) -> Reason:
        silent = silent_reason(self.ground.world, replace(self.person, directory=first))
        if silent and not (self.person.flow and self.person.flow.role):
            return Reason(silent)
        by_scim = self.person.flow is None or self.person.flow.source == "scim"
        return Reason.PROVISIONED if by_scim else Reason.LINKED_EXISTING

    def _updated_reason(self, first: DirectoryPart, part: DirectoryPart) -> Reason:
        if first.state == part.state:
            return Reason.EMAIL_DRIFT
        stayed = self.person.flow is not None and self.person.flow.role is not None
        return Reason.DEACTIVATION_KEPT if stayed else Reason.DEACTIVATED

    def _line(self, at: float, reason: Reason, *, kind: str, data: dict[str, Any]) -> None:
        """Flow's line about an event names the address that the event has."""
        flow = self.person.flow
        self.past.tell(
            Told(
                at=at,
                reason=reason,
                kind=kind,
                object_id=self.user,
                data=data,
                email=data["email"],
                directory_user_id=self.user,
                account_id=self.account if flow and not flow.enterprise else None,
                detail={"account_email": flow.email} if flow and reason is Reason.EMAIL_DRIFT else None,
            )
        )
