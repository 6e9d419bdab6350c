"""What the Flow API answers. The shapes are the documentation: the OpenAPI file is made from them.

`null` always means: looked, and there is none.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import Role, Source
from flow_desktop.mock.flow.asked import InvitationState, Standing, UserState

Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
"""ISO 8601 with milliseconds and Z."""


class DirectoryUserFacts(msgspec.Struct, frozen=True):
    """A directory user as Directory Sync has it now."""

    id: str
    idp_id: str | None
    username: str | None
    email: str | None
    first_name: str | None
    last_name: str | None
    state: UserState
    updated_at: Time


class DirectoryUserListed(msgspec.Struct, frozen=True):
    """A directory user in a list. `account_id` is the Flow account it is linked with."""

    id: str
    idp_id: str | None
    username: str | None
    email: str | None
    first_name: str | None
    last_name: str | None
    state: UserState
    created_at: Time | None
    updated_at: Time
    account_id: str | None


class RememberedUser(msgspec.Struct, frozen=True):
    """Flow's copy of a directory user: what the last event that Flow processed told of it."""

    id: str
    username: str | None
    email: str | None
    first_name: str | None
    last_name: str | None
    state: str | None
    updated_at: Time | None


class AccountFacts(msgspec.Struct, frozen=True):
    """One's own Flow account."""

    id: str
    email: str
    first_name: str | None
    last_name: str | None
    updated_at: Time | None
    name_edited_at: Time | None


class MembershipFacts(msgspec.Struct, frozen=True):
    """One's own role, and how one came to have it. Without an `enterprise` beside it, it is that of another one."""

    role: Role
    source: Source


class EnterpriseBrief(msgspec.Struct, frozen=True):
    """What every member may know of the enterprise."""

    id: str
    name: str
    plan: str
    sso_enforced: bool
    admin_portal_url: str


class DirectoryBrief(msgspec.Struct, frozen=True):
    """What every member may know of the directory."""

    id: str
    state: str
    type: str
    name: str | None


class AuditLineTold(msgspec.Struct, frozen=True):
    """One line of the audit: what happened, why, to whom, by whom. `event_id` is the dsync event that caused it."""

    id: str
    at: Time
    event_id: str | None
    event: str | None
    reason: Reason
    email: str | None
    directory_user_id: str | None
    account_id: str | None
    actor: str | None
    detail: dict[str, Any]


class Me(msgspec.Struct, frozen=True):
    """Everything Flow tells a person about themselves. `audit` ends with the newest line."""

    account: AccountFacts | None
    membership: MembershipFacts | None
    enterprise: EnterpriseBrief | None
    directory: DirectoryBrief | None
    directory_user: DirectoryUserFacts | None
    audit: list[AuditLineTold]


class Seats(msgspec.Struct, frozen=True):
    """`cap` null = no cap; `count` is billed; `used` are members who are not IT Admin, and what invitations hold."""

    cap: int | None
    count: int
    used: int


class EventMark(msgspec.Struct, frozen=True):
    """A dsync event and its time."""

    id: str
    event: str | None
    at: Time


class DirectoryFacts(msgspec.Struct, frozen=True):
    """The directory: `last_event` is Directory Sync's newest, `last_processed_event` the newest that Flow has heard.

    `deliveries_failing_since`: the time of the first event that could not be delivered since the last one that could.
    """

    id: str
    state: str
    type: str
    name: str | None
    activated_at: Time | None
    last_event: EventMark | None
    last_processed_event: EventMark | None
    deliveries_failing_since: Time | None


class EnterpriseFacts(msgspec.Struct, frozen=True):
    """The enterprise as its admins see it. `directory_deleted_at`: when the directory was deleted last.

    `fallback_invitations` counts those of the last 30 days; `admin_profile_complete` is about who asks.
    """

    id: str
    name: str
    plan: str
    sso_enforced: bool
    scim_on: bool
    manual_management: bool
    domains: list[str]
    seats: Seats
    directory: DirectoryFacts | None
    directory_deleted_at: Time | None
    fallback_invitations: int
    admin_profile_complete: bool
    admin_portal_url: str
    idp_name: str | None


class Member(msgspec.Struct, frozen=True):
    """An account. Outside the enterprise `role`, `source` and `joined_at` are null.

    `updated_at` is about the account's own values, `changed_at` about membership and directory link as well.
    """

    id: str
    email: str
    first_name: str | None
    last_name: str | None
    role: Role | None
    source: Source | None
    joined_at: Time | None
    created_at: Time | None
    updated_at: Time | None
    name_edited_at: Time | None
    changed_at: Time | None
    status: Standing
    directory_user: DirectoryUserFacts | None


class InvitationTold(msgspec.Struct, frozen=True):
    """An invitation. `fallback` = Flow sent it because provisioning failed for a moment."""

    id: str
    email: str
    role: Role
    state: InvitationState
    fallback: bool
    created_at: Time | None
    expires_at: Time | None
    accepted_at: Time | None
    revoked_at: Time | None


class Invited(msgspec.Struct, frozen=True):
    """What became of one address: an invitation, or the code of why not."""

    email: str
    invitation: InvitationTold | None
    code: Reason | None


class JoinRequestTold(msgspec.Struct, frozen=True):
    """Somebody asked to join."""

    id: str
    state: str
    created_at: Time | None
    decided_at: Time | None


class LinkFacts(msgspec.Struct, frozen=True):
    """The directory user that an account is linked with."""

    id: str
    idp_id: str | None


class Namesake(msgspec.Struct, frozen=True):
    """Another account with the same name. `role` null = outside; `source` is the membership's, else the account's."""

    id: str
    email: str
    first_name: str | None
    last_name: str | None
    role: Role | None
    source: Source | None
    created_at: Time | None
    directory_user: LinkFacts | None


class Person(msgspec.Struct, frozen=True):
    """Everything Flow and Directory Sync know of one address, in one answer. `audit` ends with the newest line.

    `account` has the address, or else is linked to a directory user that has it. `directory_users` are those that have
    the address, had it when Flow last heard of them, or have it as user name and no e-mail, and the account's.
    `similar` are other accounts with the same first and last name (letter case does not count), at most 50, those
    without a directory user first; null for a member, who may not see them.
    """

    email: str
    domain_registered: bool
    account: Member | None
    directory_users: list[DirectoryUserListed]
    remembered: list[RememberedUser]
    invitations: list[InvitationTold]
    join_request: JoinRequestTold | None
    audit: list[AuditLineTold]
    similar: list[Namesake] | None


class MemberPage(msgspec.Struct, frozen=True):
    """Members; `next` is the cursor of the next page, null at the end."""

    data: list[Member]
    next: str | None


class DirectoryUserPage(msgspec.Struct, frozen=True):
    """Directory users; `next` is the cursor of the next page, null at the end."""

    data: list[DirectoryUserListed]
    next: str | None


class RememberedPage(msgspec.Struct, frozen=True):
    """Flow's copies of directory users; `next` is the cursor of the next page, null at the end."""

    data: list[RememberedUser]
    next: str | None


class InvitationPage(msgspec.Struct, frozen=True):
    """Invitations; `next` is the cursor of the next page, null at the end."""

    data: list[InvitationTold]
    next: str | None


class AuditPage(msgspec.Struct, frozen=True):
    """Audit lines, newest last; `next` is the cursor of the next page, null at the end."""

    data: list[AuditLineTold]
    next: str | None


class InvitedAll(msgspec.Struct, frozen=True):
    """What became of every address, in the order sent."""

    data: list[Invited]
