"""What the checks of the app need to know: the enterprise, the directory, and everything about one address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from flow_desktop.mock.ids import new_id
from flow_desktop.mock.resources import resource
from tests.mock.driver import Running, running_service
from tests.mock.flow_api.asking import ADMIN, MEMBER, Api

MINUTE = 60.0


@pytest.fixture
def fresh() -> Iterator[Api]:
    """A service of its own."""
    with running_service() as running:
        api = Api(running)
        yield api
        api.close()


def creation(running: Running, email: str, **more: Any) -> dict[str, Any]:
    """A dsync.user.created as Flow hears it."""
    store, now = running.service.store, running.service.world.now()
    directory = store.one("SELECT * FROM directories")
    assert directory is not None
    stamp = running.service.world.stamp()
    user = {"id": new_id("directory_user", now=now), "directory_id": directory["id"], "email": email, "state": "active"}
    names = {"idp_id": "00u1", "username": email, "first_name": "New", "last_name": "Person", "updated_at": stamp}
    data = {"object": "directory_user", **user, **names, **more}
    event = {"object": "event", "id": new_id("event", now=now), "event": "dsync.user.created", "created_at": stamp}
    return {**event, "data": data, "context": {}}


def test_the_enterprise_says_how_it_is_set_up(api: Api, running: Running) -> None:
    """Plan, single sign-on, SCIM, domains, seats, and whether the admin's own profile is complete."""
    found = api.get(ADMIN, "/enterprise")
    assert (found["plan"], found["scim_on"], found["manual_management"]) == ("enterprise", True, False)
    assert (found["domains"], found["idp_name"]) == (["pilot.example"], "Okta")
    assert found["seats"]["cap"] is None
    assert found["seats"]["used"] == len([one for one in api.pages(ADMIN, "/members") if one["role"] != "it_admin"])
    assert (found["admin_profile_complete"], found["admin_portal_url"]) == (True, running.ready["console"])
    assert found["directory"] == api.get(ADMIN, "/directory")
    account = api.get(ADMIN, "/me")["account"]["id"]
    running.service.store.run("UPDATE accounts SET last_name = ' ' WHERE id = ?", account)
    assert api.get(ADMIN, "/enterprise")["admin_profile_complete"] is False


def test_a_directory_deactivated_and_deleted(fresh: Api) -> None:
    """Deactivated: manual management stays off. Deleted: it is back, and the time of the deletion is told."""
    sync, world = fresh.running.places.sync, fresh.running.service.world
    activated = fresh.get(ADMIN, "/directory")["activated_at"]
    assert activated < world.stamp()
    sync.deactivate()
    found = fresh.get(ADMIN, "/enterprise")
    assert (found["directory"]["state"], found["manual_management"]) == ("inactive", False)
    world.advance(MINUTE)
    sync.delete()
    found = fresh.get(ADMIN, "/enterprise")
    assert (found["directory"], found["manual_management"]) == (None, True)
    assert found["directory_deleted_at"] == world.stamp()
    assert fresh.ask(ADMIN, "GET", "/directory").status_code == 404
    assert fresh.get(ADMIN, "/directory/users")["data"] == []
    sync.connect("okta")
    assert fresh.get(ADMIN, "/directory")["activated_at"] is None


def test_a_webhook_that_cannot_be_reached(fresh: Api) -> None:
    """Directory Sync's newest event runs ahead of Flow's; since when is told, and ends with the first delivery."""
    places, world = fresh.running.places, fresh.running.service.world
    before = fresh.get(ADMIN, "/directory")
    assert before["last_event"] == before["last_processed_event"]
    assert before["deliveries_failing_since"] is None
    world.advance(MINUTE)
    places.faults.put(replace(places.faults.now(), webhook_unreachable=True))
    places.sync.rotate_token()
    began = world.stamp()
    found = fresh.get(ADMIN, "/directory")
    assert (found["last_processed_event"], found["deliveries_failing_since"]) == (before["last_event"], began)
    assert found["last_event"]["event"].startswith("dsync.token.")
    places.faults.put(replace(places.faults.now(), webhook_unreachable=False))
    world.advance(6 * MINUTE)
    places.sync.pump()
    after = fresh.get(ADMIN, "/directory")
    assert (after["last_processed_event"], after["deliveries_failing_since"]) == (after["last_event"], None)


def test_one_address_in_one_answer(api: Api, running: Running) -> None:
    """Account, role, link, directory user, Flow's copy of it and the audit, for the admin and for the person."""
    email = running.email(MEMBER)
    found = api.get(ADMIN, "/people", email=email.upper())
    assert found["email"] == email.upper()
    assert (found["account"]["email"], found["account"]["role"], found["domain_registered"]) == (email, "member", True)
    (user,) = found["directory_users"]
    assert (user["account_id"], user["id"]) == (found["account"]["id"], found["account"]["directory_user"]["id"])
    assert [one["id"] for one in found["remembered"]] == [user["id"]]
    assert (found["invitations"], found["join_request"]) == ([], None)
    assert found["audit"][0]["reason"] == "provisioned"
    own = api.get(MEMBER, "/people", email=email)
    assert (found["similar"], own["similar"]) == ([], None)
    assert {**own, "email": email.upper(), "audit": own["audit"][:-1], "similar": []} == found
    assert own["audit"][-1]["reason"] == "signed_in"


def test_other_accounts_with_the_same_name(fresh: Api) -> None:
    """Members, and who is outside but in the audit, in any letter case, the unlinked first; only admins are told."""
    store, email = fresh.running.service.store, fresh.running.email(MEMBER)
    own = fresh.get(ADMIN, "/people", email=email)["account"]
    assert fresh.get(ADMIN, "/people", email=email)["similar"] == []
    last, first = own["last_name"], own["first_name"]
    twins = {"linked": (last, first), "unlinked": (last.upper(), first.lower()), "unknown": (last, first)}
    for key, (family, given) in twins.items():
        sql = (
            "INSERT INTO accounts (id, email, email_key, first_name, last_name, source) VALUES (?, ?, ?, ?, ?, 'self')"
        )
        store.run(sql, f"account_{key}", f"{key}@pilot.example", f"{key}@pilot.example", given, family)
    store.run("INSERT INTO memberships SELECT 'account_unlinked', id, 'member', 'manual', '' FROM enterprise")
    sql = "SELECT u.id, u.idp_id FROM directory_users u JOIN directory_links l ON l.directory_user_id = u.id"
    user = store.one(f"{sql} WHERE l.account_id <> ?", own["id"])
    assert user is not None
    store.run("UPDATE directory_links SET account_id = 'account_linked' WHERE directory_user_id = ?", user["id"])
    columns = "INSERT INTO audit (id, at, event, reason, account_id)"
    store.run(f"{columns} VALUES ('audit_1', '', '', 'signed_up', 'account_linked')")
    unlinked, linked = fresh.get(ADMIN, "/people", email=email)["similar"]
    assert (unlinked["id"], unlinked["role"], unlinked["source"]) == ("account_unlinked", "member", "manual")
    assert (unlinked["directory_user"], linked["directory_user"]) == (
        None,
        {"id": user["id"], "idp_id": user["idp_id"]},
    )
    assert (linked["id"], linked["role"], linked["source"]) == ("account_linked", None, "self")
    assert fresh.get(MEMBER, "/people", email=email)["similar"] is None


def test_the_name_of_who_has_no_account_yet() -> None:
    """Accounts with the name of a directory user that became no account; nobody where a name is missing."""
    with running_service(resource("mock", "scenarios", "blocked.seat_cap.toml")) as running:
        api = Api(running)
        email = running.ready["people"][0]["email"]
        admin = api.get(ADMIN, "/me")["account"]
        names = "UPDATE accounts SET (first_name, last_name) = (SELECT first_name, last_name FROM directory_users)"
        running.service.store.run(f"{names} WHERE id = ?", admin["id"])
        found = api.get(ADMIN, "/people", email=email)
        assert (found["account"], [one["id"] for one in found["similar"]]) == (None, [admin["id"]])
        running.service.store.run("UPDATE directory_users SET last_name = ''")
        assert api.get(ADMIN, "/people", email=email)["similar"] == []
        api.close()


def test_two_addresses_of_one_person(api: Api) -> None:
    """Where the e-mail differs between the places, either address leads to the same account, user and audit."""
    old, new = "katherine.coleman@pilot.example", "katherine.johnson@pilot.example"
    by_old, by_new = api.get(ADMIN, "/people", email=old), api.get(ADMIN, "/people", email=new)
    assert (by_old["account"]["email"], by_new["account"]) == (old, by_old["account"])
    assert [one["email"] for one in by_old["directory_users"]] == [one["email"] for one in by_new["directory_users"]]
    assert by_old["directory_users"][0]["account_id"] == by_old["account"]["id"]
    assert by_new["audit"] == by_old["audit"]
    assert {"provisioned", "email_drift"} <= {line["reason"] for line in by_new["audit"]}


def test_an_address_that_was_mapped_as_user_name() -> None:
    """A directory user without e-mail is found by its user name, with the line that says why nobody was added."""
    with running_service(world=resource("mock", "scenarios", "create.email_not_mapped.toml")) as running:
        api = Api(running)
        found = api.get("barbara", "/people", email="ada.byron@pilot.example")
        api.close()
    (user,) = found["directory_users"]
    assert (user["username"], user["email"], found["account"]) == ("ada.byron@pilot.example", None, None)
    assert [line["reason"] for line in found["audit"]] == ["no_email"]


def test_a_member_of_another_enterprise_is_told_so() -> None:
    """`/me` has the membership and no enterprise of ours; the admin of ours sees that somebody was passed over."""
    with running_service(world=resource("mock", "scenarios", "blocked.other_enterprise.toml")) as running:
        api = Api(running)
        own, found = api.get("ada", "/me"), api.get("barbara", "/people", email="ada.byron@pilot.example")
        api.close()
    assert (own["membership"]["role"], own["enterprise"], own["directory"]) == ("member", None, None)
    assert found["audit"][0]["reason"] == "other_enterprise"
    assert found["account"] is None or found["account"]["role"] is None


@pytest.mark.parametrize(
    ("email", "reason"), [("new@elsewhere.example", "domain_mismatch"), (None, "no_email"), ("ok@pilot.example", None)]
)
def test_who_was_skipped_has_lines_without_an_account(fresh: Api, email: str | None, reason: str | None) -> None:
    """A silent skip is in the audit by its address, with the event and the directory user, and nothing else."""
    event = creation(fresh.running, email or "")
    event["data"]["email"] = email
    fresh.running.places.flow.receive(event)
    line = fresh.pages(ADMIN, "/audit", limit=1000)[-1]
    (known,) = [one for one in fresh.pages(ADMIN, "/audit", limit=1000) if one["event_id"] == event["id"]][:1]
    assert line["at"] == known["at"]
    assert (known["reason"], known["directory_user_id"]) == (reason or "provisioned", event["data"]["id"])
    assert (known["account_id"] is None) == (reason is not None)
    if email is not None:
        assert known["id"] in [one["id"] for one in fresh.get(ADMIN, "/audit", email=email)["data"]]
        assert (fresh.get(ADMIN, "/people", email=email)["account"] is None) == (reason is not None)


def test_fallback_invitations_are_counted(fresh: Api) -> None:
    """A transient error leaves an invitation marked as such; the enterprise counts those of thirty days."""
    places, world = fresh.running.places, fresh.running.service.world
    places.faults.put(replace(places.faults.now(), fail_provisioning=(1, 2)))
    for email in ("one@pilot.example", "two@pilot.example"):
        places.flow.receive(creation(fresh.running, email))
        (told,) = fresh.get(ADMIN, "/people", email=email)["invitations"]
        assert (told["state"], told["fallback"]) == ("pending", True)
    assert fresh.get(ADMIN, "/enterprise")["fallback_invitations"] == 2
    world.advance(31 * 24 * 3600)
    assert fresh.get(ADMIN, "/enterprise")["fallback_invitations"] == 0
