"""What Flow's rules know, hear and decide: plain values, no storage, no clock (article; domain facts, 2.1 to 2.4).

A rule is `rules.decide(state, event) -> Decision`. The state is the slice of Flow that one event can touch, so that a
decision costs the same with ten people and with a hundred thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of the Team page. An IT Admin takes no paid seat and has no dictation (article: Before you start)."""

    MEMBER = "member"
    ADMIN = "admin"
    IT_ADMIN = "it_admin"


class Source(StrEnum):
    """How a membership or an account came to be."""

    SCIM = "scim"
    MANUAL = "manual"
    INVITE = "invite"
    SELF = "self"


class Method(StrEnum):
    """How somebody signs in on Flow's page."""

    SSO = "sso"
    GOOGLE = "google"
    MICROSOFT = "microsoft"
    APPLE = "apple"
    PASSWORD = "password"  # noqa: S105 - the name of a method


@dataclass(frozen=True, slots=True)
class Account:
    """A Flow account and where it belongs. No rule deletes one (FAQ: removed from the identity provider)."""

    id: str
    email: str
    first_name: str | None = None
    last_name: str | None = None
    enterprise_id: str | None = None
    role: Role | None = None
    source: Source | None = None
    directory_user_id: str | None = None


@dataclass(frozen=True, slots=True)
class DirectoryUser:
    """A directory user as an event tells it. `updated_at` (ISO 8601) compares as text; `state`: active, inactive."""

    id: str
    email: str | None
    first_name: str | None
    last_name: str | None
    state: str
    updated_at: str
    username: str | None = None
    idp_id: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A pending invitation. `fallback` = Flow sent it because provisioning failed for a moment."""

    id: str
    email: str
    role: Role
    fallback: bool


@dataclass(frozen=True, slots=True)
class Enterprise:
    """The enterprise of this service. Counts are people; `seat_cap` None = no cap.

    `seats_used` = members who are not IT Admin, and pending invitations if `pending_hold_seats`.
    `scim_on` from dsync.activated to dsync.deleted: a deactivated directory is still SCIM-managed (note on deletion).
    """

    id: str
    plan: str = "enterprise"
    sso_enforced: bool = False
    scim_on: bool = False
    directory_active: bool = False
    domains: frozenset[str] = frozenset()
    seat_cap: int | None = None
    seat_count: int = 0
    seats_used: int = 0
    pending_hold_seats: bool = True
    remove_on_inactive: bool = True
    revoke_on_removal: bool = False


@dataclass(frozen=True, slots=True)
class GroupUser:
    """One user of a directory group that Flow knows of, with what hangs on that user."""

    user: DirectoryUser
    account: Account | None = None
    invitation: Invitation | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The slice of Flow an event can touch; everything that does not exist is None, empty or False.

    `linked` is tied to the event's directory user, `by_email` has its address (or is the account an action is about);
    `joined_by_fallback`: that address once followed the link of a fallback invitation; `former_role`: what the account
    was when it last left.
    """

    enterprise: Enterprise
    already_processed: bool = False
    remembered: DirectoryUser | None = None
    linked: Account | None = None
    by_email: Account | None = None
    invitation: Invitation | None = None
    joined_by_fallback: bool = False
    former_role: Role | None = None
    join_request: str | None = None
    namesake: bool = False
    group_users: tuple[GroupUser, ...] = ()
    actor: Account | None = None


# --- events -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DirectoryActivated:
    """`dsync.activated`, with the domains of the WorkOS organisation."""

    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirectoryDeactivated:
    """Somebody deactivated the directory in WorkOS; no dsync event exists for it, Flow sees the state change."""


@dataclass(frozen=True, slots=True)
class DirectoryReactivated:
    """The deactivated directory is active again."""


@dataclass(frozen=True, slots=True)
class DirectoryDeleted:
    """`dsync.deleted`: one event, without events for each user."""


@dataclass(frozen=True, slots=True)
class UserCreated:
    """`dsync.user.created`."""

    user: DirectoryUser


@dataclass(frozen=True, slots=True)
class UserUpdated:
    """`dsync.user.updated`."""

    user: DirectoryUser


@dataclass(frozen=True, slots=True)
class UserDeleted:
    """`dsync.user.deleted`."""

    user: DirectoryUser


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """`dsync.group.created` or `dsync.group.updated`."""

    group_id: str
    name: str
    idp_id: str


@dataclass(frozen=True, slots=True)
class GroupDeleted:
    """`dsync.group.deleted`: its users are in `State.group_users`; no user_removed events come."""

    group_id: str
    name: str


@dataclass(frozen=True, slots=True)
class GroupMemberAdded:
    """`dsync.group.user_added`."""

    group_id: str
    user: DirectoryUser


@dataclass(frozen=True, slots=True)
class GroupMemberRemoved:
    """`dsync.group.user_removed`."""

    group_id: str
    user: DirectoryUser


@dataclass(frozen=True, slots=True)
class TokenChanged:
    """`dsync.token.created` or `dsync.token.revoked`."""

    revoked: bool


@dataclass(frozen=True, slots=True)
class ProvisioningFailed:
    """Writing what was decided for this creation failed for a moment; nothing of it was kept (article: invitations)."""

    user: DirectoryUser


@dataclass(frozen=True, slots=True)
class InvitationAccepted:
    """Somebody followed the link of `State.invitation` and is signed in with `email`."""

    email: str


@dataclass(frozen=True, slots=True)
class InviteRequested:
    """Add new user, invite or bulk invite (`bulk`), one event for each address."""

    email: str
    role: Role = Role.MEMBER
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class RevokeRequested:
    """Revoke `State.invitation`."""


@dataclass(frozen=True, slots=True)
class RemoveRequested:
    """Remove the member `State.by_email` from the enterprise by hand."""


@dataclass(frozen=True, slots=True)
class JoinRequested:
    """Somebody with an account or an address asks to join."""

    email: str


@dataclass(frozen=True, slots=True)
class JoinAnswered:
    """An admin approves or denies `State.join_request`, made by `email`."""

    email: str
    approved: bool


@dataclass(frozen=True, slots=True)
class RoleChangeRequested:
    """An admin gives `State.by_email` another role; allowed with SCIM on as well."""

    role: Role


@dataclass(frozen=True, slots=True)
class SetupOpened:
    """Somebody opens SSO settings to set up Directory Sync (article: Before you start)."""


@dataclass(frozen=True, slots=True)
class SeatCapChanged:
    """The cap is raised, lowered or lifted (None)."""

    cap: int | None


@dataclass(frozen=True, slots=True)
class BillingReconciled:
    """The billing cycle sets the seat count to the seats in use; the only way down."""


@dataclass(frozen=True, slots=True)
class DomainRegistered:
    """A domain is added to (`registered`) or taken from the allowed list by hand."""

    domain: str
    registered: bool = True


@dataclass(frozen=True, slots=True)
class SsoEnforcementChanged:
    """Enforce SSO is switched."""

    enforced: bool


@dataclass(frozen=True, slots=True)
class NameEdited:
    """Somebody edits their own name (`State.by_email`) in Flow's settings."""

    first_name: str | None
    last_name: str | None


@dataclass(frozen=True, slots=True)
class SignUpAttempted:
    """Somebody without an account tries to make one directly."""

    email: str
    method: Method = Method.PASSWORD


@dataclass(frozen=True, slots=True)
class SignInAttempted:
    """Somebody proved to be `email` by `method`; `State.by_email` is the Flow account found for them, if any."""

    email: str
    method: Method


DirectoryEvent = (
    DirectoryActivated | DirectoryDeleted | UserCreated | UserUpdated | UserDeleted | GroupSeen | GroupDeleted
    | GroupMemberAdded | GroupMemberRemoved | TokenChanged
)  # fmt: skip
FlowAction = (
    DirectoryDeactivated | DirectoryReactivated | InvitationAccepted | InviteRequested | RevokeRequested
    | RemoveRequested | JoinRequested | JoinAnswered | RoleChangeRequested | SetupOpened | SeatCapChanged
    | BillingReconciled | DomainRegistered | SsoEnforcementChanged | NameEdited | SignUpAttempted | SignInAttempted
)  # fmt: skip
Event = DirectoryEvent | FlowAction | ProvisioningFailed
