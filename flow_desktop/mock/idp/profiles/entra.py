"""Microsoft Entra ID: cycles, PATCH with capitalised operations, "False" as text (domain facts, 4: E1-E7)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from flow_desktop.mock.idp.channel import Line, Manner, Refused, equals
from flow_desktop.mock.idp.groups import Group
from flow_desktop.mock.idp.mapping import Values
from flow_desktop.mock.idp.profiles.base import (
    ENTERPRISE_USER,
    GROUP,
    USER,
    Profile,
    created_id,
    find_user,
    full_name,
    patch,
    work_email,
)
from flow_desktop.mock.idp.sent import SentPerson

_PATHS = {
    "userName": "userName",
    "externalId": "externalId",
    "displayName": "displayName",
    "email": 'emails[type eq "work"].value',
    "givenName": "name.givenName",
    "familyName": "name.familyName",
}


class Entra(Profile):
    """An attribute without value is skipped; only direct members of an assigned group are provisioned."""

    manner: ClassVar[Manner] = Manner("Microsoft Entra provisioning", "application/scim+json; charset=utf-8")
    in_cycles: ClassVar[bool] = True
    skips_empty: ClassVar[bool] = True

    def test_connection(self, line: Line) -> None:
        """Test Connection asks for a user that does not exist; anything but an empty list is a wrong address."""
        if find_user(line, {"userName": str(uuid.uuid4())}) is not None:
            raise Refused(200, "the address answers a filter with somebody else")

    def create(self, line: Line, values: Values) -> str:
        """POST, or when the matching attribute finds somebody, PATCH of what differs."""
        found = find_user(line, values)
        if found is None:
            return created_id(line.send("POST", "/Users", _user(values)))
        active = [] if found.get("active") is True else [_activity(active=True)]
        _send(line, created_id(found), [*_operations(_known(found), values), *active])
        return created_id(found)

    def update(self, line: Line, sent: SentPerson, values: Values) -> None:
        """One operation for each attribute."""
        _send(line, sent.scim_id, _operations(sent.values, values))

    def deactivate(self, line: Line, sent: SentPerson, values: Values) -> None:
        """Without the flag aadOptscim062020 the value is text, not a boolean."""
        _send(line, sent.scim_id, [_activity(active=False)])

    def reactivate(self, line: Line, sent: SentPerson, values: Values) -> str:
        """What changed meanwhile goes along; group memberships are not sent again."""
        _send(line, sent.scim_id, [*_operations(sent.values, values), _activity(active=True)])
        return sent.scim_id

    def sends_group(self, group: Group) -> bool:
        """A group is provisioned when the app is assigned to it."""
        return group.assigned

    def create_group(self, line: Line, group: Group) -> str:
        """POST without members."""
        found = line.find("/Groups", equals("displayName", group.name), excludedAttributes="members")
        body = {"schemas": [GROUP], "externalId": group.external_id, "displayName": group.name}
        return created_id(found or line.send("POST", "/Groups", body))

    def rename_group(self, line: Line, scim_id: str, group: Group) -> None:
        """One operation with a path."""
        patch(line, f"/Groups/{scim_id}", [{"op": "Replace", "path": "displayName", "value": group.name}])

    def add_members(self, line: Line, scim_id: str, members: Mapping[str, str]) -> None:
        """One operation; members are ids only."""
        patch(line, f"/Groups/{scim_id}", [_members("Add", members)])

    def remove_members(self, line: Line, scim_id: str, members: Mapping[str, str]) -> None:
        """One operation that lists those who go."""
        patch(line, f"/Groups/{scim_id}", [_members("Remove", members)])


def _user(values: Values) -> dict[str, Any]:
    """Everything that has a value (E2); roles is sent empty."""
    plain = {target: values[target] for target in ("externalId", "userName", "displayName") if values.get(target)}
    name = {part: values[part] for part in ("givenName", "familyName") if values.get(part)}
    email = values.get("email")
    return {
        "schemas": [USER, ENTERPRISE_USER],
        **plain,
        "active": True,
        **({"emails": work_email(email)} if email else {}),
        "meta": {"resourceType": "User"},
        **({"name": {"formatted": full_name(values), **name}} if name else {}),
        "roles": [],
    }


def _operations(before: Values, values: Values) -> list[dict[str, Any]]:
    """Add what was not there, Replace what is another; an attribute without value is left alone (E6)."""
    changed = {target: value for target, value in values.items() if value and value != before.get(target)}
    found = [_operation(_PATHS[target], before.get(target), value) for target, value in changed.items()]
    if changed.keys() & {"givenName", "familyName"}:
        found.append(_operation("name.formatted", full_name(before), full_name(values)))
    return found


def _operation(path: str, before: str | None, value: str | None) -> dict[str, Any]:
    return {"op": "Replace" if before else "Add", "path": path, "value": value}


def _activity(*, active: bool) -> dict[str, Any]:
    return {"op": "Replace", "path": "active", "value": str(active)}


def _members(op: str, members: Mapping[str, str]) -> dict[str, Any]:
    return {"op": op, "path": "members", "value": [{"$ref": None, "value": member} for member in members]}


def _send(line: Line, scim_id: str, operations: list[dict[str, Any]]) -> None:
    if operations:
        patch(line, f"/Users/{scim_id}", operations)


def _known(resource: dict[str, Any]) -> dict[str, str | None]:
    """What a found user has, by our targets."""
    name = resource.get("name") if isinstance(resource.get("name"), dict) else {}
    emails = [one for one in resource.get("emails") or [] if isinstance(one, dict) and one.get("type") == "work"]
    return {
        **{target: resource.get(target) for target in ("userName", "externalId", "displayName")},
        **{part: (name or {}).get(part) for part in ("givenName", "familyName")},
        "email": emails[0].get("value") if emails else None,
    }
