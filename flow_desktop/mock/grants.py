"""The authorization server: Authlib's grants with the rules it leaves to us.

Ours are: S256 demanded (Authlib takes a request without challenge, and a challenge without method as `plain`), a code
and a refresh token that work once, and the end of the whole family when one of them is shown twice (RFC 9700, 4.14).
"""

from __future__ import annotations

import secrets
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, InvalidScopeError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode
from authlib.oidc.core.grants.code import OpenIDToken
from joserfc.jwk import RSAKey

from flow_desktop.mock.idp.claims import claims_of
from flow_desktop.mock.oauth_models import Code, Person, PublicClient, Token
from flow_desktop.mock.service import CLIENT_ID, PKCE_SESSION_SECONDS, Service
from flow_desktop.mock.store import digest

CODE_SECONDS = 60
ID_TOKEN_SECONDS = 3600
REFRESH_SECONDS = 30 * 24 * 3600
RESPONSE_MODES = ("query", "form_post")
PROMPTS = ("none", "login", "consent", "select_account")


class FlowServer(AuthorizationServer):  # type: ignore[misc]  # Authlib is untyped
    """Authlib's Flask server for the one client, with our store behind it."""

    def __init__(self, service: Service) -> None:
        super().__init__(query_client=_find_client, save_token=self._keep_token)
        self.service = service
        self.register_token_generator(
            "default", BearerTokenGenerator(_opaque, _opaque, lambda client, grant_type: service.access_ttl)
        )
        identity = _IdTokens(service)
        self.register_grant(_CodeGrant, [_S256Only(required=True), _CodeIdTokens(service)])
        self.register_grant(_RefreshGrant, [identity])
        self.register_endpoint(_Revocation(self))
        self.issuer_parameter = _Issuer(service.issuer)
        self.issuer_parameter(self)

    def create_oauth2_request(self, request: OAuth2Request | None) -> OAuth2Request:
        """Our own kept request as it is; else the one Flask holds."""
        return request if isinstance(request, OAuth2Request) else super().create_oauth2_request(request)

    def _keep_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        parent, now = request.authorization_code or request.refresh_token, self.service.clock()
        refresh = token.get("refresh_token")
        self.service.store.run(
            "INSERT INTO tokens (access, refresh, family, subject, scope, auth_time, issued, access_expires)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            digest(token["access_token"]),
            digest(refresh) if refresh else None,
            parent.family,
            parent.person.subject,
            token.get("scope", ""),
            parent.person.auth_time,
            now,
            now + token["expires_in"],
        )


def find_access_token(service: Service, access_token: str) -> Token | None:
    """The stored token, if it is neither expired nor revoked."""
    row = service.store.one("SELECT * FROM tokens WHERE access = ?", digest(access_token))
    token = Token(row, service.clock()) if row else None
    return None if token is None or token.is_expired() or token.is_revoked() else token


def revoke_family(service: Service, family: str) -> None:
    """End every token that descends from one sign-in."""
    service.store.run("UPDATE tokens SET revoked = 1 WHERE family = ?", family)


def _find_client(client_id: str) -> PublicClient | None:
    return PublicClient() if client_id == CLIENT_ID else None


def _opaque(**_about: object) -> str:
    return secrets.token_urlsafe(32)


class _Issuer(IssuerParameter):  # type: ignore[misc]  # Authlib is untyped
    """RFC 9207: `iss` on every answer that goes back to the app, refusals included."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def get_issuer(self) -> str:
        return self._issuer


class _S256Only(CodeChallenge):  # type: ignore[misc]  # Authlib is untyped
    """RFC 7636 without `plain`, and the other rules about a request that Authlib leaves open."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge"):
            raise InvalidRequestError("Missing 'code_challenge': PKCE with S256 is required.")
        if asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("'code_challenge_method' must be S256.")
        _check_request(asked)
        super().validate_code_challenge(grant, redirect_uri)


def _check_request(asked: dict[str, str]) -> None:
    if "openid" not in asked.get("scope", "").split():
        raise InvalidScopeError("The scope 'openid' is required.")
    if asked.get("response_mode", "query") not in RESPONSE_MODES:
        raise InvalidRequestError("'response_mode' must be query or form_post.")
    if not set(asked.get("prompt", "").split()) <= set(PROMPTS):
        raise InvalidRequestError("Unknown 'prompt' value.")
    max_age = asked.get("max_age", "0")
    if not (max_age.isascii() and max_age.isdigit() and len(max_age) < 10):
        raise InvalidRequestError("'max_age' must be a number of seconds.")


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib is untyped
    """RFC 6749, 4.1: a code lives a minute, never past its attempt's half hour, and works once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        service, asked = self.server.service, request.payload.data
        now = service.clock()
        began = now if request.began is None else request.began
        service.store.run(
            "INSERT INTO codes (code, family, subject, redirect_uri, scope, nonce, challenge, auth_time, expires)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            digest(code),
            secrets.token_hex(16),
            request.user.subject,
            request.payload.redirect_uri,
            request.scope,
            asked.get("nonce"),
            asked["code_challenge"],
            request.user.auth_time,
            min(now + CODE_SECONDS, began + PKCE_SESSION_SECONDS),
        )

    def query_authorization_code(self, code: str, client: PublicClient) -> Code | None:
        service = self.server.service
        row = service.store.one("SELECT * FROM codes WHERE code = ?", digest(code))
        if row is None or service.clock() >= row["expires"]:
            return None
        if row["used"]:
            revoke_family(service, row["family"])
            return None
        return Code(row)

    def authenticate_user(self, authorization_code: Code) -> Person | None:
        """Take the code: of two requests at the same moment one gets it, the other ends the family."""
        service = self.server.service
        if service.store.run("UPDATE codes SET used = 1 WHERE code = ? AND used = 0", authorization_code.key) == 1:
            return authorization_code.person
        revoke_family(service, authorization_code.family)
        return None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Kept, marked as used: a second showing must be recognised."""

    def generate_token(self, **about: Any) -> Any:
        """A refresh token only when offline_access was granted (OpenID Connect Core, 11)."""
        if "offline_access" not in about["scope"].split():
            about["include_refresh_token"] = False
        return super().generate_token(**about)


class _RefreshGrant(RefreshTokenGrant):  # type: ignore[misc]  # Authlib is untyped
    """RFC 6749, 6 with rotation: each refresh token works once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("none",)
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        service, now = self.server.service, self.server.service.clock()
        row = service.store.one("SELECT * FROM tokens WHERE refresh = ?", digest(refresh_token))
        if row is None or row["revoked"] or now >= row["issued"] + REFRESH_SECONDS:
            return None
        if row["refresh_used"]:
            revoke_family(service, row["family"])
            return None
        return Token(row, now)

    def authenticate_user(self, refresh_token: Token) -> Person:
        """Take the token: of two requests at the same moment one gets it, the other ends the family."""
        service = self.server.service
        taken = service.store.run(
            "UPDATE tokens SET refresh_used = 1 WHERE access = ? AND refresh_used = 0 AND revoked = 0",
            refresh_token.key,
        )
        if taken != 1:
            revoke_family(service, refresh_token.family)
            raise InvalidGrantError("The refresh token was used before.")
        return refresh_token.person

    def revoke_old_credential(self, refresh_token: Token) -> None:
        """Done when it was taken."""


class _IdTokens(OpenIDToken):  # type: ignore[misc]  # Authlib is untyped
    """OpenID Connect Core, 2 and 12.2: what the ID token says; the claims are the identity provider's."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def resolve_client_private_key(self, client: PublicClient) -> RSAKey:
        return self._service.keys.rsa

    def get_client_claims(self, client: PublicClient) -> dict[str, Any]:
        now = int(self._service.clock())
        return {"iss": self._service.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + ID_TOKEN_SECONDS}

    def get_compatible_claims(self, request: OAuth2Request) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_compatible_claims(request)
        return {**claims, "auth_time": (request.authorization_code or request.refresh_token).person.auth_time}

    def get_encode_header(self, client: PublicClient) -> dict[str, str]:
        return {"alg": "RS256", "typ": "JWT", "kid": str(self._service.keys.rsa.kid)}

    def generate_user_info(self, user: Person, scope: str) -> dict[str, Any]:
        return claims_of(self._service.store, user.subject, scope=scope)


class _CodeIdTokens(_IdTokens, OpenIDCode):  # type: ignore[misc]  # Authlib is untyped
    """The same for a code, where the request's nonce is answered."""

    def __init__(self, service: Service) -> None:
        _IdTokens.__init__(self, service)
        OpenIDCode.__init__(self, require_nonce=False)

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        """Not compared here: the nonce protects the client, which compares it (OpenID Connect Core, 3.1.3.7)."""
        return False


class _Revocation(RevocationEndpoint):  # type: ignore[misc]  # Authlib is untyped
    """RFC 7009: revoking either token ends the sign-in it came from."""

    CLIENT_AUTH_METHODS = ("none",)

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        service, key = self.server.service, digest(token_string)
        row = service.store.one("SELECT * FROM tokens WHERE access = ? OR refresh = ?", key, key)
        return Token(row, service.clock()) if row else None

    def revoke_token(self, token: Token, request: OAuth2Request) -> None:
        revoke_family(self.server.service, token.family)
