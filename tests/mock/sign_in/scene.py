"""The pilot world as the sign-in tests use it, and a browser at the pages that stand in for other providers."""

from __future__ import annotations

import re
from typing import Any

import httpx2

from flow_desktop.mock.facts import SsoEnforcementChanged
from tests.mock.driver import Running, Visitor, answer


class Scene:
    """The pilot world, with what these tests do to it."""

    def __init__(self, running: Running) -> None:
        self.running, self.places, self.store = running, running.places, running.service.store

    def email(self, key: str) -> str:
        """A person's e-mail at the identity provider."""
        row = self.store.one("SELECT email FROM idp_people WHERE key = ?", key)
        assert row is not None, key
        return str(row["email"])

    def subject(self, key: str) -> str:
        """A person's subject."""
        row = self.store.one("SELECT subject FROM idp_people WHERE key = ?", key)
        assert row is not None, key
        return str(row["subject"])

    def guest(self, key: str) -> str:
        """Somebody of a domain that is nobody's here; the e-mail."""
        email = f"{key}@elsewhere.example"
        if self.store.one("SELECT 1 FROM idp_people WHERE key = ?", key) is None:
            self.places.idp.add_person(key, email=email, given_name=key.title(), family_name="Guest")
        return email

    def enforce_sso(self, enforced: bool) -> None:
        """Switch Enforce SSO."""
        self.places.flow.perform(SsoEnforcementChanged(enforced))

    def reasons(self, email: str) -> list[str]:
        """Reasons of the audit lines about an address, oldest first."""
        rows = self.store.all("SELECT reason FROM audit WHERE email_key = ? ORDER BY position", email.casefold())
        return [row["reason"] for row in rows]

    def account(self, key: str) -> Any:
        """The account bound to a person."""
        return self.store.one("SELECT * FROM accounts WHERE subject = ?", self.subject(key))


class Door(Visitor):
    """One browser, at the pages that stand in for other providers."""

    def log_in_page(self, method: str, **changes: str | None) -> httpx2.Response:
        """The provider's page."""
        return self.send(self.follow(self.authorize(**changes)), method=method)

    def prove(self, page: httpx2.Response, email: str, password: str | None = None) -> httpx2.Response:
        """Type e-mail and password."""
        return self.send(page, email=email, password=password or self.running.password(email))

    def by(self, method: str, email: str) -> httpx2.Response:
        """Log in with another method: consent, or wherever the person is refused."""
        return self.prove(self.log_in_page(method), email)

    def create(self, method: str, email: str) -> httpx2.Response:
        """Create an account."""
        page = self.log_in_page(method)
        return self.prove(self.http.get(page.url.path.replace("/provider", "/sign-up")), email)

    def allow(self, page: httpx2.Response) -> str:
        """Consent; the access token."""
        response = self.redeem(answer(self.send(page, answer="allow"))["code"])
        assert response.status_code == 200, response.text
        return str(response.json()["access_token"])

    def me(self, token: str) -> Any:
        """What the Flow API says about the person."""
        return self.get("/flow/v1/me", token).json()


def problem(page: httpx2.Response) -> str:
    """The sentence of a page's alert."""
    found = re.search(r'<p id="problem">([^<]+)<', page.text)
    assert found, page.text
    return found[1]
