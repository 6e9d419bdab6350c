"""The identity provider as a place: people, groups and assignments change here, and provisioning follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flow_desktop.mock.service import Service

PersonState = Literal["active", "deactivated", "suspended", "deleted"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The provisioning page of the identity provider.

    `profile`: okta | entra | onelogin. `on`: provisioning as a whole. `approval`: each task waits for an admin
    (OneLogin). `removal`: what OneLogin sends when somebody is removed, delete | deactivate | nothing.
    `send_unassigned`: whether an unassignment is sent at all. `connected`: address and token were entered;
    `token`: current | old | none.
    """

    profile: str = "okta"
    connected: bool = True
    token: str = "current"  # noqa: S105 - a state, no secret
    on: bool = True
    create: bool = True
    update: bool = True
    deactivate: bool = True
    push_groups: bool = True
    approval: bool = False
    removal: str = "delete"
    send_unassigned: bool = True


class IdentityProvider:
    """People are named by their `key` of the world file, groups by theirs. Unknown keys raise KeyError."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def settings(self) -> Settings:
        """The provisioning settings as they are."""
        raise NotImplementedError

    def change_settings(self, **changes: str | bool) -> None:
        """Change some of the settings; ValueError for a name or value that does not exist."""
        raise NotImplementedError

    def mapping(self) -> dict[str, str | None]:
        """userName, email, givenName, familyName, externalId, displayName -> source attribute; None = not mapped."""
        raise NotImplementedError

    def map_attribute(self, target: str, source: str | None) -> None:
        """Map one attribute, or take it out of the mapping."""
        raise NotImplementedError

    def connect(self, endpoint: str, token: str) -> str | None:
        """Enter address and bearer token and test them as the profile does; None = works, else what the page says."""
        raise NotImplementedError

    def add_person(self, key: str, **attributes: str | None) -> None:
        """A new person: email, username, given_name, family_name, name."""
        raise NotImplementedError

    def change_person(self, key: str, **attributes: str | None) -> None:
        """Rename, change the e-mail or the log-in name (email, username, given_name, family_name, name)."""
        raise NotImplementedError

    def set_state(self, key: str, state: PersonState) -> None:
        """Deactivate, suspend, activate or delete a person."""
        raise NotImplementedError

    def assign(self, key: str) -> None:
        """Assign the app to a person."""
        raise NotImplementedError

    def unassign(self, key: str) -> None:
        """Take the app from a person."""
        raise NotImplementedError

    def add_group(self, key: str, name: str) -> None:
        """A new group without members."""
        raise NotImplementedError

    def rename_group(self, key: str, name: str) -> None:
        """Another display name."""
        raise NotImplementedError

    def delete_group(self, key: str) -> None:
        """The group is deleted at the identity provider."""
        raise NotImplementedError

    def put_in_group(self, key: str, group: str) -> None:
        """Add a person to a group."""
        raise NotImplementedError

    def take_out_of_group(self, key: str, group: str) -> None:
        """Remove a person from a group."""
        raise NotImplementedError

    def nest_group(self, inner: str, outer: str) -> None:
        """Put a group into another; only direct members are provisioned by Entra."""
        raise NotImplementedError

    def assign_group(self, group: str) -> None:
        """Assign the app to a group: it and its people are in scope."""
        raise NotImplementedError

    def unassign_group(self, group: str) -> None:
        """Take the app from a group."""
        raise NotImplementedError

    def push_group(self, group: str, *, on: bool = True) -> None:
        """Okta's Push Groups tab: send the group itself, apart from assignments."""
        raise NotImplementedError

    def run(self) -> None:
        """Let provisioning do what is due at the world's time: Entra's cycle, retries."""
        raise NotImplementedError

    def provision_now(self, key: str) -> str:
        """Provision one person at once (Entra: Provision on demand, Okta: Push now); what the page says about it."""
        raise NotImplementedError

    def approve(self, task: int, *, granted: bool = True) -> None:
        """Answer a waiting task of the approval queue (OneLogin)."""
        raise NotImplementedError
