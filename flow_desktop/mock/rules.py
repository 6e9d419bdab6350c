"""The one place where Flow decides: `decide(state, event)` (article; domain facts, 2.2 to 2.5). Pure.

Where to look: the directory's events are in rules_directory, who may come in and how in rules_arrival, the Team and
billing pages in rules_team, signing in and one's own name in rules_person.
"""

from __future__ import annotations

from typing import assert_never

from flow_desktop.mock.effects import Decision, Reason
from flow_desktop.mock.facts import (
    BillingReconciled,
    DirectoryActivated,
    DirectoryDeactivated,
    DirectoryDeleted,
    DirectoryReactivated,
    DomainRegistered,
    Event,
    GroupDeleted,
    GroupMemberAdded,
    GroupMemberRemoved,
    GroupSeen,
    InvitationAccepted,
    InviteRequested,
    JoinAnswered,
    JoinRequested,
    NameEdited,
    ProvisioningFailed,
    RemoveRequested,
    RevokeRequested,
    RoleChangeRequested,
    SeatCapChanged,
    SetupOpened,
    SignInAttempted,
    SignUpAttempted,
    SsoEnforcementChanged,
    State,
    TokenChanged,
    UserCreated,
    UserDeleted,
    UserUpdated,
)
from flow_desktop.mock.rules_arrival import provisioning_failed
from flow_desktop.mock.rules_directory import decide_directory
from flow_desktop.mock.rules_parts import decided, line
from flow_desktop.mock.rules_person import decide_person
from flow_desktop.mock.rules_settings import decide_settings
from flow_desktop.mock.rules_team import decide_team


def decide(state: State, event: Event) -> Decision:
    """What the event does to Flow and why; the same question always has the same answer."""
    if state.already_processed:
        return decided(line(Reason.DUPLICATE_IGNORED))
    match event:
        case (
            DirectoryActivated() | DirectoryDeleted() | UserCreated() | UserUpdated() | UserDeleted() | GroupSeen()
            | GroupDeleted() | GroupMemberAdded() | GroupMemberRemoved() | TokenChanged()
        ):  # fmt: skip
            return decide_directory(state, event)
        case DirectoryDeactivated():  # manual management stays off, for SCIM stays on (note on deletion)
            return decided(line(Reason.DIRECTORY_DEACTIVATED))
        case DirectoryReactivated():
            return decided(line(Reason.DIRECTORY_REACTIVATED))
        case ProvisioningFailed(user):
            return provisioning_failed(state, user)
        case (
            InviteRequested() | RevokeRequested() | RemoveRequested() | JoinAnswered() | RoleChangeRequested()
        ):  # fmt: skip
            return decide_team(state, event)
        case SetupOpened() | SsoEnforcementChanged() | DomainRegistered() | SeatCapChanged() | BillingReconciled():
            return decide_settings(state, event)
        case InvitationAccepted() | JoinRequested() | NameEdited() | SignUpAttempted() | SignInAttempted():
            return decide_person(state, event)
        case _:
            assert_never(event)
