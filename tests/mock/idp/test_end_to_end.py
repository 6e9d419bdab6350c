"""From a change at the identity provider over SCIM and webhooks to Flow's members, in every profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flow_desktop.mock.faults import Broken
from tests.mock.driver import Running, running_service

WORLD = """
enterprise = {{ name = "E", plan = "enterprise", domains = ["pilot.example"] }}
identity_provider = {{ name = "The provider", profile = "{profile}" }}
directory = {{ name = "D", type = "{label}", state = "active" }}
[[people]]
key = "ida"
shows = "The admin."
idp = {{ email = "ida@pilot.example", given_name = "Ida", family_name = "Rhodes", name = "Ida Rhodes" }}
directory = {{ username = "ida@pilot.example", email = "ida@pilot.example", first_name = "Ida", last_name = "Rhodes" }}
flow = {{ email = "ida@pilot.example", first_name = "Ida", last_name = "Rhodes", role = "admin" }}
[[people]]
key = "joan"
shows = "Not assigned."
idp = {{ email = "joan@pilot.example", given_name = "Joan", family_name = "Clarke", name = "Joan Clarke" }}
"""
LABELS = {"okta": "okta scim v2.0", "entra": "azure scim v2.0", "onelogin": "onelogin scim v2.0"}
JOAN = "joan@pilot.example"


@dataclass(frozen=True, slots=True)
class Tenant:
    """A world of one profile; `pass_cycle` lets Entra's clock come round, which changes nothing for the others."""

    running: Running

    def pass_cycle(self) -> None:
        """Forty minutes pass, and provisioning runs."""
        self.running.service.world.advance(40 * 60)
        self.running.places.idp.run()

    def member(self, email: str = JOAN) -> tuple[str, str, str] | None:
        """First name, last name and role of a member, as Flow has them."""
        row = self.running.service.store.one(
            "SELECT first_name, last_name, role FROM accounts JOIN memberships ON account_id = accounts.id"
            " WHERE email = ?",
            email,
        )
        return tuple(row) if row else None

    def accounts(self) -> int:
        """How many Flow accounts there are for the person."""
        return len(self.running.service.store.all("SELECT 1 FROM accounts WHERE email = ?", JOAN))

    def reasons(self) -> list[str]:
        """Why Flow did what it did about the person, in order."""
        rows = self.running.service.store.all("SELECT reason FROM audit WHERE email = ? ORDER BY position", JOAN)
        return [row["reason"] for row in rows]


@pytest.fixture(params=list(LABELS))
def tenant(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tenant]:
    """A served world of each profile."""
    world = tmp_path / "world.toml"
    world.write_text(WORLD.format(profile=request.param, label=LABELS[request.param]))
    with running_service(world) as running:
        assert running.places.idp.settings().profile == request.param
        yield Tenant(running)


def test_a_life_at_flow(tenant: Tenant) -> None:
    """Assigned: a Member. Renamed: the name follows. Deactivated: no member, the account stays. Back: a Member."""
    idp = tenant.running.places.idp
    idp.assign("joan")
    tenant.pass_cycle()
    assert tenant.member() == ("Joan", "Clarke", "member")
    idp.change_person("joan", family_name="Murray")
    tenant.pass_cycle()
    assert tenant.member() == ("Joan", "Murray", "member")
    idp.set_state("joan", "deactivated")
    tenant.pass_cycle()
    assert (tenant.member(), tenant.accounts()) == (None, 1)
    idp.set_state("joan", "active")
    tenant.pass_cycle()
    assert (tenant.member(), tenant.accounts()) == (("Joan", "Murray", "member"), 1)
    assert {"provisioned", "name_updated", "deprovisioned", "reassociated"} <= set(tenant.reasons())


def test_taking_the_app_away_and_giving_it_back(tenant: Tenant) -> None:
    """The membership goes and comes; it is the same account."""
    idp = tenant.running.places.idp
    for _ in range(2):
        idp.assign("joan")
        tenant.pass_cycle()
        assert (tenant.member(), tenant.accounts()) == (("Joan", "Clarke", "member"), 1)
        idp.unassign("joan")
        tenant.pass_cycle()
        assert (tenant.member(), tenant.accounts()) == (None, 1)


def test_a_group_and_its_end(tenant: Tenant) -> None:
    """Whoever is in an assigned, pushed group is a member; with the group everybody in it goes (FAQ)."""
    idp = tenant.running.places.idp
    idp.add_group("pilot", "Pilot")
    idp.put_in_group("joan", "pilot")
    idp.assign_group("pilot")
    idp.push_group("pilot")
    tenant.pass_cycle()
    assert tenant.member() is not None
    idp.delete_group("pilot")
    tenant.pass_cycle()
    assert (tenant.member(), tenant.accounts()) == (None, 1)
    assert "group_deleted" in tenant.reasons()


def test_people_of_the_world_are_known(tenant: Tenant) -> None:
    """Whoever the directory has from the start is updated, not created once more; and nothing is sent for nothing."""
    log = "SELECT DISTINCT method FROM idp_log WHERE method IS NOT NULL"
    tenant.pass_cycle()
    assert tenant.running.service.store.all(log) == []
    tenant.running.places.idp.change_person("ida", given_name="Ada")
    tenant.pass_cycle()
    assert tenant.member("ida@pilot.example") == ("Ada", "Rhodes", "admin")
    assert "POST" not in {row["method"] for row in tenant.running.service.store.all(log)}


def test_a_changed_address_keeps_the_account(tenant: Tenant) -> None:
    """The directory has the new e-mail, Flow's account keeps the one it has."""
    idp = tenant.running.places.idp
    idp.assign("joan")
    tenant.pass_cycle()
    idp.change_person("joan", email="joan.murray@pilot.example")
    tenant.pass_cycle()
    users = tenant.running.service.store.all("SELECT email FROM directory_users ORDER BY id")
    assert "joan.murray@pilot.example" in {row["email"] for row in users}
    assert (tenant.member(), len(users)) == (("Joan", "Clarke", "member"), 2)


def test_a_rotated_token_stops_everything_until_it_is_entered(tenant: Tenant) -> None:
    """401 with the old one; with the newest the person on whom it failed can be provisioned."""
    running = tenant.running
    token = running.places.sync.rotate_token()
    running.places.idp.assign("joan")
    tenant.pass_cycle()
    assert (tenant.member(), running.places.idp.settings().token) == (None, "old")
    assert running.places.idp.connect(running.service.scim, "wrong") is not None
    assert running.places.idp.connect(running.service.scim, token) is None
    assert running.places.idp.provision_now("joan") == "Success: Joan Clarke was created."
    assert tenant.member() is not None


def test_a_mailbox_that_is_missing_or_elsewhere(tenant: Tenant) -> None:
    """A user name of another domain stands in for the e-mail, and Flow skips it silently (FAQ)."""
    idp = tenant.running.places.idp
    idp.add_person("robot", username="robot@elsewhere.example", given_name="R", family_name="B")
    idp.map_attribute("userName", "username")
    idp.assign("robot")
    tenant.pass_cycle()
    rows = tenant.running.service.store.all("SELECT reason FROM audit WHERE email = 'robot@elsewhere.example'")
    assert rows[0]["reason"] == "domain_mismatch"
    assert idp.provision_now("robot") == "Skipped: R B: everything mapped is up to date."


def test_without_a_user_name_the_directory_holds_the_person(tenant: Tenant) -> None:
    """No event, no member; once the mapping is right again, provisioning heals it."""
    idp, store = tenant.running.places.idp, tenant.running.service.store
    right = idp.mapping()["userName"]
    idp.map_attribute("userName", None)
    idp.assign("joan")
    tenant.pass_cycle()
    assert (tenant.member(), tenant.reasons(), len(store.all("SELECT 1 FROM scim_held_users"))) == (None, [], 1)
    idp.map_attribute("userName", right)
    assert idp.provision_now("joan") == "Success: Joan Clarke was created."
    assert tenant.member() == ("Joan", "Clarke", "member")
    assert store.all("SELECT 1 FROM scim_held_users") == []


def test_a_deactivated_directory_takes_nothing(tenant: Tenant) -> None:
    """Refused with a reason the provider's log shows; once it is active again, the next change goes through."""
    idp, sync = tenant.running.places.idp, tenant.running.places.sync
    idp.assign("joan")
    tenant.pass_cycle()
    sync.deactivate()
    idp.change_person("joan", given_name="Jo")
    tenant.pass_cycle()
    refused = tenant.running.service.store.one("SELECT detail FROM idp_log WHERE status = 403")
    assert refused is not None
    assert "deactivated" in refused["detail"]
    assert tenant.member() == ("Joan", "Clarke", "member")
    sync.activate()
    idp.change_person("joan", given_name="Johanna")
    tenant.pass_cycle()
    assert tenant.member() == ("Johanna", "Clarke", "member")


@pytest.mark.parametrize("said", ["seconds", "date", "missing"])
def test_a_rate_limit_only_delays(tenant: Tenant, said: str) -> None:
    """The directory answers 429 in each of its ways; when the time it asked for is over, the person appears."""
    running = tenant.running
    running.places.faults.put(Broken(scim_rate=1, retry_after=said))
    running.places.idp.assign("joan")
    tenant.pass_cycle()
    assert tenant.member() is None
    running.places.faults.put(Broken())
    tenant.pass_cycle()
    assert tenant.member() == ("Joan", "Clarke", "member")
