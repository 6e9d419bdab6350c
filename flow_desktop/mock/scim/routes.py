"""`/scim/v2`: the SCIM endpoints as Flask sees them."""

from __future__ import annotations

from flask import Blueprint

from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service


def scim_blueprint(service: Service, places: Places) -> Blueprint:
    """The SCIM service provider of this service's directory."""
    return Blueprint("scim", __name__, url_prefix="/scim/v2")
