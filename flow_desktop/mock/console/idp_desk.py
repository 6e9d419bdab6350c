"""What the identity provider's pages share: an action, what it sent, and the page that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort

from flow_desktop.mock.console import reading_places
from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.words import Explained

_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Sent:
    """What provisioning did about a change, in one line, and how that went."""

    text: str
    tone: str


def sentence(error: ValueError) -> str:
    """The provider's own words for what it refuses, as a sentence."""
    words = str(error)
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


class IdpDesk:
    """Acts on the identity provider as its admin would."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.store, self.idp = desk, desk.store, desk.places.idp

    def add_posts(self, blueprint: Blueprint, views: tuple[tuple[str, str, Callable[..., Response]], ...]) -> None:
        """Register actions: path, name, view."""
        for path, name, view in views:
            blueprint.add_url_rule(path, name, view, methods=["POST"])

    def act(self, action: Callable[[], object]) -> Sent:
        """Do it; what was sent because of it. KeyError becomes 404, ValueError is the caller's."""
        before = reading_places.last_log_position(self.store)
        try:
            action()
        except KeyError:
            abort(404)
        return self._sent(before)

    def do(self, action: Callable[[], object], done: str, *, back: str, **values: Any) -> Response:
        """Do it and go back, or say why it cannot be done."""
        try:
            sent = self.act(action)
        except ValueError as error:
            back_to = self.desk.address(back, **values)
            return self.desk.refused("This was not done", Explained("", sentence(error)), back=back_to)
        return self.desk.go(back, f"{done} {sent.text}", tone=sent.tone, **values)

    def change(self, action: Callable[[], object], done: str, *, back: str) -> Response:
        """The same for what is only a setting, so that nothing is expected to be sent."""
        try:
            self.act(action)
        except ValueError as error:
            why = Explained("", sentence(error))
            return self.desk.refused("This was not done", why, back=self.desk.address(back))
        return self.desk.go(back, done)

    def _sent(self, before: int) -> Sent:
        lines = reading_places.log_since(self.store, before)
        if not lines:
            return Sent(f"Nothing was sent yet. {self._why_nothing()}", "unknown")
        asked = [line for line in lines if line["method"]]
        wrote = [line for line in asked if line["method"] != "GET"] or asked
        told = [f"{line['method']} {self._short(line['path'])}: {line['status']}" for line in wrote]
        failed = not told or any((line["status"] or 0) >= HTTPStatus.BAD_REQUEST for line in lines)
        told = _counted(told or [line["detail"] for line in lines if line["detail"]])
        more = f" and {len(told) - _MOST_LINES} more" if len(told) > _MOST_LINES else ""
        return Sent(f"Provisioning: {', '.join(told[:_MOST_LINES])}{more}.", "differs" if failed else "same")

    def _short(self, path: str) -> str:
        """A path as one line can hold it: without the endpoint's own part, a query, and the id of one resource."""
        kind, _, one = path.partition("?")[0].removeprefix(urlsplit(self.desk.service.scim).path + "/").partition("/")
        return f"/{kind}/…" if one else f"/{kind}"

    def _why_nothing(self) -> str:
        """The hint an admin of this provider needs (domain facts, 4)."""
        settings = self.idp.settings()
        if not settings.connected:
            return "The endpoint and the bearer token are not entered on the Provisioning page."
        if not settings.on:
            return "Provisioning is off."
        if settings.profile == "entra":
            return "Changes go out with the next cycle (every 40 minutes), or with Provision on demand."
        if settings.approval:
            return "Look for tasks that wait for approval."
        return "Nothing in scope of provisioning changed."


def _counted(told: list[str]) -> list[str]:
    """What was told, each line once, with how often."""
    return [line if times == 1 else f"{line} ({times} times)" for line, times in Counter(told).items()]
