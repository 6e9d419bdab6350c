"""The people at the organisation's identity provider: who logs in, and what it says about them."""

from __future__ import annotations

import hmac
from typing import Any

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.idp.people import People
from flow_desktop.mock.idp.tasks import About, Log
from flow_desktop.mock.service import Service
from flow_desktop.mock.store import Store

_PROFILE_CLAIMS = ("given_name", "family_name", "name")


def claims_of(store: Store, subject: str, *, scope: str) -> dict[str, Any]:
    """The identity provider's claims, byte for byte, for the granted scopes; an absent one is not sent.

    Flow's own values never enter here (decision 1). An unknown subject has only `sub`.
    """
    granted = scope.split()
    claims: dict[str, Any] = {"sub": subject}
    row = store.one("SELECT * FROM idp_people WHERE subject = ?", subject)
    if row is None:
        return claims
    if "profile" in granted:
        claims.update({name: row[name] for name in _PROFILE_CLAIMS if row[name] is not None})
    if "email" in granted and row["email"] is not None:
        claims.update({"email": row["email"], "email_verified": bool(row["email_verified"])})
    return claims


def check_login(service: Service, email: str, *, password: str) -> str | None:
    """The subject whose e-mail and password these are at the identity provider, or None.

    Who is deactivated, suspended or deleted there cannot log in, whatever the password; with the right one the reason
    is in the provider's log, never on the page.
    """
    row = service.store.one("SELECT subject FROM idp_people WHERE login_key = ?", email_key(email.strip()))
    subject = _proved(service, row["subject"] if row else None, password=password)
    if subject is None or is_active(service.store, subject):
        return subject
    person = People(service.store).by_subject(subject)
    Log(service.store, service.world).note(f"log-in refused: the person is {person.state}", About(subject))
    return None


def check_password(service: Service, email: str, *, password: str) -> str | None:
    """The subject of a made-up person by the e-mail of either place, without asking the identity provider.

    For the pages that stand in for Google, Microsoft, Apple and passwords: those work for people who were deactivated
    at the identity provider as well (article, Deactivated users can still sign in).
    """
    row = service.store.one(
        "SELECT subject FROM idp_people WHERE login_key = ?1 UNION ALL"
        " SELECT subject FROM accounts WHERE email_key = ?1 AND subject IS NOT NULL",
        email_key(email.strip()),
    )
    return _proved(service, row["subject"] if row else None, password=password)


def is_active(store: Store, subject: str) -> bool:
    """Whether the identity provider would let this person in."""
    row = store.one("SELECT state FROM idp_people WHERE subject = ?", subject)
    return row is not None and row["state"] == "active"


def _proved(service: Service, subject: str | None, *, password: str) -> str | None:
    expected = service.secrets.password_of(subject) if subject else ""
    right = hmac.compare_digest(expected.encode(), password.encode("utf-8", "surrogatepass"))
    return subject if expected and right else None


def email_of(store: Store, subject: str) -> str:
    """The e-mail the identity provider has for a subject; empty when it has nobody, or no mailbox."""
    row = store.one("SELECT email FROM idp_people WHERE subject = ?", subject)
    return (row["email"] or "") if row else ""
