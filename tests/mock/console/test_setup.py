"""Set-up in the console: SSO settings, the WorkOS portal, and what activation, deletion and deactivation mean."""

from __future__ import annotations

import re

import pytest

from tests.mock.console.conftest import OFF, Open
from tests.mock.console.desk import Console

STEPS = 8


def states(console: Console) -> list[str]:
    """The states of the eight steps."""
    console.get("")
    return re.findall(r'<li class="card (\w+)"', console.last.text)


def bearer(console: Console) -> str:
    """The token the open page shows."""
    found = re.search(r'id="bearer"[^>]*value="([^"]+)"', console.last.text)
    assert found, console.text
    return found[1]


def connect(console: Console) -> None:
    """Make the directory and tell the identity provider endpoint and token."""
    console.get("/workos")
    console.post("/workos/connect", provider="okta")
    token = bearer(console)
    console.get("/idp/provisioning")
    console.post("/idp/provisioning/connection", endpoint=console.running.service.scim, token=token)
    assert "The connection works" in console.text


def test_the_eight_steps(open_console: Open) -> None:
    """Each step becomes done by what is done for it; the first that is not is the next."""
    console = open_console(**OFF)
    assert states(console) == ["done", "next", *["later"] * 6]
    console.get("/sso")
    assert console.post("/sso/portal").status_code == 303
    connect(console)
    assert states(console) == [*["done"] * 5, "next", "later", "later"]
    console.get("/workos")
    console.post("/workos/activate")
    assert "Directory sync is active." in console.text
    assert states(console) == [*["done"] * 6, "next", "later"]
    group = console.store.one("SELECT key FROM idp_groups")
    assert group is not None
    console.get(f"/idp/groups/{group['key']}")
    console.post(f"/idp/groups/{group['key']}/assign", assigned="yes")
    assert "201" in console.text
    assert states(console) == ["done"] * STEPS
    assert "Pat Pilot" in console.get("/team")
    assert "Synced" in console.text
    assert "Add new user" not in console.text


def test_the_next_step_is_on_every_page(open_console: Open) -> None:
    """From the making of the directory to the last step, each page but the list itself says what comes next."""
    console = open_console(**OFF)
    assert "Set-up, step" not in console.get("/team")
    connect(console)
    assert "Set-up, step 6 of 8: Wait for directory sync to activate" in console.get("/team")
    assert "Set-up, step" not in console.get("")
    console.get("/workos")
    console.post("/workos/activate")
    assert "Set-up, step 7 of 8: Assign a small pilot group of test users to the app" in console.text
    console.post("/idp/people/pat/assign", assigned="yes")
    assert "Set-up, step" not in console.get("/team")


def test_activation_imports_domains_but_nobody(open_console: Open) -> None:
    """The portal says which domains come, they are allowed afterwards, and nobody is backfilled."""
    console = open_console(**OFF)
    connect(console)
    console.running.places.idp.assign("pat")
    assert "second.test" in console.get("/workos")
    console.post("/workos/activate")
    assert "second.test" in console.get("/domains")
    assert console.role("pat") is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"plan": "pro"}, "part of the Enterprise plan"),
        ({"anna": 'last_name = "Admin"'}, "Missing in your profile: first name"),
        ({"anna": 'first_name = "Anna"'}, "Missing in your profile: last name"),
    ],
)
def test_set_up_does_not_start(open_console: Open, changes: dict[str, str], words: str) -> None:
    """Without the Enterprise plan or with an incomplete profile nothing starts, and the page says what is missing."""
    console = open_console(**{**OFF, **changes})
    assert states(console)[0] == "blocked"
    assert words in console.text
    assert words in console.get("/sso")
    assert "Open WorkOS admin portal" not in console.last.text
    assert console.post("/sso/portal").status_code == 409
    assert words in console.text
    console.get("/workos")
    assert console.last.status_code == 403
    console.get("/profile")
    for action in ("connect", "activate", "token"):
        assert console.post(f"/workos/{action}", provider="okta").status_code == 403
        console.get("/profile")
    assert console.store.all("SELECT * FROM directories") == []


def test_a_completed_profile_lets_set_up_start(open_console: Open) -> None:
    """The admin fills in the name in the console; a name that looks like a password is refused and kept in the form."""
    console = open_console(**{**OFF, "anna": 'last_name = "Admin"'})
    console.get("/profile")
    assert console.post("/profile", first_name="qwerty123", last_name="Admin").status_code == 409
    assert 'value="qwerty123"' in console.last.text
    assert console.post("/profile", first_name="Anna", last_name="Admin").status_code == 303
    assert states(console)[:2] == ["done", "next"]
    console.get("/sso")
    console.post("/sso/portal")
    assert "There is no directory yet" in console.text


def test_the_token_is_shown_once(open_console: Open) -> None:
    """After making the directory and after rotating; never again, and an old token is refused."""
    console = open_console(**OFF)
    connect(console)
    first = console.running.service.secrets.scim_token or "none"
    for path in ("/workos", "/idp/provisioning", "/audit", "/workos/events", ""):
        console.get(path)
        assert first not in console.last.text
    console.get("/workos")
    console.post("/workos/token")
    second = bearer(console)
    assert second != first
    assert second not in console.get("/workos")
    console.get("/idp/provisioning")
    assert console.post("/idp/provisioning/connection", endpoint=console.running.service.scim, token=first).is_error
    assert first not in console.last.text
    console.get("/idp/provisioning")
    assert not console.post(
        "/idp/provisioning/connection", endpoint=console.running.service.scim, token=second
    ).is_error


def test_deletion_brings_manual_management_back(open_console: Open) -> None:
    """The confirmation says so; members stay, and Add new user is there again."""
    console = open_console()
    console.get("/idp")
    console.post("/idp/people/pat/assign", assigned="yes")
    assert console.role("pat") == "member"
    assert "Manual user management in Flow is on again" in console.get("/workos/delete")
    assert "nobody is removed" in console.text
    console.post("/workos/delete")
    assert "The directory is deleted" in console.text
    assert states(console)[:4] == ["done", "next", "later", "later"]
    console.get("/workos")
    console.post("/workos/connect", provider="okta")
    assert states(console)[:4] == ["done", "done", "done", "next"]  # the identity provider still has the old token
    assert "Add new user" in console.get("/team")
    assert console.role("pat") == "member"


def test_deactivation_does_not(open_console: Open) -> None:
    """A deactivated directory keeps manual management off; it can be activated again."""
    console = open_console()
    console.get("/idp")
    console.post("/idp/people/pat/assign", assigned="yes")
    console.get("/workos")
    console.post("/workos/deactivate")
    assert "stays off" in console.text
    assert "nobody new comes while directory sync is not active" in console.get("")
    assert "Add new user" not in console.get("/team")
    console.get("/workos")
    assert console.post("/workos/deactivate").status_code == 409
    assert "deactivated already" in console.text
    console.get("/workos")
    console.post("/workos/activate")
    assert "Directory sync is active." in console.text


def test_there_is_one_directory(open_console: Open) -> None:
    """A second one is refused with the reason, and so is an unknown provider."""
    console = open_console(**OFF)
    console.get("/workos")
    assert console.post("/workos/connect", provider="nobody").status_code == 409
    console.post("/workos/connect", provider="entra")
    assert console.post("/workos/connect", provider="okta").status_code == 409
    assert "There is a directory already" in console.text
    assert len(console.store.all("SELECT * FROM directories")) == 1


def test_the_portal_shows_what_was_not_delivered(open_console: Open) -> None:
    """An event Flow could not be told waits visibly, and arrives once time has passed."""
    console = open_console()
    faults = console.running.places.faults
    healthy = faults.now()
    faults.put(type(healthy)(webhook_unreachable=True))
    console.get("/idp")
    console.post("/idp/people/pat/assign", assigned="yes")
    assert "Waiting" in console.get("/workos/events")
    assert console.role("pat") is None
    faults.put(healthy)
    console.get("/idp/provisioning")
    console.post("/idp/clock", seconds="2400")
    assert "40 minutes passed." in console.text
    assert console.role("pat") == "member"
    assert "Waiting" not in console.get("/workos/events")


def test_the_portal_shows_who_is_held_back(open_console: Open) -> None:
    """A user WorkOS cannot process is listed with the error; Flow hears nothing."""
    console = open_console()
    headers = {"Authorization": f"Bearer {console.running.service.secrets.scim_token}"}
    user = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "externalId": "held <b>",
        "userName": "held.back",
    }
    assert console.http.post("/scim/v2/Users", json={**user, "emails": []}, headers=headers).is_error
    held = console.store.one("SELECT * FROM scim_held_users")
    assert held is not None
    assert held["reason"] in console.get("/workos")
    assert "held.back" in console.text
    assert len(console.store.all("SELECT * FROM flow_directory_users")) == 0


def test_inactive_users_can_be_kept(open_console: Open) -> None:
    """The portal's setting is saved; another word is refused."""
    console = open_console()
    console.get("/workos")
    console.post("/workos/inactive-users", mode="retain")
    assert '<option value="retain" selected>' in console.last.text
    assert console.post("/workos/inactive-users", mode="burn").status_code == 409
