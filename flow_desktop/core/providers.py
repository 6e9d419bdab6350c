"""Kinds of identity provider, as far as it matters where to click and how long to wait."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from flow_desktop.core.evidence import Evidence, Seen


class Provider(StrEnum):
    """The providers that guidance has steps of its own for."""

    OKTA = "okta"
    ENTRA = "entra"
    ONELOGIN = "onelogin"
    OTHER = "other"


_WORDS = {"okta": Provider.OKTA, "entra": Provider.ENTRA, "azure": Provider.ENTRA, "onelogin": Provider.ONELOGIN}

CYCLES = {
    Provider.OKTA: timedelta(minutes=15),
    Provider.ENTRA: timedelta(minutes=40),
    Provider.ONELOGIN: timedelta(minutes=15),
    Provider.OTHER: timedelta(minutes=40),
}
"""How long a change may take from the provider to Directory Sync. Entra works in cycles of about 40 minutes; Okta and
OneLogin send at once, and a task or a retry may take some minutes (domain facts, 4)."""


def provider_named(name: str) -> Provider:
    """The kind behind a name: "Okta", "Microsoft Entra ID", WorkOS's "azure scim v2.0"."""
    small = name.casefold()
    return next((kind for word, kind in _WORDS.items() if word in small), Provider.OTHER)


def provider_of(evidence: Evidence, configured: str | None = None) -> Provider:
    """The kind this account comes from: by the connection's type, by the enterprise's setting, by the deployment."""
    connection, settings = evidence.look.connection, evidence.look.settings
    names = (
        connection.value.kind if isinstance(connection, Seen) else None,
        settings.value.idp_name if isinstance(settings, Seen) else None,
        configured,
    )
    found = [provider_named(name) for name in names if name]
    return next((kind for kind in found if kind is not Provider.OTHER), Provider.OTHER)
