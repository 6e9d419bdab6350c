"""The endpoints of the OpenID provider that have no page: discovery, keys, PAR, token, user info, revocation."""

from __future__ import annotations

from typing import Any

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, Response, jsonify, request

from flow_desktop.mock.authorization import AuthorizationRequests
from flow_desktop.mock.bearer import bearer_token
from flow_desktop.mock.browsers import SIGN_IN_PATH
from flow_desktop.mock.grants import PROMPTS, RESPONSE_MODES, FlowServer, find_access_token
from flow_desktop.mock.idp.claims import claims_of
from flow_desktop.mock.oauth_models import SCOPES
from flow_desktop.mock.service import Service

_CLAIMS = (
    *("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash"),
    *("email", "email_verified", "given_name", "family_name", "name"),
)


def oidc_blueprint(service: Service, server: FlowServer) -> Blueprint:
    """Mounted at the root: the issuer has no path."""
    blueprint = Blueprint("oidc", __name__)
    requests = AuthorizationRequests(service, server)

    @blueprint.get("/.well-known/openid-configuration")
    @blueprint.get("/.well-known/oauth-authorization-server")
    def discovery() -> Response:
        return jsonify(metadata(service.issuer))

    @blueprint.get("/oauth/jwks")
    def jwks() -> Response:
        return jsonify(service.keys.public())

    @blueprint.post("/oauth/par")
    def pushed() -> Response:
        try:
            answer = jsonify(requests.push(request))
        except OAuth2Error as error:
            error.redirect_uri = None  # there is no browser to send back; the app reads the answer itself
            refusal: Response = server.handle_error_response(None, error)
            return refusal
        answer.status_code = 201
        return answer

    @blueprint.post("/oauth/token")
    def token() -> Response:
        response: Response = server.create_token_response()
        return response

    @blueprint.post("/oauth/revoke")
    def revoke() -> Response:
        response: Response = server.create_endpoint_response("revocation")
        return response

    @blueprint.route("/oauth/userinfo", methods=["GET", "POST"])
    def userinfo() -> Response:
        found = find_access_token(service, bearer_token())
        return jsonify(claims_of(service.store, found.person.subject, scope=found.scope)) if found else _invalid_token()

    return blueprint


def metadata(issuer: str) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0, 3; RFC 8414; RFC 9126, 5; RFC 9207, 3."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}{SIGN_IN_PATH}/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "userinfo_endpoint": f"{issuer}/oauth/userinfo",
        "jwks_uri": f"{issuer}/oauth/jwks",
        "pushed_authorization_request_endpoint": f"{issuer}/oauth/par",
        "require_pushed_authorization_requests": False,
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": ["none"],
        "end_session_endpoint": f"{issuer}{SIGN_IN_PATH}/end-session",
        "authorization_response_iss_parameter_supported": True,
        "response_types_supported": ["code"],
        "response_modes_supported": list(RESPONSE_MODES),
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": list(SCOPES),
        "claims_supported": list(_CLAIMS),
        "prompt_values_supported": list(PROMPTS),
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "ui_locales_supported": ["en"],
    }


def _invalid_token() -> Response:
    """RFC 6750, 3: without a token no error code, with a bad one `invalid_token`."""
    sent = bool(bearer_token())
    response = jsonify({"error": "invalid_token"} if sent else {})
    response.status_code = 401
    response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"' if sent else "Bearer"
    return response
