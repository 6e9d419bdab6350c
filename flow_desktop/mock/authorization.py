"""Authorization requests: read from a URL, a form or a pushed request, checked, and answered towards the app."""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oidc.core.errors import ConsentRequiredError
from flask import Request, Response

from flow_desktop.mock.grants import FlowServer
from flow_desktop.mock.oauth_models import ParameterRequest, Person, is_loopback_redirect
from flow_desktop.mock.pages import form_post_page, page
from flow_desktop.mock.service import CLIENT_ID, Service

PUSHED_SECONDS = 60
_REQUEST_URI = "urn:ietf:params:oauth:request_uri:"
# What Authlib writes into error descriptions must be plain ASCII without quotes and backslashes (RFC 6749, 5.2).
_PLAIN = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")
_PLAIN_PARAMETERS = ("client_id", "response_type", "redirect_uri", "scope", "state", "response_mode")


class AuthorizationRequests:
    """Reads and answers them for one service."""

    def __init__(self, service: Service, server: FlowServer) -> None:
        self._service, self._store, self._server = service, service.store, server

    def read(self, http: Request) -> dict[str, str]:
        """The parameters; a pushed request is taken out of the store, so it works once. Raises OAuth2Error."""
        parameters = self.read_plain(http)
        if "request_uri" not in parameters:
            return parameters
        row = self._store.one("SELECT * FROM pushed WHERE request_uri = ?", parameters["request_uri"])
        taken = self._store.run("DELETE FROM pushed WHERE request_uri = ?", parameters["request_uri"])
        if row is None or taken != 1 or self._service.clock() >= row["expires"]:
            raise OAuth2Error(error="invalid_request_uri", description="This request was used before or has expired.")
        if parameters.get("client_id") != CLIENT_ID:
            raise InvalidRequestError("The client_id is not the one that pushed the request.")
        return dict(json.loads(row["parameters"]))

    def read_plain(self, http: Request) -> dict[str, str]:
        """The parameters as sent, each at most once (RFC 6749, 3.1). Raises OAuth2Error."""
        repeated = [name for name, values in http.values.lists() if len(values) > 1]
        if repeated:
            raise InvalidRequestError("A parameter was sent more than once.")
        parameters = http.values.to_dict()
        if any(_PLAIN.fullmatch(parameters.get(name, "")) is None for name in _PLAIN_PARAMETERS):
            raise InvalidRequestError("A parameter has characters that are not allowed.")
        if not is_loopback_redirect(parameters.get("redirect_uri", "")) and "request_uri" not in parameters:
            raise InvalidRequestError(
                "redirect_uri must be http://127.0.0.1:PORT/callback or http://[::1]:PORT/callback."
            )
        if "request" in parameters:
            raise OAuth2Error(error="request_not_supported", description="Request objects are not supported.")
        return parameters

    def check(self, parameters: dict[str, str], person: Person | None) -> bool:
        """Refuse a bad request with OAuth2Error; else whether the person must log in anew.

        `prompt=none` never yields a code: a native app is not let in without a person (RFC 8252, 8.6).
        """
        kept = ParameterRequest(self._service.issuer, parameters)
        grant = self._server.get_consent_grant(kept, end_user=person)
        prompts = parameters.get("prompt", "").split()
        if "none" in prompts:
            raise ConsentRequiredError(redirect_uri=grant.redirect_uri, state=parameters.get("state"))
        too_old = "max_age" in parameters and (
            person is None or self._service.clock() - person.auth_time > int(parameters["max_age"])
        )
        return too_old or bool({"login", "select_account"} & set(prompts))

    def push(self, http: Request) -> dict[str, Any]:
        """Keep a request for one use within a minute (RFC 9126, 2). Raises OAuth2Error."""
        parameters = self.read_plain(http)
        if "request_uri" in parameters:
            raise InvalidRequestError("request_uri is not allowed in a pushed request.")
        kept = ParameterRequest(self._service.issuer, parameters)
        self._server.authenticate_client(kept, ["none"], "pushed_authorization_request")
        self._server.get_authorization_grant(kept).validate_authorization_request()
        return {"request_uri": self._keep(parameters), "expires_in": PUSHED_SECONDS}

    def _keep(self, parameters: dict[str, str]) -> str:
        request_uri, now = _REQUEST_URI + secrets.token_urlsafe(24), self._service.clock()
        self._store.run("DELETE FROM pushed WHERE expires < ?", now)
        self._store.run(
            "INSERT INTO pushed (request_uri, parameters, expires) VALUES (?, ?, ?)",
            request_uri,
            json.dumps(parameters),
            now + PUSHED_SECONDS,
        )
        return request_uri

    def answer_error(self, error: OAuth2Error, response_mode: str) -> Response:
        """Back to the app with error, state and iss; on a page when the address cannot be trusted."""
        if not error.redirect_uri:
            return error_page(
                400, "The app sent a request that cannot be used", detail=f"{error.error}: {error.description}"
            )
        response = self._server.handle_error_response(None, error)
        self._server.issuer_parameter.add_issuer_parameter(self._server, response)
        return self.deliver(response, response_mode)

    def deliver(self, response: Response, response_mode: str) -> Response:
        """As a redirect (303, so that a form is not sent again) or as a form to the app."""
        if response_mode == "form_post":
            return form_post_page(response.headers["Location"])
        response.status_code = 303
        return response


def error_page(status: int, title: str, *, detail: str) -> Response:
    """An end of the road here, in words and with what to do. An attempt that is over is nobody's mistake."""
    return page("error.html", status=status, title=title, detail=detail, tone="notice" if status == 410 else "alert")
