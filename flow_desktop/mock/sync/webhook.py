"""`POST /flow/webhooks/workos`: Flow's end of a delivery; the signature is checked before anything is read."""

from __future__ import annotations

from flask import Blueprint

from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service


def webhook_blueprint(service: Service, places: Places) -> Blueprint:
    """The receiver of signed `dsync.*` events."""
    return Blueprint("webhook", __name__, url_prefix="/flow/webhooks")
