"""The web application: all parts under one address, behind a check of the Host header."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from flow_desktop.mock.authorization import error_page
from flow_desktop.mock.console.routes import console_blueprint
from flow_desktop.mock.disturb import disturbed
from flow_desktop.mock.flow.api import PREFIX as FLOW_API
from flow_desktop.mock.flow.api import flow_blueprint, flow_error
from flow_desktop.mock.flow.invitation_page import invitation_blueprint
from flow_desktop.mock.grants import FlowServer
from flow_desktop.mock.oidc_endpoints import oidc_blueprint
from flow_desktop.mock.pages import add_security_headers
from flow_desktop.mock.places import Places
from flow_desktop.mock.scim.routes import scim_blueprint
from flow_desktop.mock.service import Service
from flow_desktop.mock.sign_in_pages import SignInPages
from flow_desktop.mock.style import style_sheet
from flow_desktop.mock.sync.rest import directory_sync_blueprint
from flow_desktop.mock.sync.webhook import webhook_blueprint

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MAX_BODY = 64 * 1024


def build_app(service: Service, places: Places) -> WSGIApplication:
    """The WSGI application of one service."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    server = FlowServer(service)
    for blueprint in (
        oidc_blueprint(service, server),
        SignInPages(service, server, places.flow).blueprint(),
        invitation_blueprint(service, places.flow),
        scim_blueprint(service, places),
        directory_sync_blueprint(service, places),
        webhook_blueprint(service, places),
        flow_blueprint(service, places),
        console_blueprint(service, places),
        _assets(style_sheet()),
    ):
        app.register_blueprint(blueprint)
    app.after_request(add_security_headers)
    app.register_error_handler(HTTPException, _http_error)
    return _one_host_only(disturbed(app.wsgi_app, places), urlsplit(service.issuer).netloc)


def _assets(sheet: str) -> Blueprint:
    blueprint = Blueprint("assets", __name__)

    @blueprint.get("/style.css")
    def style() -> Response:
        return Response(sheet, mimetype="text/css")

    @blueprint.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    return blueprint


def _http_error(error: HTTPException) -> Response:
    """Errors outside the two APIs are pages in the same words as the rest."""
    if isinstance(error.response, Response):
        return error.response
    if request.path.startswith(FLOW_API):
        return flow_error(error)
    if request.path.startswith(("/sign-in", "/console")) or request.path == "/":
        return error_page(error.code or 500, "There is no such page", detail="Go back to the app and start again.")
    return Response(status=error.code, headers=[header for header in error.get_headers() if header[0] == "Allow"])


def _one_host_only(inner: WSGIApplication, host: str) -> WSGIApplication:
    """Refuse every other Host (RFC 9110, 15.5.20): a page of another name must not reach this service."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_HOST") == host:
            return inner(environ, start_response)
        start_response("421 Misdirected Request", [("Content-Type", "text/plain"), ("Cache-Control", "no-store")])
        return [b"This service answers to its own loopback address only.\n"]

    return outer
