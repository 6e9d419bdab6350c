"""What every part of the service is handed: its address, its state, its keys and its made-up secrets."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from joserfc.jwk import ECKey, KeySet, RSAKey

from flow_desktop.mock.store import Store

CLIENT_ID = "flow-desktop"
BROWSER_ATTEMPT_SECONDS = 300  # the sign-in page expires after five minutes (domain facts, 1.3)
PKCE_SESSION_SECONDS = 1800  # after that an attempt is forgotten altogether (domain facts, 1.3)

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The key pairs of this run; ID tokens are signed with RS256, ES256 is published as well."""

    rsa: RSAKey = field(repr=False)
    ec: ECKey = field(repr=False)

    @classmethod
    def generate(cls) -> SigningKeys:
        """Fresh keys; they live in memory only."""
        return cls(
            rsa=RSAKey.generate_key(2048, {"kid": f"rsa-{secrets.token_hex(4)}", "use": "sig", "alg": "RS256"}),
            ec=ECKey.generate_key("P-256", {"kid": f"ec-{secrets.token_hex(4)}", "use": "sig", "alg": "ES256"}),
        )

    def public(self) -> dict[str, object]:
        """The JSON Web Key Set (RFC 7517), public parts only."""
        return {**KeySet([self.rsa, self.ec]).as_dict(private=False)}


@dataclass(frozen=True, slots=True)
class Service:
    """One running service. Times are Unix seconds."""

    issuer: str
    store: Store
    keys: SigningKeys
    access_ttl: int
    clock: Clock
    workos_api_key: str = field(repr=False)
    passwords: Mapping[str, str] = field(repr=False)

    @property
    def flow_api(self) -> str:
        """Base address of the Flow API."""
        return f"{self.issuer}/flow/v1"

    @property
    def workos_api(self) -> str:
        """Base address of the Directory Sync REST interface."""
        return f"{self.issuer}/workos"

    @property
    def console(self) -> str:
        """Address of the page for the people who run the demo; also Flow's Admin Portal."""
        return f"{self.issuer}/console"


def made_up_passwords(store: Store) -> dict[str, str]:
    """A fresh password for each person at the identity provider, by subject; never stored."""
    return {row["subject"]: secrets.token_urlsafe(12) for row in store.all("SELECT subject FROM idp_people")}


def made_up_api_key() -> str:
    """A WorkOS-like secret key for this run."""
    return f"sk_test_{secrets.token_urlsafe(24)}"
