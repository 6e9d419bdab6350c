"""The WorkOS admin portal: the directory's life, its bearer token, its events (article: set-up steps 2 to 6)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, url_for

from flow_desktop.mock.console import reading, reading_places
from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.forms import typed
from flow_desktop.mock.console.setup import blocker
from flow_desktop.mock.console.words import ATTRIBUTES, DELIVERIES, DIRECTORY_STATES, PROVIDERS, Explained


class WorkosPages:
    """The portal; it opens to whom Flow's SSO settings let in."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._store, self._sync = desk, desk.store, desk.places.sync

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        for path, name, view in (
            ("/workos", "workos", self.portal),
            ("/workos/delete", "delete_directory", self.ask_deletion),
            ("/workos/users", "directory_users", self.users),
            ("/workos/events", "events", self.events),
        ):
            blueprint.add_url_rule(path, name, self._behind_settings(view))
        for path, name, view in (
            ("/workos/connect", "connect_directory", self.connect),
            ("/workos/activate", "activate", self.activate),
            ("/workos/deactivate", "deactivate", self.deactivate),
            ("/workos/delete", "delete_now", self.delete),
            ("/workos/token", "rotate", self.rotate),
            ("/workos/inactive-users", "inactive_users", self.inactive_users),
        ):
            blueprint.add_url_rule(path, name, self._behind_settings(view), methods=["POST"])

    def _behind_settings(self, view: Callable[[], Response]) -> Callable[[], Response]:
        """Set-up needs the plan and a complete profile; a directory that exists stays reachable."""

        def guarded() -> Response:
            hurdle = blocker(self._desk.visit)
            if hurdle and reading_places.directory(self._store) is None:
                return self._desk.refused("Set-up does not start", hurdle, back=url_for("console.sso"), status=403)
            return view()

        return guarded

    # --- looking

    def portal(self) -> Response:
        """Directory Sync: choose a provider, or see and steer the directory."""
        return self._portal()

    def _portal(self, *, token: str = "", problem: str = "", status: int = 200) -> Response:
        directory = reading_places.directory(self._store)
        if directory is None:
            chosen = typed("provider") or self._desk.places.idp.settings().profile
            return self._desk.show(
                "workos_new.html", status=status, here="workos", providers=PROVIDERS, chosen=chosen, problem=problem
            )
        return self._desk.show(
            "workos.html",
            status=status,
            here="workos",
            directory=directory,
            state=DIRECTORY_STATES.get(directory["state"], (directory["state"], "unknown", "")),
            endpoint=self._desk.service.scim,
            suffix=reading_places.token_suffix(self._store, directory["id"]),
            bearer=token,
            problem=problem,
            attributes=ATTRIBUTES,
            mapping=self._desk.places.idp.mapping(),
            counts=reading_places.directory_counts(self._store),
            held=reading_places.held_users(self._store),
            to_import=reading.domains_to_import(self._store),
            inactive=reading_places.inactive_users(self._store),
        )

    def users(self) -> Response:
        """The users of the directory."""
        return self._desk.show("directory_users.html", here="workos", found=reading_places.directory_users(self._store))

    def events(self) -> Response:
        """Events with the state of their delivery."""
        found = reading_places.events(self._store)
        return self._desk.show("events.html", here="workos", found=found, deliveries=DELIVERIES)

    def ask_deletion(self) -> Response:
        """What deleting means for members and for manual management, before it is done."""
        directory = reading_places.directory(self._store)
        if directory is None:
            return self._desk.go("workos", "There is no directory.", tone="unknown")
        return self._desk.show("workos_delete.html", here="workos", directory=directory)

    # --- acting

    def connect(self) -> Response:
        """Make the directory; endpoint and bearer token are on this answer only."""
        try:
            token = self._sync.connect(typed("provider"))
        except ValueError as error:
            return self._portal(problem=str(error), status=409)
        return self._portal(token=token)

    def rotate(self) -> Response:
        """A new token, shown once; the old one is refused from now on."""
        try:
            token = self._sync.rotate_token()
        except ValueError as error:
            return self._portal(problem=str(error), status=409)
        return self._portal(token=token)

    def activate(self) -> Response:
        """Activate the directory, or activate it again."""
        return self._change(self._sync.activate, "Directory sync is active.")

    def deactivate(self) -> Response:
        """Stop syncing."""
        notice = "The directory is deactivated. Manual user management in Flow stays off."
        return self._change(self._sync.deactivate, notice, tone="unknown")

    def delete(self) -> Response:
        """Delete the directory."""
        return self._change(
            self._sync.delete,
            "The directory is deleted. Nobody was removed from Flow, and manual user management is on again.",
            tone="unknown",
        )

    def inactive_users(self) -> Response:
        """What becomes of users who are inactive at the identity provider."""
        mode = typed("mode")
        return self._change(lambda: self._sync.set_inactive_users(mode), "The setting was saved.")

    def _change(self, action: Callable[[], None], notice: str, *, tone: str = "same") -> Response:
        try:
            action()
        except ValueError as error:
            why = Explained("", str(error))
            return self._desk.refused("The directory stays as it is", why, back=url_for("console.workos"))
        return self._desk.go("workos", notice, tone=tone)
