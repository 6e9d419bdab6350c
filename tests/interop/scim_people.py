"""Puts the people into a SCIM 2.0 server through its own API (RFC 7644, 3.3)."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from tests.interop.peers import PEOPLE, Peer

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def seed(peer: Peer) -> None:
    """Create everybody who has a directory entry, and a few others. Raises if the server refuses one."""
    data = json.loads(PEOPLE.read_text(encoding="utf-8"))
    listed = [_user(one["idp"], one["directory"]) for one in data["people"] if one["directory"] is not None]
    for user in (*data["others_in_the_directory"], *listed):
        _create(peer, {"schemas": [USER], **user})


def _user(idp: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What the directory holds: as the identity provider has it, but for what is said to be other."""
    email = other.get("email", idp["email"])
    return {
        "userName": email,
        "externalId": idp["sub"],
        "active": other.get("active", True),
        "displayName": idp["name"],
        "name": {
            "givenName": other.get("given_name", idp["given_name"]),
            "familyName": other.get("family_name", idp["family_name"]),
        },
        "emails": [{"value": email, "type": "work", "primary": True}],
    }


def _create(peer: Peer, user: dict[str, Any]) -> None:
    request = urllib.request.Request(
        f"{peer.address}/Users",
        json.dumps(user).encode(),
        {"Content-Type": "application/scim+json", "Authorization": f"Bearer {peer.password}"},
        method="POST",
    )
    with _DIRECT.open(request, timeout=10) as answer:
        assert answer.status == 201, user
