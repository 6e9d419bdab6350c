"""What a rule may do to Flow, and what it answers. There is no effect that deletes an account (article, FAQ)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.mock.facts import DirectoryUser, Role, Source

PERSON_OF_EVENT = ""
"""An account id that is not known yet: the one the same decision creates."""


@dataclass(frozen=True, slots=True)
class CreateAccount:
    """A new account for the address; effects after it name it `PERSON_OF_EVENT`."""

    email: str
    first_name: str | None
    last_name: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Join:
    """The account becomes a member of this enterprise."""

    account_id: str
    role: Role
    source: Source


@dataclass(frozen=True, slots=True)
class Leave:
    """The membership goes; the account stays. `revoke_sessions` ends its live sessions as well."""

    account_id: str
    revoke_sessions: bool = False


@dataclass(frozen=True, slots=True)
class SetRole:
    """Another role for a member."""

    account_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class Link:
    """Tie the account to the directory user."""

    account_id: str
    directory_user_id: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """Clear the account's directory link."""

    account_id: str


@dataclass(frozen=True, slots=True)
class UnlinkAll:
    """Clear every directory link and what Flow remembers of the directory: it is gone."""


@dataclass(frozen=True, slots=True)
class SetName:
    """The account's name; `edited` when the person did it in Flow's settings."""

    account_id: str
    first_name: str | None
    last_name: str | None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep Flow's copy of a directory user as this event told it.

    One that was deleted is kept as inactive: a late event must not bring it back, and its group edges are not told
    again when it returns (domain facts, 3.4).
    """

    user: DirectoryUser


@dataclass(frozen=True, slots=True)
class SetSeatCount:
    """The number of seats that are billed."""

    count: int


@dataclass(frozen=True, slots=True)
class SetSeatCap:
    """The most seats the enterprise may use; None = no cap."""

    cap: int | None


@dataclass(frozen=True, slots=True)
class SendInvitation:
    """An invitation by e-mail; `fallback` when provisioning failed for a moment."""

    email: str
    role: Role
    fallback: bool


@dataclass(frozen=True, slots=True)
class CloseInvitation:
    """A pending invitation ends: `accepted`, `revoked`, or `closed` because the person was provisioned."""

    invitation_id: str
    state: str


@dataclass(frozen=True, slots=True)
class OpenJoinRequest:
    """An address asks to join."""

    email: str


@dataclass(frozen=True, slots=True)
class CloseJoinRequest:
    """A request to join is answered: `approved` or `denied`."""

    request_id: str
    state: str


@dataclass(frozen=True, slots=True)
class AddDomains:
    """Addresses of these domains may be provisioned."""

    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveDomain:
    """Addresses of this domain may not be provisioned any more."""

    domain: str


@dataclass(frozen=True, slots=True)
class SetScim:
    """SCIM management begins or ends; with it manual management goes off or on."""

    on: bool


@dataclass(frozen=True, slots=True)
class EnforceSso:
    """Every other method is refused, or not."""

    enforced: bool


@dataclass(frozen=True, slots=True)
class RememberGroup:
    """Keep Flow's copy of a directory group."""

    group_id: str
    name: str
    idp_id: str


@dataclass(frozen=True, slots=True)
class ForgetGroup:
    """Drop Flow's copy of a directory group and its edges."""

    group_id: str


@dataclass(frozen=True, slots=True)
class AddEdge:
    """The directory user is in the group."""

    group_id: str
    directory_user_id: str


@dataclass(frozen=True, slots=True)
class RemoveEdge:
    """The directory user is not in the group any more."""

    group_id: str
    directory_user_id: str


Effect = (
    CreateAccount | Join | Leave | SetRole | Link | Unlink | UnlinkAll | SetName | Remember | SetSeatCount
    | SetSeatCap | SendInvitation | CloseInvitation | OpenJoinRequest | CloseJoinRequest | AddDomains | RemoveDomain
    | SetScim | EnforceSso | RememberGroup | ForgetGroup | AddEdge | RemoveEdge
)  # fmt: skip


class Reason(StrEnum):
    """Why; every event leaves at least one audit line with one of these (domain facts, 2.3)."""

    DIRECTORY_ACTIVATED = "directory_activated"
    DIRECTORY_DEACTIVATED = "directory_deactivated"
    DIRECTORY_REACTIVATED = "directory_reactivated"
    DIRECTORY_DELETED = "directory_deleted"
    DIRECTORY_INACTIVE = "directory_inactive"
    PROVISIONED = "provisioned"
    REASSOCIATED = "reassociated"
    REPROVISIONED = "reprovisioned"
    LINKED_EXISTING = "linked_existing"
    UPSERTED = "upserted"
    DOMAIN_MISMATCH = "domain_mismatch"
    OTHER_ENTERPRISE = "other_enterprise"
    SEAT_CAP = "seat_cap"
    NO_EMAIL = "no_email"
    INACTIVE_ON_CREATE = "inactive_on_create"
    FALLBACK_INVITED = "fallback_invited"
    STALE_IGNORED = "stale_ignored"
    DUPLICATE_IGNORED = "duplicate_ignored"
    NAME_UPDATED = "name_updated"
    ATTRIBUTE_ABSENT = "attribute_absent"
    EMAIL_DRIFT = "email_drift"
    UNCHANGED = "unchanged"
    DEACTIVATED = "deactivated"
    DEACTIVATION_KEPT = "deactivation_kept"
    DEPROVISIONED = "deprovisioned"
    DELETE_NOOP = "delete_noop"
    GROUP_SEEN = "group_seen"
    GROUP_MEMBER_ADDED = "group_member_added"
    GROUP_MEMBER_REMOVED = "group_member_removed"
    GROUP_DELETED = "group_deleted"
    TOKEN_ROTATED = "token_rotated"  # noqa: S105 - a reason, no secret
    POSSIBLE_DUPLICATE = "possible_duplicate"
    SEATS_RAISED = "seats_raised"
    ROLE_RESET = "role_reset"
    INVITED = "invited"
    INVITATION_EXISTS = "invitation_exists"
    INVITATION_UNUSABLE = "invitation_unusable"
    JOINED_BY_INVITATION = "joined_by_invitation"
    INVITATION_REVOKED = "invitation_revoked"
    ALREADY_MEMBER = "already_member"
    NOT_A_MEMBER = "not_a_member"
    REMOVED_BY_HAND = "removed_by_hand"
    JOIN_REQUESTED = "join_requested"
    JOIN_APPROVED = "join_approved"
    JOIN_DENIED = "join_denied"
    JOIN_REQUEST_UNUSABLE = "join_request_unusable"
    MANUAL_BLOCKED_BY_SCIM = "manual_blocked_by_scim"
    ROLE_CHANGED = "role_changed"
    ROLE_NOT_ALLOWED = "role_not_allowed"
    CAP_CHANGED = "cap_changed"
    SEATS_RECONCILED = "seats_reconciled"
    DOMAIN_ADDED = "domain_added"
    DOMAIN_REMOVED = "domain_removed"
    SSO_ENFORCEMENT_CHANGED = "sso_enforcement_changed"
    NAME_EDITED = "name_edited"
    NAME_REFUSED = "name_refused"
    SIGNED_UP = "signed_up"
    SELF_SIGNUP_BLOCKED = "self_signup_blocked"
    SIGNED_IN = "signed_in"
    SIGNED_IN_WITHOUT_MEMBERSHIP = "signed_in_without_membership"
    SSO_REQUIRED = "sso_required"
    OUTSIDE_ORGANIZATION = "profile_not_allowed_outside_organization"
    NOT_PROVISIONED = "not_provisioned"
    SETUP_OPENED = "setup_opened"
    NOT_ADMIN = "not_admin"
    PLAN_REQUIRED = "plan_required"
    PROFILE_INCOMPLETE = "profile_incomplete"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the audit; who it is about, as far as it is about somebody. `detail` holds names and numbers."""

    reason: Reason
    email: str | None = None
    directory_user_id: str | None = None
    account_id: str | None = None
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Effects in order, audit lines (the first is the outcome), and whether an asker is refused."""

    effects: tuple[Effect, ...]
    audit: tuple[AuditLine, ...]
    refused: bool = False

    @property
    def reason(self) -> Reason:
        """The outcome."""
        return self.audit[0].reason
