"""The authorization endpoint and its pages: what is asked for, who is let in, and how the app hears of it."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flow_desktop.mock.resources import resource
from tests.mock.driver import REDIRECT, Running, Visitor, answer, form_token, request_parameters, running_service


def test_a_person_signs_in(visitor: Visitor, running: Running) -> None:
    """Method, e-mail, log-in and consent lead back with code, state and iss, and nothing else."""
    sent = answer(visitor.send(visitor.to_consent(running.email("ada")), answer="allow"))
    assert (sent["state"], sent["iss"], sorted(sent)) == ("the-state", running.issuer, ["code", "iss", "state"])


def test_the_work_email_comes_filled_in(visitor: Visitor) -> None:
    """What the person typed in the app is not typed again."""
    page = visitor.send(visitor.follow(visitor.authorize(login_hint="ada.byron@pilot.example")), method="sso")
    assert 'value="ada.byron@pilot.example"' in page.text


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1/callback", "http://127.0.0.1:1/callback", "http://[::1]:65535/callback"]
)
def test_any_loopback_port_is_allowed(visitor: Visitor, uri: str) -> None:
    """RFC 8252, 7.3: the port is the app's own choice, on both loopback addresses."""
    assert visitor.authorize(redirect_uri=uri).headers["location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    "uri",
    [
        *("http://localhost:1/callback", "http://127.0.0.1:1/callback/", "http://127.0.0.1:1/Callback"),
        *("http://127.0.0.1:1/callback?x=1", "http://127.0.0.1:1/callback#x", "https://127.0.0.1:1/callback"),
        *("http://127.0.0.1:65536/callback", "http://127.0.0.2:1/callback", "http://127.0.0.1:1@evil.example/callback"),
        *(
            "http://evil.example/callback",
            "javascript:alert(1)",
            "http://[::1%25lo]:1/callback",
            'http://"/callback',
            "",
        ),
    ],
)
def test_other_redirect_uris_end_on_a_page(visitor: Visitor, uri: str) -> None:
    """Nobody is sent to an address that is not the app's, and `localhost` is not an address."""
    response = visitor.authorize(redirect_uri=uri)
    assert response.status_code == 400
    assert "location" not in response.headers
    assert 'role="alert"' in response.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "never"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
    ],
)
def test_a_bad_request_is_told_to_the_app(visitor: Visitor, changes: dict[str, str | None], error: str) -> None:
    """Every refusal comes back with error, state and iss, so that the app need not wait; no S256, no sign-in."""
    sent = answer(visitor.authorize(**changes))
    assert (sent["error"], sent["state"], sent["iss"]) == (error, "the-state", visitor.running.issuer)
    assert "code" not in sent


def test_prompt_none_never_gives_a_code(visitor: Visitor, running: Running) -> None:
    """Even in a browser with a session a native app is not let in without the person."""
    visitor.code(running.email("ada"))
    assert answer(visitor.authorize(prompt="none"))["error"] == "consent_required"


@pytest.mark.parametrize(
    "query",
    [
        "client_id=other",
        "client_id=flow-desktop&client_id=flow-desktop",
        "client_id=flow-desktop&response_type=%22",
        "client_id=flow-desktop&response_type=code&request=x",
        "client_id=flow-desktop&request_uri=urn%3Aunknown",
    ],
)
def test_a_request_that_cannot_be_trusted_ends_on_a_page(visitor: Visitor, query: str) -> None:
    """Unknown client, repeated or hostile parameters, unknown pushed request: no redirect."""
    response = visitor.http.get(f"/sign-in/authorize?{query}&redirect_uri={REDIRECT}")
    assert (response.status_code, response.headers.get("location")) == (400, None)


def test_a_pushed_request_works_once(visitor: Visitor) -> None:
    """RFC 9126: the request_uri opens the pages once and is refused afterwards."""
    pushed = visitor.http.post("/oauth/par", data=request_parameters())
    assert (pushed.status_code, pushed.json()["expires_in"]) == (201, 60)
    query = {"client_id": "flow-desktop", "request_uri": pushed.json()["request_uri"]}
    assert visitor.http.get("/sign-in/authorize", params=query).status_code == 303
    assert visitor.http.get("/sign-in/authorize", params=query).status_code == 400


def test_a_pushed_request_expires(visitor: Visitor, running: Running) -> None:
    """After a minute it is not known any more."""
    uri = visitor.http.post("/oauth/par", data=request_parameters()).json()["request_uri"]
    running.clock.now += 60
    query = {"client_id": "flow-desktop", "request_uri": uri}
    assert visitor.http.get("/sign-in/authorize", params=query).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"redirect_uri": "http://localhost:1/callback"}, "invalid_request"),
        ({"client_id": "other"}, "invalid_client"),
        ({"client_secret": "x"}, "invalid_client"),
        ({"request_uri": "urn:x"}, "invalid_request"),
    ],
)
def test_a_bad_request_cannot_be_pushed(visitor: Visitor, changes: dict[str, str | None], error: str) -> None:
    """PAR checks what the authorization page checks, and answers in JSON."""
    response = visitor.http.post("/oauth/par", data=request_parameters(**changes))
    assert (response.status_code // 100, response.json()["error"]) == (4, error)


def test_deny_is_told_to_the_app(visitor: Visitor, running: Running) -> None:
    """Deny is `signin_consent_denied`, WorkOS's own code, with state and iss."""
    sent = answer(visitor.send(visitor.to_consent(running.email("ada")), answer="deny"))
    assert (sent["error"], sent["state"], sent["iss"]) == ("signin_consent_denied", "the-state", running.issuer)


def test_cancel_is_told_to_the_app(visitor: Visitor) -> None:
    """Cancel works from the first page on."""
    page = visitor.follow(visitor.authorize())
    assert answer(visitor.send(page, page.url.path.replace("/method", "/cancel")))["error"] == "access_denied"


def test_enforced_sso_refuses_other_methods(tmp_path: Path) -> None:
    """An enterprise that enforces SSO answers `sso_required`, and SSO itself goes on."""
    world = tmp_path / "world.toml"
    text = resource("mock", "pilot.toml").read_text(encoding="utf-8")
    world.write_text(text.replace("sso_enforced = false", "sso_enforced = true"), encoding="utf-8")
    with running_service(world) as running, running.visitor() as visitor:
        sent = answer(visitor.send(visitor.follow(visitor.authorize()), method="google"))
        assert (sent["error"], sent["iss"]) == ("sso_required", running.issuer)
        assert visitor.code(running.email("ada"))


def test_a_person_without_account_is_refused(visitor: Visitor, running: Running) -> None:
    """On a managed domain nobody signs up: the app hears that the person must be provisioned first."""
    sent = answer(visitor.to_consent(running.email("edsger")))
    assert (sent["error"], sent["state"]) == ("sign_up_not_allowed", "the-state")
    assert "must be provisioned first" in sent["error_description"]


def test_a_person_without_membership_signs_in(visitor: Visitor, running: Running) -> None:
    """The account was not deleted, so it may sign in (article, Deactivated users)."""
    assert visitor.code(running.email("emmy"))


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@pilot.example", "ada@other.example", "ada@sub.pilot.example"])
def test_a_foreign_work_email_is_explained(visitor: Visitor, email: str) -> None:
    """The page says what is wrong, keeps what was typed, and is still open."""
    page = visitor.send(visitor.send(visitor.follow(visitor.authorize()), method="sso"), email=email)
    assert (page.status_code, 'role="alert"' in page.text) == (422, True)
    assert visitor.send(page, email="ada.byron@pilot.example").url.path.endswith("/log-in")


def test_a_wrong_password_is_explained(visitor: Visitor, running: Running) -> None:
    """The page does not say which of the two was wrong, and never repeats the password."""
    page = visitor.send(visitor.follow(visitor.authorize()), method="sso")
    page = visitor.send(page, email=running.email("ada"))
    for email in (running.email("ada"), "nobody@pilot.example"):
        page = visitor.send(page, email=email, password="not-the-password")
        assert (page.status_code, "do not belong together" in page.text) == (422, True)
        assert "not-the-password" not in page.text


def test_the_second_sign_in_is_quick(visitor: Visitor, running: Running) -> None:
    """A browser that is signed in goes from the e-mail straight to consent."""
    visitor.code(running.email("ada"))
    page = visitor.send(visitor.send(visitor.follow(visitor.authorize()), method="sso"), email=running.email("ada"))
    assert page.url.path.endswith("/consent")
    assert running.email("ada") in page.text


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "0"}])
def test_a_fresh_log_in_can_be_asked_for(visitor: Visitor, running: Running, changes: dict[str, str]) -> None:
    """The password is asked again although the browser has a session."""
    visitor.code(running.email("ada"))
    running.clock.now += 5
    page = visitor.send(visitor.follow(visitor.authorize(**changes)), method="sso")
    assert visitor.send(page, email=running.email("ada")).url.path.endswith("/log-in")


def test_somebody_elses_session_is_not_used(visitor: Visitor, running: Running) -> None:
    """Typing another e-mail asks for that person's password, whoever was signed in before."""
    visitor.code(running.email("ada"))
    page = visitor.send(visitor.send(visitor.follow(visitor.authorize()), method="sso"), email=running.email("linh"))
    assert page.url.path.endswith("/log-in")


def test_a_different_account_can_be_used(visitor: Visitor, running: Running) -> None:
    """From consent there is a way to the log-in with an empty e-mail, and the other person is the one signed in."""
    page = visitor.to_consent(running.email("ada"))
    link = re.search(r'href="([^"]+)">Use a different account', page.text)
    assert link
    page = visitor.http.get(html.unescape(link[1]))
    assert 'id="email"' in page.text
    assert running.email("ada") not in page.text
    linh = running.email("linh")
    assert linh in visitor.send(page, email=linh, password=running.password(linh)).text


def test_an_attempt_expires_after_five_minutes(visitor: Visitor, running: Running) -> None:
    """Then the page says so and what to do; after half an hour the attempt is not known at all."""
    page = visitor.follow(visitor.authorize())
    running.clock.now += 299
    assert visitor.http.get(page.url.path).status_code == 200
    running.clock.now += 1
    late = visitor.send(page, method="sso")
    assert (late.status_code, "took longer than five minutes" in late.text) == (410, True)
    assert "press Sign in via browser again" in late.text
    running.clock.now += 1500
    assert visitor.http.get(page.url.path).status_code == 404


def test_an_attempt_is_answered_once(visitor: Visitor, running: Running) -> None:
    """Going back and pressing Allow again gives no second code."""
    page = visitor.to_consent(running.email("ada"))
    assert "code" in answer(visitor.send(page, answer="allow"))
    again = visitor.http.post(page.url.path, data={"form_token": form_token(page), "answer": "allow"})
    assert (again.status_code, again.headers.get("location")) == (410, None)


def test_an_attempt_belongs_to_one_browser(visitor: Visitor, running: Running) -> None:
    """The address of a page is of no use in another browser."""
    page = visitor.to_consent(running.email("ada"))
    with running.visitor() as stranger:
        stranger.authorize()
        assert stranger.http.get(page.url.path).status_code == 404


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_a_form_needs_its_token(visitor: Visitor, running: Running, token: str | None) -> None:
    """A form sent by another site's page is refused."""
    page = visitor.to_consent(running.email("ada"))
    fields = {"answer": "allow"} | ({} if token is None else {"form_token": token})
    assert visitor.http.post(page.url.path, data=fields).status_code == 403


def test_no_step_can_be_skipped(visitor: Visitor) -> None:
    """A page too far ahead leads back to the step the person is at."""
    page = visitor.follow(visitor.authorize())
    for step in ("email", "log-in", "consent"):
        response = visitor.http.get(page.url.path.replace("method", step))
        assert (response.status_code, response.headers["location"]) == (303, page.url.path)


def test_the_cookie_changes_at_log_in_and_stays_here(visitor: Visitor, running: Running) -> None:
    """Against session fixation; and its path keeps it from the app's receiver on the same address."""
    visitor.authorize()
    name = f"flow_sign_in_{urlsplit(running.issuer).port}"
    before = visitor.http.cookies[name]
    page = visitor.send(visitor.follow(visitor.authorize()), method="sso")
    page = visitor.send(page, email=running.email("ada"))
    token, ada = form_token(page), running.email("ada")
    fields = {"form_token": token, "email": ada, "password": running.password(ada)}
    cookie = visitor.http.post(page.url.path, data=fields).headers["set-cookie"]
    assert visitor.http.cookies[name] != before
    assert all(part in cookie for part in ("HttpOnly", "Path=/sign-in", "SameSite=Lax"))


def test_form_post_sends_a_form(visitor: Visitor, running: Running) -> None:
    """The answer is a form to the app with code, state and iss; its script is the one the policy names by hash."""
    page = visitor.send(visitor.to_consent(running.email("ada"), response_mode="form_post"), answer="allow")
    names = re.findall(r'type="hidden" name="([^"]+)"', page.text)
    assert (page.status_code, sorted(names)) == (200, ["code", "iss", "state"])
    assert f'action="{REDIRECT}"' in page.text
    assert "script-src 'sha256-" in page.headers["content-security-policy"]


def test_form_post_sends_refusals_too(visitor: Visitor) -> None:
    """A refusal takes the same way as a success."""
    page = visitor.authorize(response_mode="form_post", code_challenge=None)
    assert 'name="error" value="invalid_request"' in page.text


def test_pages_are_guarded(visitor: Visitor) -> None:
    """No page may run script, be framed, be cached or tell where it came from; forms may lead to the app."""
    headers = visitor.follow(visitor.authorize()).headers
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self' http://127.0.0.1:*"):
        assert part in policy
    assert "script-src" not in policy
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert headers["referrer-policy"] == "no-referrer"


def test_an_ipv6_receiver_is_in_the_policy(visitor: Visitor) -> None:
    """The policy grammar has no IPv6 literal, so such an attempt names the scheme."""
    page = visitor.follow(visitor.authorize(redirect_uri="http://[::1]:5/callback"))
    assert page.headers["content-security-policy"].endswith("form-action 'self' http:")


def test_signing_out_at_the_provider(visitor: Visitor, running: Running) -> None:
    """After the page's button the next sign-in asks for the password again."""
    visitor.code(running.email("ada"))
    page = visitor.send(visitor.http.get("/sign-in/end-session"), "/sign-in/signed-out")
    assert "You are signed out of Okta" in page.text
    page = visitor.send(visitor.follow(visitor.authorize()), method="sso")
    assert visitor.send(page, email=running.email("ada")).url.path.endswith("/log-in")


def test_hostile_text_is_shown_as_text(visitor: Visitor) -> None:
    """What comes in a request never becomes markup."""
    page = visitor.send(visitor.follow(visitor.authorize(login_hint='"><script>x</script>')), method="sso")
    assert "<script" not in page.text
    assert "&#34;&gt;&lt;script&gt;" in page.text
