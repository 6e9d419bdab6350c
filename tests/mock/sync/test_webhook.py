"""Flow's end of a delivery: nothing is read that is not signed, recent and whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flow_desktop.mock.sync.signature import TOLERANCE_SECONDS, is_signed, sign
from tests.mock.driver import Running, Visitor

BODY = b'{"event":"dsync.user.created"}'
NOW = 1_800_000_000.5


@pytest.mark.parametrize("seconds", [-TOLERANCE_SECONDS, 0, TOLERANCE_SECONDS])
def test_a_signature_holds_within_the_tolerance(seconds: float) -> None:
    """Three minutes to both sides."""
    assert is_signed("secret", BODY, header=sign("secret", BODY, now=NOW), now=NOW + seconds)


@pytest.mark.parametrize("seconds", [-TOLERANCE_SECONDS - 1, TOLERANCE_SECONDS + 1])
def test_an_old_signature_is_refused(seconds: float) -> None:
    """And one from the future."""
    assert not is_signed("secret", BODY, header=sign("secret", BODY, now=NOW), now=NOW + seconds)


def test_what_was_touched_is_refused() -> None:
    """Another body, another secret, another time, a shortened signature."""
    header = sign("secret", BODY, now=NOW)
    at, mac = header.split(", ")
    assert is_signed("secret", BODY, header=header, now=NOW)
    assert not is_signed("secret", BODY + b" ", header=header, now=NOW)
    assert not is_signed("another", BODY, header=header, now=NOW)
    assert not is_signed("secret", BODY, header=f"t={int(NOW * 1000) + 1}, {mac}", now=NOW)
    assert not is_signed("secret", BODY, header=f"{at}, {mac[:-1]}", now=NOW)


@pytest.mark.parametrize(
    "header", ["", "t=, v1=", "nonsense", "t=x, v1=y", "t=²", "v1=", "t=1" + "0" * 400, "é=ü, v1=ß"]
)
def test_no_signature_is_refused(header: str) -> None:
    """Whatever stands in the header."""
    assert not is_signed("secret", BODY, header=header, now=NOW)


def deliver(visitor: Visitor, running: Running, body: bytes, **changes: Any) -> int:
    """Post a delivery, rightly signed unless a change says otherwise; the status."""
    right = sign(running.service.secrets.webhook_secret, body, now=running.clock.now)
    headers = {"WorkOS-Signature": changes.get("signature", right)}
    return visitor.http.post("/flow/webhooks/workos", content=changes.get("sent", body), headers=headers).status_code


def group_seen(event_id: str) -> bytes:
    """An event that Flow knows and that changes no person."""
    group = {"object": "directory_group", "id": "directory_group_X", "idp_id": "X", "name": "X"}
    times = {"created_at": "2026-05-01T00:00:00.000Z", "updated_at": "2026-05-01T00:00:00.000Z"}
    data = {**group, **times, "directory_id": "directory_X", "organization_id": "org_X", "raw_attributes": {}}
    event = {"object": "event", "id": event_id, "event": "dsync.group.created", "data": data, "context": {}}
    return json.dumps({**event, "created_at": times["created_at"]}).encode()


def test_a_signed_event_is_taken(visitor: Visitor, running: Running) -> None:
    """200 and a line in Flow's audit; the same event again is 200 as well."""
    body = group_seen("event_taken")
    assert deliver(visitor, running, body) == deliver(visitor, running, body) == 200
    assert running.service.store.one("SELECT 1 FROM audit WHERE event_id = 'event_taken'")


def test_what_is_not_signed_is_not_read(visitor: Visitor, running: Running) -> None:
    """400 for a missing, wrong or old signature and for a changed body; Flow's audit does not know of it."""
    body = group_seen("event_refused")
    old = sign(running.service.secrets.webhook_secret, body, now=running.clock.now - TOLERANCE_SECONDS - 1)
    wrong = sign("another secret", body, now=running.clock.now)
    assert [deliver(visitor, running, body, signature=one) for one in ("", old, wrong)] == [400, 400, 400]
    assert deliver(visitor, running, body, sent=body + b" ") == 400
    assert running.service.store.one("SELECT 1 FROM audit WHERE event_id = 'event_refused'") is None


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[]", b"\xff", b'{"event": 1}', b"{}"])
def test_what_is_no_event_is_refused(visitor: Visitor, running: Running, body: bytes) -> None:
    """400 although the signature is right."""
    assert deliver(visitor, running, body) == 400


def test_a_large_event_is_taken(visitor: Visitor, running: Running) -> None:
    """SCIM accepts resources far above what the sign-in pages take, and so does the webhook."""
    event = json.loads(group_seen("event_large"))
    event["data"]["raw_attributes"] = {"note": "x" * 2_000_000}
    assert deliver(visitor, running, json.dumps(event).encode()) == 200
