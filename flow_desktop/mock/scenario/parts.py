"""What a world is made of: plain values as the file says them, with every default filled in."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("member", "admin", "it_admin")
SOURCES = ("scim", "manual", "invite", "self")
# The REST interface and the events name the same directory state differently (domain facts, 3.2).
REST_STATE = {
    "active": "linked",
    "inactive": "unlinked",
    "validating": "validating",
    "invalid_credentials": "invalid_credentials",
}
DIRECTORY_STATES = ("none", *REST_STATE)
USER_STATES = ("active", "inactive")
PERSON_STATES = ("active", "deactivated", "suspended", "deleted")
PROFILES = ("okta", "entra", "onelogin")
TYPES = {"okta": "okta scim v2.0", "entra": "azure scim v2.0", "onelogin": "onelogin scim v2.0"}
INVITATION_KINDS = ("manual", "fallback")
INVITATION_STATES = ("pending", "accepted", "revoked")


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Flow's side of the organisation. `seat_count` None = the seats in use."""

    name: str
    plan: str
    sso_enforced: bool
    domains: tuple[str, ...]
    seat_cap: int | None
    seat_count: int | None
    pending_hold_seats: bool
    remove_on_inactive: bool
    revoke_on_removal: bool


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """The organisation's identity provider: what differs from the settings and the mapping its profile starts with."""

    name: str
    profile: str
    settings: tuple[tuple[str, str | bool], ...]
    mapping: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class DirectorySettings:
    """The WorkOS directory, its state in the words of events; `domains` are the WorkOS organisation's."""

    name: str
    type: str
    state: str
    domains: tuple[str, ...]
    inactive_users: str

    @property
    def exists(self) -> bool:
        """Whether a directory was ever made."""
        return self.state != "none"

    @property
    def managed(self) -> bool:
        """Whether it was activated: with it SCIM management is on, deactivated or not (note on deletion)."""
        return self.state in ("active", "inactive", "invalid_credentials")


@dataclass(frozen=True, slots=True)
class IdpPart:
    """What the identity provider says about one person. None = the claim is not sent."""

    email: str
    email_verified: bool
    given_name: str | None
    family_name: str | None
    name: str | None
    username: str
    state: str
    assigned: bool
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirectoryPart:
    """What Directory Sync holds about one person. None = null on the wire."""

    username: str | None
    email: str | None
    first_name: str | None
    last_name: str | None
    state: str


@dataclass(frozen=True, slots=True)
class FlowPart:
    """The Flow account; without a role it is an account outside the enterprise.

    `enterprise` = the name of another enterprise the person belongs to; `linked` = tied to the directory user.
    """

    email: str
    first_name: str | None
    last_name: str | None
    role: str | None
    source: str
    enterprise: str | None
    linked: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person in the three places."""

    key: str
    shows: str
    groups: tuple[str, ...]
    idp: IdpPart
    directory: DirectoryPart | None
    flow: FlowPart | None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the identity provider; `members` are keys of people, `groups` names of groups inside it."""

    name: str
    members: tuple[str, ...]
    groups: tuple[str, ...]
    assigned: bool
    pushed: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that was sent before the steps begin; `kind` fallback = provisioning failed for a moment."""

    email: str
    role: str
    kind: str
    state: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many made-up healthy people in all three places, with addresses of this domain."""

    count: int
    domain: str


@dataclass(frozen=True, slots=True)
class World:
    """Everything the service knows at its first start; people keep the order of the file."""

    enterprise: Enterprise
    identity_provider: IdentityProvider
    directory: DirectorySettings
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    invitations: tuple[Invitation, ...]
    join_requests: tuple[str, ...]
    crowd: Crowd

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains Flow allows at the start: registered ones, and imported ones once a directory was activated."""
        imported = self.directory.domains if self.directory.managed else ()
        return tuple(dict.fromkeys(domain.casefold() for domain in (*self.enterprise.domains, *imported)))
