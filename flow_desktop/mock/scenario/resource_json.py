"""A SCIM user as the identity provider would have sent it: what the store keeps without `id` and `meta`."""

from __future__ import annotations

from typing import Any

import msgspec

_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def user_resource(values: dict[str, str | None], *, active: bool) -> str:
    """The JSON text for mapped values: userName, email, givenName, familyName, displayName, externalId."""
    name = {key: values.get(key) for key in ("givenName", "familyName") if values.get(key) is not None}
    email = values.get("email")
    resource: dict[str, Any] = {
        "schemas": [_USER],
        "userName": values.get("userName"),
        "name": name,
        "emails": [{"primary": True, "value": email, "type": "work"}] if email else [],
        "displayName": values.get("displayName"),
        "externalId": values.get("externalId"),
        "active": active,
    }
    return compact({key: value for key, value in resource.items() if value not in (None, {}, [])})


def group_resource(name: str, external_id: str | None) -> str:
    """The JSON text of a group; its members are kept in a table of their own."""
    return compact(
        {
            "schemas": [_GROUP],
            "displayName": name,
            **({"externalId": external_id} if external_id else {}),
        }
    )


def compact(value: object) -> str:
    """JSON without blanks, letters as they are."""
    return msgspec.json.encode(value).decode()
