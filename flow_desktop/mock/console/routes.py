"""`/console`: the pages of the admin console, put together behind one guard."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import NoReturn

from flask import Blueprint, abort

from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.enterprise_pages import EnterprisePages
from flow_desktop.mock.console.entry import EntryPages
from flow_desktop.mock.console.idp_groups import IdpGroupPages
from flow_desktop.mock.console.idp_people import IdpPeoplePages
from flow_desktop.mock.console.idp_provisioning import ProvisioningPages
from flow_desktop.mock.console.invite import InvitePages
from flow_desktop.mock.console.persons import PersonPages
from flow_desktop.mock.console.sessions import CONSOLE_PATH
from flow_desktop.mock.console.setup import next_step
from flow_desktop.mock.console.sso import SsoPages
from flow_desktop.mock.console.team import TeamPages
from flow_desktop.mock.console.workos import WorkosPages
from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service


def console_blueprint(service: Service, places: Places) -> Blueprint:
    """Flow's admin console, the WorkOS admin portal and the identity provider's pages; for admins only."""
    desk, blueprint = Desk(service, places), Blueprint("console", __name__, url_prefix=CONSOLE_PATH)
    blueprint.before_request(desk.guard)
    blueprint.context_processor(lambda: {"next_step": partial(next_step, desk)})
    blueprint.register_error_handler(HTTPStatus.NOT_FOUND, desk.no_such_page)
    blueprint.add_url_rule("/<path:unknown>", "unknown", _unknown)
    for pages in (
        EntryPages(desk),
        TeamPages(desk),
        InvitePages(desk),
        PersonPages(desk),
        SsoPages(desk),
        WorkosPages(desk),
        EnterprisePages(desk),
        IdpPeoplePages(desk),
        IdpGroupPages(desk),
        ProvisioningPages(desk),
    ):
        pages.register(blueprint)
    return blueprint


def _unknown(unknown: str) -> NoReturn:
    """Any other address below the console: behind the guard like every page."""
    abort(404)
