"""The directory's life: made, activated, deactivated, deleted, with a token that can be changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from flow_desktop.mock.faults import Broken
from flow_desktop.mock.store import digest
from flow_desktop.mock.sync.delivery import RETRY_SECONDS
from tests.mock.driver import Running, running_service


@pytest.fixture
def fresh() -> Iterator[Running]:
    """The pilot world of one test alone."""
    with running_service() as running:
        yield running


def new_events(running: Running) -> list[dict[str, Any]]:
    """Events of the directory itself and of its tokens, and those about users, oldest first, once."""
    with running.visitor() as visitor:
        kinds = "dsync.activated,dsync.deleted,dsync.token.created,dsync.token.revoked,dsync.user.deleted"
        found = visitor.get(f"/workos/events?limit=100&events={kinds}", running.ready["workos_api_key"])
    return list(found.json()["data"])


def audited(running: Running) -> list[str]:
    """Reasons of Flow's audit, oldest first."""
    return [row["reason"] for row in running.service.store.all("SELECT reason FROM audit ORDER BY position")]


def state(running: Running) -> str | None:
    """The directory's state in the words of REST."""
    row = running.service.store.one("SELECT state FROM directories")
    return row["state"] if row else None


def accepts(running: Running, token: str | None) -> bool:
    """Whether a bearer token is one that WorkOS has not revoked."""
    sql = "SELECT 1 FROM scim_tokens WHERE digest = ? AND revoked_at IS NULL"
    return running.service.store.one(sql, digest(token or "")) is not None


def test_a_run_begins_with_a_token(fresh: Running) -> None:
    """Known to the identity provider and in the ready line, told to nobody."""
    secrets = fresh.service.secrets
    assert fresh.ready["scim_token"] == secrets.scim_token == secrets.idp_token
    assert accepts(fresh, secrets.scim_token)
    assert [event for event in new_events(fresh) if "token" in event["event"]] == []


def test_a_later_run_goes_on(fresh: Running) -> None:
    """It has a token of its own, silently, and delivers what waited."""
    fresh.places.faults.put(Broken(webhook_unreachable=True))
    old = fresh.places.sync.rotate_token()
    fresh.places.faults.put(Broken())
    before = new_events(fresh)
    waiting = "SELECT 1 FROM deliveries WHERE state = 'waiting'"
    assert len(fresh.service.store.all(waiting)) == 2
    fresh.service.world.advance(RETRY_SECONDS[0])
    fresh.places.sync.start()
    assert fresh.service.store.all(waiting) == []
    assert (accepts(fresh, old), accepts(fresh, fresh.service.secrets.scim_token)) == (False, True)
    assert new_events(fresh) == before


def test_rotation_is_told_twice(fresh: Running) -> None:
    """The new token works, the old one does not; both events name the last four characters and no more."""
    old = fresh.service.secrets.scim_token
    new = fresh.places.sync.rotate_token()
    assert fresh.service.secrets.scim_token == new != old
    assert (accepts(fresh, new), accepts(fresh, old)) == (True, False)
    created, revoked = new_events(fresh)[-2:]
    assert (created["event"], revoked["event"]) == ("dsync.token.created", "dsync.token.revoked")
    for event, token in ((created, new), (revoked, old or "")):
        expected = {"object", "id", "directory_id", "organization_id", "token_suffix", "created_at"}
        assert (event["data"].keys(), event["data"]["token_suffix"]) == (expected, token[-4:])
    assert audited(fresh)[-2:] == ["token_rotated", "token_rotated"]


def test_deactivating_is_no_event(fresh: Running) -> None:
    """Flow sees the state, manual management stays off; activating again is no event either."""
    before = new_events(fresh)
    fresh.places.sync.deactivate()
    assert (state(fresh), audited(fresh)[-1]) == ("unlinked", "directory_deactivated")
    with pytest.raises(ValueError, match="deactivated already"):
        fresh.places.sync.deactivate()
    fresh.places.sync.activate()
    assert (state(fresh), audited(fresh)[-1]) == ("linked", "directory_reactivated")
    with pytest.raises(ValueError, match="active already"):
        fresh.places.sync.activate()
    assert new_events(fresh) == before


def test_deletion_is_one_event(fresh: Running) -> None:
    """No event for each user; directory, users, groups and tokens are gone, and the event tells the state before."""
    token = fresh.service.secrets.scim_token
    fresh.places.sync.delete()
    event = new_events(fresh)[-1]
    expected = {"object", "id", "organization_id", "type", "state", "name", "created_at", "updated_at"}
    assert (event["event"], event["data"].keys(), event["data"]["state"]) == ("dsync.deleted", expected, "active")
    assert [one for one in new_events(fresh) if one["event"] == "dsync.user.deleted"] == []
    for table in ("directories", "directory_users", "directory_groups", "scim_users", "scim_groups"):
        assert fresh.service.store.all(f"SELECT * FROM {table}") == []
    assert (accepts(fresh, token), fresh.service.secrets.scim_token) == (False, None)
    assert audited(fresh)[-1] == "directory_deleted"
    for action in (fresh.places.sync.delete, fresh.places.sync.activate, fresh.places.sync.rotate_token):
        with pytest.raises(ValueError, match="no directory"):
            action()


def test_a_new_directory_is_set_up(fresh: Running) -> None:
    """Connected it validates; activated it tells its organisation's domains, and Flow imports them."""
    sync = fresh.places.sync
    sync.delete()
    fresh.service.store.run("DELETE FROM organization_domains")
    fresh.service.store.run("INSERT INTO organization_domains VALUES ('org_domain_X', 'new.example', 'verified')")
    token = sync.connect("entra")
    assert (state(fresh), accepts(fresh, token)) == ("validating", True)
    with pytest.raises(ValueError, match="already"):
        sync.connect("okta")
    sync.activate()
    event = new_events(fresh)[-1]
    assert event["event"] == "dsync.activated"
    assert event["data"]["type"] == "azure scim v2.0"
    assert event["data"]["state"] == "active"
    assert event["data"]["domains"] == [
        {"object": "organization_domain", "id": "org_domain_X", "domain": "new.example"}
    ]
    assert (state(fresh), "directory_activated" in audited(fresh)) == ("linked", True)
    assert fresh.service.store.one("SELECT 1 FROM domains WHERE domain = 'new.example'")


def test_an_unknown_choice_is_refused(fresh: Running) -> None:
    """Providers and modes are closed lists."""
    fresh.places.sync.delete()
    with pytest.raises(ValueError, match="none of okta"):
        fresh.places.sync.connect("ldap")
    with pytest.raises(ValueError, match="none of delete, retain"):
        fresh.places.sync.set_inactive_users("keep")


def test_rest_deletes_the_directory(fresh: Running) -> None:
    """202, once; then it is not found."""
    headers = {"Authorization": f"Bearer {fresh.ready['workos_api_key']}"}
    path = f"/workos/directories/{fresh.ready['workos_directory']}"
    with fresh.visitor() as visitor:
        assert [visitor.http.delete(path, headers=headers).status_code for _ in range(2)] == [202, 404]
        assert visitor.get("/workos/directories", fresh.ready["workos_api_key"]).json()["data"] == []
    assert audited(fresh)[-1] == "directory_deleted"
