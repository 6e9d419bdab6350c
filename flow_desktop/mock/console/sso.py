"""SSO settings: Enforce SSO, and the way to the WorkOS admin portal (article: How to set up SCIM provisioning)."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from flow_desktop.mock.console import reading_places
from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.forms import typed
from flow_desktop.mock.console.setup import blocker
from flow_desktop.mock.console.words import DIRECTORY_STATES
from flow_desktop.mock.facts import SetupOpened, SsoEnforcementChanged


class SsoPages:
    """The page "SSO settings" and its two actions."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        blueprint.add_url_rule("/sso", "sso", self.settings)
        blueprint.add_url_rule("/sso/enforce", "enforce", self.enforce, methods=["POST"])
        blueprint.add_url_rule("/sso/portal", "open_portal", self.open_portal, methods=["POST"])

    def settings(self) -> Response:
        """The settings, or why this enterprise or this admin cannot use them."""
        return self._desk.show(
            "sso.html",
            here="sso",
            hurdle=blocker(self._desk.visit),
            directory=reading_places.directory(self._desk.store),
            states=DIRECTORY_STATES,
        )

    def enforce(self) -> Response:
        """Switch Enforce SSO."""
        wanted = typed("enforced") == "yes"
        decision, words = self._desk.perform(SsoEnforcementChanged(wanted))
        if decision.refused:
            title = f"SSO was not {'enforced' if wanted else 'released'}"
            return self._desk.refused(title, words, back=url_for("console.sso"))
        after = "SSO is enforced: every other way to sign in is refused." if wanted else "SSO is not enforced any more."
        return self._desk.go("sso", after)

    def open_portal(self) -> Response:
        """Start set-up: Flow's rules check role, plan and the admin's profile first (article: Before you start)."""
        decision, words = self._desk.perform(SetupOpened())
        if decision.refused:
            why = blocker(self._desk.visit) or words  # names what is missing in the profile
            return self._desk.refused("Set-up does not start", why, back=url_for("console.sso"))
        return self._desk.go("workos")
