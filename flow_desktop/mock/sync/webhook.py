"""`POST /flow/webhooks/workos`: Flow's end of a delivery; the signature is checked before anything is read.

What Flow makes of an event is its own business: an event that changed nothing, and one whose writing failed for a
moment (article: email invitations), are answered 200 like any other.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service
from flow_desktop.mock.sync.signature import HEADER, is_signed

_MAX_BODY = 4 * 1024 * 1024  # a user with 2,000 KB of raw attributes, the most that SCIM accepts, and its envelope


def webhook_blueprint(service: Service, places: Places) -> Blueprint:
    """The receiver of signed `dsync.*` events."""
    blueprint = Blueprint("webhook", __name__, url_prefix="/flow/webhooks")

    @blueprint.post("/workos")
    def receive() -> Response:
        request.max_content_length = _MAX_BODY
        body, header = request.get_data(), request.headers.get(HEADER, "")
        if not is_signed(service.secrets.webhook_secret, body, header=header, now=service.clock()):
            return Response("The signature is missing, wrong or too old.\n", 400, mimetype="text/plain")
        try:
            event = json.loads(body)
            if not isinstance(event, dict):
                raise ValueError("the body is no JSON object")
            places.flow.receive(event)
        except ValueError as error:
            return Response(f"This is no event: {error}\n", 400, mimetype="text/plain")
        return Response(status=200)

    return blueprint
