"""The people at the organisation's identity provider: who logs in, and what it says about them."""

from __future__ import annotations

import hmac
from typing import Any

from flow_desktop.mock.scenario.seed import email_key
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
    if "email" in granted:
        claims.update({"email": row["email"], "email_verified": bool(row["email_verified"])})
    return claims


def check_login(service: Service, email: str, *, password: str) -> str | None:
    """The subject whose e-mail and password these are, or None."""
    row = service.store.one("SELECT subject FROM idp_people WHERE login_key = ?", email_key(email.strip()))
    subject: str | None = row["subject"] if row else None
    expected = service.secrets.password_of(subject) if subject else ""
    right = hmac.compare_digest(expected.encode(), password.encode("utf-8", "surrogatepass"))
    return subject if expected and right else None


def email_of(store: Store, subject: str) -> str:
    """The e-mail the identity provider has for a subject; empty when it has nobody."""
    row = store.one("SELECT email FROM idp_people WHERE subject = ?", subject)
    return row["email"] if row else ""
