"""WorkOS's own client library is the judge of the Directory Sync interface and of the webhook's signature."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from flow_desktop.mock.sync.changes import DirectoryChanges
from tests.interop.peers import Recipe
from tests.judges.runner import judged
from tests.mock.driver import Running, running_service
from tests.mock.sync.room import ADA, GROUP, Inbox

pytestmark = [pytest.mark.interop, pytest.mark.timeout(300)]  # the first run has to install the library

WORKOS = Recipe("workos-client", ("workos==10.8.0",), script="pypi/run_workos_client.py")
PEOPLE = 130
KINDS = (
    "dsync.user.created", "dsync.user.updated", "dsync.user.deleted", "dsync.group.created", "dsync.group.updated",
    "dsync.group.deleted", "dsync.group.user_added", "dsync.group.user_removed", "dsync.token.created",
    "dsync.token.revoked", "dsync.activated", "dsync.deleted",
)  # fmt: skip


def change_everything(running: Running) -> None:
    """Make a directory in which each kind of event but the deletion of the directory has happened."""
    sync, changes = running.places.sync, DirectoryChanges(running.service)
    sync.delete()
    sync.connect("okta")
    sync.activate()
    people = [replace(ADA, id=f"directory_user_01K{n:023d}", idp_id=f"00u{n}") for n in range(PEOPLE)]
    first, second, *_ = people
    with running.service.store.transaction() as connection:
        for person in people:
            changes.put_user(connection, person)
        changes.put_user(connection, replace(first, first_name="Augusta"))
        changes.put_group(connection, GROUP, name="Pilot", idp_id="Pilot")
        changes.put_group(connection, GROUP, name="Pilots", idp_id="Pilots")
        changes.set_members(connection, GROUP, frozenset({first.id, second.id}))
        changes.set_members(connection, GROUP, frozenset({first.id}))
        changes.put_group(connection, f"{GROUP[:-3]}0TH", name="Other", idp_id="Other")
        changes.delete_group(connection, f"{GROUP[:-3]}0TH")
        changes.delete_user(connection, second.id)
    sync.rotate_token()


@pytest.fixture(scope="module")
def told() -> Inbox:
    """The webhooks."""
    return Inbox()


@pytest.fixture(scope="module")
def found(told: Inbox) -> Iterator[dict[str, Any]]:
    """What the library finds; the judge looks at the machine's clock, so the service does too."""
    with running_service() as running:
        running.clock.now = time.time()
        running.service.wire.close()
        running.service.wire.connect(told)
        change_everything(running)
        ids = running.service.store.all("SELECT id, organization_id FROM directories")[0]
        webhooks = [{"body": body.decode(), "signature": headers["signature"]} for headers, body in told.got]
        touched = {**webhooks[-1], "body": webhooks[-1]["body"].replace("dsync.", "dsynk.", 1)}
        yield {
            "running": running.issuer,
            **judged(
                WORKOS,
                {
                    "base_url": running.ready["workos_api"],
                    "api_key": running.ready["workos_api_key"],
                    "directory": ids["id"],
                    "organization": ids["organization_id"],
                    "group": GROUP,
                    "kinds": KINDS,
                    "webhook_secret": running.service.secrets.webhook_secret,
                    "webhooks": [*webhooks, touched],
                },
            ),
        }


def test_it_lists_the_directory(found: dict[str, Any]) -> None:
    """With type, state and counts, in the list and by itself."""
    (directory,) = found["directories"]
    assert found["directory"] == directory
    assert (directory["type"], directory["state"]) == ("okta scim v2.0", "linked")
    assert directory["metadata"] == {"users": {"active": PEOPLE - 1, "inactive": 0}, "groups": 1}


def test_it_lists_all_users(found: dict[str, Any]) -> None:
    """Over three pages in both orders, each user once."""
    ids = [user["id"] for user in found["users"]]
    assert len(set(ids)) == len(ids) == PEOPLE - 1
    assert found["users_oldest_first"] == ids[::-1]
    assert found["user"]["id"] == ids[0]
    assert {user["email"] for user in found["users"]} == {"ada@pilot.example"}


def test_it_lists_groups_and_members(found: dict[str, Any]) -> None:
    """The group under its new name, with the one member it kept."""
    assert [(group["id"], group["name"]) for group in found["groups"]] == [(GROUP, "Pilots")]
    assert found["members"] == [f"directory_user_01K{0:023d}"]


def test_it_reads_every_kind_of_event(found: dict[str, Any]) -> None:
    """Each is one of the library's own classes, and the list has the same ids as the webhooks."""
    assert {event["event"] for _, event in found["events"]} >= set(KINDS)
    assert {name for name, _ in found["events"] if not name.startswith("Dsync")} == set()
    ids = [event["id"] for _, event in found["events"]]
    delivered = [key for _, key in found["verified"][:-1]]
    assert ids[-len(delivered) :] == delivered


def test_it_verifies_our_signature(found: dict[str, Any]) -> None:
    """Every webhook that Flow would get passes its verifier; a touched one does not."""
    *right, touched = found["verified"]
    assert len(right) > PEOPLE
    assert [name for name, _ in right if name == "refused"] == []
    assert touched[0] == "refused"


def test_it_understands_our_refusals(found: dict[str, Any]) -> None:
    """Unknown, not allowed and wrong are the errors it has for them."""
    assert found["unknown"] == "NotFoundError"
    assert found["stranger"] == "AuthenticationError"
    assert found["wrong_limit"] == "UnprocessableEntityError"


def test_it_opens_the_portal_and_deletes_the_directory(found: dict[str, Any]) -> None:
    """A link of this service, and no directory afterwards."""
    assert found["portal"].startswith(f"{found['running']}/console")
    assert found["directories_after_deletion"] == 0
