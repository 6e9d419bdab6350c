"""OneLogin: an admin's JSON template, sent whole each time, maybe after approval (domain facts, 4: L1-L3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flow_desktop.mock.idp.channel import Line, Manner, Refused, equals
from flow_desktop.mock.idp.groups import Group
from flow_desktop.mock.idp.mapping import Values
from flow_desktop.mock.idp.people import PersonState
from flow_desktop.mock.idp.profiles.base import (
    GROUP,
    USER,
    Profile,
    Removal,
    add_references,
    created_id,
    find_user,
    patch,
    remove_one_by_one,
    work_email,
)
from flow_desktop.mock.idp.sent import SentPerson
from flow_desktop.mock.idp.settings import Settings


class OneLogin(Profile):
    """The template's empty places are sent as empty text."""

    manner: ClassVar[Manner] = Manner("OneLogin SCIM provisioning", "application/json")
    queues: ClassVar[bool] = True

    def test_connection(self, line: Line) -> None:
        """Enable only probes the base address; whatever is there will do, unless it refuses the token or fails."""
        try:
            line.send("GET", "/")
        except Refused as refused:
            if refused.status not in (404, 405):
                raise

    def create(self, line: Line, values: Values) -> str:
        """POST of the template, or PUT when the user name exists."""
        found = find_user(line, values)
        if found is None:
            return created_id(line.send("POST", "/Users", _template(values, active=True)))
        return _put(line, created_id(found), _template(values, active=True))

    def update(self, line: Line, sent: SentPerson, values: Values) -> None:
        """The template once more."""
        _put(line, sent.scim_id, _template(values, active=True))

    def deactivate(self, line: Line, sent: SentPerson, values: Values) -> None:
        """The template once more, not active."""
        _put(line, sent.scim_id, _template(values, active=False))

    def reactivate(self, line: Line, sent: SentPerson, values: Values) -> str:
        """The template once more; an application that deleted the user answers with a provisioning error."""
        return _put(line, sent.scim_id, _template(values, active=True))

    def removal(self, settings: Settings, state: PersonState) -> Removal:
        """The drop-down list for users who are deleted or lose the app; another state is a profile change."""
        if state in ("deactivated", "suspended"):
            return "deactivate"
        choices: dict[str, Removal] = {"delete": "delete", "deactivate": "deactivate", "nothing": "nothing"}
        return choices[settings.removal]

    def sends_group(self, group: Group) -> bool:
        """By rule or role: the groups chosen for it."""
        return group.pushed or group.assigned

    def create_group(self, line: Line, group: Group) -> str:
        """POST of the name; a group of that name is taken over."""
        found = line.find("/Groups", equals("displayName", group.name))
        return created_id(found or line.send("POST", "/Groups", {"schemas": [GROUP], "displayName": group.name}))

    def rename_group(self, line: Line, scim_id: str, group: Group) -> None:
        """One operation with a path."""
        patch(line, f"/Groups/{scim_id}", [{"op": "replace", "path": "displayName", "value": group.name}])

    def add_members(self, line: Line, scim_id: str, members: Mapping[str, str]) -> None:
        """One operation for all."""
        add_references(line, scim_id, members)

    def remove_members(self, line: Line, scim_id: str, members: Mapping[str, str]) -> None:
        """One operation for each."""
        remove_one_by_one(line, scim_id, members)


def _template(values: Values, *, active: bool) -> dict[str, Any]:
    plain = {target: values[target] or "" for target in ("userName", "displayName", "externalId") if target in values}
    name = {part: values[part] or "" for part in ("givenName", "familyName") if part in values}
    emails = {"emails": work_email(values["email"] or "")} if "email" in values else {}
    return {"schemas": [USER], **plain, "name": name, **emails, "active": active}


def _put(line: Line, scim_id: str, body: dict[str, Any]) -> str:
    line.send("PUT", f"/Users/{scim_id}", body)
    return scim_id
