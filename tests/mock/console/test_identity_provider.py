"""The identity provider's pages: what is done there reaches Team by provisioning, as each provider does it."""

from __future__ import annotations

import pytest

from tests.mock.console.conftest import Open
from tests.mock.console.desk import Console


def group(console: Console) -> str:
    """The key of the one group."""
    row = console.store.one("SELECT key FROM idp_groups")
    assert row is not None
    return str(row["key"])


def test_somebody_is_assigned_renamed_and_deactivated(open_console: Open) -> None:
    """Each change is sent at once, the page says what was sent, and Flow follows."""
    console = open_console()
    console.get("/idp")
    console.post("/idp/people/pat/assign?from=list", assigned="yes")
    assert "pat.pilot@example.test has the app now. Provisioning:" in console.text
    assert "POST" in console.text
    assert console.role("pat") == "member"
    console.get("/idp/people/pat")
    fields = {"given_name": "Patricia", "family_name": "Pilot", "email": "pat.pilot@example.test"}
    console.post("/idp/people/pat", **fields, name="Patricia Pilot", username="pat.pilot@example.test")
    assert "Saved." in console.text
    assert "Patricia Pilot" in console.get("/team")
    console.get("/idp/people/pat")
    console.post("/idp/people/pat/state", state="deactivated")
    assert "deactivated now" in console.text
    assert console.role("pat") is None


def test_one_person_in_three_places(open_console: Open) -> None:
    """The person page shows what each place holds and why, reached from Team and from the identity provider."""
    console = open_console()
    console.get("/idp/people/pat")
    console.post("/idp/people/pat/assign", assigned="yes")
    console.get("/idp/people/pat")
    changed = {
        "given_name": "Pat",
        "family_name": "Pilot",
        "email": "p.pilot@example.test",
        "username": "p.pilot@example.test",
    }
    console.post("/idp/people/pat", **changed, name="Pat Pilot")
    for path in ("/people/idp/pat", f"/people/account/{console.account('pat')}"):
        console.get(path)
        assert console.text.count("p.pilot@example.test") >= 2, path
        assert "pat.pilot@example.test" in console.text
        assert "Provisioned" in console.text
        assert "E-mail differs" in console.text
    assert "Flow has heard nothing about this person" in console.get("/people/idp/ivo")


def test_what_differs_between_the_places_is_marked(open_console: Open) -> None:
    """A value that is not the same in all places has a mark; letter case of an address alone has a milder one."""
    console = open_console()
    console.get("/idp/people/pat")
    console.post("/idp/people/pat/assign", assigned="yes")
    said = console.get("/people/idp/pat")
    assert ("Differs" in said, "Letter case only" in said) == (False, False)
    email = console.store.one("SELECT email FROM accounts WHERE email LIKE 'pat%'")
    assert email is not None
    console.store.run(
        "UPDATE accounts SET last_name = 'Elsewhere', email = ? WHERE email = ?", email[0].upper(), email[0]
    )
    said = console.get("/people/idp/pat")
    assert "Last name ! Differs" in said
    assert "E-mail – Letter case only" in said
    assert "First name ! Differs" not in said


def test_a_notice_counts_what_repeats(open_console: Open) -> None:
    """A group of three is one line of three requests, not three times the same words with long ids."""
    console = open_console()
    group = console.store.one("SELECT key FROM idp_groups")
    assert group is not None
    console.get("/idp")
    for email in ("mia.member@example.test", "ivo.it@example.test"):
        console.post(f"/idp/groups/{group['key']}/people", email=email)
    console.post(f"/idp/groups/{group['key']}/assign", assigned="yes")
    assert "POST /Users: 201 (3 times)." in console.text


def test_a_person_is_added(open_console: Open) -> None:
    """A new person is there with the names that follow from the others; a taken e-mail stays in the form."""
    console = open_console()
    console.get("/idp/new-person")
    console.post("/idp/new-person", given_name="Nora", family_name="New", email="nora.new@example.test")
    assert "Nora New" in console.text
    for email in ("nora.new@example.test", ""):
        console.get("/idp/new-person")
        assert console.post("/idp/new-person", given_name="Second", email=email).status_code == 409
        assert 'value="Second"' in console.last.text


def test_a_taken_email_stays_in_the_form(open_console: Open) -> None:
    """What was typed for a person is not lost when it cannot be saved."""
    console = open_console()
    console.get("/idp/people/pat")
    answer = console.post("/idp/people/pat", given_name="Pat", email="mia.member@example.test", username="x")
    assert answer.status_code == 409
    assert 'value="mia.member@example.test"' in answer.text


def test_groups_are_made_filled_assigned_and_deleted(open_console: Open) -> None:
    """Deleting a pushed group removes its people from Flow, which the confirmation says first."""
    console = open_console()
    console.get("/idp/groups")
    assert console.post("/idp/groups", name="").status_code == 409
    console.post("/idp/groups", name="Second group")
    key = console.last.url.path.rsplit("/", 1)[1]
    assert console.post(f"/idp/groups/{key}/people", email="nobody@example.test").status_code == 409
    assert 'value="nobody@example.test"' in console.last.text
    console.post(f"/idp/groups/{key}/people", email="PAT.pilot@example.test")
    assert "Pat Pilot" in console.text or "pat.pilot@example.test" in console.text
    console.post(f"/idp/groups/{key}/name", name="Pushed ones")
    console.post(f"/idp/groups/{key}/assign", assigned="yes")
    console.post(f"/idp/groups/{key}/push", pushed="yes")
    assert console.role("pat") == "member"
    assert "all its people are removed from Flow" in console.get(f"/idp/groups/{key}/delete")
    console.post(f"/idp/groups/{key}/delete")
    assert "Pushed ones was deleted" in console.text
    assert console.role("pat") is None
    console.get(f"/idp/groups/{key}")
    assert console.last.status_code == 404


def test_groups_do_not_go_in_circles(open_console: Open) -> None:
    """A group goes into another, not into itself through it; the page says so."""
    console = open_console()
    first = group(console)
    console.get("/idp/groups")
    console.post("/idp/groups", name="Outer")
    outer = console.last.url.path.rsplit("/", 1)[1]
    console.post(f"/idp/groups/{outer}/inner", inner=first)
    assert "Pilots" in console.text
    assert console.post(f"/idp/groups/{first}/inner", inner=outer).status_code == 409
    console.get("/idp/groups")
    assert console.post(f"/idp/groups/{first}/inner", inner="nothing").status_code == 404


def test_a_person_joins_and_leaves_a_group(open_console: Open) -> None:
    """From the person's page as well as from the group's."""
    console = open_console()
    key = group(console)
    console.get("/idp/people/mia")
    console.post("/idp/people/mia/groups", group=key)
    assert "Take out of Pilots" in console.last.text
    console.post(f"/idp/groups/{key}/people", out="mia")
    assert "mia.member@example.test" not in console.text


def test_entra_waits_for_its_cycle(open_console: Open) -> None:
    """Nothing is sent at once and the page says when; the clock brings the cycle, on demand goes at once."""
    console = open_console(profile="entra")
    console.get("/idp/provisioning")
    console.post("/idp/run")
    console.get("/idp/people/pat")
    console.post("/idp/people/pat/assign", assigned="yes")
    assert "every 40 minutes" in console.text
    assert console.role("pat") is None
    console.get("/idp/provisioning")
    console.post("/idp/clock", seconds="3600")
    assert console.role("pat") == "member"
    console.get("/idp/new-person")
    console.post("/idp/new-person", given_name="Nora", family_name="New", email="nora.new@example.test")
    path = console.last.url.path.removeprefix("/console")
    console.post(f"{path}/assign", assigned="yes")
    assert "Provision on demand" in console.text
    console.post(f"{path}/provision")
    assert console.role("nora") == "member"


def test_onelogin_waits_for_approval(open_console: Open) -> None:
    """A task waits; approved it goes out, refused it does not, and a task that is gone is not found."""
    console = open_console(profile="onelogin")
    console.get("/idp/provisioning")
    switches = ("on", "create", "update", "deactivate", "push_groups", "send_unassigned", "approval")
    console.post("/idp/provisioning/switches", **dict.fromkeys(switches, "yes"))
    console.post("/idp/people/pat/assign", assigned="yes")
    assert console.role("pat") is None
    assert "Waits for approval" in console.get("/idp/tasks")
    task = console.store.one("SELECT position FROM idp_tasks WHERE state = 'waiting'")
    assert task is not None
    console.post(f"/idp/tasks/{task['position']}", answer="approve")
    assert "Approved." in console.text
    assert console.role("pat") == "member"
    for unknown in ("999", "9" * 30):
        assert console.post(f"/idp/tasks/{unknown}", answer="approve").status_code == 404


def test_switches_and_mapping_are_what_is_sent(open_console: Open) -> None:
    """With creating switched off nobody is sent; without a mapped first name it does not arrive."""
    console = open_console()
    console.get("/idp/provisioning")
    console.post("/idp/provisioning/switches", on="yes", update="yes", profile="okta")
    console.post("/idp/people/pat/assign", assigned="yes")
    assert console.role("pat") is None
    console.get("/idp/provisioning")
    console.post("/idp/provisioning/switches", on="yes", create="yes", update="yes", deactivate="yes")
    mapping = {key: value or "" for key, value in console.running.places.idp.mapping().items()}
    console.post("/idp/provisioning/mapping", **{**mapping, "givenName": ""})
    assert console.running.places.idp.mapping()["givenName"] is None
    console.post("/idp/people/pat/assign", assigned="no")
    console.post("/idp/people/pat/assign", assigned="yes")
    assert console.role("pat") == "member"
    row = console.store.one("SELECT first_name FROM accounts WHERE email LIKE 'pat%'")
    assert row is not None
    assert row["first_name"] is None
    assert "POST" in console.get("/idp/log")


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/idp/provisioning/connection", {"endpoint": "", "token": "x"}, 409),
        ("/idp/provisioning/connection", {"endpoint": "http://127.0.0.1:9/scim/v2", "token": "x"}, 409),
        ("/idp/provisioning/connection", {"endpoint": "http://evil.example/", "token": "x"}, 409),
        ("/idp/provisioning/mapping", {"email": "nonsense"}, 409),
        ("/idp/provisioning/switches", {"profile": "nonsense"}, 409),
        ("/idp/clock", {"seconds": "31536000000"}, 422),
        ("/idp/people/pat/state", {"state": "vanished"}, 422),
        ("/idp/people/nobody/state", {"state": "active"}, 404),
        ("/idp/people/pat/groups", {"group": "nothing"}, 404),
        ("/idp/people/nobody/provision", {}, 404),
    ],
)
def test_what_cannot_be_is_refused(calm_console: Console, path: str, fields: dict[str, str], status: int) -> None:
    """Values no form offers are answered with a page, never with a failure."""
    console = calm_console
    console.get("/idp/provisioning")
    assert console.post(path, **fields).status_code == status
