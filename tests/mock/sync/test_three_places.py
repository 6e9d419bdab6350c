"""From a SCIM request to a membership and back: the three places joined by nothing but HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flow_desktop.mock.faults import Broken
from flow_desktop.mock.sync.delivery import RETRY_SECONDS
from tests.mock.driver import Running, Visitor

EMAIL = "hedy.lamarr@pilot.example"
HEDY = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": EMAIL,
    "externalId": "00u-hedy",
    "name": {"givenName": "Hedy", "familyName": "Lamarr"},
    "emails": [{"value": EMAIL, "primary": True, "type": "work"}],
    "active": True,
}
LEAVE = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [{"op": "replace", "value": {"active": False}}],
}


@pytest.fixture
def scim(visitor: Visitor, running: Running) -> Any:
    """Sends SCIM requests with the newest token; the answer's JSON."""

    def send(method: str, path: str, body: object) -> dict[str, Any]:
        token = running.service.secrets.scim_token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/scim+json"}
        found = visitor.http.request(method, f"/scim/v2{path}", content=json.dumps(body), headers=headers)
        assert found.is_success, found.text
        return dict(found.json())

    return send


def member(running: Running) -> bool:
    """Whether Hedy is a member in Flow."""
    sql = "SELECT 1 FROM accounts a JOIN memberships m ON m.account_id = a.id WHERE a.email_key = ?"
    return running.service.store.one(sql, EMAIL) is not None


def test_a_person_comes_goes_and_returns_late(scim: Any, running: Running, visitor: Visitor) -> None:
    """Provisioned at once, removed at once; while the webhook is broken nothing arrives, and a retry heals it."""
    key = scim("POST", "/Users", HEDY)["id"]
    assert member(running)
    scim("PATCH", f"/Users/{key}", LEAVE)
    assert not member(running)
    running.places.faults.put(Broken(webhook_unreachable=True))
    scim("PUT", f"/Users/{key}", HEDY)
    assert not member(running)
    running.places.faults.put(Broken())
    running.service.world.advance(RETRY_SECONDS[0])
    running.places.sync.pump()
    assert member(running)
    kinds = "dsync.user.created,dsync.user.deleted"
    listed = visitor.get(f"/workos/events?limit=3&order=desc&events={kinds}", running.ready["workos_api_key"]).json()
    told = [(event["event"], event["data"]["id"]) for event in reversed(listed["data"])]
    assert told == [("dsync.user.created", key), ("dsync.user.deleted", key), ("dsync.user.created", key)]
    assert listed["data"][0]["data"]["raw_attributes"]["name"] == HEDY["name"]
