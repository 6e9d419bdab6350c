"""The shapes Authlib's server asks for: the one client, a code, a token. Plus who a token belongs to."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request, TokenMixin
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oidc.core import AuthorizationCodeMixin

from flow_desktop.mock.service import CLIENT_ID

SCOPES = ("openid", "profile", "email", "offline_access")
# RFC 8252, 7.3: any port on a loopback address, the path exactly; the name "localhost" is not an address.
_REDIRECT = re.compile(r"http://(?:127\.0\.0\.1|\[::1\])(?::(?P<port>[1-9][0-9]{0,4}))?/callback")
_GRANT_TYPES = ("authorization_code", "refresh_token")


def is_loopback_redirect(uri: str) -> bool:
    """Whether the one client may be sent there."""
    match = _REDIRECT.fullmatch(uri)
    return match is not None and int(match["port"] or 80) <= 65535


class ParameterRequest(OAuth2Request):  # type: ignore[misc]  # Authlib is untyped
    """An authorization request that came by URL, by form or by PAR and was kept on the server.

    `began` is when its attempt began in the browser (Unix seconds); None while there is no attempt.
    """

    def __init__(self, issuer: str, parameters: Mapping[str, str], *, began: float | None = None) -> None:
        super().__init__("POST", issuer)
        self.began = began
        self.payload = BasicOAuth2Payload(dict(parameters))


class PublicClient(ClientMixin):  # type: ignore[misc]  # Authlib is untyped
    """Flow Desktop: a native app, so a public client with PKCE and no secret (RFC 8252, 8.4)."""

    client_id = CLIENT_ID
    id_token_signed_response_alg = "RS256"  # noqa: S105 - the name of an algorithm

    def get_client_id(self) -> str:
        """The one client id."""
        return CLIENT_ID

    def get_default_redirect_uri(self) -> None:
        """None: a native app always says on which port it listens."""
        return

    def get_allowed_scope(self, scope: str | None) -> str:
        """The known ones of the scopes asked for, in our order."""
        asked = (scope or "").split()
        return " ".join(name for name in SCOPES if name in asked)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """RFC 8252, 7.3."""
        return is_loopback_redirect(redirect_uri)

    def check_client_secret(self, client_secret: str) -> bool:
        """There is no secret that could be right."""
        return False

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """A public client authenticates with `none` everywhere."""
        return method == "none"

    def check_response_type(self, response_type: str) -> bool:
        """Code flow only."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Code and refresh token."""
        return grant_type in _GRANT_TYPES


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in, and when (Unix seconds)."""

    subject: str
    auth_time: int


class Code(AuthorizationCodeMixin):  # type: ignore[misc]  # Authlib is untyped
    """A stored authorization code."""

    code_challenge_method = "S256"

    def __init__(self, row: sqlite3.Row) -> None:
        self.key: str = row["code"]
        self.family: str = row["family"]
        self.person = Person(row["subject"], row["auth_time"])
        self.code_challenge: str = row["challenge"]
        self._row = row

    def get_redirect_uri(self) -> Any:
        """Where the code was sent."""
        return self._row["redirect_uri"]

    def get_scope(self) -> Any:
        """What was granted."""
        return self._row["scope"]

    def get_nonce(self) -> Any:
        """The nonce of the request, or None."""
        return self._row["nonce"]

    def get_auth_time(self) -> int:
        """When the person logged in."""
        return self.person.auth_time


class Token(TokenMixin):  # type: ignore[misc]  # Authlib is untyped
    """A stored pair of access and refresh token."""

    def __init__(self, row: sqlite3.Row, now: float) -> None:
        self.key: str = row["access"]
        self.family: str = row["family"]
        self.person = Person(row["subject"], row["auth_time"])
        self.refresh_used = bool(row["refresh_used"])
        self.scope: str = row["scope"]
        self._row, self._now = row, now

    def check_client(self, client: PublicClient) -> bool:
        """There is one client only."""
        return client.get_client_id() == CLIENT_ID

    def get_scope(self) -> str:
        """What was granted."""
        return self.scope

    def get_expires_in(self) -> int:
        """Lifetime of the access token in seconds."""
        return int(self._row["access_expires"] - self._row["issued"])

    def is_expired(self) -> bool:
        """Whether the access token's time is over."""
        return bool(self._now >= self._row["access_expires"])

    def is_revoked(self) -> bool:
        """Whether this token or its family was revoked."""
        return bool(self._row["revoked"])
