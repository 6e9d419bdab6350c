"""Signing in by other methods than SSO, and what enforcing SSO changes (FAQ: how do SCIM-provisioned users sign in)."""

from __future__ import annotations

import pytest

from tests.mock.driver import answer
from tests.mock.sign_in.scene import Door, Scene, problem

METHODS = ("google", "microsoft", "apple", "password")


@pytest.mark.parametrize("method", METHODS)
def test_every_method_signs_in(door: Door, scene: Scene, method: str) -> None:
    """SCIM enforces no method: the same person, the same account, and the page says whom it stands in for."""
    ada = scene.email("ada")
    page = door.log_in_page(method, login_hint=ada)
    assert "local demo" in page.text
    assert f'value="{ada}"' in page.text
    consent = door.prove(page, ada)
    assert consent.url.path.endswith("/consent")
    assert door.me(door.allow(consent))["membership"]["role"] == "member"
    assert "signed_in" in scene.reasons(ada)


def test_a_wrong_password_is_explained(door: Door, scene: Scene) -> None:
    """The page stays open, keeps the e-mail, and never repeats the password."""
    page = door.prove(door.log_in_page("google"), scene.email("ada"), "not-the-password")
    assert (page.status_code, "do not belong together" in problem(page)) == (422, True)
    assert scene.email("ada") in page.text
    assert "not-the-password" not in page.text
    assert door.prove(page, scene.email("ada")).url.path.endswith("/consent")


@pytest.mark.parametrize("method", METHODS)
def test_enforced_sso_refuses_it_at_once(door: Door, scene: Scene, method: str) -> None:
    """The app hears `sso_required`, the page had offered SSO, the audit knows, and SSO itself goes on."""
    ada = scene.email("ada")
    scene.enforce_sso(True)
    page = door.follow(door.authorize(login_hint=ada))
    assert "requires single sign-on" in page.text
    sent = answer(door.send(page, method=method))
    assert (sent["error"], sent["state"], sent["iss"]) == ("sso_required", "the-state", scene.running.issuer)
    assert "Continue with SSO" in sent["error_description"]
    assert scene.reasons(ada)[-1] == "sso_required"
    assert door.code(ada)


def test_sso_enforced_meanwhile_refuses_the_password(door: Door, scene: Scene) -> None:
    """Who was on the provider's page when SSO was enforced is not let in by it."""
    page = door.log_in_page("google")
    scene.enforce_sso(True)
    assert answer(door.prove(page, scene.email("ada")))["error"] == "sso_required"


def test_enforced_sso_is_not_for_foreign_domains(door: Door, scene: Scene) -> None:
    """Somebody whose domain is not the organisation's goes on to their provider."""
    scene.enforce_sso(True)
    page = door.log_in_page("google", login_hint="guest@elsewhere.example")
    assert page.url.path.endswith("/provider")


def test_no_session_at_the_identity_provider_comes_of_it(door: Door, scene: Scene) -> None:
    """After Google the organisation's log-in still asks for the password."""
    ada = scene.email("ada")
    assert door.by("google", ada).url.path.endswith("/consent")
    page = door.send(door.send(door.follow(door.authorize()), method="sso"), email=ada)
    assert page.url.path.endswith("/log-in")


def test_the_cookie_changes_at_log_in(door: Door, scene: Scene) -> None:
    """Against session fixation, as at the organisation's own log-in."""
    page = door.log_in_page("apple")
    (before,) = door.http.cookies.values()
    assert door.prove(page, scene.email("ada")).url.path.endswith("/consent")
    assert list(door.http.cookies.values()) != [before]


def test_another_method_needs_another_proof(door: Door, scene: Scene) -> None:
    """Who logged in by SSO and goes back to choose Google is not past Google's page."""
    consent = door.to_consent(scene.email("ada"))
    method = consent.url.path.replace("/consent", "/method")
    page = door.send(door.http.get(method), method="google")
    assert page.url.path.endswith("/provider")
    assert door.follow(door.http.get(consent.url.path)).url.path.endswith("/provider")


def test_each_way_has_its_own_pages(door: Door) -> None:
    """The pages of SSO lead back when Google was chosen, and the other way round."""
    provider = door.log_in_page("google").url.path
    for other in ("email", "log-in", "consent"):
        assert door.follow(door.http.get(provider.replace("provider", other))).url.path == provider
    email = door.log_in_page("sso").url.path
    for other in ("provider", "sign-up"):
        assert door.follow(door.http.get(email.replace("email", other))).url.path == email


def test_a_different_account_can_be_used(door: Door, scene: Scene) -> None:
    """From consent there is a way back to the provider's page, without the first person's e-mail."""
    consent = door.prove(door.log_in_page("google", login_hint=scene.email("ada")), scene.email("ada"))
    again = door.http.get(consent.url.path.replace("consent", "provider"), params={"different": "1"})
    assert f"{consent.url.path.replace('consent', 'provider')}?different=1" in consent.text
    assert scene.email("ada") not in again.text
    assert scene.email("linh") in door.prove(again, scene.email("linh")).text


def test_an_unknown_method_is_none(door: Door) -> None:
    """A form that names something else shows the choice again."""
    assert door.send(door.follow(door.authorize()), method="carrier-pigeon").status_code == 400
