"""Who is let in, by whom, with which account: the sign-in decisions (domain facts, 2.4) on the real pages."""

from __future__ import annotations

from functools import partial

import pytest

from tests.mock.driver import answer
from tests.mock.sign_in.scene import Door, Scene, problem


def test_nobody_signs_up_on_a_managed_domain(door: Door, scene: Scene) -> None:
    """FAQ, can users sign up for Flow directly: blocked, audited, told to the app, and no account is made."""
    edsger = scene.email("edsger")
    sent = answer(door.create("google", edsger))
    assert (sent["error"], sent["state"]) == ("sign_up_not_allowed", "the-state")
    assert "must be provisioned first" in sent["error_description"]
    assert scene.reasons(edsger) == ["self_signup_blocked"]
    assert scene.store.one("SELECT 1 FROM accounts WHERE email_key = ?", edsger) is None


def test_who_was_not_provisioned_is_refused_by_any_method(door: Door, scene: Scene) -> None:
    """On a managed domain a missing account is the IT admin's business, not a matter of the method."""
    sent = answer(door.by("password", scene.email("edsger")))
    assert sent["error"] == "sign_up_not_allowed"


def test_others_sign_up(door: Door, scene: Scene) -> None:
    """On a domain nobody manages an account is made, outside the enterprise; from then on it signs in."""
    guest = scene.guest("guest")
    page = door.by("google", guest)
    assert (page.status_code, "no Flow account" in problem(page)) == (422, True)
    me = door.me(door.allow(door.create("google", guest)))
    assert (me["account"]["email"], me["membership"], me["enterprise"]) == (guest, None, None)
    assert door.me(door.allow(door.by("google", guest)))["account"]["id"] == me["account"]["id"]
    assert "signed_up" in scene.reasons(guest)


def test_signing_up_needs_a_proof(door: Door, scene: Scene) -> None:
    """Without the right password no account is made for anybody's address."""
    page = door.log_in_page("password")
    guest = scene.guest("guest")
    page = door.prove(door.http.get(page.url.path.replace("/provider", "/sign-up")), guest, "guessed")
    assert "do not belong together" in problem(page)
    assert scene.store.one("SELECT 1 FROM accounts WHERE email_key = ?", guest) is None


def test_who_has_an_account_signs_in_instead_of_up(door: Door, scene: Scene) -> None:
    """Create an account with an address that has one leads into that account."""
    me = door.me(door.allow(door.create("microsoft", scene.email("ada"))))
    assert me["membership"]["role"] == "member"


def test_a_stranger_of_the_identity_provider_is_outside(door: Door, scene: Scene) -> None:
    """SSO with an e-mail of another domain than the organisation's."""
    guest = scene.guest("guest")
    page = door.send(door.log_in_page("sso"), email=scene.email("ada"))
    sent = answer(door.prove(page, guest))
    assert (sent["error"], "code" in sent) == ("profile_not_allowed_outside_organization", False)


def test_an_it_admin_signs_in(door: Door, scene: Scene) -> None:
    """Into the account, without dictation, with a way to the admin portal."""
    me = door.me(door.allow(door.to_consent(scene.email("radia"))))
    assert me["membership"]["role"] == "it_admin"
    assert me["enterprise"]["admin_portal_url"].startswith(scene.running.issuer)


@pytest.mark.parametrize("state", ["deactivated", "suspended", "deleted"])
def test_who_is_gone_at_the_identity_provider(door: Door, scene: Scene, state: str) -> None:
    """No log-in there, not even with its session; by another method the account is reached all the same.

    Article, Deactivated users can still sign in: SSO is not enforced. Enforced, it keeps them out.
    """
    ada = scene.email("ada")
    assert door.code(ada)
    scene.places.idp.set_state("ada", state)  # type: ignore[arg-type]
    page = door.send(door.log_in_page("sso"), email=ada)
    assert page.url.path.endswith("/log-in"), "the session at the identity provider still let them in"
    assert "do not belong together" in problem(door.prove(page, ada))
    assert door.by("password", ada).url.path.endswith("/consent")
    scene.enforce_sso(True)
    assert answer(door.log_in_page("password"))["error"] == "sso_required"


def test_a_removed_member_has_an_account_and_nothing_else(door: Door, scene: Scene) -> None:
    """Unassigned at the identity provider: SSO and a password both lead to the account without the enterprise."""
    ada = scene.email("ada")
    scene.places.idp.unassign("ada")
    for walk in (door.to_consent, partial(door.by, "google")):
        me = door.me(door.allow(walk(ada)))
        assert (me["account"]["email"], me["membership"], me["enterprise"]) == (ada, None, None)
    assert scene.reasons(ada)[-1] == "signed_in_without_membership"


def test_a_session_outlives_the_membership(door: Door, scene: Scene) -> None:
    """The access token works until its hour is over; the account it shows has no enterprise any more."""
    token = door.tokens(scene.email("ada"))["access_token"]
    scene.places.idp.unassign("ada")
    assert door.me(token)["membership"] is None
    scene.running.clock.now += 3599
    assert door.get("/flow/v1/me", token).status_code == 200
    scene.running.clock.now += 1
    assert door.get("/flow/v1/me", token).status_code == 401


def test_a_session_can_end_with_the_membership(door: Door, scene: Scene) -> None:
    """With `revoke_on_removal`, as AuthKit does it, neither token works any more."""
    scene.store.run("UPDATE enterprise SET revoke_on_removal = 1")
    tokens, other = door.tokens(scene.email("ada")), door.tokens(scene.email("linh"))
    scene.places.idp.unassign("ada")
    assert door.get("/flow/v1/me", tokens["access_token"]).status_code == 401
    assert door.refresh(tokens["refresh_token"]).status_code == 400
    assert door.get("/flow/v1/me", other["access_token"]).status_code == 200


def test_the_half_hour_ends_at_the_token_endpoint(door: Door, scene: Scene) -> None:
    """A code exchanged later than thirty minutes after the start is `invalid_grant`."""
    code = door.code(scene.email("ada"))
    scene.running.clock.now += 1800
    refused = door.redeem(code)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
