"""Who gets into the console, and which forms it takes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock.console.conftest import Open, organisation
from tests.mock.console.desk import Console, rules, state_of
from tests.mock.driver import Running

SESSION_SECONDS = 8 * 3600
FOREIGN = (
    {"Origin": "http://evil.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One organisation for all tests that change nothing."""
    with organisation(tmp_path_factory.mktemp("world")) as one:
        yield one


@pytest.fixture
def console(running: Running) -> Iterator[Console]:
    """A browser nobody has signed in with."""
    with Console(running) as one:
        yield one


def test_nobody_sees_a_page_without_signing_in(console: Console) -> None:
    """Every page but the entrance leads to the entrance."""
    pages = rules(console.running, "GET")
    assert len(pages) > 20
    for page in pages:
        answer = console.http.get(page)
        expected = (200, None) if page == "/console" else (303, "/console")
        assert (answer.status_code, answer.headers.get("location")) == expected, page


def test_nobody_acts_without_signing_in(console: Console) -> None:
    """Every action is refused without a session, and with the session of the entrance; nothing changes."""
    before, token, actions = state_of(console.running), console.token, rules(console.running, "POST")
    assert len(actions) > 25
    for action in actions:
        bare = console.running.visitor()
        with bare:
            assert bare.http.post(action, data={"form_token": token}).status_code == 403, action
        if not action.endswith("/sign-in"):
            assert console.http.post(action, data={"form_token": token}).status_code == 303, action
    assert state_of(console.running) == before


@pytest.mark.parametrize("start", ["anna", "ivo"])
def test_admins_get_in(console: Console, start: str) -> None:
    """Admin and IT Admin come to the set-up steps, with a cookie no script and no other site can use."""
    answer = console.post(
        "/sign-in", email=console.running.email(start), password=console.running.password(console.running.email(start))
    )
    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/console" in cookie
    assert "Set up SCIM user provisioning" in console.text


def test_a_member_is_told_who_can_help(console: Console) -> None:
    """The right password of a member opens a page that names the admins, and nothing else."""
    answer = console.post(
        "/sign-in", email=console.running.email("mia"), password=console.running.password(console.running.email("mia"))
    )
    assert answer.status_code == 403
    assert "anna.admin@example.test" in console.text
    assert "set-cookie" not in answer.headers
    assert console.http.get("/console/team").status_code == 303


def test_somebody_without_account_is_refused(console: Console) -> None:
    """Whoever is only at the identity provider is no admin either."""
    email = console.running.email("pat")
    assert console.post("/sign-in", email=email, password=console.running.password(email)).status_code == 403


@pytest.mark.parametrize("password", ["", "wrong", "\u00e4" * 40])
def test_a_wrong_password_is_refused(console: Console, password: str) -> None:
    """The e-mail stays in the form, the password does not."""
    answer = console.post("/sign-in", email="anna.admin@example.test", password=password)
    assert answer.status_code == 403
    assert 'value="anna.admin@example.test"' in answer.text
    assert not password or password not in answer.text


def test_signing_in_changes_the_cookie(console: Console) -> None:
    """A cookie from before sign-in is worth nothing afterwards, and none is after sign-out."""
    before = dict(console.http.cookies)
    console.sign_in("anna")
    inside = dict(console.http.cookies)
    assert before.keys() == inside.keys()
    assert before != inside
    console.post("/sign-out")
    for cookies in (before, inside):
        with Console(console.running) as other:
            other.http.cookies.clear()
            other.http.cookies.update(cookies)
            assert other.http.get("/console/team").status_code == 303


def test_a_session_ends(open_console: Open) -> None:
    """After eight hours the password is needed again."""
    console = open_console()
    assert console.http.get("/console/team").status_code == 200
    console.running.clock.now += SESSION_SECONDS
    assert console.http.get("/console/team").status_code == 303


def test_whoever_is_no_admin_any_more_is_out(open_console: Open) -> None:
    """The role counts at every request, not at sign-in."""
    console = open_console()
    with Console(console.running) as ivo:
        ivo.sign_in("ivo")
        console.get("/team")
        assert console.post(f"/team/members/{console.account('ivo')}/role", role="member").status_code == 303
        assert ivo.http.get("/console/team").status_code == 403
        assert ivo.http.post("/console/billing/reconcile", data={"form_token": ivo.token}).status_code == 403


def test_every_form_needs_its_token(console: Console) -> None:
    """No token, a wrong one and that of another session are refused for every action; nothing changes."""
    console.sign_in("anna")
    with Console(console.running) as other:
        other.sign_in("ivo")
        foreign = other.token
    before, own = state_of(console.running), console.token
    assert foreign != own
    for action in rules(console.running, "POST"):
        for fields in ({}, {"form_token": ""}, {"form_token": own[:-1]}, {"form_token": foreign}):
            answer = console.http.post(action, data={**fields, "email": "x@example.test", "domain": "x.test"})
            assert answer.status_code == 403, (action, fields)
            assert "Nothing was changed" in answer.text
    assert state_of(console.running) == before


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_sites_form_is_refused(console: Console, headers: dict[str, str]) -> None:
    """Even with the right token: what the browser says about where a form comes from counts."""
    console.sign_in("anna")
    before = state_of(console.running)
    for action in ("/console/domains/add", "/console/sign-out", "/console/workos/delete"):
        fields = {"form_token": console.token, "domain": "evil.example"}
        assert console.http.post(action, data=fields, headers=headers).status_code == 403
    assert state_of(console.running) == before
    assert console.http.get("/console/team").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}]
)
def test_our_own_form_is_taken(open_console: Open, headers: dict[str, str]) -> None:
    """As browsers send it: the origin is hidden by our referrer policy, the site is the same."""
    console = open_console()
    fields = {"form_token": console.token, "domain": "third.test"}
    assert console.http.post("/console/domains/add", data=fields, headers=headers).status_code == 303
    assert "third.test" in console.get("/domains")


def test_with_sso_enforced_the_identity_provider_decides(open_console: Open) -> None:
    """A deactivated admin keeps Flow's own password, unless SSO is enforced."""
    console = open_console(enterprise="sso_enforced = false")
    console.running.places.idp.set_state("ivo", "deactivated")
    with Console(console.running) as ivo:
        ivo.sign_in("ivo")
        assert ivo.last.status_code == 200
    console.get("/sso")
    console.post("/sso/enforce", enforced="yes")
    assert "SSO is enforced" in console.text
    with Console(console.running) as ivo:
        ivo.sign_in("ivo")
        assert ivo.last.status_code == 403


def test_pages_run_no_script(console: Console) -> None:
    """The policy of every page allows none, and no page is kept by the browser."""
    console.sign_in("anna")
    for page in rules(console.running, "GET"):
        answer = console.http.get(page)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'"), page
        assert "script" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text
