"""The Team page: what SCIM hides and blocks, what works without it, roles, long lists, hostile names."""

from __future__ import annotations

import html
import re

import pytest

from tests.hostile import UNCOMMON_TEXTS
from tests.mock.console.conftest import OFF, Open
from tests.mock.console.desk import Console

PAT, SCRIPT = "pat.pilot@example.test", "<script>alert(1)</script>"
BLOCKED_WORDS = "Make the change in your identity provider"


def invitation(console: Console, state: str = "pending") -> str:
    """The id of an invitation in that state."""
    row = console.store.one("SELECT id FROM invitations WHERE state = ?", state)
    assert row is not None
    return str(row["id"])


def request_id(console: Console) -> str:
    """The id of the request to join."""
    row = console.store.one("SELECT id FROM join_requests")
    assert row is not None
    return str(row["id"])


def test_while_scim_is_on_manual_management_is_hidden(calm_console: Console) -> None:
    """Add new user, Approve and Deny are not there; removing and revoking cannot be pressed, and the page says why."""
    console = calm_console
    assert "SCIM provisioning is on" in console.get("/team")
    assert "Add new user" not in console.last.text
    assert "Bulk invite" not in console.last.text
    assert console.last.text.count('aria-label="Remove ') == console.last.text.count(" disabled aria-describedby") == 3
    console.get("/team/requests")
    assert "asking@example.test" in console.text
    assert "Approve" not in console.last.text
    assert "Deny" not in console.last.text
    console.get("/team/invitations")
    assert 'Revoke the invitation of invited@example.test" disabled' in console.last.text


@pytest.mark.parametrize("action", ["invite", "bulk", "remove", "revoke", "approve", "deny"])
def test_while_scim_is_on_a_request_sent_anyway_is_refused(calm_console: Console, action: str) -> None:
    """The page says why and what to do; the person stays, and the audit has a line."""
    console = calm_console
    before = console.store.all("SELECT * FROM memberships")
    paths = {
        "invite": ("/team/invite", {"email": "new@example.test", "role": "member"}),
        "bulk": ("/team/bulk-invite", {"emails": "new@example.test\nmore@example.test"}),
        "remove": (f"/team/members/{console.account('mia')}/remove", {}),
        "revoke": (f"/team/invitations/{invitation(console)}/revoke", {}),
        "approve": (f"/team/requests/{request_id(console)}", {"answer": "approve"}),
        "deny": (f"/team/requests/{request_id(console)}", {"answer": "deny"}),
    }
    path, fields = paths[action]
    answer = console.post(path, **fields)
    assert answer.status_code == 409
    assert BLOCKED_WORDS in console.text
    assert console.store.all("SELECT * FROM memberships") == before
    assert len(console.store.all("SELECT * FROM invitations WHERE state = 'pending'")) == 1
    assert console.store.one("SELECT 1 FROM join_requests WHERE decided_at IS NULL") is not None
    assert console.reasons()[-1] == "manual_blocked_by_scim"


@pytest.mark.parametrize("path", ["/team/invite", "/team/bulk-invite"])
def test_while_scim_is_on_the_forms_are_closed(calm_console: Console, path: str) -> None:
    """Whoever kept the address of a form finds the reason there."""
    console = calm_console
    assert BLOCKED_WORDS in console.get(path)
    assert console.last.status_code == 409


def test_without_scim_somebody_is_invited(open_console: Open) -> None:
    """Add new user leads to a form; a pending invitation is there afterwards, and its mail can be read again."""
    console = open_console(**OFF)
    assert "Add new user" in console.get("/team")
    console.get("/team/invite")
    assert console.post("/team/invite", email="new@example.test", role="it_admin").status_code == 303
    assert "new@example.test was invited as IT Admin." in console.text
    found = console.store.one("SELECT * FROM invitations WHERE email = 'new@example.test'")
    assert found is not None
    assert (found["state"], found["role"]) == ("pending", "it_admin")
    assert console.post(f"/team/invitations/{found['id']}/resend").status_code == 200
    assert f'href="{console.running.issuer}{found["link"]}"' in html.unescape(console.last.text)
    assert "Beispiel" in console.http.get(found["link"]).text


@pytest.mark.parametrize(
    ("email", "status", "words"),
    [
        ("", 422, "not an e-mail address"),
        ("no address", 422, "not an e-mail address"),
        ("invited@example.test", 409, "no second one was sent"),
        ("mia.member@example.test", 409, "is a member of the enterprise"),
    ],
)
def test_an_invitation_that_cannot_be_keeps_what_was_typed(
    manual_console: Console, email: str, status: int, words: str
) -> None:
    """The reason stands beside the form, and nothing typed is lost."""
    console = manual_console
    console.get("/team/invite")
    answer = console.post("/team/invite", email=email, role="admin")
    assert answer.status_code == status
    assert words in console.text
    assert f'value="{email}"' in answer.text
    assert '<option value="admin" selected>' in answer.text


def test_bulk_invite_keeps_what_was_refused(open_console: Open) -> None:
    """Whoever can be invited is; the rest stay in the form, each with the reason."""
    console = open_console(**OFF)
    console.get("/team/bulk-invite")
    lines = "one@example.test, two@example.test;one@example.test\nmia.member@example.test\nnonsense"
    assert console.post("/team/bulk-invite", emails=lines, role="member").status_code == 409
    pending = {row["email"] for row in console.store.all("SELECT email FROM invitations WHERE state = 'pending'")}
    assert pending == {"invited@example.test", "one@example.test", "two@example.test"}
    assert "mia.member@example.test\nnonsense</textarea>" in console.last.text
    assert "not an e-mail address" in console.text
    console.post("/team/bulk-invite", emails="three@example.test", role="member")
    assert "Invited as Member: 1." in console.text


@pytest.mark.parametrize("emails", ["", " , ;", "\n".join(f"p{number}@example.test" for number in range(201))])
def test_bulk_invite_has_a_size(manual_console: Console, emails: str) -> None:
    """None and more than 200 are refused before anybody is invited."""
    console = manual_console
    console.get("/team/bulk-invite")
    assert console.post("/team/bulk-invite", emails=emails).status_code == 422
    assert len(console.store.all("SELECT * FROM invitations")) == 1


def test_without_scim_members_and_requests_are_managed(open_console: Open) -> None:
    """Revoke, approve, deny and remove work; removing asks first."""
    console = open_console(**OFF)
    console.get("/team/invitations")
    console.post(f"/team/invitations/{invitation(console)}/revoke")
    assert "was revoked" in console.text
    asked = request_id(console)
    assert "Approve" in console.get("/team/requests")
    console.post(f"/team/requests/{asked}", answer="approve")
    assert "request approved" in console.text
    assert console.role("asking") == "member"
    assert "The Flow account is not deleted" in console.get(f"/team/members/{console.account('mia')}/remove")
    console.post(f"/team/members/{console.account('mia')}/remove")
    assert "mia.member@example.test was removed." in console.text
    assert console.role("mia") is None
    assert console.account("mia")
    console.get("/team/requests")
    assert console.post(f"/team/requests/{asked}", answer="deny").status_code == 409
    assert console.role("asking") == "member"


@pytest.mark.parametrize("state", ["active", "none"])
def test_roles_change_with_scim_on_or_off(open_console: Open, state: str) -> None:
    """The dropdown leads to a confirmation; the new role holds at once."""
    console = open_console(**(OFF if state == "none" else {}))
    mia = console.account("mia")
    assert "Change the role of Mia M?" in console.get(f"/team/members/{mia}/role?role=it_admin")
    assert '<option value="it_admin" selected>' in console.last.text
    assert console.role("mia") == "member"
    console.post(f"/team/members/{mia}/role", role="it_admin")
    assert "mia.member@example.test is IT Admin now." in console.text
    assert console.role("mia") == "it_admin"


def test_admins_do_not_make_themselves_member(open_console: Open) -> None:
    """Admin and IT Admin may be swapped; Member is not offered to oneself and refused when sent anyway."""
    console = open_console()
    anna = console.account("anna")
    console.get(f"/team/members/{anna}/role")
    assert '<option value="member"' not in console.last.text
    assert console.post(f"/team/members/{anna}/role", role="member").status_code == 409
    assert "not make themselves Member" in console.text
    console.get(f"/team/members/{anna}/role")
    console.post(f"/team/members/{anna}/role", role="it_admin")
    assert "You are IT Admin now." in console.text
    assert console.role("anna") == "it_admin"


@pytest.mark.parametrize("path", ["/team/members/{}/role", "/team/members/{}/remove", "/people/account/{}"])
def test_an_unknown_member_is_not_found(calm_console: Console, path: str) -> None:
    """Addresses of nobody lead nowhere, whatever they contain."""
    console = calm_console
    for name in ("nobody", "%27%20OR%201=1", "%F0%9F%98%80"):
        console.get(path.format(name))
        assert console.last.status_code == 404


def test_an_unknown_page_says_so_inside_the_console(calm_console: Console) -> None:
    """A mistyped address keeps the way on: the console's own pages stay in reach."""
    said = calm_console.get("/nonsense/of/mine")
    assert calm_console.last.status_code == 404
    assert "There is no such page" in said
    assert "SSO settings" in said


def test_long_lists_come_in_pages(open_console: Open) -> None:
    """Of a crowd no page shows more than 25 people; searching finds one of them, by name or e-mail."""
    console = open_console(more="[crowd]\ncount = 120")
    for path in ("/team", "/idp", "/workos/users"):
        assert "Page 1 of 5" in console.get(path), path
        assert console.rows == 25
        assert "Page 5 of 5" in console.get(f"{path}?page=999999"), path
        assert 0 < console.rows < 25
        for wrong in ("0", "-1", "x", "9" * 40, "²"):
            assert "Page 1 of 5" in console.get(f"{path}?page={wrong}")
    last = console.store.one("SELECT email, first_name, last_name FROM accounts ORDER BY email_key DESC")
    assert last is not None
    for words in (last["email"], f"{last['first_name']} {last['last_name']}", last["email"].upper()):
        console.get(f"/team?q={words}")
        assert last["email"] in console.text
        assert console.rows < 25
    for odd in ("%25", "_", "%5C", "zzz-nobody"):
        assert "Nobody here has" in console.get(f"/team?q={odd}")


def test_hostile_names_stay_text(open_console: Open) -> None:
    """Whatever somebody is called, each page shows it as text. (Half characters no form and no database can hold.)"""
    console = open_console()
    hostile = [text for text in UNCOMMON_TEXTS.values() if text.encode(errors="replace").decode() == text]
    assert len(hostile) > 10
    console.get("/idp/people/pat")
    console.post("/idp/people/pat/assign", assigned="yes")
    key, account = only_group(console), console.account("pat")
    for text in hostile:
        console.post(
            "/idp/people/pat", given_name=text, family_name=SCRIPT, name='"><img src=x>', email=PAT, username=PAT
        )
        console.post(f"/idp/groups/{key}/name", name=f"<b>'\"&{text}")
        assert console.last.status_code == 200, text
    lists = ("/team", "/audit", "/idp", "/idp/groups", "/idp/log", "/workos/users", "/workos/events", f"/team?q={PAT}")
    pages = (f"/team/members/{account}/role", f"/people/account/{account}", "/people/idp/pat", "/idp/people/pat")
    for path in (*lists, *pages, f"/idp/groups/{key}/delete", "/audit?email=%3Cscript%3E", "/team?q=%3Cscript%3E"):
        console.get(path)
        assert console.last.status_code == 200, path
        assert not re.search(r"<(script|img|b)\b", console.last.text), path
    assert SCRIPT in console.get("/team")


def test_an_invitation_expires(open_console: Open) -> None:
    """After a month its link is worth nothing: the list says so, and it cannot be sent again."""
    console = open_console(**OFF)
    key = invitation(console)
    console.running.service.world.advance(31 * 86400)
    assert "Expired" in console.get("/team/invitations")
    assert console.post(f"/team/invitations/{key}/resend").status_code == 409
    assert "has expired" in console.text


def only_group(console: Console) -> str:
    """The key of the one group."""
    row = console.store.one("SELECT key FROM idp_groups")
    assert row is not None
    return str(row["key"])
