"""The page for those who run the demo: the made-up people and what each of them shows. Read-only, no secrets."""

from __future__ import annotations

from flask import Blueprint, Response

from flow_desktop.mock.pages import page
from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service

_PEOPLE = """
SELECT p.shows, p.email AS idp_email, p.given_name AS idp_first, p.family_name AS idp_last,
    u.id AS user, u.email AS directory_email, u.first_name AS directory_first, u.last_name AS directory_last,
    a.id AS account, a.email AS flow_email, a.first_name AS flow_first, a.last_name AS flow_last, m.role
FROM idp_people p
LEFT JOIN directory_users u ON u.idp_id = p.idp_id
LEFT JOIN accounts a ON a.subject = p.subject
LEFT JOIN memberships m ON m.account_id = a.id
ORDER BY p.position
"""
_ROLES = {"member": "Member", "admin": "Admin", "it_admin": "IT Admin"}


def console_blueprint(service: Service, places: Places) -> Blueprint:
    """`/console`."""
    blueprint = Blueprint("console", __name__)

    @blueprint.get("/console")
    def people() -> Response:
        enterprise = service.store.one("SELECT * FROM enterprise")
        return page("console.html", enterprise=enterprise, people=service.store.all(_PEOPLE), roles=_ROLES)

    return blueprint
