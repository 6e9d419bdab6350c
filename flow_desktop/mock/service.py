"""What every part of the service is handed: its address, its state, its clocks, its keys and its made-up secrets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from joserfc.jwk import ECKey, KeySet, RSAKey

from flow_desktop.mock.store import Store
from flow_desktop.mock.wire import Wire
from flow_desktop.mock.world_clock import Clock, WorldClock

CLIENT_ID = "flow-desktop"
BROWSER_ATTEMPT_SECONDS = 300  # the sign-in page expires after five minutes (domain facts, 1.3)
PKCE_SESSION_SECONDS = 1800  # after that an attempt is forgotten altogether (domain facts, 1.3)
_PASSWORD_LENGTH = 16


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


@dataclass(slots=True)
class Secrets:
    """The made-up secrets of one run. In memory only: the store holds digests, a restart makes new ones.

    `scim_token` is the newest bearer token WorkOS issued; `idp_token` what the identity provider has been given.
    """

    run_key: bytes = field(repr=False)
    workos_api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    scim_token: str | None = field(default=None, repr=False)
    idp_token: str | None = field(default=None, repr=False)

    @classmethod
    def make_up(cls) -> Secrets:
        """Fresh ones."""
        return cls(
            run_key=secrets.token_bytes(32),
            workos_api_key=f"sk_test_{secrets.token_urlsafe(24)}",
            webhook_secret=secrets.token_urlsafe(32),
        )

    def password_of(self, subject: str) -> str:
        """Everybody's own password, made from this run's key; never stored."""
        made = hmac.digest(self.run_key, subject.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made).decode()[:_PASSWORD_LENGTH]


@dataclass(frozen=True, slots=True)
class Service:
    """One running service. `clock` gives Unix seconds for sign-in and tokens, `world` the time of everything else."""

    issuer: str
    store: Store
    keys: SigningKeys
    access_ttl: int
    clock: Clock
    world: WorldClock
    wire: Wire
    secrets: Secrets
    scim_dialect: str = "workos"
    patch_204: bool = False

    @property
    def flow_api(self) -> str:
        """Base address of the Flow API."""
        return f"{self.issuer}/flow/v1"

    @property
    def workos_api(self) -> str:
        """Base address of the Directory Sync REST interface."""
        return f"{self.issuer}/workos"

    @property
    def scim(self) -> str:
        """Base address of SCIM provisioning into Directory Sync."""
        return f"{self.issuer}/scim/v2"

    @property
    def console(self) -> str:
        """Address of the page for the people who run the demo; also Flow's Admin Portal."""
        return f"{self.issuer}/console"
