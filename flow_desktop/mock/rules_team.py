"""The Team page: invite, revoke, remove, answer requests to join, change roles (warning in Before you start; FAQ)."""

from __future__ import annotations

from typing import assert_never

from flow_desktop.mock.addresses import is_address
from flow_desktop.mock.effects import (
    PERSON_OF_EVENT,
    CloseInvitation,
    CloseJoinRequest,
    CreateAccount,
    Decision,
    Join,
    Leave,
    Reason,
    SendInvitation,
    SetRole,
    Unlink,
)
from flow_desktop.mock.facts import (
    Account,
    InviteRequested,
    JoinAnswered,
    RemoveRequested,
    RevokeRequested,
    Role,
    RoleChangeRequested,
    Source,
    State,
)
from flow_desktop.mock.rules_parts import (
    closes,
    decided,
    effects_only,
    is_admin,
    is_elsewhere,
    is_full,
    is_member,
    line,
    refused,
    takes_seat,
    together,
)

TeamAction = InviteRequested | RevokeRequested | RemoveRequested | JoinAnswered | RoleChangeRequested


def decide_team(state: State, action: TeamAction) -> Decision:
    """What an admin does on the Team page; all but the role is the identity provider's business while SCIM is on."""
    target = _target(state, action)
    if not is_admin(state):
        return refused(line(Reason.NOT_ADMIN, target))
    if isinstance(action, RoleChangeRequested):
        return _change_role(state, action)
    if state.enterprise.scim_on:
        return refused(line(Reason.MANUAL_BLOCKED_BY_SCIM, target, action=_name(action)))
    match action:
        case InviteRequested():
            return _invite(state, action)
        case RevokeRequested():
            return _revoke(state)
        case RemoveRequested():
            return _remove(state)
        case JoinAnswered():
            return _answer_join(state, action)
        case _:
            assert_never(action)


def join_by_hand(state: State, email: str, *, role: Role, source: Source) -> Decision:
    """The person of this address becomes a member without the directory; an account is made if there is none."""
    account = state.by_email
    made = effects_only(CreateAccount(email, None, None, source)) if account is None else effects_only()
    joined = Join(PERSON_OF_EVENT if account is None else account.id, role, source)
    return together(made, effects_only(joined), takes_seat(state, role, email))


def _target(state: State, action: TeamAction) -> Account | str | None:
    """Whom the action is about."""
    match action:
        case InviteRequested() | JoinAnswered():
            return action.email
        case RevokeRequested():
            return state.invitation.email if state.invitation else None
        case _:
            return state.by_email


def _name(action: InviteRequested | RevokeRequested | RemoveRequested | JoinAnswered) -> str:
    """The action in the words of the article's warning."""
    match action:
        case InviteRequested():
            return "bulk invite" if action.bulk else "invite"
        case RevokeRequested():
            return "revoke invitation"
        case RemoveRequested():
            return "remove member"
        case JoinAnswered():
            return "approve join request" if action.approved else "deny join request"


def _invite(state: State, action: InviteRequested) -> Decision:
    if not is_address(action.email):
        return refused(line(Reason.NO_EMAIL, action.email))
    if is_member(state.by_email, state):
        return refused(line(Reason.ALREADY_MEMBER, action.email))
    if state.invitation is not None:
        return refused(line(Reason.INVITATION_EXISTS, action.email))
    if state.enterprise.pending_hold_seats and is_full(state, action.role):
        return refused(line(Reason.SEAT_CAP, action.email))
    invitation = SendInvitation(action.email, action.role, fallback=False)
    return decided(line(Reason.INVITED, action.email, role=action.role), invitation)


def _revoke(state: State) -> Decision:
    if state.invitation is None:
        return refused(line(Reason.INVITATION_UNUSABLE))
    closed = CloseInvitation(state.invitation.id, "revoked")
    return decided(line(Reason.INVITATION_REVOKED, state.invitation.email), closed)


def _remove(state: State) -> Decision:
    account = state.by_email
    if not is_member(account, state):
        return refused(line(Reason.NOT_A_MEMBER, account))
    left = Leave(account.id, state.enterprise.revoke_on_removal)
    return decided(line(Reason.REMOVED_BY_HAND, account, role=account.role), left, Unlink(account.id))


def _answer_join(state: State, action: JoinAnswered) -> Decision:
    if state.join_request is None:
        return refused(line(Reason.JOIN_REQUEST_UNUSABLE, action.email))
    if not action.approved:
        return decided(line(Reason.JOIN_DENIED, action.email), CloseJoinRequest(state.join_request, "denied"))
    approved = CloseJoinRequest(state.join_request, "approved")
    if is_member(state.by_email, state):
        return decided(line(Reason.ALREADY_MEMBER, action.email), approved)
    if is_elsewhere(state.by_email, state):
        return refused(line(Reason.OTHER_ENTERPRISE, action.email))
    if is_full(state, Role.MEMBER):
        return refused(line(Reason.SEAT_CAP, action.email))
    return together(
        decided(line(Reason.JOIN_APPROVED, action.email), approved),
        join_by_hand(state, action.email, role=Role.MEMBER, source=Source.MANUAL),
        closes(state.invitation, "closed"),
    )


def _change_role(state: State, action: RoleChangeRequested) -> Decision:
    """Works with SCIM on as well (FAQ: role). Leaving IT Admin takes a seat, so the cap counts (decision 21)."""
    account = state.by_email
    if not is_member(account, state):
        return refused(line(Reason.NOT_A_MEMBER, account))
    if account.role is action.role:
        return decided(line(Reason.UNCHANGED, account, role=action.role))
    if state.actor is not None and state.actor.id == account.id and action.role is Role.MEMBER:
        return refused(line(Reason.ROLE_NOT_ALLOWED, account, role=action.role))
    said = line(Reason.ROLE_CHANGED, account, before=account.role, after=action.role)
    changed = decided(said, SetRole(account.id, action.role))
    if account.role is not Role.IT_ADMIN:
        return changed
    if is_full(state, action.role):
        return refused(line(Reason.SEAT_CAP, account, role=action.role))
    return together(changed, takes_seat(state, action.role, account))
