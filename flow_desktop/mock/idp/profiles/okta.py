"""Okta, application of the catalogue: at once, full PUT for the profile, PATCH for active (domain facts, 4: O1-O4)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from flow_desktop.mock.idp.channel import Line, Manner, equals
from flow_desktop.mock.idp.groups import Group
from flow_desktop.mock.idp.mapping import Values
from flow_desktop.mock.idp.people import PersonState
from flow_desktop.mock.idp.profiles.base import (
    GROUP,
    USER,
    Profile,
    add_references,
    created_id,
    find_user,
    patch,
    remove_one_by_one,
    work_email,
)
from flow_desktop.mock.idp.sent import SentPerson

_WINDOW = {"startIndex": "1", "count": "100"}


class Okta(Profile):
    """Never deletes users; a suspended one stays active downstream and nothing is sent about them."""

    manner: ClassVar[Manner] = Manner("Okta SCIM Client 1.0.0", "application/json")
    kept: ClassVar[frozenset[PersonState]] = frozenset({"active", "suspended"})
    quiet: ClassVar[frozenset[PersonState]] = frozenset({"suspended"})

    def test_connection(self, line: Line) -> None:
        """A first page of two users."""
        line.send("GET", "/Users?startIndex=1&count=2")

    def create(self, line: Line, values: Values) -> str:
        """POST, or when the user name exists there, take that user over with a PUT."""
        found = find_user(line, values, **_WINDOW)
        if found is None:
            return created_id(line.send("POST", "/Users", _user(values)))
        return _put(line, found, values)

    def update(self, line: Line, sent: SentPerson, values: Values) -> None:
        """GET, then PUT of the whole user."""
        _put(line, line.send("GET", f"/Users/{sent.scim_id}"), values)

    def deactivate(self, line: Line, sent: SentPerson, values: Values) -> None:
        """The same for unassigned and for deactivated people."""
        _set_active(line, sent.scim_id, active=False)

    def reactivate(self, line: Line, sent: SentPerson, values: Values) -> str:
        """active:true when the user name is still found there, else a new POST with the same externalId."""
        found = find_user(line, values, **_WINDOW)
        if found is None:
            return created_id(line.send("POST", "/Users", _user(values)))
        scim_id = created_id(found)
        _set_active(line, scim_id, active=True)
        if any(values[target] != sent.values.get(target) for target in values):
            _put(line, line.send("GET", f"/Users/{scim_id}"), values)
        return scim_id

    def sends_group(self, group: Group) -> bool:
        """Push Groups is a tab of its own, apart from the assignments."""
        return group.pushed

    def create_group(self, line: Line, group: Group) -> str:
        """POST with empty members; a group of that name is linked."""
        found = line.find("/Groups", equals("displayName", group.name), **_WINDOW)
        body = {"schemas": [GROUP], "displayName": group.name, "members": []}
        return created_id(found or line.send("POST", "/Groups", body))

    def rename_group(self, line: Line, scim_id: str, group: Group) -> None:
        """A replace without path."""
        value = {"id": scim_id, "displayName": group.name}
        patch(line, f"/Groups/{scim_id}", [{"op": "replace", "value": value}])

    def add_members(self, line: Line, scim_id: str, members: Mapping[str, str]) -> None:
        """One operation for all."""
        add_references(line, scim_id, members)

    def remove_members(self, line: Line, scim_id: str, members: Mapping[str, str]) -> None:
        """One operation for each."""
        remove_one_by_one(line, scim_id, members)


def _user(values: Values) -> dict[str, Any]:
    return {
        "schemas": [USER],
        **_attributes({}, values),
        "locale": "en-US",
        "groups": [],
        "password": _placeholder(values),
        "active": True,
    }


def _placeholder(values: Values) -> str:
    """Okta sends a password nobody uses where password sync is off."""
    return hashlib.sha256(f"{values.get('userName')}".encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _put(line: Line, known: dict[str, Any], values: Values) -> str:
    """The user as it is there with our values in it; what is not mapped goes back as it came."""
    scim_id = created_id(known)
    body = {**known, **_attributes(known, values), "groups": [], "active": True}
    line.send("PUT", f"/Users/{scim_id}", body)
    return scim_id


def _attributes(known: dict[str, Any], values: Values) -> dict[str, Any]:
    name = {
        **_table(known.get("name")),
        **{part: values[part] for part in ("givenName", "familyName") if part in values},
    }
    found: dict[str, Any] = {target: values[target] for target in ("userName", "externalId") if values.get(target)}
    found["name"] = {part: value for part, value in name.items() if value is not None}
    if "email" in values:
        found["emails"] = work_email(values["email"]) if values["email"] is not None else []
    if values.get("displayName") is not None:
        found["displayName"] = values["displayName"]
    return found


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _set_active(line: Line, scim_id: str, *, active: bool) -> None:
    patch(line, f"/Users/{scim_id}", [{"op": "replace", "value": {"active": active}}])
